// @ts-check
// What a tab does together with the others of its origin: locks, records in localStorage, messages, and the life of the
// page. When a lock is wanted, and what a message means, the core decides. JavaScript, as page.js says.

import {
  EPOCH_SUFFIX,
  MESSAGE_LINES,
  REPORT_DENIED,
  REPORT_GRANTED,
  REPORT_HIDE,
  REPORT_LISTED,
  REPORT_LOOK,
  REPORT_MESSAGE,
  REPORT_PRESENT,
  REPORT_SHOW,
  REPORT_TAKEN,
  REPORT_TURNED,
  REPORT_UNLISTED,
  REPORT_UNSHARE,
} from './boundary.js';
import { attempt, get, nothing, text, whenReady } from './foreign.js';

/** @import { Host, Report } from './types.js' */

/** Of the messages: another version is no message of ours. */
const VERSION = 1;

/** The `LockManager`. Whether it works, only a request tells: opaque origins have one that throws. */
const manager = () => navigator.locks;

/**
 * @param {string} key the name of the refresh lock and of the channel @param {Report} report
 * @param {Required<Host>} host see host.rs @param {boolean} shares whether tabs share
 * @param {() => void} degrade nothing is kept outside of memory @param {() => void} tell that a storage fails
 * @param {() => void} handOver the page may be hidden
 * @param {() => unknown} hasRecord whether this tab has a record, which other tabs may have too
 * @param {boolean} hasCookies whether a token is in the cookies, which are all tabs'
 */
export const createTabs = (key, report, host, shares, degrade, tell, handOver, hasRecord, hasCookies) => {
  /** There is no ledger, so nothing is kept outside of memory. */
  let isAlone = false;
  /** localStorage did not take the last record. */
  let isUnwritten = false;
  /** Where localStorage takes and tells nothing: whether other tabs share a session, once the locks have told. @type {Promise<void> | undefined} */
  let looked;
  /** The epoch that the locks of those tabs stand for. */
  let epoch = '';
  /** A copied tab would have the record too, and nothing by which the two could agree: it stays in memory. */
  const unshare = () => {
    isAlone = true;
    shares = false;
    degrade();
    report(REPORT_UNSHARE, 0);
  };
  /** What the names of presence locks begin with; session and generation follow. */
  const presence = `${key}:P:`;
  /** @type {BroadcastChannel | undefined} */
  let channel;
  let isListening = false;
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
    epoch = '';
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
  /** Ends the task: by a message, since timers of hidden pages are late. @param {number} op */
  const turn = (op) => {
    try {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        report(REPORT_TURNED, op);
      };
      port2.postMessage(null);
    } catch {
      setTimeout(() => report(REPORT_TURNED, op));
    }
  };
  /** @param {string} name @param {string} record or nothing */
  const write = (name, record) => {
    epoch = '';
    try {
      if (record) {
        localStorage.setItem(key + name, record);
        isUnwritten = false;
      } else localStorage.removeItem(key + name);
    } catch {
      // R13.5 What stands there is over, so nobody may rely on it: a record that is missing counts as in doubt. The tab
      // stays with the others, who may have its tokens.
      attempt(() => localStorage.removeItem(key + name));
      if (isUnwritten) return;
      isUnwritten = true;
      tell();
    }
  };
  /** Asks the other tabs, or answers one. The set goes sealed. @param {string} lines @param {string} sealed */
  const post = (lines, sealed) => {
    const values = lines.split('\n');
    // Of a question there is one.
    if (values[1]) values.push(sealed);
    const message = Object.fromEntries(values.map((value, at) => [MESSAGE_LINES[at], value]));
    attempt(() => channel?.postMessage({ v: VERSION, ...message }));
  };
  const closeChannel = () => {
    attempt(() => channel?.close());
    channel = undefined;
  };
  const openChannel = () => {
    closeChannel();
    channel = attempt(() => new BroadcastChannel(key));
    if (!channel) return;
    // Anything may arrive: of another version, of another script.
    channel.onmessage = ({ data }) => {
      const lines = MESSAGE_LINES.map((name) => text(get(data, name)));
      if (get(data, 'v') === VERSION) report(REPORT_MESSAGE, 0, lines.join('\n'));
    };
    // In a page that a test runner simulates on Node, an open channel would keep the process from ending.
    attempt(() => /** @type {{ unref?(): void }} */ (/** @type {unknown} */ (channel)).unref?.());
  };
  const heard = (/** @type {Event} */ event) => {
    const { type } = event;
    if (type == 'visibilitychange') handOver();
    else if (type == 'storage') {
      // Without a key the whole storage was cleared.
      const changed = /** @type {StorageEvent} */ (event).key || key;
      if (changed.startsWith(key)) report(REPORT_LOOK, 0);
    } else if (type == 'pagehide' || type == 'freeze') {
      report(REPORT_HIDE, 0);
      // So that it does not keep a page out of the back/forward cache.
      closeChannel();
    } else {
      if (!channel && shares) openChannel();
      report(REPORT_SHOW, 0);
    }
  };
  /** @param {string} name */
  const read = (name) =>
    attempt(() => localStorage.getItem(key + name)) || (name == EPOCH_SUFFIX ? epoch : undefined);
  /**
   * R13.3 localStorage takes nothing, and neither it nor a record tells of a session that tabs share. It may have been
   * wiped, so the tabs themselves are looked for by their presence locks. Without any, nobody has shared so far; but all
   * tabs have the cookies in common, so with these the locks remain.
   */
  const look = async () => {
    const names = await manager()
      .query()
      .then(listed)
      .catch(() => undefined);
    const sid = names?.map((name) => /^(\d+):\d/.exec(name)?.[1]).find(Boolean);
    if (!sid && !(names && hasCookies)) {
      isUnwritten = false;
      return unshare();
    }
    // A session that has begun here meanwhile is the newer one.
    if (sid && !wanted) epoch = `1\n${sid}\nlive`;
    tell();
    share();
  };
  const join = () => {
    const probe = `${key}:?`;
    const isWritable = attempt(() => {
      localStorage.setItem(probe, '1');
      const found = localStorage.getItem(probe);
      localStorage.removeItem(probe);
      return found;
    });
    // Without random bytes that nobody can guess there are no keys to seal by what the tabs share.
    const isRandom = attempt(() => crypto.getRandomValues(new Uint8Array(1)));
    if (isRandom && isWritable) return share();
    // A worker is no tab: it never has a localStorage.
    if (!isRandom || !attempt(manager) || !globalThis.document) return unshare();
    isUnwritten = true;
    // R13.5 Where a session may be shared already, a storage that takes nothing makes no tab lonely: the locks remain.
    if (read(EPOCH_SUFFIX) || hasRecord()) {
      tell();
      return share();
    }
    looked = look();
  };
  const share = () => {
    // Whether locks work, only a trial tells: opaque origins have some that throw, and frames of another site may
    // not list them.
    whenReady(() => manager().request(`${presence}0:`, { ifAvailable: true }, nothing), nothing, denied(0));
    query(0);
    openChannel();
    if (isListening) return;
    isListening = true;
    const listen = (/** @type {EventTarget} */ target, /** @type {string} */ names) => {
      for (const name of names.split(' ')) attempt(() => target.addEventListener(name, heard));
    };
    listen(globalThis, 'pagehide pageshow storage');
    listen(globalThis.document, 'freeze resume visibilitychange');
  };

  return {
    isAlone: () => isAlone,
    isSharing: () => shares,
    isUnwritten: () => isUnwritten,
    looked: () => looked,
    join,
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
    turn,
    present,
    absent,
    read,
    write,
    post,
  };
};
