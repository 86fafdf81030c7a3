// @ts-check
/**
 * Checks a client's config once, when the client is made. Only a session has options that depend on each other.
 */
import { own } from '../http/values.js';
import { validateSession } from '../session/options.js';

/** @param {object} defaults */
export const validate = (defaults) => {
  if (own(defaults, 'session')) validateSession(defaults);
};
