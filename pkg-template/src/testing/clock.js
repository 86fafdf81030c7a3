// @ts-check
// A clock that only its owner moves, for the time that the code under test reads and the timers that it starts. It
// stands in for Date.now, performance.now, setTimeout and clearTimeout, which is all that everfetch asks for; where a
// test runner's fake timers are in use, those do the same and this is not needed.

/** @typedef {{ due: number, run: () => void }} Timer */
/** @typedef {Pick<typeof globalThis, 'Date' | 'performance' | 'setTimeout' | 'clearTimeout'>} Realm what has timers */

import { fail } from './fail.js';

/** Turns of the event loop that pass after each timer, so that what it set going gets on before the next one is due. */
const TURNS = 5;

/** @param {(run: () => void, ms: number) => unknown} setTimer the host's own */
const settle = async (setTimer) => {
  for (let turn = 0; turn < TURNS; turn++)
    await /** @type {Promise<void>} */ (new Promise((resolve) => setTimer(resolve, 0)));
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

  /** @param {(...args: unknown[]) => void} run @param {unknown[]} args */
  const setTimeout = (run, ms = 0, ...args) => {
    timers.set(++last, { due: now + Math.max(0, +ms || 0), run: () => run(...args) });
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
      now = end;
    },
    install(given = globalThis) {
      const target = /** @type {Realm} */ (given);
      const { Date: HostDate, performance } = target;
      const before = /** @type {const} */ ([HostDate.now, target.setTimeout, target.clearTimeout]);
      HostDate.now = () => now;
      Object.assign(target, { setTimeout, clearTimeout });
      // An own property hides the prototype's method until it is deleted again.
      Object.defineProperty(performance, 'now', { configurable: true, value: () => now - epoch });
      return () => {
        HostDate.now = before[0];
        target.setTimeout = before[1];
        target.clearTimeout = before[2];
        delete (/** @type {Partial<Performance>} */ (performance).now);
      };
    },
  };
};
