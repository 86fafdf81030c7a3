// @ts-check
/**
 * The XSRF header. It decides which origins get the cookie's token: the page's own, unless the config says otherwise.
 * The cookie is read synchronously, so that a request is sent before its call returns.
 */
import { page } from '../http/location.js';
import { decode, parseURL } from '../http/url.js';
import { isFunction, isPage, own } from '../http/values.js';

/** @type {string | undefined} */
let cookies;

/** All cookies, read once per microtask: a read costs as much as the rest of a small request. */
const readCookies = () => {
  if (cookies === undefined) {
    cookies = document.cookie;
    // `queueMicrotask` costs a page three microseconds more.
    Promise.resolve().then(() => (cookies = undefined));
  }
  return cookies;
};

/** @param {string} name */
const readCookie = (name) => {
  const all = readCookies();
  if (!all.includes(name)) return;
  for (const pair of all.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trimStart() !== name) continue;
    return decode(pair.slice(equals + 1));
  }
};

/** @param {string} url */
const isSameOrigin = (url) => {
  try {
    const { origin } = page();
    // The cheap test first: parsing costs more than the rest of this file.
    return url.startsWith(origin + '/') || parseURL(url).origin === origin;
  } catch {
    return false;
  }
};

/** @param {import('../types.js').Config} config @param {string} url the whole URL @returns {[string, string] | undefined} */
export const xsrfHeader = (config, url) => {
  if (!isPage()) return;
  const header = own(config, 'xsrfHeaderName');
  const cookie = own(config, 'xsrfCookieName');
  let wanted = own(config, 'withXSRFToken');
  if (isFunction(wanted)) wanted = wanted({ ...config, url });
  if (!header || !cookie || !(wanted === true || (wanted == null && isSameOrigin(url)))) return;
  const token = readCookie(cookie);
  return token ? [header, token] : undefined;
};
