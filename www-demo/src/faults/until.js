// Waiting, with a limit, for something to become true.

import { pause } from '../dom.js';

/**
 * Asks again and again until the answer is true.
 * @param {() => unknown} ask
 * @param {number} [limit] ms
 */
export async function until(ask, limit = 30_000) {
  for (const begun = performance.now(); performance.now() - begun < limit; await pause(40)) {
    if (await ask()) return true;
  }
  return false;
}
