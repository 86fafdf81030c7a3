// @ts-check
/**
 * What a delivered 401 says beside its status. It decides what tells it from the refusal of a session that works.
 */
import { SENDS_MASK, SENDS_SHIFT, SERIAL_SHIFT } from '../../../src/web/boundary.js';
import { isRefusal } from './hint.js';

/**
 * @param {import('../errors.js').AxiosError} error @param {import('./types.js').Handle} handle
 * @param {import('../wasm/types.js').Ticket} ticket @param {number} hint @param {import('../types.js').Config} config
 */
export const markRefused = (error, handle, ticket, hint, config) => {
  const isFirst = ((ticket >> SENDS_SHIFT) & SENDS_MASK) === 1;
  // No credential was there to be refused: the caller may want to tell this from a session that broke.
  if (ticket >>> SERIAL_SHIFT === 0) error.reason = 'noSession';
  // Renewing has not helped others a moment ago, and is tried again in a while.
  else if (isFirst && isRefusal(handle, hint) && !config.skipAuthRefresh) error.retryable = true;
};
