// @ts-check
/**
 * What both transports put on the wire: the whole URL and the final headers. It decides Basic auth, what
 * happens to a form's Content-Type, and that the credential of a session comes last. It does not change the config.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Extra} Extra
 * @typedef {import('../types.js').WireHeaders} WireHeaders
 */
import { AxiosError } from '../errors.js';
import { findName, toBytes } from '../http/header-fields.js';
import { AxiosHeaders } from '../http/headers.js';
import { buildFullPath, buildURL, decode, invalidURL, isCommon, parseURL, schemeOf } from '../http/url.js';
import { bare, isFormData, isString, own, safe } from '../http/values.js';
import { xsrfHeader } from './xsrf.js';

const utf8 = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** @param {WireHeaders} headers @param {string} name @param {unknown} [value] undefined removes */
export const setHeader = (headers, name, value) => {
  delete headers[findName(headers, name.toLowerCase()) || name];
  if (value !== undefined) headers[name] = toBytes(value);
};

/** @param {string} user @param {string} password @param {boolean} wide */
const basic = (user, password, wide) => 'Basic ' + btoa((wide ? utf8(user) : user) + ':' + utf8(password));

/**
 * @param {Config} config @param {Extra | undefined} extra @param {boolean} wide always UTF-8 user names
 */
export const wire = (config, extra, wide) => {
  /** @type {any} */
  let url = buildFullPath(
    own(config, 'baseURL'),
    own(config, 'url'),
    own(config, 'allowAbsoluteUrls'),
    config,
  );
  try {
    url = buildURL(url, own(config, 'params'), own(config, 'paramsSerializer'));
  } catch (error) {
    throw /** @type {AxiosError} */ (error).code || !isString(url)
      ? error
      : AxiosError.from(error, 'ERR_BAD_REQUEST', config);
  }
  url = url == null ? '' : String(url);
  /** @type {WireHeaders} */
  const headers = bare();
  const source = AxiosHeaders.from(own(config, 'headers'));
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value != null && value !== false) headers[name] = toBytes(value);
  }

  const auth = own(config, 'auth');
  let fromURL;
  if (url.includes('@'))
    try {
      const parsed = parseURL(url);
      const { username, password } = parsed;
      if (username || password) {
        fromURL = basic(decode(username), decode(password), true);
        parsed.username = parsed.password = '';
        url = parsed.href;
      }
    } catch {
      // A relative path with an @ in it, or a URL that the transport will refuse.
    }
  if (fromURL) setHeader(headers, 'Authorization', fromURL);
  if (auth)
    try {
      const user = safe(auth, 'username') || '';
      const password = safe(auth, 'password') || '';
      // Without the opt-in, `btoa` throws for a name that is not Latin-1, even where UTF-8 would be sent.
      const value = basic(
        user,
        password,
        own(own(config, 'transitional'), 'encodeBasicAuthUsername') === true,
      );
      setHeader(headers, 'Authorization', wide ? basic(user, password, wide) : value);
    } catch (error) {
      throw AxiosError.from(error, 'ERR_BAD_OPTION_VALUE', config);
    }

  // The platform sets the Content-Type of a form, since it chooses the boundary.
  if (isFormData(own(config, 'data'))) setHeader(headers, 'Content-Type');
  const xsrf = xsrfHeader(config, url);
  if (xsrf) setHeader(headers, xsrf[0], xsrf[1]);
  if (extra && extra.value !== undefined)
    setHeader(headers, /** @type {string} */ (extra.header), extra.value);
  return { url, headers };
};

/**
 * Why the platform refused to send. Asked only after a failure: transports throw the same error for a bad URL as for
 * a dead network.
 * @param {string} url @param {WireHeaders} headers @param {Config} config @param {unknown} request
 */
export const unsendable = (url, headers, config, request) => {
  let isURL;
  try {
    isURL = parseURL(url);
    new Headers(headers);
  } catch (error) {
    return isURL
      ? AxiosError.from(error, 'ERR_BAD_OPTION_VALUE', config, request)
      : invalidURL(url, '', config, request);
  }
};

/** The error for a scheme that pages cannot send to. @param {string} url @param {Config} config */
export const unsupportedScheme = (url, config) => {
  const scheme = !isCommon(url) && schemeOf(url);
  if (scheme && !/^(https?|file|blob|url|data)$/.test(scheme))
    return new AxiosError(`Unsupported protocol ${scheme}:`, 'ERR_BAD_REQUEST', config);
};
