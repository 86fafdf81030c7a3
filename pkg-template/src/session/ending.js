// @ts-check
/**
 * What a page does when its session has ended: the application's `onSessionEnd`, and the way to the login page. It
 * decides where that is and what may be added to it; *that* a session has ended, and once, Rust decides.
 * JavaScript, because navigation and the user's functions are.
 */
import { isFunction } from '../http/values.js';
import { option } from './options.js';
import { pageURL, parseURL } from './target.js';

/** The address of the page within its origin: the only form that is safe to come back to. */
const here = () => {
  const { location } = /** @type {any} */ (globalThis);
  return location ? location.pathname + location.search + location.hash : '';
};

/** @param {any} loginUrl @param {string} reason @returns {string | undefined} */
const loginPage = (loginUrl, reason) => {
  const returnTo = here();
  const chosen = isFunction(loginUrl) ? loginUrl({ reason, returnTo }) : loginUrl;
  const url = chosen && parseURL(chosen);
  // A `javascript:` address from a careless function would run.
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const page = parseURL(pageURL());
  const isOwn = page && page.origin === url.origin;
  if (isOwn && page.pathname === url.pathname) return undefined;
  // Whoever signed out does not want to come back to where they were.
  if (isOwn && !isFunction(loginUrl) && reason !== 'signedOut' && !url.searchParams.has('returnTo'))
    url.searchParams.set('returnTo', returnTo);
  return url.href;
};

/** @param {any} options @param {string} reason */
export const sessionEnded = (options, reason) => {
  const onSessionEnd = option(options, 'onSessionEnd');
  const loginUrl = option(options, 'loginUrl');
  try {
    if (onSessionEnd) onSessionEnd(reason);
  } finally {
    const { location } = /** @type {any} */ (globalThis);
    const url = loginUrl && location && loginPage(loginUrl, reason);
    if (url) location.assign(url);
  }
};
