// @ts-check
// The two locks of a session: the refresh lock, for one tab's turn, and the presence locks, by which tabs see each other and
// the newest generation. When a lock is wanted, the core decides.

import {
  REPORT_DENIED,
  REPORT_GRANTED,
  REPORT_LISTED,
  REPORT_PRESENT,
  REPORT_TAKEN,
  REPORT_UNLISTED,
} from './boundary.js';
import { attempt, nothing, text, whenReady } from './foreign.js';

/** @import { Host, Report } from './types.js' */

/** The `LockManager`. Whether it works, only a request tells: opaque origins have one that throws. */
const manager = () => navigator.locks;

/**
 * @param {string} key the name of the refresh lock @param {Report} report @param {Required<Host>} host see host.rs
 */
export const createLocks = (key, report, host) => {
  /** What the names of presence locks begin with; session and generation follow. */
  const presence = `${key}:P:`;
  /** Withdraws a request for the refresh lock. @type {Map<number, AbortController>} */
  const requests = new Map();
  /** Lets the refresh lock go. @type {Map<number, () => void>} */
  const grants = new Map();
  const { over } = host;
  /** Lets the presence lock go: at first the one that the page's part may hold for a lease. @type {() => void} */
  let leave = () => attempt(() => host.leave());
  /** The presence lock that is wanted; a grant of another one comes too late. */
  let wanted = 0;

  /** What a lock's callback returns: a promise that holds it. @param {(release: () => void) => void} keep takes what lets it go */
  const hold = (keep) => {
    const held = new Promise((resolve) => keep(() => resolve(undefined)));
    return over ? Promise.race([held, over]) : held;
  };
  /** @param {number} op */
  const denied = (op) => () => void report(REPORT_DENIED, op);
  /** Which presence locks are held: the session and the generation of each. @param {LockManagerSnapshot} answer */
  const listed = (answer) => {
    const held = attempt(() => answer.held?.map((lock) => text(lock.name))) || [];
    return held.filter((name) => name.startsWith(presence)).map((name) => name.slice(presence.length));
  };
  /** Asks which presence locks are held. @param {number} op */
  const query = (op) =>
    whenReady(
      () => manager().query(),
      (answer) => report(REPORT_LISTED, op, listed(answer).join('\n')),
      () => report(REPORT_UNLISTED, op),
    );
  /** Asks for the refresh lock: in the queue, or only if it is free. @param {number} op @param {boolean} queues */
  const request = (op, queues) =>
    whenReady(
      () => {
        /** @type {LockOptions} */
        let options = { ifAvailable: true };
        if (queues) {
          const controller = new AbortController();
          requests.set(op, controller);
          options = { signal: controller.signal };
        }
        return manager().request(key, options, (lock) => {
          if (lock === null && !queues) return void report(REPORT_TAKEN, op);
          requests.delete(op);
          const held = hold((release) => grants.set(op, release));
          report(REPORT_GRANTED, op, undefined, queues ? 1 : 0);
          return held;
        });
      },
      nothing,
      denied(op),
    );
  /** @param {number} op @param {string} name */
  const present = (op, name) => {
    wanted = op;
    whenReady(
      () =>
        manager().request(presence + name, { mode: 'shared' }, () => {
          let held;
          if (wanted === op) {
            // The one held before is let go of only now, so that there is no moment without one.
            const before = leave;
            held = hold((release) => (leave = release));
            before();
          }
          report(REPORT_PRESENT, op);
          return held;
        }),
      nothing,
      denied(op),
    );
  };
  const absent = () => {
    wanted = 0;
    leave();
    leave = nothing;
  };
  return {
    manager,
    /** Whether the presence lock is wanted. */
    isPresent: () => wanted > 0,
    /** Which presence locks are held. */
    held: () => manager().query().then(listed),
    /**
     * Whether locks work, only a trial tells: opaque origins have some that throw, and frames of another site may not list
     * them.
     */
    tryOut() {
      whenReady(() => manager().request(`${presence}0:`, { ifAvailable: true }, nothing), nothing, denied(0));
      query(0);
    },
    request,
    cancel(/** @type {number} */ op) {
      attempt(() => requests.get(op)?.abort(new Error('no longer needed')));
      requests.delete(op);
    },
    unlock(/** @type {number} */ op) {
      (grants.get(op) || nothing)();
      grants.delete(op);
    },
    query,
    present,
    absent,
  };
};
