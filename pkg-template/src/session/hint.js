// @ts-check
/**
 * What an answer says about the credential beyond its status: the server's challenge, the application's `refreshOn`, and
 * newer tokens. It decides which of them is asked, as a hint for Rust, which decides what a request does next.
 */
import {
  HINT_ACCEPTED,
  HINT_END,
  HINT_NONE,
  HINT_REFUSED,
  PROBLEM_NO_TOKEN,
} from '../../../src/web/boundary.js';
import { LONGEST } from '../fetch/peek.js';
import { AxiosHeaders } from '../http/headers.js';
import { finite, isArray, isFunction, isObject, isString, isThenable } from '../http/values.js';
import { happened } from './happening.js';
import { mismatch } from './options.js';
import { asked, shielded, warnOnce } from './report.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** One document of JSON, rather than a row of them, which may have no end. */
const JSON_TYPE = /^[^;]*[/+]json *(;|$)/i;

/**
 * An answer whose JSON came as bytes, because the caller wants bytes, with a copy of it as text.
 * @param {Answer} response @returns {Answer | Promise<Answer>}
 */
const readable = (response) => {
  const { data, headers, peek } = response;
  if (peek)
    return JSON_TYPE.test(String(AxiosHeaders.from(headers).get('content-type')))
      ? peek().then(
          (text) => (text === undefined ? response : { ...response, data: text }),
          () => response,
        )
      : response;
  const { size, byteLength } = /** @type {{ size?: number, byteLength?: number }} */ (data || {});
  const length = size ?? byteLength;
  return isObject(data) &&
    /** @type {number} */ (finite(length)) <= LONGEST &&
    /json/i.test(String(AxiosHeaders.from(headers).get('content-type')))
    ? new Response(/** @type {BodyInit} */ (/** @type {unknown} */ (data))).text().then(
        (text) => ({ ...response, data: text }),
        () => response,
      )
    : response;
};

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

/**
 * The hint, or a promise of it where `refreshOn` gives one.
 * @param {Handle} handle @param {RustClient} rust @param {Answer} response @returns {number | Promise<number>}
 */
export const hintOf = (handle, rust, response) => {
  const challenge = response.status === 401 && AxiosHeaders.from(response.headers).get('www-authenticate');
  const demand = challenge ? rust.challenge(String(challenge)) : undefined;
  if (demand !== undefined) {
    // A newer token cannot help, so the application is not asked. It may have to authenticate its user again.
    const [acrValues, maxAge] = demand.split('\n');
    if (demand)
      happened(handle, {
        type: 'stepUpRequired',
        ...(acrValues && { acrValues }),
        ...(maxAge && { maxAge }),
      });
    return HINT_ACCEPTED;
  }
  const { refreshOn } = handle.options;
  if (!isFunction(refreshOn)) return HINT_NONE;
  const seen = readable(response);
  return asked(
    () =>
      seen === response
        ? refreshOn(parsed(response))
        : Promise.resolve(seen).then((copy) => refreshOn(parsed(copy))),
    (verdict) => (verdict === 'end' ? HINT_END : verdict ? HINT_REFUSED : HINT_ACCEPTED),
  );
};

/** Whether a 401 with this hint speaks of the token. @param {Handle} handle @param {number} hint */
export const isRefusal = ({ data: { refreshOn } }, hint) =>
  hint === HINT_NONE ? isArray(refreshOn) && refreshOn.includes(401) : hint !== HINT_ACCEPTED;

/**
 * Tokens that came with the answer (`session.renew`).
 * @param {Handle} handle @param {RustClient} rust @param {Answer} response @param {number} age of the session when it was asked
 */
export const takeTokens = (handle, rust, response, age) => {
  const { renew } = handle.options;
  const tokens =
    renew &&
    shielded(() => {
      const given = renew(response);
      if (!isThenable(given)) return given;
      warnOnce(mismatch('renew()', given, 'tokens or nothing'));
    });
  // Tokens of a session that is over, or was replaced since, are not the present one's.
  if (!tokens || age !== handle.age) return;
  const problem = shielded(() => rust.setTokens(tokens, true));
  if (problem)
    warnOnce(
      `session.renew gave something that is no token (${problem === PROBLEM_NO_TOKEN ? 'no token' : 'bad token'})`,
    );
};
