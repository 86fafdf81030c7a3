// @ts-check
/**
 * Where a request goes, as parsed by the URL parser, and whether it takes part in the session. It decides about
 * `exclude` and the session's own endpoints; whether an origin may receive the token, Rust decides, once for each.
 * JavaScript, because the parser and the user's patterns are.
 */
import { buildFullPath, parseURL as resolve } from '../http/url.js';
import { isFunction, isObject, isString, isThenable } from '../http/values.js';
import { badOption, isRegExp } from './options.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').SessionCall} SessionCall
 * @typedef {import('./types.js').OwnCall} OwnCall
 */

/** @param {string | URL} url @returns {URL | undefined} */
export const parseURL = (url) => {
  try {
    return resolve(url);
  } catch {
    return undefined;
  }
};

/**
 * Undefined where it is malformed, which is the adapter's to complain about.
 * @param {Pick<Config, 'baseURL' | 'url' | 'allowAbsoluteUrls'>} config @returns {URL | undefined}
 */
export const targetOf = ({ baseURL, url, allowAbsoluteUrls }) => {
  try {
    return parseURL(buildFullPath(baseURL, url || '', allowAbsoluteUrls));
  } catch {
    return undefined;
  }
};

/**
 * The origin of a client's `baseURL`, else of the page. Not of the document's base: a script that can insert a <base> must
 * not be sent the token. @param {Pick<Config, 'baseURL'>} home
 */
export const baseOrigin = ({ baseURL }) => {
  const { location } = /** @type {{ location?: Location }} */ (globalThis);
  const base = baseURL ? parseURL(baseURL) : location && parseURL(location.href);
  return base ? base.origin : '';
};

/** The origins that may receive the token, serialised. @param {{ origins?: string[] }} options @param {Pick<Config, 'baseURL'>} home */
export const originsFor = ({ origins }, home) =>
  origins ? origins.map((one) => new URL(one).origin) : [baseOrigin(home)].filter(Boolean);

/** Whether a path begins with `prefix`, as whole segments: `/auth` is no prefix of `/authors`. @param {string} path @param {string} prefix */
const startsWith = (path, prefix) =>
  path.startsWith(prefix) &&
  (prefix.endsWith('/') || !path[prefix.length] || '/?#'.includes(path[prefix.length]));

/** The session's own calls whose URLs are fixed. @param {Handle} handle @returns {OwnCall[]} */
const ownCalls = ({ options, home }) =>
  [options.refresh, options.revoke].flatMap((given) => {
    const call = /** @type {SessionCall | undefined} */ (isObject(given) ? given : undefined);
    const target = call && isString(call.url) && targetOf({ baseURL: home.baseURL, url: call.url });
    if (!call || !target) return [];
    const { origin, pathname } = target;
    const method = (call.method || 'POST').toUpperCase();
    return { method, href: origin + pathname, tail: pathname.replace(/^.*\//, '') };
  });

/** A base with a host: in `https:///` or `https://\t` the first segment of the path would be the host. */
const ABSOLUTE_BASE = /^https?:\/\/\w/i;

/** @param {Handle} handle */
const ownCallsOf = (handle) => {
  const { home, options, rules } = handle;
  // `baseURL` is live, and the options may have become newer.
  return (
    rules && rules.base === home.baseURL && rules.options === options
      ? rules
      : (handle.rules = { base: home.baseURL, options, own: ownCalls(handle) })
  ).own;
};

/** What a rule of `exclude` says. A promise would always be true. @param {unknown} verdict */
const isYes = (verdict) => {
  if (isThenable(verdict)) throw badOption('exclude()', verdict, 'true or false');
  return verdict;
};

/** Whether a request is sent as with `session: false`. @param {Handle} handle @param {Config} config */
export const isExcluded = (handle, config) => {
  const { exclude = [] } = handle.options;
  const { method, url } = config;
  /** @type {URL | undefined} */
  let target;
  // Parsing each URL would cost more than everything else here: most requests show at a glance that they are not meant.
  for (const call of ownCallsOf(handle))
    if (
      call.method === (method || 'get').toUpperCase() &&
      `${config.baseURL}${url}`.includes(call.tail) &&
      (target ??= targetOf(config)) &&
      target.origin + target.pathname === call.href
    )
      return true;
  if (!exclude.length) return false;
  target ??= targetOf(config);
  const text = String(url || '');
  const { href, pathname } = target || { href: text, pathname: text };
  return exclude.some((rule) =>
    isFunction(rule)
      ? isYes(rule(config))
      : isRegExp(rule)
        ? // Unlike `test`, `search` starts at the beginning also with the flag g.
          href.search(rule) >= 0 || text.search(rule) >= 0
        : startsWith(pathname, rule) || startsWith(text, rule),
  );
};

/**
 * The origin that a request goes to. That of an ordinary relative URL is its base's, which is remembered.
 * @param {Handle} handle @param {Config} config @returns {string | undefined}
 */
export const originOf = (handle, config) => {
  const { url, baseURL } = config;
  const isPlain = isString(url) && /^\/?[\w-]/.test(url) && !/^[\w+.-]*:/.test(url) && isString(baseURL);
  // The remembered base is absolute.
  if (isPlain && handle.base === baseURL) return handle.origin;
  const target = targetOf(config);
  if (!target) return undefined;
  if (isPlain && ABSOLUTE_BASE.test(baseURL)) {
    handle.base = baseURL;
    handle.origin = target.origin;
  }
  return target.origin;
};

/**
 * Whether an answer came, by a redirect, from an origin that the token is not for.
 * @param {Handle} handle @param {string | undefined} origin that was asked @param {Answer} response
 */
export const isForeign = (handle, origin, { request }) => {
  const from = /** @type {{ responseURL?: unknown } | undefined} */ (request)?.responseURL;
  // What a browser says is absolute; a mock repeats what it was asked for.
  if (!isString(from) || !/^https?:/i.test(from) || from.startsWith(origin + '/')) return false;
  const url = parseURL(from);
  return !!url && !handle.origins().includes(url.origin);
};
