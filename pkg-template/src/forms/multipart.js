// @ts-check
/**
 * A form as multipart/form-data (RFC 7578), where its size must be known before it is sent, or the caller has chosen
 * the boundary. It decides what a boundary may be; nothing of a file is read. Else the platform writes forms.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isString } from '../http/values.js';

const LINE = '\r\n';
const lines = (/** @type {unknown} */ text) => String(text).replace(/\r\n|\r|\n/g, LINE);
const quoted = (/** @type {string} */ text) =>
  text.replace(/[\r\n"]/g, (char) => (char === '"' ? '%22' : char === '\r' ? '%0D' : '%0A'));

/**
 * @param {Iterable<[string, any]>} form @param {string | undefined} boundary
 * @param {unknown} Blob_ the class to make it of: the user's, or the platform's @returns {Blob}
 */
export const toMultipart = (form, boundary, Blob_) => {
  if (!isFunction(Blob_)) throw new AxiosError('Blob is not supported', 'ERR_NOT_SUPPORT');
  boundary ??=
    'axios-' +
    [...crypto.getRandomValues(new Uint8Array(18))]
      .map((byte) => (byte + 256).toString(16).slice(1))
      .join('');
  // RFC 2046, section 5.1.1.
  if (!/^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary))
    throw new AxiosError('Invalid multipart boundary', 'ERR_BAD_OPTION_VALUE');
  const parts = [];
  for (const [name, value] of form) {
    const isText = isString(value);
    if (!isText && !(value?.size >= 0 && value.size < Infinity))
      throw new AxiosError('Unsupported FormData part size', 'ERR_BAD_REQUEST');
    parts.push(
      `--${boundary}${LINE}Content-Disposition: form-data; name="${quoted(lines(name))}"`,
      isText
        ? ''
        : `; filename="${quoted(isString(value.name) ? value.name : 'blob')}"${LINE}Content-Type: ` +
            String(value.type || 'application/octet-stream').replace(/[\r\n]/g, ''),
      LINE + LINE,
      isText ? lines(value) : value,
      LINE,
    );
  }
  return new /** @type {typeof Blob} */ (Blob_)([...parts, `--${boundary}--${LINE}`], {
    type: 'multipart/form-data; boundary=' + boundary,
  });
};
