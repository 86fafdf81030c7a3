// @ts-check
// A clock that only its owner moves, for the time that the code under test reads and the timers that it starts. It
// replaces Date.now, performance.now, setTimeout and clearTimeout, which is all that everfetch uses. The fake timers of
// a test runner do the same.

/** @typedef {{ due: number, run: () => void }} Timer */
/** @typedef {Pick<typeof globalThis, 'Date' | 'performance' | 'setTimeout' | 'clearTimeout'>} Realm what has timers */

import { fail } from './fail.js';

/** Turns of the event loop after each timer, so that promises settle before the next one is due. */
const TURNS = 5;

/** @param {(run: () => void) => unknown} setTimer the host's own */
const settle = async (setTimer) => {
  for (let turn = 0; turn < TURNS; turn++)
    await /** @type {Promise<void>} */ (new Promise((resolve) => setTimer(resolve)));
};

/** @type {typeof import('../../testing.d.ts').createClock} */
export const createClock = ({ now: start = Date.now() } = {}) => {
  let now = +start;
  if (!Number.isFinite(now)) fail('now', start, 'milliseconds since 1970, or a Date');
  const epoch = now;
  let last = 0;
  /** @type {Map<unknown, Timer>} */
  const timers = new Map();
  const hostTimer = globalThis.setTimeout;

  /** @param {(...args: unknown[]) => void} run @param {number} [ms] @param {unknown[]} args */
  const setTimeout = (run, ms, ...args) => {
    timers.set(++last, { due: now + (Math.max(Number(ms), 0) || 0), run: () => run(...args) });
    return last;
  };
  /** @param {unknown} id */
  const clearTimeout = (id) => void timers.delete(id);

  /** The timer that is due first, if it is by then. @param {number} end */
  const next = (end) => {
    /** @type {[id: unknown, timer: Timer] | undefined} */
    let found;
    for (const [id, timer] of timers) {
      if (timer.due <= end && (!found || timer.due < found[1].due)) found = [id, timer];
    }
    return found;
  };

  return {
    now: () => now,
    setTimeout,
    clearTimeout,
    async advance(ms) {
      if (!(ms >= 0)) fail('ms', ms, 'milliseconds, 0 or more');
      const end = now + ms;
      await settle(hostTimer);
      for (let found; (found = next(end));) {
        const [id, { due, run }] = found;
        timers.delete(id);
        now = Math.max(now, due);
        run();
        await settle(hostTimer);
      }
      // Unless another call, which nobody waited for, has advanced it further.
      now = Math.max(now, end);
    },
    install(given = globalThis) {
      const target = /** @type {Realm} */ (given);
      const { Date: HostDate, performance } = target;
      const before = /** @type {const} */ ([HostDate.now, target.setTimeout, target.clearTimeout]);
      HostDate.now = () => now;
      Object.assign(target, { setTimeout, clearTimeout });
      // An own property hides the prototype's method until it is deleted again; another clock may have put one there.
      const own = Object.getOwnPropertyDescriptor(performance, 'now');
      Object.defineProperty(performance, 'now', { configurable: true, value: () => now - epoch });
      return () => {
        HostDate.now = before[0];
        target.setTimeout = before[1];
        target.clearTimeout = before[2];
        delete (/** @type {Partial<Performance>} */ (performance).now);
        if (own) Object.defineProperty(performance, 'now', own);
      };
    },
  };
};
