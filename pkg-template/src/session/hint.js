// @ts-check
/**
 * What an answer says about the credential beyond its status: the server's challenge, and the application's `refreshOn`.
 * It decides which of the two is asked, as a hint for Rust, which decides what a request does next.
 */
import { HINT_ACCEPTED, HINT_END, HINT_NONE, HINT_REFUSED } from '../../../src/web/boundary.js';
import { AxiosHeaders } from '../http/headers.js';
import { isFunction, isString } from '../http/values.js';
import { shielded } from './report.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** An answer whose body is parsed, but only when somebody looks at it. @param {Answer} response @returns {Answer} */
const parsed = (response) => ({
  ...response,
  get data() {
    const { data } = response;
    try {
      return isString(data) ? JSON.parse(data) : data;
    } catch {
      return data;
    }
  },
});

/** @param {Handle} handle @param {RustClient} rust @param {Answer} response */
export const hintOf = (handle, rust, response) => {
  const challenge = response.status === 401 && AxiosHeaders.from(response.headers).get('www-authenticate');
  const demand = challenge ? rust.challenge(String(challenge)) : undefined;
  if (demand !== undefined) {
    // A newer token cannot help, so the application is not asked. It may have to authenticate its user again.
    const [acrValues, maxAge] = demand.split('\n');
    if (demand)
      handle.happened({
        type: 'stepUpRequired',
        ...(acrValues && { acrValues }),
        ...(maxAge && { maxAge }),
      });
    return HINT_ACCEPTED;
  }
  const { refreshOn } = handle.options;
  if (!isFunction(refreshOn)) return HINT_NONE;
  const verdict = shielded(() => refreshOn(parsed(response)));
  return verdict === 'end' ? HINT_END : verdict ? HINT_REFUSED : HINT_ACCEPTED;
};
