// @ts-check
/**
 * The options for fetch, except body and signal. It decides when cookies are sent and what happens to redirects.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 * @typedef {import('../types.js').WireHeaders} WireHeaders
 * @typedef {RequestInit & { duplex?: 'half' }} Init `duplex` is in no declaration of the platform yet
 */
import { bare, isString } from '../http/values.js';

/** A copy without what belongs to the request. @param {object | null | undefined} fetchOptions @returns {Init} */
const options = (fetchOptions) => {
  /** @type {Init} */
  const out = Object.assign(bare(), fetchOptions);
  if (!fetchOptions) return out;
  for (const key of /** @type {const} */ (['body', 'signal', 'duplex', 'credentials', 'method', 'headers']))
    delete out[key];
  return out;
};

/** What fetch is given beside a Request wins over it, so the redirect mode must be the same. @param {object} fetchOptions @param {Init} init */
export const besideRequest = (fetchOptions, { redirect }) => {
  const out = options(fetchOptions);
  if (out.redirect || redirect !== 'follow') out.redirect = redirect;
  return out;
};

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
  const init = options(fetchOptions);
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
  if (!likeXhr) init.redirect ??= 'follow';
  return init;
};
