// @ts-check
/**
 * The XSRF header. It decides to whom the cookie's token is sent: to the page's own origin, unless the config
 * says otherwise. The cookie is read synchronously, so that a request leaves before its call returns.
 * JavaScript, because `document.cookie` is.
 */
import { parseURL } from '../http/url.js';
import { isFunction, isPage, own } from '../http/values.js';

/** @type {string | undefined} */
let cookies;
/** @type {MessageChannel | undefined} */
let nextTask;

/** All cookies, read at most once per task: a read costs as much as a small request. */
const readCookies = () => {
  if (cookies === undefined) {
    cookies = document.cookie;
    if (typeof MessageChannel === 'function') {
      if (!nextTask) {
        nextTask = new MessageChannel();
        nextTask.port1.onmessage = () => (cookies = undefined);
        // In Node, where tests have a document too, an open port would keep the process alive.
        for (const port of [nextTask.port1, nextTask.port2]) /** @type {any} */ (port).unref?.();
      }
      nextTask.port2.postMessage(0);
    } else queueMicrotask(() => (cookies = undefined));
  }
  return cookies;
};

/** @param {string} name */
const readCookie = (name) => {
  for (const pair of readCookies().split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trimStart() !== name) continue;
    const value = pair.slice(equals + 1);
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  }
};

/** @param {string} url */
const isSameOrigin = (url) => {
  try {
    return parseURL(url).origin === location.origin;
  } catch {
    return false;
  }
};

/** @param {any} config @param {string} url the whole URL @returns {[string, string] | undefined} */
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
