// @ts-check
/**
 * Waiting for the session that a caller can leave, and that always ends: when a promise settles, the request is
 * canceled, its time or the session's is over, or the core has broken. It decides which of them comes first.
 * JavaScript, because signals, tokens and timers are, and because the bound must hold without Rust.
 */
import { timeoutError } from '../adapters/settle.js';
import { onCancel } from '../cancel.js';

/** More than a timer can be set to would fire at once. */
const LONGEST = 2 ** 31 - 1;

export const createWaiting = () => {
  /** @type {Set<(cause: any) => void>} */
  const waiters = new Set();
  return {
    /** Everybody who waits is told. @param {any} cause */
    breakOff(cause) {
      for (const fail of waiters) fail(cause);
    },

    /**
     * @param {Promise<any> | undefined} slot what is waited for
     * @param {number} ends when the session's own bound is reached @param {(cause: any) => any} late makes the error of it
     * @param {any} [config] canceled by its signal or token @param {number} [over] when the request's time is over
     */
    until: (slot, ends, late, config = {}, over = Infinity) =>
      new Promise((resolve, reject) => {
        let live = true;
        /** @type {any} */
        let timer = 0;
        /** @type {any} */
        let stop = () => {};
        /** @param {(value: any) => void} settle @param {any} value */
        const finish = (settle, value) => {
          live = false;
          clearTimeout(timer);
          stop();
          waiters.delete(fail);
          settle(value);
        };
        const fail = (/** @type {any} */ cause) => finish(reject, late(cause));
        waiters.add(fail);
        stop = onCancel(config, (error) => finish(reject, error));
        if (!live) return;
        const left = Math.min(ends, over) - performance.now();
        timer = setTimeout(
          () =>
            over < ends ? finish(reject, timeoutError(config)) : fail(new Error('the session took too long')),
          Math.max(0, Math.min(left, LONGEST)),
        );
        Promise.resolve(slot).then(
          (value) => live && finish(resolve, value),
          (error) => live && finish(reject, error),
        );
      }),
  };
};
