// @ts-check
/** The way into a session: which one a request takes, and whether it takes part in it at all. */
import { toAxiosError } from './errors.js';
import { handleOf } from './registry.js';
import { Call } from './request.js';
import { isExcluded } from './target.js';

/**
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Answer} Answer
 */

/**
 * Sends a request through the session that its config names.
 * @param {Config} config @param {Adapter} adapter @returns {Promise<Answer>}
 */
export const withSession = (config, adapter) => {
  let call;
  try {
    const handle = handleOf(config);
    if (!isExcluded(handle, config)) call = new Call(handle, config, adapter);
  } catch (error) {
    return Promise.reject(toAxiosError(error, config));
  }
  return call ? call.begin() : adapter(config);
};
