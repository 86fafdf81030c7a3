// @ts-check
/**
 * Sending by fetch, in two manners: axios's fetch adapter (`adapter: 'fetch'`), and what axios's default, its
 * xhr, shows of itself (`auto.js`). It decides how answers, silence and misbehaving fetch functions become
 * results. JavaScript, because bodies, signals and Responses are.
 */
import { CanceledError, onCancel } from '../cancel.js';
import { AxiosError, setCause } from '../errors.js';
import { fromFetch } from '../http/headers.js';
import { finite, flat, isFunction, isObject, isStream, isString, own } from '../http/values.js';
import { event, guardBody, later, watch } from './body.js';
import { progress } from './progress.js';
import { settle, timeoutError } from './settle.js';
import { setHeader, unsendable, wire } from './wire.js';
import { unsupportedScheme } from './xhr.js';

const READERS = { arraybuffer: 'arrayBuffer', blob: 'blob', formdata: 'formData' };

/** Text in the charset that the answer names: `text()` knows UTF-8 only. @param {any} response @param {string} charset */
const decodeText = async (response, charset) => {
  const bytes = await response.arrayBuffer();
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

/** @param {any} response @param {string} type @param {any} config @param {boolean} likeXhr */
const read = (response, type, config, likeXhr) => {
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
        isFunction(headers.get) ? headers.get('content-type') : fromFetch(headers)['content-type'],
      );
    if (charset && !/^utf-?8$/i.test(charset[1]) && isFunction(response.arrayBuffer))
      return decodeText(response, charset[1]);
    // Hand-written mocks often have json() and nothing else.
    if (!isFunction(response.text) && isFunction(response.json)) return response.json();
  }
  if (isFunction(response[method])) return response[method]();
  throw new AxiosError(`Response type '${method}' is not supported`, 'ERR_NOT_SUPPORT', config);
};

/**
 * @param {any} userConfig @param {any} extra what the session adds @param {any} env
 * @param {boolean} likeXhr @returns {Promise<any>}
 */
export const send = (userConfig, extra, env, likeXhr) =>
  new Promise((resolve, reject) => {
    const config = flat(userConfig);
    env ||= own(config, 'env');
    const { onDownloadProgress, fetchOptions, responseType, timeout, withCredentials } = config;
    const method = (config.method || 'get').toUpperCase();
    const type = String(responseType || '').toLowerCase();
    const isOpen = type === 'stream' || type === 'response';
    const request = { method, url: '', responseURL: '', responseType: responseType || '', status: 0 };
    /** @param {string} name */
    const limitOf = (name) =>
      !likeXhr && typeof config[name] === 'number' && config[name] > -1 ? config[name] : undefined;
    const maxContent = limitOf('maxContentLength');
    let live = true;
    /** @type {any} */
    let headers;
    /** @type {AbortController | undefined} */
    let controller;
    /** @type {any} */
    let timer;
    /** @type {(() => void) | undefined} */
    let stop;
    /** @type {any} raised by us while a body streamed, and hidden by what the platform makes of it */
    let streamError;

    const cleanup = () => {
      clearTimeout(timer);
      if (stop) stop();
    };
    /** @param {any} error */
    const raise = (error) => {
      live = false;
      cleanup();
      reject(error);
    };
    // Rejects at once, whatever fetch does with the signal.
    const abort = (/** @type {any} */ error) => {
      raise(error);
      if (controller) controller.abort(error);
    };
    /** @param {string} message @param {string} code @param {any} [response] */
    const failure = (message, code, response) => new AxiosError(message, code, userConfig, request, response);
    const contentError = () =>
      (streamError = failure(`maxContentLength size of ${maxContent} exceeded`, 'ERR_BAD_RESPONSE'));

    /** @param {any} error what fetch, or reading the body, failed with */
    const fail = (error) => {
      if (streamError) error = streamError;
      if (error instanceof AxiosError) {
        error.config ||= userConfig;
        return raise(error);
      }
      const cause = isObject(error) ? error : new Error(String(error));
      let out = headers && unsendable(request.url, headers, userConfig, request);
      if (!out) {
        const { name, message, response } = cause;
        if (likeXhr && name === 'AbortError') out = failure('Request aborted', 'ECONNABORTED');
        else if (likeXhr || (name === 'TypeError' && /Load failed|fetch(?!.*body)/i.test(message)))
          out = failure('Network Error', 'ERR_NETWORK', response);
        else out = AxiosError.from(cause, cause.code, userConfig, request, response);
        setCause(out, (out.name === 'AxiosError' && cause.cause) || cause);
      }
      raise(out);
    };

    /** @param {any} response */
    const receive = (response) => {
      if (!isObject(response)) throw new TypeError('fetch gave no response');
      const { status, statusText, headers: source } = response;
      // Turning them into an object of our own costs as much as all the rest of a small answer, and few callers look.
      // What only looks like them may change, or throw.
      /** @type {any} */
      let received =
        typeof Headers === 'function' && source instanceof Headers ? undefined : fromFetch(source);
      const receivedHeaders = () => (received ??= fromFetch(source));
      request.status = status;
      request.responseURL = response.url || request.url;
      const declared =
        onDownloadProgress || maxContent !== undefined
          ? finite(receivedHeaders().get('content-length'))
          : undefined;
      const isOver = (/** @type {any} */ bytes) => maxContent !== undefined && bytes > maxContent;
      if (isOver(declared)) return abort(contentError());

      const body =
        (onDownloadProgress || maxContent !== undefined || (isOpen && controller)) && response.body;
      if (body) {
        /** @type {any[]} */
        const [report, flush, deliver] = onDownloadProgress ? progress(onDownloadProgress, 'download') : [];
        let last = 0;
        // The length of an encoded body says nothing about the bytes that are counted.
        const total = likeXhr && receivedHeaders().has('content-encoding') ? undefined : declared;
        const watched = watch(
          body,
          (loaded) => {
            if (isOver(loaded)) throw contentError();
            if (report) later(report, event((last = loaded), total));
          },
          () => {
            if (report) likeXhr ? later(deliver, event(last, total)) : later(flush);
            if (isOpen) cleanup();
          },
        );
        response = new (own(env, 'Response') || Response)(watched, {
          status,
          statusText,
          headers: source,
        });
      }

      /** @param {any} data */
      const done = (data) => {
        // A stream stays under the signal and the timeout until it has been read.
        if (!isOpen || !body) cleanup();
        live = false;
        settle(resolve, reject, {
          data,
          status,
          statusText,
          get headers() {
            return receivedHeaders();
          },
          set headers(value) {
            received = value;
          },
          config: userConfig,
          request,
        });
      };
      const data = read(response, type, userConfig, likeXhr);
      if (!isOpen && data && isFunction(data.then)) return data.then(done);
      done(data);
    };

    try {
      const built = wire(config, extra, !likeXhr);
      const { url } = built;
      ({ headers } = built);
      request.url = url;
      const init = Object.assign(Object.create(null), fetchOptions);
      for (const key of ['body', 'signal', 'duplex', 'credentials']) delete init[key];
      init.method = method;
      init.headers = headers;
      let body = config.data;

      if (likeXhr) {
        const unsupported = unsupportedScheme(url, userConfig);
        if (unsupported) throw unsupported;
        if (body === undefined) setHeader(headers, 'Content-Type');
        if (!body || method === 'GET' || method === 'HEAD') body = null;
        if (withCredentials) init.credentials = 'include';
      } else {
        if (withCredentials !== undefined)
          init.credentials = isString(withCredentials)
            ? withCredentials
            : withCredentials
              ? 'include'
              : 'omit';
        if (config.maxRedirects === 0) init.redirect = 'manual';
      }
      if (extra && extra.include) init.credentials = 'include';
      // Browsers take only this header out when a redirect leads to another origin.
      if (extra && extra.value && !/^authorization$/i.test(extra.header)) init.redirect ||= 'error';

      if (config.signal || config.cancelToken)
        stop = onCancel(
          config,
          (error) => {
            if (!likeXhr) Object.assign(error, { config: userConfig, request });
            abort(error);
          },
          ({ reason }) =>
            likeXhr
              ? new CanceledError(null, userConfig, request)
              : reason instanceof AxiosError
                ? reason
                : new CanceledError(reason instanceof Error ? reason.message : reason),
        );
      if (!live) return;
      // The conversion of XMLHttpRequest.timeout; longer than a timer can be is none.
      const ms = extra && extra.timeLeft !== undefined ? Math.ceil(extra.timeLeft) : timeout >>> 0;
      if (ms && ms < 2 ** 31)
        timer = setTimeout(
          () =>
            abort(
              likeXhr
                ? timeoutError(userConfig, request)
                : failure(`timeout of ${timeout}ms exceeded`, 'ETIMEDOUT'),
            ),
          ms,
        );
      if (stop || timer) init.signal = (controller = new AbortController()).signal;

      /** @param {any} sent */
      const go = (sent) => {
        if (!live) return;
        if (sent != null) init.body = sent;
        if (isStream(sent)) init.duplex = 'half';
        const RequestClass = own(env, 'Request');
        const fetcher = own(env, 'fetch') || fetch;
        const answer = isFunction(RequestClass)
          ? fetcher(new RequestClass(url, init), fetchOptions)
          : fetcher(url, init);
        Promise.resolve(answer).then(receive).then(undefined, fail);
      };
      const tooLarge = () =>
        (streamError = failure('Request body larger than maxBodyLength limit', 'ERR_BAD_REQUEST'));
      body = guardBody(body, headers, limitOf('maxBodyLength'), config.onUploadProgress, tooLarge);
      body && isFunction(body.then) ? body.then(go).then(undefined, fail) : go(body);
    } catch (error) {
      fail(error);
    }
  });

/** @param {any} config @param {any} [extra] @param {any} [env] @returns {Promise<any>} */
export const fetchAdapter = (config, extra, env) => send(config, extra, env, false);
fetchAdapter.builtin = true;
