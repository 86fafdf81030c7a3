// @ts-check
// The timers of one session. Every timer is the page's, and while the page is hidden a small worker has it too. What a
// timer is for, and when it is cleared, Rust decides. JavaScript, as page.js says.

import { REPORT_TICK } from './boundary.js';
import { attempt, get, mono } from './foreign.js';

/** @import { Report } from './types.js' */

/**
 * Keeps the time of a hidden page that burns CPU: the page's own timers fire half a minute late then, also while it
 * holds the refresh lock, those of a worker half a second at most.
 */
const WORKER = 'onmessage=e=>setTimeout(postMessage,e.data[1],e.data[0])';

/** @param {Report} report @param {boolean} shares whether tabs share */
export const createTimers = (report, shares) => {
  /**
   * What runs, by operation: when its time is over, and the page's own timer.
   * @type {Map<number, [end: number, timer: ReturnType<typeof setTimeout>]>}
   */
  const timers = new Map();
  /** @type {Worker | undefined} */
  let worker;
  /** Where its script is: made once, since the page keeps every such URL. @type {string | undefined} */
  let script;
  /** Workers cannot be started here: a policy of the page forbids it, or there are none. */
  let isRefused = false;

  const stopWorker = () => {
    attempt(() => worker?.terminate());
    worker = undefined;
  };
  const refuse = () => {
    isRefused = true;
    stopWorker();
  };
  /** @param {number} op */
  const clear = (op) => {
    const timer = timers.get(op);
    if (timer) attempt(() => clearTimeout(timer[1]));
    const had = timers.delete(op);
    if (!timers.size) stopWorker();
    return had;
  };
  /** @param {number} op */
  const ticked = (op) => {
    if (clear(op)) report(REPORT_TICK, op);
  };
  /** The page may be hidden: has the worker wait for what runs. The timer that fires first counts. @param {number} [only] */
  const handOver = (only) => {
    if (get(globalThis.document, 'visibilityState') !== 'hidden') return;
    for (const [op, [end]] of timers) {
      if (isRefused) return;
      if (only && only !== op) continue;
      try {
        script ??= URL.createObjectURL(new Blob([WORKER]));
        if (!worker) {
          worker = new Worker(script);
          worker.onmessage = (event) => ticked(event.data);
          worker.onerror = refuse;
        }
        worker.postMessage([op, Math.max(0, end - mono())]);
      } catch {
        refuse();
      }
    }
  };
  /** @param {number} op @param {number} delay */
  const start = (op, delay) => {
    // A timer that is set to more than this fires at once.
    const wait = Math.min(delay, 2 ** 31 - 1);
    attempt(() => timers.set(op, [mono() + wait, setTimeout(() => ticked(op), wait)]));
    if (shares) handOver(op);
  };

  return { clear, handOver, start, stop: stopWorker, isRefused: () => isRefused };
};
