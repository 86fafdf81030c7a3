// @ts-check
/**
 * A request whose bodies are limited or watched: what its body becomes, and what its answer becomes. It decides what
 * counts for the limits, and which error a body that failed halfway is reported with; body.js watches and measures.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../errors.js').AxiosError} AxiosError
 * @typedef {ReturnType<typeof guard>} Guard
 */
import { finite, isFunction, own } from '../http/values.js';
import { event, guardBody, later, watch } from './body.js';
import { progress } from './progress.js';

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

    /** What fetch takes as body, or a promise of it. @param {unknown} data @param {import('../types.js').WireHeaders} headers */
    body: (data, headers) =>
      guardBody(data, headers, limitOf('maxBodyLength'), config.onUploadProgress, tooLarge),

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

      // All three are set, or none.
      const [report, flush, deliver] = /** @type {import('./progress.js').Reporter} */ (
        listener ? progress(listener, 'download') : []
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
