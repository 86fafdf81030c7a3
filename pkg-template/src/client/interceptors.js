// @ts-check
/**
 * The list of interceptors. It decides how they are added, found again and removed; in which order they run, the
 * request does.
 */
import { isString } from '../http/values.js';

export class InterceptorManager {
  /** @type {WeakMap<any, number>} */ #ids = new WeakMap();
  #next = 0;
  #walks = 0;

  constructor() {
    /** @type {any} public: users read it, empty it and replace it */
    this.handlers = [];
  }

  /** @param {any} [fulfilled] @param {any} [rejected] @param {any} [options] */
  use(fulfilled, rejected, options) {
    const handler = {
      fulfilled,
      rejected,
      synchronous: options ? options.synchronous : false,
      runWhen: options ? options.runWhen : null,
    };
    this.#ids.set(handler, this.#next);
    (this.handlers ||= []).push(handler);
    return this.#next++;
  }

  /** @param {any} id a number, or the text of one */
  eject(id) {
    const key = isString(id) && String(+id) === id ? +id : id;
    const list = this.handlers || [];
    const at = list.findIndex((/** @type {any} */ handler) => handler && this.#ids.get(handler) === key);
    if (at < 0) return;
    list[at] = null;
    this.#trim();
  }

  clear() {
    if (this.handlers) this.handlers = [];
  }

  /** Ejected ones are skipped, and ones added meanwhile wait for the next walk. @param {(handler: any) => void} fn */
  forEach(fn) {
    const list = this.handlers || [];
    const { length } = list;
    this.#walks++;
    try {
      for (let i = 0; i < length; i++) if (list[i] != null) fn(list[i]);
    } finally {
      this.#walks--;
      this.#trim();
    }
  }

  // Not during a walk: a place that becomes free would be taken by a handler that must wait.
  #trim() {
    const list = this.handlers;
    if (list && !this.#walks) while (list.length && list[list.length - 1] === null) list.pop();
  }
}
