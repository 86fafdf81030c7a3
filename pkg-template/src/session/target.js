// @ts-check
/**
 * Where a request goes, as parsed by the URL parser, and whether it takes part in the session. It decides about
 * `exclude` and the session's own endpoints; whether an origin may receive the token, Rust decides, once for each.
 * JavaScript, because the parser and the user's patterns are.
 */
import { buildFullPath } from '../http/url.js';
import { isFunction, isObject, isString } from '../http/values.js';
import { isRegExp } from './options.js';

/** @param {any} url @returns {URL | undefined} */
export const parseURL = (url) => {
  const { document, location } = /** @type {any} */ (globalThis);
  try {
    return new URL(url, (document && document.baseURI) || (location && location.href) || undefined);
  } catch {
    return undefined;
  }
};

/** @param {any} config @returns {URL | undefined} undefined: malformed, which is the adapter's to complain about */
const targetOf = ({ baseURL, url, allowAbsoluteUrls }) => {
  try {
    return parseURL(buildFullPath(baseURL, url || '', allowAbsoluteUrls));
  } catch {
    return undefined;
  }
};

/** Whether a path begins with `prefix`, as whole segments: `/auth` is no prefix of `/authors`. @param {string} path @param {string} prefix */
const startsWith = (path, prefix) =>
  path.startsWith(prefix) &&
  (prefix.endsWith('/') || !path[prefix.length] || '/?#'.includes(path[prefix.length]));

/** The session's own calls, as far as their URLs are fixed. @param {any} handle @returns {any[]} */
const ownCalls = ({ options, home }) =>
  [options.refresh, options.revoke].flatMap((call) => {
    const target = isObject(call) && isString(call.url) && targetOf({ baseURL: home.baseURL, url: call.url });
    if (!target) return [];
    const { origin, pathname } = target;
    const method = (call.method || 'POST').toUpperCase();
    return { method, href: origin + pathname, tail: pathname.replace(/.*\//, '') };
  });

/** @param {any} handle */
const rulesOf = (handle) => {
  const { home, options } = handle;
  // `baseURL` is live, and options may have become newer.
  if (!handle.rules || handle.rules.base !== home.baseURL)
    handle.rules = { base: home.baseURL, own: ownCalls(handle), exclude: options.exclude || [] };
  return handle.rules;
};

/**
 * Whether a request is sent as with `session: false`.
 * @param {any} handle @param {any} config
 */
export const isExcluded = (handle, config) => {
  const { own, exclude } = rulesOf(handle);
  const { method, url } = config;
  /** @type {URL | undefined} */
  let target;
  // Parsing each URL would cost more than everything else here: most requests show at a glance that they are not meant.
  for (const call of own)
    if (
      call.method === (method || 'get').toUpperCase() &&
      `${config.baseURL}${url}`.includes(call.tail) &&
      (target ??= targetOf(config)) &&
      target.origin + target.pathname === call.href
    )
      return true;
  if (!exclude.length) return false;
  target ??= targetOf(config);
  const { href = '', pathname = '' } = target || {};
  return exclude.some((/** @type {any} */ rule) =>
    isFunction(rule)
      ? rule(config)
      : isRegExp(rule)
        ? // Unlike `test`, `search` starts at the beginning also with the flag g.
          href.search(rule) >= 0 || String(url).search(rule) >= 0
        : startsWith(pathname, rule) || startsWith(String(url), rule),
  );
};

const ABSOLUTE_BASE = /^https?:\/\/[^/?#\\@]+/i;

/**
 * The origin that a request goes to. That of an ordinary relative URL is its base's, which is remembered.
 * @param {any} handle @param {any} config @returns {string | undefined}
 */
export const originOf = (handle, config) => {
  const { url, baseURL } = config;
  const isPlain =
    isString(url) &&
    isString(baseURL) &&
    /^\/?[\w-]/.test(url) &&
    !/^[\w+.-]*:/.test(url) &&
    ABSOLUTE_BASE.test(baseURL);
  if (isPlain && handle.base === baseURL) return handle.origin;
  const target = targetOf(config);
  if (!target) return undefined;
  if (isPlain) {
    handle.base = baseURL;
    handle.origin = target.origin;
  }
  return target.origin;
};
