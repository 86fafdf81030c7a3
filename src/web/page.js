// @ts-check
/**
 * The page as one session sees it: where the record is kept, what the application is asked; timers, tabs and the refresh
 * call have files beside this one. Carries out what `effects.rs` wants done and reports how it ended.
 *
 * JavaScript, because all of it handles values of JavaScript, each property and call of which costs Rust an import,
 * a conversion and a check: the same in Rust weighs more than twice as much. Both faces have these files.
 *
 * What a page offers is looked up at each use, so that mocks that are installed later work. Nothing here throws
 * into Rust, which could not catch it.
 */

import {
  EPOCH_SUFFIX,
  HAS_FUNCTION,
  PLACE_CUSTOM,
  PLACE_LOCAL,
  PLACE_MASK,
  PLACE_SESSION,
  PLACE_SHIFT,
  REPORT_INITIAL,
  REPORT_LOADED,
  SHARES,
  TASK_ABORT,
  TASK_ABSENT,
  TASK_CANCEL_LOCK,
  TASK_CARRY,
  TASK_CLEAR_TIMER,
  TASK_COLLECT,
  TASK_CONFIRM,
  TASK_FAIL,
  TASK_FORGET_CAUSE,
  TASK_INITIAL,
  TASK_JOIN,
  TASK_LEAVE,
  TASK_LOAD,
  TASK_LOCK,
  TASK_NOTIFY,
  TASK_OUTLIVE,
  TASK_POST,
  TASK_PRESENT,
  TASK_QUERY,
  TASK_QUEUE_LOCK,
  TASK_READ,
  TASK_RESTORE,
  TASK_REVOKE,
  TASK_SEND,
  TASK_STOP,
  TASK_TIMER,
  TASK_TURN,
  TASK_UNLOCK,
  TASK_WRITE,
} from './boundary.js';
import { attempt, isFunction, isResponse, prerendering, text, whenReady } from './foreign.js';
import { createCarrier } from './outlive.js';
import { createRefreshCalls } from './refresh-call.js';
import { createTabs } from './tabs.js';
import { createTimers } from './timers.js';

/** @import { Host, Page, Report, StoredRecord } from './types.js' */

/**
 * @param {Required<Host>} host see host.rs
 * @param {string} key the name of the record, of the refresh lock, and of the channel
 * @param {number} bits of the set-up @returns {Page}
 */
export const create = (host, key, bits) => {
  /** @type {Report} */
  let entry;
  /** @type {Report} */
  const report = (...args) => entry(...args);
  const place = (bits >> PLACE_SHIFT) & PLACE_MASK;
  /** The record is not kept where it should be. */
  let isDegraded = false;

  const tell = () => attempt(() => host.notify('storageDegraded'));
  const degrade = () => {
    if (isDegraded) return;
    isDegraded = true;
    tell();
  };
  const timers = createTimers(report, !!(bits & SHARES));
  const hasRecord = () => place == PLACE_SESSION && attempt(() => sessionStorage.getItem(key));
  const tabs = createTabs(
    key,
    report,
    host,
    !!(bits & SHARES),
    degrade,
    tell,
    timers.handOver,
    hasRecord,
    // The carrier is below the place; 0 is bearer.
    bits % (1 << PLACE_SHIFT) > 0,
  );
  const carrier = createCarrier(key);
  const calls = createRefreshCalls(host, report, bits, carrier);

  const storage = () => (place == PLACE_SESSION ? sessionStorage : localStorage);
  const isTabsOwn = () => place == PLACE_SESSION || (place == PLACE_LOCAL && !tabs.isSharing());
  /** What a worker has left of a refresh goes with the session; a newer one may have left something too. */
  const tidy = () => /live/.test(text(tabs.read(EPOCH_SUFFIX))) || carrier.empty();
  const restore = () => {
    // By what requests were sent already, that counts even where it was removed since.
    const leased = attempt(() => host.leased());
    try {
      const found = (!tabs.isAlone() && isTabsOwn() && storage().getItem(key)) || leased;
      if (!found) tidy();
      return found;
    } catch {
      degrade();
      return leased;
    }
  };
  const load = () => (place == PLACE_CUSTOM ? host.load() : undefined);
  /** @type {Page['save']} */
  const save = (record, accessToken, refreshToken, expiresAt) => {
    if (!record) tidy();
    try {
      if (place == PLACE_CUSTOM)
        host.save(
          record
            ? {
                ...(accessToken && { accessToken }),
                ...(refreshToken && { refreshToken }),
                ...(expiresAt >= 0 && { expiresAt }),
                record,
              }
            : null,
        );
      if (place == PLACE_LOCAL && tabs.isSharing()) {
        // There it stands for its lease alone: the core reads the session in the ledger, so nothing is lost without it.
        const put = record && attempt(() => (storage().setItem(key, record), true));
        if (!put) attempt(() => storage().removeItem(key));
      } else if (place == PLACE_SESSION || place == PLACE_LOCAL) {
        // What was kept before must not outlive the session.
        if (tabs.isAlone()) return void attempt(() => storage().removeItem(key));
        if (record) storage().setItem(key, record);
        else storage().removeItem(key);
      }
      // A full storage may have room again: what is kept there is the newest then.
      isDegraded = false;
    } catch {
      degrade();
    }
  };

  return {
    connect(given) {
      const guarded = attempt(() => host.guard(given));
      entry = isFunction(guarded) ? guarded : given;
    },
    save,
    epochKey: key + EPOCH_SUFFIX,
    get cause() {
      return calls.cause ?? prerendering();
    },
    get isDegraded() {
      return isDegraded;
    },
    get isUnwritten() {
      return tabs.isUnwritten();
    },
    get isOutlived() {
      return tabs.isSharing() && !(bits & HAS_FUNCTION) && carrier.isAble();
    },
    get isLate() {
      return timers.isRefused();
    },
    tasks: {
      // What the application is asked.
      [TASK_LOAD]: (op) =>
        whenReady(
          () => tabs.looked()?.then(load) ?? load(),
          (value) => report(REPORT_LOADED, op, value),
          () => {
            degrade();
            report(REPORT_LOADED, op);
          },
        ),
      [TASK_INITIAL]: (op) =>
        whenReady(
          () => host.initial(),
          (value) =>
            whenReady(
              // A response that was handed on as it is stands for its body.
              () => (isResponse(value) ? value.text() : value),
              (tokens) => report(REPORT_INITIAL, op, tokens),
              () => report(REPORT_INITIAL, op),
            ),
          () => report(REPORT_INITIAL, op),
        ),
      [TASK_REVOKE]: (isSignOut, _number, access, refresh) =>
        attempt(() => host.revoke(access || undefined, refresh || undefined, !!isSignOut)),
      [TASK_NOTIFY]: (_op, retryIn, name, detail) => attempt(() => host.notify(name, detail, retryIn)),
      // The record of the tab, and what the tabs share.
      [TASK_RESTORE]: restore,
      [TASK_READ]: (_op, _number, name) => tabs.read(name),
      [TASK_WRITE]: (_op, _number, name, record) => tabs.write(name, record),
      [TASK_JOIN]: () => {
        tabs.join();
        if (tabs.isSharing()) attempt(() => host.joined());
        const looked = tabs.looked();
        // What a sign-in has kept meanwhile.
        looked?.then(() => tabs.isAlone() && isTabsOwn() && attempt(() => storage().removeItem(key)));
        return looked;
      },
      [TASK_LOCK]: (op) => tabs.request(op, false),
      [TASK_QUEUE_LOCK]: (op) => tabs.request(op, true),
      [TASK_CANCEL_LOCK]: tabs.cancel,
      [TASK_UNLOCK]: tabs.unlock,
      [TASK_QUERY]: tabs.query,
      [TASK_TURN]: tabs.turn,
      [TASK_PRESENT]: (op, _number, name) => tabs.present(op, name),
      [TASK_ABSENT]: tabs.absent,
      [TASK_POST]: (_op, _number, lines, sealed) => tabs.post(lines, sealed),
      // Timers, and the refresh call.
      [TASK_TIMER]: timers.start,
      [TASK_CLEAR_TIMER]: timers.clear,
      [TASK_OUTLIVE]: carrier.mayBe,
      [TASK_CARRY]: calls.carry,
      [TASK_COLLECT]: calls.collect,
      [TASK_LEAVE]: calls.leave,
      [TASK_SEND]: (op, _number, access, refresh) => calls.send(op, access, refresh),
      [TASK_FAIL]: (op) => calls.fail(op),
      [TASK_CONFIRM]: calls.confirm,
      [TASK_ABORT]: calls.abort,
      [TASK_FORGET_CAUSE]: () => void (calls.cause = undefined),
      [TASK_STOP]: timers.stop,
    },
  };
};

/** @param {Page} page @param {Report} entry */
export const connect = (page, entry) => page.connect(entry);
/** @param {Page} page @param {string} record @param {string} access @param {string} refresh @param {number} expires */
export const save = (page, record, access, refresh, expires) => page.save(record, access, refresh, expires);
/** @param {Page} page @param {number} task @param {number} op @param {number} number @param {string} text @param {string} more */
export const perform = (page, task, op, number, text, more) => !!page.tasks[task](op, number, text, more);
/** @param {Page} page @param {number} task @param {string} text */
export const ask = (page, task, text) => page.tasks[task](0, 0, text, '');
