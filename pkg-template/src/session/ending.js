// @ts-check
/**
 * What a page does when its session has ended: the application's `onSessionEnd`, and the way to the login page. It
 * decides where that is and what may be added to it; *that* a session has ended, and once, Rust decides.
 * JavaScript, because navigation and the user's functions are.
 */
import { isFunction } from '../http/values.js';
import { badOption, isAddress, isPage } from './options.js';
import { warnOnce } from './report.js';
import { parseURL } from './target.js';

/**
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../types.js').SessionEndReason} Reason
 */

/** @param {NonNullable<Options['loginUrl']>} loginUrl @param {Reason} reason @param {Location} location */
const loginPage = (loginUrl, reason, location) => {
  // The address of the page within its origin: the only form that is safe to come back to. Two slashes at the
  // beginning would name another one, and without any it would be relative to the login page.
  const returnTo = location.pathname.replace(/^\/*/, '/') + location.search + location.hash;
  const chosen = isFunction(loginUrl) ? loginUrl({ reason, returnTo }) : loginUrl;
  if (!chosen) return;
  // The text of anything else, such as [object Promise], would be a path.
  if (!isAddress(chosen)) throw badOption('loginUrl()', chosen, 'a URL, or nothing to stay');
  const url = parseURL(chosen);
  if (!url || !isPage(url)) {
    warnOnce('session.loginUrl gave something that is no URL of a page; the page stays where it is');
    return;
  }
  // Not by origin: those of other schemes than http are all "null".
  const isOwn = url.protocol === location.protocol && url.host === location.host;
  // With routes in the hash all pages have one path.
  if (isOwn && url.pathname === location.pathname && (!url.hash || location.hash.startsWith(url.hash)))
    return;
  // A user who signed out does not want to come back to the same page.
  if (isOwn && !isFunction(loginUrl) && reason !== 'signedOut' && !url.searchParams.has('returnTo'))
    url.searchParams.set('returnTo', returnTo);
  return url.href;
};

/** @param {Options} options @param {Reason} reason */
export const sessionEnded = ({ onSessionEnd, loginUrl }, reason) => {
  try {
    if (onSessionEnd) onSessionEnd(reason);
  } finally {
    const { location } = /** @type {{ location?: Location }} */ (globalThis);
    // A worker has a location too, and cannot leave it.
    const url = loginUrl && location?.assign && loginPage(loginUrl, reason, location);
    if (url) /** @type {Location} */ (location).assign(url);
  }
};
