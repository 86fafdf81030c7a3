// @ts-check
/**
 * `Axios`, the client as a class: the chain of interceptors around a dispatch, and the verbs. It decides the
 * order in which things run, and that a request without asynchronous interceptors is sent before the call returns.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').AxiosDefaults} Defaults
 * @typedef {import('../types.js').AxiosRequestConfig} RequestConfig
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').HeaderSource} HeaderSource
 */
/** @template T @typedef {import('../types.js').Interceptor<T>} Interceptor */
import { withRare } from '../adapters/rare.js';
import { withCallerFrames } from '../errors.js';
import { buildFullPath, buildURL } from '../http/url.js';
import { transformRequest } from '../http/transform.js';
import { clone, isFunction, isString, own } from '../http/values.js';
import { sessionOf } from '../session/api.js';
import { dispatch } from './dispatch.js';
import { createInterceptors } from './interceptors.js';
import { mergeConfig, mergeInto } from './merge.js';
import { checkOptions } from './options.js';
import { requestHeaders } from './request-headers.js';
import { validate } from './validate.js';

const reject = (/** @type {unknown} */ error) => Promise.reject(error);
const fail = (/** @type {unknown} */ error) => reject(withCallerFrames(error));

/**
 * The config of one request.
 * @param {Defaults} defaults @param {RequestConfig} config @param {RequestConfig} request url, method and data
 * @param {HeaderSource} [extraHeaders]
 */
const prepare = (defaults, config, request, extraHeaders) => {
  const out = mergeInto(defaults, config, request);
  checkOptions(out);
  out.allowAbsoluteUrls ??= true;
  out.method = (out.method || own(defaults, 'method') || 'get').toLowerCase();
  out.headers = requestHeaders([own(defaults, 'headers'), own(config, 'headers'), extraHeaders], out.method);
  return out;
};

/** @param {Axios} client @param {Config} config @returns {Promise<Answer>} */
const chain = (client, config) => {
  const { handlers } = client.interceptors.request;
  const transforms = /** @type {unknown[] | undefined} */ (config.transformRequest);
  // Only the default transform is known not to change the body. All others get a copy.
  if (!handlers || handlers.length || !transforms || transforms[1] || transforms[0] !== transformRequest)
    config.data = clone(config.data);
  /** @type {[Interceptor<Config>['fulfilled'], Interceptor<Config>['rejected']][]} */
  const before = [];
  /** @type {boolean | undefined} */
  let synchronous = true;
  client.interceptors.request.forEach(({ fulfilled, rejected, synchronous: sync, runWhen }) => {
    if (isFunction(runWhen) && runWhen(config) === false) return;
    synchronous = synchronous && sync;
    const { transitional } = config;
    const isLegacy = !transitional || transitional.legacyInterceptorReqResOrdering;
    before[isLegacy ? 'unshift' : 'push']([fulfilled, rejected]);
  });

  /** @type {any} of a config at first, then of the answer */
  let promise;
  if (synchronous) {
    let current = config;
    for (const [fulfilled, rejected] of before)
      try {
        if (fulfilled) current = /** @type {Config} */ (fulfilled(current));
      } catch (error) {
        if (!rejected) promise = reject(error);
        else
          try {
            const handled = /** @type {Promise<unknown> | undefined} */ (rejected.call(client, error));
            if (handled && isFunction(handled.then))
              promise = Promise.resolve(handled).then(() => dispatch(current));
          } catch (next) {
            promise = reject(next);
          }
        break;
      }
    if (!promise)
      try {
        promise = dispatch(current);
      } catch (error) {
        promise = reject(error);
      }
  } else {
    promise = Promise.resolve(config);
    for (const [fulfilled, rejected] of before) promise = promise.then(fulfilled, rejected);
    promise = promise.then(dispatch);
  }
  client.interceptors.response.forEach(({ fulfilled, rejected }) => {
    promise = promise.then(fulfilled, rejected);
  });
  return promise;
};

/**
 * @param {Axios} client @param {RequestConfig | undefined} config @param {RequestConfig} request
 * @param {HeaderSource} [extraHeaders] @returns {Promise<Answer>}
 */
const run = (client, config, request, extraHeaders) => {
  try {
    return chain(client, prepare(client.defaults, config || {}, request, extraHeaders)).then(undefined, fail);
  } catch (error) {
    // Nothing was awaited yet, so the stack already has the caller.
    return reject(error);
  }
};

export class Axios {
  /** @param {import('../types.js').CreateAxiosDefaults} [config] */
  constructor(config) {
    /** @type {any} what users make of it */
    this.defaults = config || {};
    this.interceptors = { request: createInterceptors(), response: createInterceptors() };
    validate(this.defaults);
  }

  /** The session of this client's config. */
  get session() {
    return sessionOf(this.defaults);
  }

  /** @param {string | RequestConfig} configOrUrl @param {RequestConfig} [config] @returns {Promise<Answer>} */
  request(configOrUrl, config) {
    if (!isString(configOrUrl)) config = configOrUrl;
    const url = isString(configOrUrl) ? configOrUrl : own(config, 'url');
    return run(this, config, { url, method: own(config, 'method'), data: own(config, 'data') });
  }

  /** The platform's `fetch` with this client's base and session. @param {unknown} input @param {RequestInit} [init] */
  fetch(input, init) {
    return withRare(({ sessionFetch }) => sessionFetch(this.defaults, input, init));
  }

  /** @param {RequestConfig} [config] */
  getUri(config) {
    const merged = mergeConfig(this.defaults, config);
    return buildURL(
      buildFullPath(merged.baseURL, merged.url, merged.allowAbsoluteUrls, merged),
      merged.params,
      merged.paramsSerializer,
    );
  }
}

/** The verbs are made in loops. @type {Axios & Record<string, unknown>} */
const proto = /** @type {any} */ (Axios.prototype);
const { request } = proto;

/** @param {Axios} client @param {RequestConfig | undefined} config @param {RequestConfig} own @param {object} [headers] */
const send = (client, config, own, headers) =>
  // If a subclass or a test has replaced `request`, the verbs call that.
  client.request === request
    ? run(client, config, own, headers)
    : client.request(mergeConfig(config, headers ? { ...own, headers } : own));

for (const method of ['delete', 'get', 'head', 'options'])
  /** @this {Axios} @param {string} url @param {RequestConfig} [config] */
  proto[method] = function (url, config) {
    return send(this, config, { method, url, data: own(config, 'data') });
  };

for (const method of ['post', 'put', 'patch', 'query']) {
  /** @this {Axios} @param {string} url @param {unknown} data @param {RequestConfig} [config] */
  proto[method] = function (url, data, config) {
    return send(this, config, { method, url, data });
  };
  if (method !== 'query')
    /** @this {Axios} @param {string} url @param {unknown} data @param {RequestConfig} [config] */
    proto[method + 'Form'] = function (url, data, config) {
      return send(this, config, { method, url, data }, { 'Content-Type': 'multipart/form-data' });
    };
}
