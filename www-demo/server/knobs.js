// @ts-check
// The knobs of a sandbox: what can be turned to make the server slow, faulty or strict. This module decides
// which knobs exist, which values they take and how often they act. The code that reads a knob decides what it
// does.

/** @typedef {{ fallback: unknown, takes: string, check: (value: unknown) => boolean }} Knob */

const ms = (/** @type {unknown} */ v) => typeof v === 'number' && v >= 0 && v <= 3_600_000;
const flag = (/** @type {unknown} */ v) => typeof v === 'boolean';
const status = (/** @type {unknown} */ v) => Number.isInteger(v) && Number(v) >= 200 && Number(v) <= 599;
const count = (/** @type {unknown} */ v) => Number.isInteger(v) && Number(v) >= 0 && Number(v) <= 1_000_000;
const text = (/** @type {unknown} */ v) => typeof v === 'string' && v.length <= 500;
const orNull = (/** @type {(v: unknown) => boolean} */ check) => (/** @type {unknown} */ v) =>
  v === null || check(v);

/** What can be held back: a refresh that has been processed, the answer of the route for late ones. */
const HOLDS = ['refresh', 'late401'];
export const BODY_FAULTS = ['html', 'empty', 'notoken', 'error200', 'malformed', 'crlf', 'same', 'cut'];

/** @type {Record<string, Knob>} */
const KNOBS = {
  accessTtl: { fallback: 5000, takes: 'milliseconds', check: ms },
  refreshTtl: { fallback: null, takes: 'milliseconds or null', check: orNull(ms) },
  expiresIn: {
    fallback: null,
    takes: 'seconds to claim, false to claim none, or null',
    check: (v) => v === null || v === false || typeof v === 'number',
  },
  rotate: { fallback: true, takes: 'true or false', check: flag },
  oddTokens: { fallback: false, takes: 'true or false', check: flag },
  grace: { fallback: 0, takes: 'milliseconds', check: ms },
  csrf: { fallback: true, takes: 'true or false', check: flag },
  xsrfCookieName: {
    fallback: 'XSRF-TOKEN',
    takes: 'a cookie name',
    check: (v) => text(v) && /^[\w.-]+$/.test(String(v)),
  },
  clientId: { fallback: null, takes: 'a client id or null', check: orNull(text) },
  slide: { fallback: false, takes: 'true or false', check: flag },
  unauthorizedStatus: { fallback: 401, takes: 'a status', check: status },
  refreshTransit: { fallback: 0, takes: 'milliseconds', check: ms },
  refreshLatency: { fallback: 0, takes: 'milliseconds', check: ms },
  refreshStatus: { fallback: null, takes: 'a status or null', check: orNull(status) },
  refreshBody: {
    fallback: null,
    takes: `null or one of ${BODY_FAULTS.join(', ')}`,
    check: orNull((v) => BODY_FAULTS.includes(String(v))),
  },
  refreshRotates: { fallback: null, takes: 'true, false or null', check: orNull(flag) },
  hold: {
    fallback: null,
    takes: `null or one of ${HOLDS.join(', ')}`,
    check: orNull((v) => HOLDS.includes(String(v))),
  },
  offline: { fallback: false, takes: 'true or false', check: flag },
  apiLatency: { fallback: 0, takes: 'milliseconds', check: ms },
  apiStatus: { fallback: null, takes: 'a status or null', check: orNull(status) },
  retryAfter: {
    fallback: null,
    takes: 'seconds, an HTTP date or null',
    check: orNull((v) => count(v) || text(v)),
  },
};

/** Counts of calls whose connection is cut: each call that meets one uses one up. */
const DROPS = ['dropRefreshRequest', 'dropRefreshAnswer', 'dropApiAnswer'];

export class KnobError extends Error {}

/**
 * @param {Record<string, unknown>} [base] settings that replace the defaults and survive `reset`
 */
export function createKnobs(base = {}) {
  /** @type {Map<string, { value: unknown, left: number }>} */
  const turned = new Map();
  /** @type {Record<string, unknown>} */
  const steady = {};

  const defaultOf = (/** @type {string} */ name) => (DROPS.includes(name) ? 0 : KNOBS[name].fallback);

  function reset() {
    turned.clear();
    for (const name of [...Object.keys(KNOBS), ...DROPS]) steady[name] = defaultOf(name);
    turn(base);
  }

  /**
   * Sets knobs, all or none. A value is either plain, or `{ value, times }` for the next `times` calls only.
   * @param {Record<string, unknown>} settings
   */
  function turn(settings) {
    const changes = Object.entries(settings).map(([name, given]) => {
      const isDrop = DROPS.includes(name);
      const knob = isDrop
        ? { takes: 'a count', check: count }
        : Object.hasOwn(KNOBS, name)
          ? KNOBS[name]
          : undefined;
      if (!knob)
        throw new KnobError(
          `there is no knob "${name}"; there are ${[...Object.keys(KNOBS), ...DROPS].join(', ')}`,
        );
      const limited = !isDrop && typeof given === 'object' && given !== null;
      const { value, times } = limited ? /** @type {any} */ (given) : { value: given, times: undefined };
      if (!knob.check(value))
        throw new KnobError(`knob "${name}" takes ${knob.takes}, got ${JSON.stringify(value)}`);
      if (limited && !count(times))
        throw new KnobError(`"times" of knob "${name}" takes a count, got ${JSON.stringify(times)}`);
      return { name, value, times };
    });
    for (const { name, value, times } of changes) {
      if (times === undefined) {
        turned.delete(name);
        steady[name] = value;
      } else if (times > 0) turned.set(name, { value, left: times });
      else turned.delete(name);
    }
  }

  /**
   * The value for the call at hand; uses up one of its `times` (or of a drop's count).
   * @param {string} name
   * @returns {any}
   */
  function take(name) {
    if (DROPS.includes(name)) {
      const left = Number(steady[name]);
      steady[name] = Math.max(0, left - 1);
      return left > 0;
    }
    const limited = turned.get(name);
    if (!limited) return steady[name];
    limited.left -= 1;
    if (limited.left === 0) turned.delete(name);
    return limited.value;
  }

  const show = () => ({
    ...steady,
    ...Object.fromEntries([...turned].map(([name, { value, left }]) => [name, { value, times: left }])),
  });

  reset();
  return { turn, take, reset, show };
}
