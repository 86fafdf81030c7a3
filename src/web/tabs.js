// @ts-check
// What a tab does together with the others of its origin: records in localStorage, messages, and the life of the page. What
// a message means, the core decides. The locks are in locks.js. JavaScript, as page.js says.

import {
  EPOCH_SUFFIX,
  MESSAGE_LINES,
  REPORT_HIDE,
  REPORT_LOOK,
  REPORT_MESSAGE,
  REPORT_SHOW,
  REPORT_TURNED,
  REPORT_UNSHARE,
} from './boundary.js';
import { attempt, get, text } from './foreign.js';
import { createLocks } from './locks.js';

/** @import { Host, Report } from './types.js' */

/** Of the messages: another version is no message of ours. */
const VERSION = 1;

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
  /** It takes nothing, and nobody has shared: a session that begins here is this tab's alone, if that is still so then. */
  let isUndecided = false;
  /** The epoch that the locks of those tabs stand for. */
  let epoch = '';
  /** A copied tab would have the record too, and nothing by which the two could agree: it stays in memory. */
  const unshare = () => {
    isAlone = true;
    shares = false;
    degrade();
    report(REPORT_UNSHARE, 0);
  };
  const locks = createLocks(key, report, host);
  /** @type {BroadcastChannel | undefined} */
  let channel;
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
    const mayBeAlone = isUndecided;
    isUndecided = false;
    try {
      if (record) {
        localStorage.setItem(key + name, record);
        isUnwritten = false;
      } else localStorage.removeItem(key + name);
    } catch {
      // R13.5 What stands there is over, so nobody may rely on it: a record that is missing counts as in doubt. The tab
      // stays with the others, who may have its tokens.
      attempt(() => localStorage.removeItem(key + name));
      if (mayBeAlone) {
        isAlone = true;
        queueMicrotask(unshare);
      }
      if (isAlone || isUnwritten) return;
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
    else if (type == 'storage' || type == 'focus') {
      // Without a key the whole storage was cleared; or R10.5 the user comes to this tab, which may have been left out.
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
  const read = (name) => {
    const found = attempt(() => localStorage.getItem(key + name));
    if (found) isUndecided = false;
    return found || (name == EPOCH_SUFFIX ? epoch : undefined);
  };
  /**
   * R13.3 localStorage takes nothing, and neither it nor a record tells of a session that tabs share. It may have been
   * wiped, so the tabs themselves are looked for by their presence locks. Without any, nobody has shared so far, and what
   * begins here is this tab's alone; unless localStorage takes it by then, since the tab must not be left out of what others
   * begin. All tabs have the cookies in common, so with these the locks remain in any case.
   */
  const look = async () => {
    const names = await locks.held().catch(() => undefined);
    const sid = names?.map((name) => /^(\d+):\d/.exec(name)?.[1]).find(Boolean);
    if (!sid && !(names && hasCookies)) {
      isUnwritten = false;
      // Without a list of the locks there is no telling who has shared. A session has begun meanwhile.
      if (!names || locks.isPresent()) return unshare();
      isUndecided = true;
      degrade();
      return share();
    }
    // A session that has begun here meanwhile is the newer one.
    if (sid && !locks.isPresent()) epoch = `1\n${sid}\nlive`;
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
    if (!isRandom || !attempt(locks.manager) || !globalThis.document) return unshare();
    isUnwritten = true;
    // R13.5 Where a session may be shared already, a storage that takes nothing makes no tab lonely: the locks remain.
    if (read(EPOCH_SUFFIX) || hasRecord()) {
      tell();
      return share();
    }
    looked = look();
  };
  const share = () => {
    locks.tryOut();
    openChannel();
    // Whoever listens already is not added again.
    const listen = (/** @type {EventTarget} */ target, /** @type {string} */ names) => {
      for (const name of names.split(' ')) attempt(() => target.addEventListener(name, heard));
    };
    listen(globalThis, 'pagehide pageshow storage focus');
    listen(globalThis.document, 'freeze resume visibilitychange');
  };

  return {
    isAlone: () => isAlone,
    isSharing: () => shares,
    isUnwritten: () => isUnwritten,
    looked: () => looked,
    join,
    ...locks,
    /** @param {number} op @param {string} name */
    present(op, name) {
      epoch = '';
      isUndecided = false;
      locks.present(op, name);
    },
    turn,
    read,
    write,
    post,
  };
};
