// @ts-check
/**
 * What a page does when its session has ended: the application's `onSessionEnd`, and the way to the login page. It
 * decides where that is and what may be added to it; *that* a session has ended, and once, Rust decides.
 * JavaScript, because navigation and the user's functions are.
 */
import { isFunction } from '../http/values.js';
import { warnOnce } from './report.js';
import { parseURL } from './target.js';

/**
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../types.js').SessionEndReason} Reason
 */

/** @param {NonNullable<Options['loginUrl']>} loginUrl @param {Reason} reason @param {Location} location */
const loginPage = (loginUrl, reason, location) => {
  // The address of the page within its origin: the only form that is safe to come back to. Two slashes at the
  // beginning would name another one.
  const returnTo = location.pathname.replace(/^\/+/, '/') + location.search + location.hash;
  const chosen = isFunction(loginUrl) ? loginUrl({ reason, returnTo }) : loginUrl;
  if (chosen == null) return;
  const url = parseURL(chosen);
  // A `javascript:` address from a careless function would run.
  if (!url || !/^https?:$/.test(url.protocol)) {
    warnOnce('session.loginUrl gave something that is no http URL; the page stays where it is');
    return;
  }
  const isOwn = url.origin === location.origin;
  if (isOwn && url.pathname === location.pathname) return;
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
