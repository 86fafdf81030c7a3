// @ts-check
/**
 * Sending by fetch, in two manners: axios's fetch adapter (`adapter: 'fetch'`), and what axios's default, its xhr,
 * shows of itself (`auto.js`). It decides how answers, silence and misbehaving fetch functions become results.
 */
import { CanceledError, onCancel } from '../cancel.js';
import { AxiosError, setCause } from '../errors.js';
import { AxiosHeaders, findName, fromFetch } from '../http/headers.js';
import { finite, flat, isFormData, isFunction, isIterableForm, isObject, isStream, isString, own } from '../http/values.js';
import { multipart, sizeOf, watch } from './body.js';
import { progress } from './progress.js';
import { settle, timeoutError } from './settle.js';
import { setHeader, unsendable, wire } from './wire.js';
import { unsupportedScheme } from './xhr.js';

const READERS = { arraybuffer: 'arrayBuffer', blob: 'blob', formdata: 'formData', text: 'text' };
const OWNED = ['body', 'headers', 'method', 'signal', 'duplex', 'credentials'];

/** @param {any} limit */
const isLimit = (limit) => typeof limit === 'number' && limit > -1;

/** Text in the charset that the answer names: `text()` knows UTF-8 only. @param {any} response @param {string} charset */
const decodeText = async (response, charset) => {
  const bytes = await response.arrayBuffer();
  let decoder;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    decoder = new TextDecoder();
  }
  return decoder.decode(bytes);
};

/**
 * @param {any} response @param {string} type @param {any} config @param {any} headers of the answer
 * @param {boolean} likeXhr
 */
const read = (response, type, config, headers, likeXhr) => {
  if (type === 'response') return response;
  if (type === 'stream') return response.body;
  // @ts-ignore unknown types are text
  const method = (Object.hasOwn(READERS, type) && READERS[type]) || 'text';
  if (likeXhr && method === 'text') {
    const charset = /charset=["']?([^"'\s;,]+)/i.exec(headers['content-type']);
    if (charset && !/^utf-?8$/i.test(charset[1]) && isFunction(response.arrayBuffer)) return decodeText(response, charset[1]);
  }
  if (isFunction(response[method])) return response[method]();
  // Hand-written mocks often have json() and nothing else.
  if (method === 'text' && isFunction(response.json)) return response.json();
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
    const { maxBodyLength, maxContentLength, onDownloadProgress, onUploadProgress, fetchOptions, withCredentials } = config;
    const method = (config.method || 'get').toUpperCase();
    const type = config.responseType ? String(config.responseType).toLowerCase() : 'text';
    const request = { method, url: '', responseURL: '', responseType: config.responseType || '', status: 0 };
    const hasContentLimit = !likeXhr && isLimit(maxContentLength);
    const hasBodyLimit = !likeXhr && isLimit(maxBodyLength);
    let { data } = config;
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
      if (!live) return;
      live = false;
      cleanup();
      reject(error);
    };
    // Rejects at once, whatever fetch does with the signal.
    const abort = (/** @type {any} */ error) => {
      raise(error);
      if (controller) controller.abort(error);
    };
    const bodyError = () =>
      new AxiosError('Request body larger than maxBodyLength limit', 'ERR_BAD_REQUEST', userConfig, request);
    const contentError = () =>
      new AxiosError(`maxContentLength size of ${maxContentLength} exceeded`, 'ERR_BAD_RESPONSE', userConfig, request);

    /** @param {any} error what fetch, or reading the body, failed with */
    const fail = (error) => {
      if (!live) return;
      if (streamError || error instanceof AxiosError) return raise(streamError || error);
      const cause = isObject(error) ? error : new Error(String(error));
      const diagnosis = headers && unsendable(request.url, headers, userConfig, request);
      if (diagnosis) return raise(diagnosis);
      let out;
      if (likeXhr && cause.name === 'AbortError')
        out = new AxiosError('Request aborted', 'ECONNABORTED', userConfig, request);
      else if (likeXhr || (cause.name === 'TypeError' && /Load failed|fetch/i.test(cause.message)))
        out = new AxiosError('Network Error', 'ERR_NETWORK', userConfig, request, cause.response);
      else return raise(AxiosError.from(cause, cause.code, userConfig, request, cause.response));
      setCause(out, cause.cause || cause);
      raise(out);
    };

    /** @param {any} response */
    const receive = (response) => {
      if (!isObject(response)) return fail(new TypeError('fetch gave no response'));
      const responseHeaders = fromFetch(response.headers);
      request.status = response.status;
      request.responseURL = response.url || request.url;
      const { status, statusText } = response;
      const declared = hasContentLimit || onDownloadProgress ? finite(responseHeaders.get('content-length')) : undefined;
      if (hasContentLimit && declared !== undefined && declared > maxContentLength) return abort(contentError());

      const isOpen = type === 'stream' || type === 'response';
      const body = (hasContentLimit || onDownloadProgress || (isOpen && (stop || timer))) && response.body;
      /** @type {(() => void) | undefined} */
      let finish;
      if (body) {
        /** @type {any} */
        let report;
        if (onDownloadProgress) {
          // The length of an encoded body says nothing about the bytes that are counted.
          const total = likeXhr && responseHeaders.has('content-encoding') ? undefined : declared;
          const [next, flush, deliver] = progress(onDownloadProgress, 'download');
          let loaded = 0;
          report = (/** @type {number} */ bytes) => later(next, event((loaded = bytes), total));
          finish = likeXhr ? () => later(deliver, event(loaded, total)) : () => later(flush);
        }
        const ResponseClass = own(env, 'Response') || Response;
        response = new ResponseClass(
          watch(
            body,
            (loaded) => {
              if (hasContentLimit && loaded > maxContentLength) throw (streamError = contentError());
              if (report) report(loaded);
            },
            () => {
              if (finish) finish();
              if (isOpen) cleanup();
            },
          ),
          { status, statusText, headers: response.headers },
        );
      }

      /** @param {any} value */
      const done = (value) => {
        if (!live) return;
        live = false;
        if (!isOpen) cleanup();
        settle(resolve, reject, { data: value, status, statusText, headers: responseHeaders, config: userConfig, request });
      };
      const value = read(response, type, userConfig, responseHeaders, likeXhr);
      // A stream stays under the signal and the timeout until it has been read.
      if (isOpen) {
        done(value);
        live = body ? true : false;
      } else if (value && isFunction(value.then)) value.then(done, fail);
      else done(value);
    };

    try {
      const built = wire(config, extra, !likeXhr);
      ({ headers } = built);
      const { url } = built;
      request.url = url;
      const init = Object.assign(Object.create(null), fetchOptions);
      for (const key of OWNED) delete init[key];
      init.method = method;
      init.headers = headers;
      const hasBody = method !== 'GET' && method !== 'HEAD';

      if (likeXhr) {
        const unsupported = unsupportedScheme(url, userConfig);
        if (unsupported) throw unsupported;
        if (data === undefined) setHeader(headers, 'Content-Type');
        if (!hasBody || !data) data = null;
        if (withCredentials) init.credentials = 'include';
      } else {
        if (withCredentials !== undefined)
          init.credentials = isString(withCredentials) ? withCredentials : withCredentials ? 'include' : 'omit';
        if (config.maxRedirects === 0) init.redirect = 'manual';
        if (hasBody) data = limit(url);
      }
      const contentType = isFormData(data) && findName(headers, 'content-type');
      if (contentType && /^multipart\/form-data/i.test(headers[contentType]) && !/boundary=/i.test(headers[contentType]))
        delete headers[contentType];
      if (extra && extra.include) init.credentials = 'include';
      if (data != null) init.body = data;
      if (isStream(data)) init.duplex = 'half';

      if (config.signal || config.cancelToken)
        stop = onCancel(
          config,
          (error) => {
            if (!likeXhr) {
              error.config = userConfig;
              error.request = request;
            }
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
      const ms = extra && extra.timeLeft !== undefined ? Math.ceil(extra.timeLeft) : config.timeout >>> 0;
      if (ms && ms < 2 ** 31)
        timer = setTimeout(
          () =>
            abort(
              likeXhr
                ? timeoutError(userConfig, request)
                : new AxiosError(`timeout of ${config.timeout}ms exceeded`, 'ETIMEDOUT', userConfig, request),
            ),
          ms,
        );
      if (stop || timer) init.signal = (controller = new AbortController()).signal;

      const RequestClass = own(env, 'Request');
      const fetcher = own(env, 'fetch') || fetch;
      const answer = isFunction(RequestClass) ? fetcher(new RequestClass(url, init), fetchOptions) : fetcher(url, init);
      Promise.resolve(answer).then(receive).then(undefined, fail);
    } catch (error) {
      fail(error);
    }

    /** The body within its limits and under watch. @param {string} url */
    function limit(url) {
      const own_ = AxiosHeaders.from(own(config, 'headers')).getContentType();
      if (isIterableForm(data)) {
        const boundary = /^multipart\/form-data\s*(;|$)/i.test(String(own_).trim())
          ? AxiosHeaders.parseParameters(own_).boundary
          : undefined;
        if (hasBodyLimit || onUploadProgress || boundary !== undefined) {
          if (boundary !== undefined && !/^[A-Za-z0-9'()+_,./:=? -]{0,69}[A-Za-z0-9'()+_,./:=?-]$/.test(boundary))
            throw new AxiosError('Invalid multipart boundary', 'ERR_BAD_OPTION_VALUE');
          data = multipart(data, own(env, 'Blob') || Blob, boundary ?? 'everfetch-' + crypto.randomUUID());
          setHeader(headers, 'Content-Type', boundary === undefined ? data.type : own_);
        }
      }
      let size = hasBodyLimit ? sizeOf(data) : undefined;
      if (size !== undefined && size > maxBodyLength) throw bodyError();
      const watched = hasBodyLimit && isStream(data);
      if (!onUploadProgress && !watched) return data;
      size ??= finite(headers[findName(headers, 'content-length') || '']) ?? sizeOf(data);
      if (size === 0 && !watched) return data;
      /** @type {any} */
      const source = new (own(env, 'Request') || Request)(url, { method: 'POST', body: data, duplex: 'half' });
      if (!source.body) return data;
      const made = isFormData(data) && source.headers.get('content-type');
      if (made) setHeader(headers, 'Content-Type', made);
      const [report, flush] = onUploadProgress ? progress(onUploadProgress, 'upload') : [];
      return watch(
        source.body,
        (loaded) => {
          if (hasBodyLimit && loaded > maxBodyLength) throw (streamError = bodyError());
          if (report) later(report, event(loaded, size));
        },
        () => flush && later(flush),
      );
    }
  });

/** @param {number} loaded @param {number | undefined} total */
const event = (loaded, total) => ({ lengthComputable: total != null, total, loaded });

/** A listener runs outside of the stream, which would otherwise fail with what the listener throws. @param {any} fn @param {any} [arg] */
const later = (fn, arg) => queueMicrotask(() => fn(arg));

/** @param {any} config @param {any} [extra] @param {any} [env] @returns {Promise<any>} */
export const fetchAdapter = (config, extra, env) => send(config, extra, env, false);
fetchAdapter.builtin = true;
