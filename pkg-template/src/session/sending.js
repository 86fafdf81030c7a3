// @ts-check
/**
 * How a request leaves by its adapter, with the session's credential or without. It decides whose credential counts.
 * JavaScript, because configs and adapters are axios's.
 */
import { AxiosHeaders, findName } from '../http/headers.js';
import { isObject } from '../http/values.js';
import { warnOnce } from './report.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 */

/** Whether the caller's own credential wins, so that the session leaves the request alone. @param {Config} config @param {Handle} handle */
export const hasOwnCredential = (config, handle) => {
  const { auth, headers, method, url } = config;
  const { header } = handle.data;
  const isOwn =
    headers[/** @type {string} */ (findName(headers, handle.headerName))] ||
    (auth && /^authorization$/i.test(header));
  if (!isOwn) return false;
  warnOnce(
    `a request sets its own ${auth ? 'auth' : header}, so the session leaves it alone; ` +
      'if that is not meant, remove it from the interceptor or the defaults',
  );
  handle.timeline.add(performance.now(), 'ownCredential', { method, url: url || '' });
  return true;
};

/**
 * Sends through the adapter. Built-in adapters get the credential beside the config; others get a copy that holds it,
 * and what they hand back is made to name the caller's own config again, which never does.
 * @param {Adapter} adapter @param {Config} config @param {Extra} extra @param {unknown} body of a resend
 * @returns {Promise<Answer>}
 */
export const attempt = (adapter, config, extra, body) => {
  const { builtin } = adapter;
  const isChanged = !builtin && (extra.value || extra.include || extra.timeLeft);
  if (builtin && body === config.data) return adapter(config, extra);
  const copy = isChanged || body !== config.data ? { ...config, data: body } : config;
  if (isChanged) {
    copy.headers = new AxiosHeaders(config.headers);
    if (extra.value) copy.headers.set(/** @type {string} */ (extra.header), extra.value);
    if (extra.include) copy.withCredentials = true;
    if (extra.timeLeft) copy.timeout = extra.timeLeft;
  }
  /** @template T @param {T} result an answer, or an error with one */
  const repair = (result) => {
    const parts = isObject(result) ? [result, result.response] : [];
    for (const part of /** @type {(Partial<Answer> | undefined)[]} */ (parts))
      if (part && part.config) {
        part.config = config;
        if (part.request === copy) part.request = config;
      }
    return result;
  };
  /** @type {Promise<Answer>} */
  const sent = new Promise((resolve) => resolve(adapter(copy, builtin ? extra : undefined)));
  return copy === config
    ? sent
    : sent.then(repair, (error) => {
        throw repair(error);
      });
};
