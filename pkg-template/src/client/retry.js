// @ts-check
/**
 * `retry`: sends a failed request again. It decides after which failures, how often, and after which wait; a refusal
 * that a session renews is no failure here. This decision is not Rust's, because the network has just failed, and
 * without a session, or in the streaming entry, the core may still have to be loaded.
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').RetryOptions} RetryOptions
 */
import { onCancel } from '../cancel.js';
import { AxiosError, setCause } from '../errors.js';
import { isOneShot } from '../forms/node-form.js';
import { bare, finite, isArray, isFunction, isObject, isStream, isThenable, own } from '../http/values.js';
import { wrong } from '../session/options.js';
import { leaveAlone } from '../session/report.js';

/** Idempotent by RFC 9110, section 9.2.2; QUERY is safe. */
const IDEMPOTENT = ['get', 'head', 'options', 'put', 'delete', 'query'];

/** The wait that the answer asks for, in ms. A date counts by the server's clock, if it sends `Date`. @param {any} headers a container, or what an adapter gave */
const asked = (headers) => {
  const read = (/** @type {string} */ name) =>
    isFunction(headers?.get) ? headers.get(name) : own(headers, name);
  const value = read('retry-after');
  // What is neither a number nor a date asks for nothing.
  return finite(
    (finite(value) ?? (Date.parse(value) - (Date.parse(read('date')) || Date.now())) / 1000) * 1000,
  );
};

/** @param {Config} config @param {number} ms @returns {Promise<void>} */
const pause = (config, ms) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => (stop(), resolve()), ms);
    const stop = onCancel(config, (error) => (clearTimeout(timer), reject(error)));
  });

/**
 * Calls `send`, and again while the config's `retry` allows. The request's `timeout` is one budget for all attempts.
 * @param {Config} config @param {() => Promise<Answer>} send @returns {Promise<Answer>}
 */
export const withRetry = (config, send) => {
  const { retry, method, timeout } = config;
  /** @type {RetryOptions} */
  const options = Object.assign(bare(), retry);
  // `retry: 3` is what applications count down in their own interceptors.
  if (
    isObject(retry)
      ? !/^$|\b(limit|methods|statusCodes|backoff|retryAfter)\b/.test(String(Object.keys(retry)))
      : retry !== true
  ) {
    leaveAlone('retry');
    return send();
  }
  const { limit = 2, methods = IDEMPOTENT, statusCodes, backoff = 300, retryAfter = 60_000 } = options;
  if (!(limit >= 0 && isArray(methods) && (!statusCodes || isArray(statusCodes))))
    throw new AxiosError(
      'retry takes true, or { limit, methods, statusCodes, backoff, retryAfter }',
      'ERR_BAD_OPTION_VALUE',
      config,
    );
  /** @param {string} name @param {unknown} value @param {string} takes */
  const bad = (name, value, takes) =>
    new AxiosError(wrong('retry.' + name, value, takes), 'ERR_BAD_OPTION_VALUE', config);
  if (!(isFunction(backoff) || +backoff >= 0)) throw bad('backoff', backoff, 'milliseconds or a function');
  const began = performance.now();
  let count = 0;

  /** The wait by the application's own function. A promise of it could outlast the `timeout`. @param {Function} choose @param {any} error */
  const chosen = (choose, error) => {
    const given = choose(count, error);
    if (!isThenable(given)) return +given;
    const refusal = bad('backoff()', given, 'milliseconds');
    setCause(refusal, error);
    throw refusal;
  };

  /** @param {any} error @returns {Promise<Answer>} */
  const failed = (error) => {
    const { code, response } = error || {};
    const status = response?.status;
    const isMeant = status
      ? statusCodes
        ? statusCodes.includes(status)
        : status >= 500 || /408|413|429/.test(status)
      : code === 'ERR_NETWORK';
    if (!isMeant || count++ >= limit) throw error;
    const named = retryAfter && response ? asked(response.headers) : undefined;
    // Full jitter, so that many clients do not retry at the same moment.
    const ms = Math.max(
      0,
      named ??
        (isFunction(backoff)
          ? chosen(backoff, error)
          : Math.random() * Math.min(backoff * 2 ** (count - 1), 30_000)),
    );
    const left = timeout ? began + timeout - performance.now() : Infinity;
    if (/** @type {number} */ (named) > retryAfter || !(ms < left)) throw error;
    // An unread body would keep its connection open. One that cannot be cancelled does no harm else.
    if (response && isStream(response.data) && isFunction(response.data.cancel))
      new Promise((done) => done(response.data.cancel())).catch(() => {});
    return pause(config, ms)
      .then(() => {
        if (timeout) config.timeout = Math.ceil(left - ms);
        return send().then(undefined, failed);
      })
      .finally(() => (config.timeout = timeout));
  };
  const isFit = methods.some((name) => String(name).toLowerCase() === method) && !isOneShot(config.data);
  const sent = send();
  return isFit ? sent.then(undefined, failed) : sent;
};
