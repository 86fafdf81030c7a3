// @ts-check
/**
 * Builds the URL of a request: joins it with the base and appends the query. It decides which URLs are
 * malformed; session/target.js decides which origins may receive a token. JavaScript, because `params` are the
 * user's objects, and a crossing would cost more than building the URL.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Members} Members
 * @typedef {import('../types.js').ParamsSerializerOptions} Settings
 */
import { AxiosError } from '../errors.js';
import { toFormData } from '../forms/to-form-data.js';
import { isFunction, isString, kindOf, safe } from './values.js';

/** Resolves a URL as the platform does; throws if it cannot. @param {string | URL} url */
export const parseURL = (url) =>
  new URL(
    url,
    (globalThis.document && document.baseURI) || (globalThis.location && location.href) || undefined,
  );

/** A text as it was encoded, or as it is where it was not. @param {string} text */
export const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The scheme without its colon, as URL parsers see it. @param {unknown} url */
export const schemeOf = (url) => {
  const match = /^([-+\w]{1,25}):/.exec(asParsed(url));
  return match ? match[1].toLowerCase() : '';
};

// URL parsers skip leading control characters and drop tabs and newlines wherever they stand.
const asParsed = (/** @type {unknown} */ url) => String(url).replace(/^[\0- ]+|[\t\n\r]/g, '');

/**
 * The message shows the URL without query, fragment and credentials: errors are logged.
 * @param {unknown} url @param {string} why @param {Config} [config] @param {unknown} [request]
 */
export const invalidURL = (url, why, config, request) => {
  const shown = asParsed(url)
    .replace(/[?#].*/s, '')
    .replace(/^([-+.\w]*:)?(\/*)[^/]*@/, '$1$2');
  return new AxiosError(`Invalid URL ${JSON.stringify(shown)}${why}`, 'ERR_INVALID_URL', config, request);
};

/** Whether it begins as nearly all do, so that a look at its scheme is enough. @param {string} url */
export const isCommon = (url) => /^(https?:\/)?\//i.test(url);

/** @param {unknown} url @param {Config} [config] */
const checkURL = (url, config) => {
  if (isString(url) && !isCommon(url) && /^https?:(?!\/\/)/i.test(asParsed(url)))
    throw invalidURL(url, ': missing "//" after protocol', config);
};

/**
 * @template {string | undefined} T
 * @param {string | undefined} baseURL @param {T} url @param {boolean} [allowAbsoluteUrls]
 * @param {Config} [config] @returns {T | string}
 */
export const buildFullPath = (baseURL, url, allowAbsoluteUrls, config) => {
  checkURL(url, config);
  if (!baseURL || (allowAbsoluteUrls !== false && isString(url) && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url)))
    return url;
  checkURL(baseURL, config);
  if (!url) return baseURL;
  // An expression for slashes at the end takes quadratic time where there are many in the middle.
  let end = baseURL.length;
  while (end && baseURL[end - 1] === '/') end--;
  return baseURL.slice(0, end) + '/' + url.replace(/^\/+/, '');
};

/** @param {string} text */
const strictEncode = (text) =>
  encodeURIComponent(text).replace(/[!'()~]|%20/g, (char) =>
    char === '%20' ? '+' : '%' + char.charCodeAt(0).toString(16).toUpperCase(),
  );

/** @param {string} text */
const encode = (text) =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%(3A|24|2C)/g, decodeURIComponent);

/** A query string of an object. @param {unknown} params @param {Settings | undefined} settings */
const toQuery = (params, settings) => {
  /** @type {string[]} */
  const pairs = [];
  const encoder = safe(settings, 'encode') || encode;
  // Visitors get this as `this`.
  const form = {
    append(/** @type {string} */ name, /** @type {string} */ value) {
      pairs.push(encoder.call(form, name, strictEncode) + '=' + encoder.call(form, value, strictEncode));
    },
  };
  toFormData(params, form, settings);
  return pairs.join('&');
};

/**
 * @template {string | undefined} T
 * @param {T} url @param {any} [params] an object, or anything that the serializer takes
 * @param {Settings | Settings['serialize']} [options] @returns {T | string}
 */
export const buildURL = (url, params, options) => {
  if (!params) return url;
  url = /** @type {T} */ (url || '');
  /** @type {Settings | undefined} */
  const settings = isFunction(options) ? { serialize: options } : options;
  const serialize = safe(settings, 'serialize');
  const query = serialize
    ? serialize(params, settings)
    : kindOf(params) === 'URLSearchParams'
      ? params.toString()
      : toQuery(params, settings);
  if (!query) return url;
  const path = /** @type {string} */ (url).split('#')[0];
  return path + (path.includes('?') ? '&' : '?') + query;
};
