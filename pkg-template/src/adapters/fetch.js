// @ts-check
/**
 * Sends by fetch, in two manners: axios's fetch adapter (`adapter: 'fetch'`), and what axios's default, its
 * xhr, does (`auto.js`). It decides how answers, timeouts and misbehaving fetch functions become results.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 */
import { canceledBy, onCancel } from '../cancel.js';
import { AxiosError, setCause } from '../errors.js';
import { fromFetch } from '../http/headers.js';
import { flat, isFunction, isObject, isStream, isThenable, own } from '../http/values.js';
import { besideRequest, fetchInit } from './fetch-init.js';
import { needsWatch, withRare } from './rare.js';
import { read } from './read.js';
import { settle, timeoutError } from './settle.js';
import { setHeader, unsendable, unsupportedScheme, wire } from './wire.js';

/**
 * @param {Config} userConfig @param {Extra | undefined} extra @param {import('../types.js').Environment} env
 * @param {boolean} likeXhr @returns {Promise<Answer>}
 */
export const send = (userConfig, extra, env, likeXhr) => {
  const config = flat(userConfig);
  /** @param {import('./rare.js').Rare} [rare] */
  const go = (rare) => sendNow(userConfig, config, extra, env, likeXhr, rare);
  return needsWatch(config, likeXhr) ? withRare(go) : go();
};

/**
 * @param {Config} userConfig @param {Config} config @param {Extra | undefined} extra @param {import('../types.js').Environment} env
 * @param {boolean} likeXhr @param {import('./rare.js').Rare} [rare] @returns {Promise<Answer>}
 */
const sendNow = (userConfig, config, extra, env, likeXhr, rare) =>
  new Promise((resolve, reject) => {
    env ||= own(config, 'env');
    const { fetchOptions, responseType, timeout } = config;
    const method = (config.method || 'get').toUpperCase();
    const type = String(responseType || '').toLowerCase();
    const isOpen = type === 'stream' || type === 'response';
    /** @type {any} what stands in for XMLHttpRequest; by the fetch adapter, the Request once there is one */
    let request = { method, url: '', responseURL: '', responseType: responseType || '', status: 0 };
    const summary = request;
    let live = true;
    /** @type {import('../types.js').WireHeaders | undefined} */
    let headers;
    /** @type {AbortController | undefined} */
    let controller;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {(() => void) | undefined} */
    let stop;

    /** @param {string} message @param {string} code @param {Answer} [response] */
    const failure = (message, code, response) => new AxiosError(message, code, userConfig, request, response);
    /** Where a body has to be measured or watched. */
    const guarded = rare && rare.guard(config, env, likeXhr, failure);
    /** What the caller is shown holds no token. The Request has been sent, or never will be. */
    const hideCredential = () => {
      if (extra && extra.value !== undefined && request !== summary) request.headers?.delete?.(extra.header);
    };
    const cleanup = () => {
      clearTimeout(timer);
      if (stop) stop();
    };
    /** Rejects immediately, even if fetch ignores the signal. @param {unknown} error @param {boolean} [cut] aborts what runs */
    const raise = (error, cut) => {
      live = false;
      cleanup();
      hideCredential();
      reject(error);
      if (cut && controller) controller.abort(error);
    };
    /** @param {unknown} error what fetch, or reading the body, failed with */
    const fail = (error) => {
      if (guarded && guarded.error) error = guarded.error;
      if (error instanceof AxiosError) {
        error.config ||= userConfig;
        return raise(error);
      }
      /** @type {any} an error of any realm, or what a mock throws */
      const cause = isObject(error) ? error : new Error(String(error));
      let out = headers && unsendable(request.url, headers, userConfig, request);
      if (!out) {
        const { name, message, response } = cause;
        if (likeXhr && name === 'AbortError') out = failure('Request aborted', 'ECONNABORTED');
        // An option that throws, or a URL that cannot be joined, is no dead network.
        else if (likeXhr && !headers)
          out = AxiosError.from(cause, 'ERR_BAD_OPTION_VALUE', userConfig, request);
        else if (likeXhr || (name === 'TypeError' && /Load failed|fetch/i.test(message)))
          out = failure('Network Error', 'ERR_NETWORK', response);
        else out = AxiosError.from(cause, cause.code, userConfig, request, response);
        setCause(out, (out.name === 'AxiosError' && cause.cause) || cause);
      }
      raise(out);
    };

    /** @param {Response} response */
    const receive = (response) => {
      try {
        if (!isObject(response)) throw new TypeError('fetch gave no response');
        const { status, statusText, headers: source } = response;
        // Copying headers costs as much as the rest of a small answer, and few callers read them, so a real Headers is
        // copied on first read. A look-alike is copied now: it may change, or throw.
        /** @type {ReturnType<typeof fromFetch> | undefined} */
        let received =
          typeof Headers === 'function' && source instanceof Headers ? undefined : fromFetch(source);
        const receivedHeaders = () => (received ??= fromFetch(source));
        if (request === summary) {
          request.status = status;
          request.responseURL = response.url || request.url;
        }
        const watched = guarded
          ? guarded.answer(response, receivedHeaders, isOpen && controller, cleanup)
          : response;

        /** @param {unknown} data */
        const done = (data) => {
          try {
            // A stream stays under the signal and the timeout until it has been read.
            if (!isOpen || watched === response) cleanup();
            hideCredential();
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
          } catch (error) {
            fail(error);
          }
        };
        const data = read(watched, type, userConfig, likeXhr);
        if (!isOpen && isThenable(data)) Promise.resolve(data).then(done, fail);
        else done(data);
      } catch (error) {
        fail(error);
      }
    };

    try {
      const built = wire(config, extra, !likeXhr);
      const { url } = built;
      ({ headers } = built);
      request.url = url;
      let body = config.data;

      if (likeXhr) {
        const unsupported = unsupportedScheme(url, userConfig);
        if (unsupported) throw unsupported;
        if (body === undefined) setHeader(headers, 'Content-Type');
        if (!body || method === 'GET' || method === 'HEAD') body = null;
      }
      const init = fetchInit(config, extra, method, headers, likeXhr);

      if (config.signal || config.cancelToken)
        stop = onCancel(
          config,
          (error) => {
            if (!likeXhr) Object.assign(error, { config: userConfig, request });
            raise(error, true);
          },
          (signal, { reason } = signal) =>
            likeXhr
              ? canceledBy(signal, null, userConfig, request)
              : reason instanceof AxiosError
                ? reason
                : canceledBy(
                    signal,
                    reason instanceof Error ? reason.message : /** @type {string | undefined} */ (reason),
                  ),
        );
      if (!live) return;
      // Converted as XMLHttpRequest.timeout is. A timer cannot run longer than 2^31 ms, so beyond that there is none.
      const ms =
        extra && extra.timeLeft !== undefined
          ? Math.ceil(extra.timeLeft)
          : /** @type {number} */ (timeout) >>> 0;
      if (ms && ms < 2 ** 31)
        timer = setTimeout(
          () =>
            raise(
              likeXhr
                ? timeoutError(userConfig, request)
                : failure(`timeout of ${timeout}ms exceeded`, 'ETIMEDOUT'),
              true,
            ),
          ms,
        );
      if (stop || timer) init.signal = (controller = new AbortController()).signal;
      /** @type {BodyInit | null | undefined} */
      const sent = guarded ? guarded.body(body, headers, url, method) : body;
      if (sent != null) init.body = sent;
      if (isStream(sent)) init.duplex = 'half';
      /** @type {any} null, or what else is no class, means `(url, init)` */
      let RequestClass = own(env, 'Request');
      // XMLHttpRequest has none, so what stands in for it makes none.
      if (!likeXhr && RequestClass === undefined) RequestClass = globalThis.Request;
      const fetcher = own(env, 'fetch') || fetch;
      let answer;
      if (isFunction(RequestClass)) {
        const made = new RequestClass(url, init);
        if (!likeXhr) request = made;
        answer = fetcher(made, fetchOptions && besideRequest(fetchOptions, init));
      } else answer = fetcher(url, init);
      Promise.resolve(answer).then(receive, fail);
    } catch (error) {
      fail(error);
    }
  });

/** @type {import('../types.js').Adapter} */
export const fetchAdapter = (config, extra, env) => send(config, extra, env, false);
fetchAdapter.builtin = true;
