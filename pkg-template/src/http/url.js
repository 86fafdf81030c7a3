// @ts-check
/**
 * Building the URL of a request: joining with the base, appending the query. It decides which URLs are malformed;
 * whether an origin may be talked to is not asked here.
 */
import { AxiosError } from '../errors.js';
import { toFormData } from '../forms/to-form-data.js';
import { isFunction, isString, kindOf, safe } from './values.js';

/** @param {any} url */
export const isAbsoluteURL = (url) => isString(url) && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url);

/** The scheme without its colon, as URL parsers see it. @param {any} url */
export const schemeOf = (url) => {
  const match = /^([-+\w]{1,25}):/.exec(asParsed(url));
  return match ? match[1].toLowerCase() : '';
};

// URL parsers skip leading control characters and drop tabs and newlines wherever they stand.
const asParsed = (/** @type {any} */ url) =>
  // eslint-disable-next-line no-control-regex
  String(url).replace(/^[\0- ]+|[\t\n\r]/g, '');

/** A URL for a message: names stay, values, credentials and the fragment go. @param {string} url */
export const redactURL = (url) =>
  url
    .replace(/^([a-z]+:\/{0,2})[^/?#]*@/i, '$1[REDACTED ****]@')
    .replace(/#.*$/s, (hash) => hash.replace(/([#&])([^=&#]*=)?[^&]+/g, '$1$2[REDACTED ****]'))
    .replace(/([?&][^=&#]*=)[^&#]*/g, '$1[REDACTED ****]');

/** @param {any} url @param {string} why @param {any} config @param {any} [request] */
export const invalidURL = (url, why, config, request) =>
  new AxiosError(`Invalid URL ${JSON.stringify(redactURL(asParsed(url)))}${why}`, 'ERR_INVALID_URL', config, request);

/** @param {any} url @param {any} config */
const checkURL = (url, config) => {
  if (isString(url) && /^https?:(?!\/\/)/i.test(asParsed(url)))
    throw invalidURL(url, ': missing "//" after protocol', config);
};

/** @param {any} baseURL @param {any} url @param {any} [allowAbsoluteUrls] @param {any} [config] @returns {any} */
export const buildFullPath = (baseURL, url, allowAbsoluteUrls, config) => {
  checkURL(url, config);
  if (!baseURL || (isAbsoluteURL(url) && allowAbsoluteUrls !== false)) return url;
  checkURL(baseURL, config);
  return url ? baseURL.replace(/\/+$/, '') + '/' + url.replace(/^\/+/, '') : baseURL;
};

/** @param {any} text */
const strictEncode = (text) =>
  encodeURIComponent(text).replace(/[!'()~]|%20/g, (char) =>
    char === '%20' ? '+' : '%' + char.charCodeAt(0).toString(16).toUpperCase(),
  );

/** @type {any} */
const READABLE = { '%3A': ':', '%24': '$', '%2C': ',', '%20': '+' };
/** @param {any} text */
const encode = (text) => encodeURIComponent(text).replace(/%(3A|24|2C|20)/g, (code) => READABLE[code]);

/** Collects pairs for a query string; a visitor sees it as `this`. */
export class Pairs {
  constructor() {
    /** @type {[any, any][]} */
    this._pairs = [];
  }
  /** @param {any} name @param {any} value */
  append(name, value) {
    this._pairs.push([name, value]);
  }
  /** @param {any} [encoder] */
  toString(encoder) {
    const encodeOne = encoder ? (/** @type {any} */ text) => encoder.call(this, text, strictEncode) : strictEncode;
    return this._pairs.map(([name, value]) => encodeOne(name) + '=' + encodeOne(value)).join('&');
  }
}

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
      : toFormData(params, new Pairs(), settings).toString(safe(settings, 'encode') || encode);
  if (!query) return url;
  const path = url.split('#', 1)[0];
  return path + (path.includes('?') ? '&' : '?') + query;
};
