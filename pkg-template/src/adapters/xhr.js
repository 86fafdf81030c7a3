// @ts-check
/**
 * Sends by XMLHttpRequest. It decides how its events become results; URL and headers come from wire.js.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 */
import { CanceledError, onCancel } from '../cancel.js';
import { AxiosError } from '../errors.js';
import { AxiosHeaders } from '../http/headers.js';
import { parseURL } from '../http/url.js';
import { flat } from '../http/values.js';
import { progress } from './progress.js';
import { settle, timeoutError } from './settle.js';
import { setHeader, unsendable, unsupportedScheme, wire } from './wire.js';

/** An error of a listener goes to the page; the request goes on. @param {() => void} fn */
const guarded = (fn) => {
  try {
    fn();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
};

/** @type {import('../types.js').Adapter} */
export const xhrAdapter = (userConfig, extra) =>
  new Promise((resolve, reject) => {
    const config = flat(userConfig);
    const { responseType, onDownloadProgress, onUploadProgress, data } = config;
    /** @type {(() => void)[]} */
    const cleanup = [];
    let live = true;
    const request = new XMLHttpRequest();
    const { upload } = request;

    /** A second end changes nothing. @template T @param {(value: T) => void} how @param {T} value */
    const finish = (how, value) => {
      live = false;
      how(value);
      for (const clean of cleanup) guarded(clean);
    };
    const fail = (/** @type {AxiosError} */ error) => finish(reject, error);
    /** @param {string} message @param {string} code */
    const failure = (message, code) => new AxiosError(message, code, userConfig, request);
    const aborted = () => fail(failure('Request aborted', 'ECONNABORTED'));
    /** @param {XMLHttpRequestEventTarget} target @param {'progress' | 'loadend'} type @param {(event: ProgressEvent) => void} listener */
    const listen = (target, type, listener) => {
      target.addEventListener(type, listener);
      cleanup.push(() => target.removeEventListener(type, listener));
    };

    /** @type {ReturnType<typeof wire> | undefined} */
    let built;
    try {
      built = wire(config, extra, false);
      const { url, headers } = built;
      request.open(/** @type {string} */ (config.method).toUpperCase(), url, true);
      request.timeout = (extra?.timeLeft !== undefined ? Math.ceil(extra.timeLeft) : config.timeout) || 0;

      request.onabort = aborted;
      request.ontimeout = () => fail(timeoutError(userConfig, request));
      // Polyfills and mocks give a message.
      request.onerror = (/** @type {ProgressEvent & { message?: string }} */ event) => {
        const error = failure(event?.message || 'Network Error', 'ERR_NETWORK');
        error.event = event || null;
        fail(error);
      };
      /** @type {((event: ProgressEvent) => void) | undefined} */
      let lastDownload;
      request.onloadend = (event) => {
        if (!live) return;
        // Files have no status.
        if (!request.status && parseURL(url).protocol !== 'file:') return aborted();
        guarded(() => lastDownload?.(event));
        if (!live) return;
        const isText = !responseType || /^(text|json)$/.test(responseType);
        settle((value) => finish(resolve, value), fail, {
          data: isText ? request.responseText : request.response,
          status: request.status,
          statusText: request.statusText,
          headers: AxiosHeaders.from(request.getAllResponseHeaders && request.getAllResponseHeaders()),
          config: userConfig,
          request,
        });
      };

      if (data === undefined) setHeader(headers, 'Content-Type');
      const withCredentials = extra?.include || config.withCredentials;
      if (withCredentials !== undefined) request.withCredentials = !!withCredentials;
      if (responseType && responseType !== 'json')
        // The platform ignores types that only fetch knows.
        request.responseType = /** @type {XMLHttpRequestResponseType} */ (responseType);

      if (onDownloadProgress) {
        const [report, flush, deliver] = progress(onDownloadProgress, 'download');
        lastDownload = deliver;
        cleanup.push(flush);
        listen(request, 'progress', report);
      }
      if (onUploadProgress && upload) {
        const [report, flush] = progress(onUploadProgress, 'upload');
        cleanup.push(flush);
        listen(upload, 'progress', report);
        listen(upload, 'loadend', flush);
      }
      cleanup.push(
        onCancel(
          config,
          (error) => {
            fail(error);
            request.abort();
          },
          () => new CanceledError(null, userConfig, request),
        ),
      );
      const unsupported = unsupportedScheme(url, userConfig);
      if (unsupported) fail(unsupported);
      if (!live) return;
      for (const name in headers) request.setRequestHeader(name, headers[name]);
      request.send(data || null);
    } catch (error) {
      // open() and setRequestHeader() throw for a URL or a header that cannot be sent.
      fail(
        error instanceof AxiosError
          ? error
          : (built && unsendable(built.url, built.headers, userConfig, request)) ||
              AxiosError.from(error, 'ERR_BAD_OPTION_VALUE', userConfig, request),
      );
    }
  });
xhrAdapter.builtin = true;
