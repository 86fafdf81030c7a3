// @ts-check
/**
 * The options for fetch, except body and signal. It decides when cookies are sent and what happens to redirects.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 * @typedef {import('../types.js').WireHeaders} WireHeaders
 * @typedef {RequestInit & { duplex?: 'half' }} Init `duplex` is in no declaration of the platform yet
 */
import { isString } from '../http/values.js';

/**
 * @param {Config} config @param {Extra | undefined} extra @param {string} method @param {WireHeaders} headers
 * @param {boolean} likeXhr
 */
export const fetchInit = (
  { fetchOptions, withCredentials, maxRedirects },
  extra,
  method,
  headers,
  likeXhr,
) => {
  /** @type {Init} */
  const init = Object.assign(Object.create(null), fetchOptions);
  for (const key of /** @type {const} */ (['body', 'signal', 'duplex', 'credentials'])) delete init[key];
  init.method = method;
  init.headers = headers;
  if (likeXhr) {
    if (withCredentials) init.credentials = 'include';
  } else {
    if (withCredentials !== undefined)
      init.credentials = isString(withCredentials)
        ? /** @type {RequestCredentials} */ (withCredentials)
        : withCredentials
          ? 'include'
          : 'omit';
    if (maxRedirects === 0) init.redirect = 'manual';
  }
  if (extra && extra.include) init.credentials = 'include';
  // On a redirect to another origin browsers remove only the Authorization header.
  if (extra && extra.value && !/^authorization$/i.test(/** @type {string} */ (extra.header)))
    init.redirect ||= 'error';
  return init;
};
