// @ts-check
/**
 * Checks a client's config once, when the client is made. Only a session has options that depend on each other. On a
 * request, what is no object is no session of ours: an application may have used the name before. Who makes a client with
 * it means ours.
 */
import { isObject, own } from '../http/values.js';
import { validateSession } from '../session/options.js';
import { leaveAlone } from '../session/report.js';

/** @param {{ session?: unknown }} config */
export const takesSession = ({ session }) =>
  isObject(session) || (session && /** @type {unknown} */ (leaveAlone('session')));

/** @param {object} defaults */
export const validate = (defaults) => {
  if (own(defaults, 'session')) validateSession(defaults);
};
