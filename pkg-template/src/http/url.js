// @ts-check
/**
 * Building the URL of a request: joining with the base, appending the query. It decides which URLs are
 * malformed; whether an origin may be talked to is not asked here. JavaScript, because `params` are the
 * user's objects, and crossing for a URL costs more than building it.
 */
import { AxiosError } from '../errors.js';
import { toFormData } from '../forms/to-form-data.js';
import { isFunction, isString, kindOf, safe } from './values.js';

/** As the platform resolves it; throws where it cannot. @param {string} url */
export const parseURL = (url) =>
  new URL(url, (globalThis.document && document.baseURI) || (globalThis.location && location.href));

/** The scheme without its colon, as URL parsers see it. @param {any} url */
export const schemeOf = (url) => {
  const match = /^([-+\w]{1,25}):/.exec(asParsed(url));
  return match ? match[1].toLowerCase() : '';
};

// URL parsers skip leading control characters and drop tabs and newlines wherever they stand.
const asParsed = (/** @type {any} */ url) => String(url).replace(/^[\0- ]+|[\t\n\r]/g, '');

/**
 * The message shows the URL without query, fragment and credentials: errors are logged.
 * @param {any} url @param {string} why @param {any} config @param {any} [request]
 */
export const invalidURL = (url, why, config, request) => {
  const shown = asParsed(url)
    .replace(/[?#].*/s, '')
    .replace(/^([a-z]+:\/*)[^/]*@/i, '$1');
  return new AxiosError(`Invalid URL ${JSON.stringify(shown)}${why}`, 'ERR_INVALID_URL', config, request);
};

/** @param {any} url @param {any} config */
const checkURL = (url, config) => {
  if (isString(url) && /^https?:(?!\/\/)/i.test(asParsed(url)))
    throw invalidURL(url, ': missing "//" after protocol', config);
};

/** @param {any} baseURL @param {any} url @param {any} [allowAbsoluteUrls] @param {any} [config] @returns {any} */
export const buildFullPath = (baseURL, url, allowAbsoluteUrls, config) => {
  checkURL(url, config);
  if (!baseURL || (allowAbsoluteUrls !== false && isString(url) && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url)))
    return url;
  checkURL(baseURL, config);
  return url ? baseURL.replace(/\/+$/, '') + '/' + url.replace(/^\/+/, '') : baseURL;
};

/** @param {any} text */
const strictEncode = (text) =>
  encodeURIComponent(text).replace(/[!'()~]|%20/g, (char) =>
    char === '%20' ? '+' : '%' + char.charCodeAt(0).toString(16).toUpperCase(),
  );

/** @param {any} text */
const encode = (text) =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%(3A|24|2C)/g, decodeURIComponent);

/** A query string of an object. @param {any} params @param {any} settings */
const toQuery = (params, settings) => {
  /** @type {string[]} */
  const pairs = [];
  const encoder = safe(settings, 'encode') || encode;
  // What a visitor sees as `this`.
  const form = {
    append(/** @type {any} */ name, /** @type {any} */ value) {
      pairs.push(encoder.call(form, name, strictEncode) + '=' + encoder.call(form, value, strictEncode));
    },
  };
  toFormData(params, form, settings);
  return pairs.join('&');
};

/** @param {any} url @param {any} [params] @param {any} [options] @returns {any} */
export const buildURL = (url, params, options) => {
  if (!params) return url;
  url = url || '';
  const settings = isFunction(options) ? { serialize: options } : options;
  const serialize = safe(settings, 'serialize');
  const query = serialize
    ? serialize(params, settings)
    : kindOf(params) === 'URLSearchParams'
      ? params.toString()
      : toQuery(params, settings);
  if (!query) return url;
  const path = url.split('#', 1)[0];
  return path + (path.includes('?') ? '&' : '?') + query;
};
