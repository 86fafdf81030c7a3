// @ts-check
/**
 * Where a request goes, as parsed by the URL parser, and whether it takes part in the session. It decides about
 * `exclude` and the session's own endpoints; whether an origin may receive the token, Rust decides, once for each.
 * JavaScript, because the parser and the user's patterns are.
 */
import { buildFullPath } from '../http/url.js';
import { isFunction, isString } from '../http/values.js';
import { isRegExp, option } from './options.js';

/** The page's own address, or undefined on a server. */
export const pageURL = () => {
  const { document, location } = /** @type {any} */ (globalThis);
  return (document && document.baseURI) || (location && location.href) || undefined;
};

/** @param {any} url @returns {URL | undefined} */
export const parseURL = (url) => {
  try {
    return new URL(url, pageURL());
  } catch {
    return undefined;
  }
};

/** @param {any} config @returns {URL | undefined} */
export const targetOf = (config) => {
  try {
    return parseURL(buildFullPath(config.baseURL, config.url || '', config.allowAbsoluteUrls));
  } catch {
    // A malformed URL is the adapter's to complain about.
    return undefined;
  }
};

/** Whether a path begins with `prefix`, as whole segments: `/auth` is no prefix of `/authors`. @param {string} path @param {string} prefix */
const startsWith = (path, prefix) =>
  path.startsWith(prefix) && (prefix.endsWith('/') || !path[prefix.length] || '/?#'.includes(path[prefix.length]));

/** @param {any} options @param {any} config @param {URL} target */
const isExcluded = (options, config, target) =>
  (option(options, 'exclude') || []).some((/** @type {any} */ rule) => {
    if (isFunction(rule)) return rule(config);
    if (isRegExp(rule)) return rule.test(target.href) || rule.test(config.url);
    return startsWith(target.pathname, rule) || startsWith(String(config.url), rule);
  });

/** Whether a declared call goes to `target`. @param {any} call @param {any} config @param {URL} target */
const isCallTo = (call, config, target) => {
  const url = isString(call) ? call : call && call.url;
  const own = isString(url) && targetOf({ baseURL: config.baseURL, url });
  return own && own.origin === target.origin && own.pathname === target.pathname;
};

const ABSOLUTE_BASE = /^https?:\/\/[^/?#\\@]+/i;

/**
 * Whether a request takes part in the session. The verdict of an ordinary relative URL is that of its base, which is
 * remembered: parsing each URL costs more than the whole decision in Rust.
 * @param {any} handle @param {any} config
 */
export const takesPart = (handle, config) => {
  const { options, verdicts } = handle;
  const { url, baseURL } = config;
  const isPlain = isString(url) && /^\/?[\w-]/.test(url) && !/^[\w+.-]*:/.test(url);
  const key = isPlain && isString(baseURL) && ABSOLUTE_BASE.test(baseURL) ? baseURL : undefined;
  let origin = key && verdicts.get(key);
  let target;
  if (origin === undefined || handle.hasRules) {
    target = targetOf(config);
    if (!target) return false;
    origin ??= target.origin;
    if (key) verdicts.set(key, origin);
  }
  if (!handle.allows(origin)) return false;
  return !(
    target &&
    (isCallTo(options.refresh, config, target) ||
      isCallTo(options.revoke, config, target) ||
      isExcluded(options, config, target))
  );
};
