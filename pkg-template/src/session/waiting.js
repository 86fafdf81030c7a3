// @ts-check
/**
 * Waiting that a caller can leave: until a promise settles, or the request is canceled, or its time is over. It
 * decides which comes first. JavaScript, because signals, tokens and timers are.
 */
import { timeoutError } from '../adapters/settle.js';
import { onCancel } from '../cancel.js';

/**
 * Resolves when `slot` settles; rejects, at once, when the config's signal or token cancels, or after `left` ms.
 * @param {Promise<any> | undefined} slot @param {any} config @param {number} left 0: no limit
 */
export const settleLater = (slot, config, left) =>
  new Promise((resolve, reject) => {
    /** @type {any} */
    let timer;
    const stop = onCancel(config, (error) => finish(reject, error));
    /** @param {(value: any) => void} settle @param {any} [value] */
    const finish = (settle, value) => {
      clearTimeout(timer);
      stop && stop();
      settle(value);
    };
    if (left) timer = setTimeout(() => finish(reject, timeoutError(config)), Math.max(0, left));
    Promise.resolve(slot).then(() => finish(resolve));
  });
