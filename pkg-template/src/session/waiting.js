// @ts-check
/**
 * Waiting for the session that a caller can leave, and that always ends: when a promise settles, the request is
 * canceled, its time or the session's is over, or the core has broken. It decides which of them comes first.
 * JavaScript, because signals, tokens and timers are, and because the bound must hold without Rust.
 */
import { prerendering } from '../../../src/web/foreign.js';
import { timeoutError } from '../adapters/settle.js';
import { onCancel } from '../cancel.js';

/**
 * @typedef {import('./types.js').Late} Late
 * @typedef {import('../types.js').Config} Config
 */

/** More than a timer can be set to would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** A config that nothing cancels. */
const NO_CONFIG = /** @type {Config} */ (/** @type {unknown} */ ({}));

export const createWaiting = () => {
  /** @type {Set<(cause: unknown) => void>} */
  const waiters = new Set();
  /** When the first wait for a promise began. @type {WeakMap<Promise<unknown>, number>} */
  const begun = new WeakMap();
  return {
    /** All waits end. @param {unknown} cause */
    breakOff(cause) {
      for (const fail of waiters) fail(cause);
    },

    /** How many milliseconds a promise has been waited for. @param {Promise<unknown> | undefined} promise */
    age: (promise) => performance.now() - (begun.get(/** @type {Promise<unknown>} */ (promise)) ?? Infinity),

    /**
     * @template T
     * @param {Promise<T> | undefined} promise what is waited for
     * @param {number} ends when the session's own bound is reached @param {Late} late makes the error of it
     * @param {Config} [config] canceled by its signal or token @param {number} [over] when the request's time is over
     * @returns {Promise<T | undefined>}
     */
    until: (promise, ends, late, config = NO_CONFIG, over = Infinity) =>
      new Promise((resolve, reject) => {
        const now = performance.now();
        if (promise && !begun.has(promise)) begun.set(promise, now);
        let live = true;
        let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
        let stop = () => {};
        /** @template V @param {(value: V) => void} how @param {V} value */
        const finish = (how, value) => {
          live = false;
          clearTimeout(timer);
          stop();
          waiters.delete(fail);
          how(value);
        };
        const fail = (/** @type {unknown} */ cause) => finish(reject, late(cause));
        waiters.add(fail);
        stop = onCancel(config, (error) => finish(reject, error));
        if (!live) return;
        timer = setTimeout(
          () =>
            over < ends
              ? finish(reject, timeoutError(config))
              : fail(prerendering() ?? new Error('waiting for the session took longer than refreshTimeout')),
          Math.max(0, Math.min(Math.min(ends, over) - now, LONGEST)),
        );
        Promise.resolve(promise).then(
          (value) => live && finish(resolve, value),
          (error) => live && finish(reject, error),
        );
      }),
  };
};
