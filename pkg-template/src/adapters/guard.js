// @ts-check
/**
 * A request whose bodies are limited or watched: what its body becomes, and what its answer becomes. It decides what
 * counts for the limits, and which error a body that failed halfway is reported with; body.js watches and measures.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../errors.js').AxiosError} AxiosError
 * @typedef {ReturnType<typeof guard>} Guard
 */
import { toMultipart } from '../forms/multipart.js';
import { nodeBody } from '../forms/node-form.js';
import { parseParameters } from '../http/header-text.js';
import { AxiosHeaders } from '../http/headers.js';
import { parseURL, schemeOf } from '../http/url.js';
import { finite, isFunction, isIterableForm, isString, own } from '../http/values.js';
import { event, guardBody, later, sizeOfDataURL, watch } from './body.js';
import { progress } from './progress.js';
import { setHeader } from './wire.js';

/**
 * @param {Config} config @param {import('../types.js').Environment} env @param {boolean} likeXhr
 * @param {(message: string, code: string) => AxiosError} failure makes an error of this request
 */
export const guard = (config, env, likeXhr, failure) => {
  /** @param {'maxContentLength' | 'maxBodyLength'} name */
  const limitOf = (name) =>
    !likeXhr && typeof config[name] === 'number' && config[name] > -1 ? config[name] : undefined;
  const maxContent = limitOf('maxContentLength');
  const { onDownloadProgress: listener } = config;
  /** @param {number | undefined} bytes */
  const checkContent = (bytes) => {
    if (maxContent !== undefined && /** @type {number} */ (bytes) > maxContent)
      throw (self.error = failure(`maxContentLength size of ${maxContent} exceeded`, 'ERR_BAD_RESPONSE'));
  };
  const tooLarge = () =>
    (self.error = failure('Request body larger than maxBodyLength limit', 'ERR_BAD_REQUEST'));

  const self = {
    /** What was raised here while a body streamed; the platform hides it. @type {AxiosError | undefined} */
    error: undefined,

    /**
     * What fetch takes as body. Nothing is fetched that is known to be over a limit.
     * @param {any} data @param {import('../types.js').WireHeaders} headers @param {string} url @param {string} method
     */
    body(data, headers, url, method) {
      if (maxContent !== undefined && schemeOf(url) === 'data')
        checkContent(sizeOfDataURL(parseURL(url).href));
      if (/^(GET|HEAD)$/.test(method)) return data;
      const limit = limitOf('maxBodyLength');
      const { onUploadProgress } = config;
      data = nodeBody(data, own(config, 'formDataHeaderPolicy'), (name, value) =>
        setHeader(headers, name, value),
      );
      if (isIterableForm(data)) {
        const type = !likeXhr && AxiosHeaders.from(own(config, 'headers')).getContentType();
        const boundary =
          isString(type) && /^\s*multipart\/form-data\s*(;|$)/i.test(type)
            ? parseParameters(type).boundary
            : undefined;
        if (limit !== undefined || onUploadProgress || boundary !== undefined) {
          const Blob_ = own(env, 'Blob');
          data = toMultipart(data, boundary, Blob_ === undefined ? globalThis.Blob : Blob_);
          // The type of a Blob is in lower case, which a boundary need not be.
          setHeader(headers, 'Content-Type', boundary === undefined ? data.type : type);
        }
      }
      return guardBody(data, limit, onUploadProgress, tooLarge);
    },

    /**
     * The same answer, with a body that is counted as it is read.
     * @param {Response} response @param {() => import('../types.js').AxiosHeaders} headersOf
     * @param {unknown} isOpen whether the caller reads the body, under the signal of the request
     * @param {() => void} end called when the body has ended
     */
    answer(response, headersOf, isOpen, end) {
      const { status, statusText, headers, body } = response;
      const isCounted = listener || maxContent !== undefined;
      const declared = isCounted ? finite(headersOf().get('content-length')) : undefined;
      try {
        checkContent(declared);
      } catch (error) {
        // Nobody reads it, and it would keep its connection.
        if (isFunction(body?.cancel)) Promise.resolve(body.cancel()).catch(() => {});
        throw error;
      }
      if (!body || !(isCounted || isOpen)) return response;

      // Without a listener none of the three is called.
      const [report, flush, deliver] = progress(
        /** @type {NonNullable<typeof listener>} */ (listener),
        'download',
      );
      let last = 0;
      // Content-Length counts encoded bytes, the stream gives decoded ones.
      const total = likeXhr && headersOf().has('content-encoding') ? undefined : declared;
      const watched = watch(
        body,
        (loaded) => {
          checkContent(loaded);
          if (listener) later(report, event((last = loaded), total));
        },
        () => {
          if (listener) likeXhr ? later(deliver, event(last, total)) : later(flush);
          if (isOpen) end();
        },
      );
      return new /** @type {typeof Response} */ (own(env, 'Response') || Response)(watched, {
        status,
        statusText,
        headers,
      });
    },
  };
  return self;
};
