// @ts-check
/**
 * Reads the body of a fetch response. It decides which method reads a `responseType`, and in which charset text is
 * read; the transforms parse it.
 * @typedef {import('../types.js').Config} Config
 */
import { AxiosError } from '../errors.js';
import { fromFetch } from '../http/headers.js';
import { isFunction, own } from '../http/values.js';

/** @typedef {'arrayBuffer' | 'blob' | 'formData' | 'text'} Reader */
/** @type {Record<string, Reader>} */
const READERS = { arraybuffer: 'arrayBuffer', blob: 'blob', formdata: 'formData' };

/** Text in the charset that the answer names: `text()` knows UTF-8 only. @param {Response} response @param {string} charset */
const decodeText = async (response, charset) => {
  const bytes = await response.arrayBuffer();
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

/**
 * The data, or a promise of it.
 * @param {Response} response @param {string} type in lower case @param {Config} config
 * @param {boolean} likeXhr @returns {unknown}
 */
export const read = (response, type, config, likeXhr) => {
  if (type === 'response') return response;
  if (type === 'stream') return response.body;
  // Unknown types are text, as they are for XMLHttpRequest.
  const method = own(READERS, type) || 'text';
  if (method === 'text') {
    const { headers } = response;
    const charset =
      likeXhr &&
      headers &&
      /charset=["']?([^"'\s;,]+)/i.exec(
        // A mock's headers may be a plain object; `exec` takes a missing header as text.
        /** @type {string} */ ((isFunction(headers.get) ? headers : fromFetch(headers)).get('content-type')),
      );
    if (charset && !/^utf-?8$/i.test(charset[1]) && isFunction(response.arrayBuffer))
      return decodeText(response, charset[1]);
    // Hand-written mocks often have json() and nothing else.
    if (!isFunction(response.text) && isFunction(response.json)) return response.json();
  }
  if (isFunction(response[method])) return response[method]();
  throw new AxiosError(`Response type '${method}' is not supported`, 'ERR_NOT_SUPPORT', config);
};
