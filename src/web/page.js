// @ts-check
/**
 * The page as one session sees it: where the record is kept, who waits, what the application is asked; timers, tabs and
 * the refresh call have files of their own beside this one. Carries out what `session.rs` wants done and reports how it
 * ended. Decides nothing.
 *
 * JavaScript, because all of it handles values of JavaScript, each property and call of which costs Rust an import,
 * a conversion and a check: the same in Rust weighs more than twice as much. Both faces have these files.
 *
 * Whatever a page offers is looked up at each use, so that mocks that are installed later work. Nothing here throws
 * into Rust, which could not catch it.
 */

import { createCalls } from './calls.js';
import { createTabs } from './tabs.js';
import { createTimers } from './timers.js';
import { INITIAL, LOADED, attempt, isFunction, watch } from './values.js';

/** Where the record is kept, in the order of `Place`. */
const [SESSION, LOCAL, CUSTOM] = [1, 2, 3];

/**
 * @param {any} host see host.rs @param {any} entry through which everything asynchronous enters Rust
 * @param {string} key the name of the record, of the refresh lock, and of the channel
 * @param {number} place @param {number} flags 1 the refresh is a function, 2 `parse` finds the tokens, 4 `classify`
 *   judges failures, 8 tabs share
 * @returns {((op: number, number: number, text: string, more: string) => any)[]} in the order of `Task` in page.rs
 */
export const create = (host, entry, key, place, flags) => {
  const guarded = attempt(() => host.guard(entry));
  /** @type {(step: number, op: number, value?: any, number?: number | boolean) => any} */
  const report = isFunction(guarded) ? guarded : entry;
  /** The record is not kept where it should be. */
  let isDegraded = false;
  /** @type {any} the promise that everybody waits for, and what resolves it */
  let slot;

  /** @param {string} name @param {any} [detail] */
  const notify = (name, detail, retryIn = 0) => attempt(() => host.notify(name, detail, retryIn));
  const degrade = () => {
    if (isDegraded) return;
    isDegraded = true;
    notify('storageDegraded');
  };
  const timers = createTimers(report, flags & 8);
  const tabs = createTabs(key, report, host.over, flags & 8, degrade, timers.handOver);
  const calls = createCalls(host, report, flags);

  const storage = () => (place == SESSION ? sessionStorage : localStorage);
  const isTabsOwn = () => place == SESSION || (place == LOCAL && !tabs.isSharing());
  const restore = () => {
    try {
      return !tabs.isAlone() && isTabsOwn() ? storage().getItem(key) : undefined;
    } catch {
      degrade();
    }
  };
  /** The record for the application's own storage. @param {string} record whose lines `core/record.rs` decides */
  const toObject = (record) => {
    const [, , , , end, , accessToken, refreshToken] = record.split('\n');
    return {
      ...(accessToken && { accessToken }),
      ...(refreshToken && { refreshToken }),
      ...(end && { expiresAt: +end }),
      record,
    };
  };
  /** @param {any} _op @param {any} _number @param {string} record or nothing */
  const save = (_op, _number, record) => {
    try {
      if (place == CUSTOM) host.save(record ? toObject(record) : null);
      if (isTabsOwn()) {
        // What was kept before must not outlive the session.
        if (tabs.isAlone()) return attempt(() => storage().removeItem(key));
        if (record) storage().setItem(key, record);
        else storage().removeItem(key);
      }
      // A full storage may have room again: what is kept there is the newest then.
      isDegraded = false;
    } catch {
      degrade();
    }
  };

  return [
    // What the application is asked.
    (op) =>
      watch(
        () => host.load(),
        (/** @type {any} */ value) => report(LOADED, op, value),
        () => {
          degrade();
          report(LOADED, op);
        },
      ),
    (op) =>
      watch(
        () => host.initial(),
        (/** @type {any} */ value) => report(INITIAL, op, value),
        () => report(INITIAL, op),
      ),
    (isSignOut, _number, access, refresh) =>
      attempt(() => host.revoke(access || undefined, refresh || undefined, !!isSignOut)),
    (_op, retryIn, name, detail) => notify(name, detail, retryIn),
    (has, _number, acrValues, maxAge) =>
      notify('stepUpRequired', { ...(has & 1 && { acrValues }), ...(has & 2 && { maxAge }) }),
    // The record and what the tabs share.
    restore,
    save,
    (_op, _number, name) => tabs.read(name),
    tabs.write,
    () => `${key}:E`,
    tabs.join,
    (op) => tabs.request(op, false),
    tabs.cancel,
    tabs.unlock,
    tabs.query,
    tabs.turn,
    tabs.present,
    tabs.absent,
    tabs.post,
    // Timers, and the refresh call.
    timers.start,
    calls.send,
    (op) => calls.fail(op),
    calls.confirm,
    calls.abort,
    // Who waits, and what is known.
    () => {
      if (!slot) {
        let settle;
        slot = [new Promise((resolve) => (settle = resolve)), settle];
      }
      return slot[0];
    },
    (_op, _number, code) => {
      const settled = slot;
      // A session that begins while another's flight is awaited settles the same slot: whoever waited asks again
      // and is told that the session has changed.
      slot = undefined;
      timers.clear();
      if (settled) settled[1](code || undefined);
    },
    calls.cause,
    calls.forget,
    () => isDegraded,
    timers.isRefused,
    timers.stop,
  ];
};

/** @typedef {ReturnType<typeof create>} Page */

/** @param {Page} page @param {number} task @param {number} op @param {number} number @param {string} text @param {string} more */
export const perform = (page, task, op, number, text, more) => !!page[task](op, number, text, more);
/** @param {Page} page @param {number} task @param {string} text */
export const ask = (page, task, text) => page[task](0, 0, text, '');
