// @ts-check
/**
 * Checks what a client is made with, once, when it is made. Only a session has options that can be wrong as a
 * whole. JavaScript, because the options are the user's object.
 */
import { own } from '../http/values.js';
import { validateSession } from '../session/options.js';

/** @param {object} defaults */
export const validate = (defaults) => {
  if (own(defaults, 'session')) validateSession(defaults);
};
