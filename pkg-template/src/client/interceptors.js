// @ts-check
/**
 * The list of interceptors. It decides how they are added, found again and removed; axios.js decides their order.
 * JavaScript, because they are the user's functions.
 */
/** @template T @typedef {import('../types.js').Interceptor<T>} Interceptor */
import { isString } from '../http/values.js';

/** @template T what they are given: a config, or an answer */
export const createInterceptors = () => {
  /** @type {WeakMap<object, number>} */
  const ids = new WeakMap();
  let next = 0;
  let walks = 0;

  // Not during a walk: a place that becomes free would be taken by a handler that must wait.
  const trim = () => {
    const list = manager.handlers;
    if (list && !walks) while (list.length && list[list.length - 1] === null) list.pop();
  };

  const manager = {
    /** @type {(Interceptor<T> | null)[] | null | undefined} public: users read it, empty it and replace it */
    handlers: [],

    /**
     * @param {Interceptor<T>['fulfilled']} [fulfilled] @param {Interceptor<T>['rejected']} [rejected]
     * @param {Pick<Interceptor<T>, 'synchronous' | 'runWhen'>} [options]
     */
    use(fulfilled, rejected, options) {
      const handler = {
        fulfilled,
        rejected,
        synchronous: options ? options.synchronous : false,
        runWhen: options ? options.runWhen : null,
      };
      ids.set(handler, next);
      (manager.handlers ||= []).push(handler);
      return next++;
    },

    /** @param {number | string} id a number, or the text of one */
    eject(id) {
      const key = isString(id) && String(+id) === id ? +id : id;
      const list = manager.handlers || [];
      const at = list.findIndex((handler) => handler && ids.get(handler) === key);
      if (at >= 0) list[at] = null;
      trim();
    },

    clear() {
      if (manager.handlers) manager.handlers = [];
    },

    /** Ejected ones are skipped, and ones added meanwhile wait for the next walk. @param {(handler: Interceptor<T>) => void} fn */
    forEach(fn) {
      const list = manager.handlers || [];
      const { length } = list;
      walks++;
      try {
        for (let i = 0; i < length; i++) if (list[i] != null) fn(/** @type {Interceptor<T>} */ (list[i]));
      } finally {
        walks--;
        trim();
      }
    },
  };
  return manager;
};
