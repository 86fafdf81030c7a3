// @ts-check
// What a tab does together with the others of its origin: locks, records in localStorage, messages, and the life of the
// page. When a lock is wanted, and what a message means, the core decides. JavaScript, as page.js says.

import {
  AWAITED,
  DENIED,
  GRANTED,
  HIDE,
  LISTED,
  LOOK,
  MESSAGE,
  PRESENT,
  SHOW,
  TURNED,
  UNLISTED,
  UNSHARE,
  attempt,
  get,
  nothing,
  text,
  watch,
} from './values.js';

/** The `LockManager`. Whether it works, only a request tells: opaque origins have one that throws. */
const manager = () => navigator.locks;

/**
 * @param {string} key the name of the refresh lock and of the channel @param {any} report @param {any} over see host.rs
 * @param {any} shares whether tabs share @param {() => void} degrade @param {() => void} handOver the page may be hidden
 */
export const createTabs = (key, report, over, shares, degrade, handOver) => {
  /** There is no ledger, so nothing is kept outside of memory. */
  let isAlone = false;
  const unshare = () => {
    shares = 0;
    degrade();
    report(UNSHARE, 0);
  };
  /** What the names of presence locks begin with; session and generation follow. */
  const presence = `${key}:P:`;
  /** @type {any} undefined while there is none */
  let channel;
  let isListening = false;
  /** Withdraws a request for the refresh lock. @type {Map<number, AbortController>} */
  const requests = new Map();
  /** Lets the refresh lock go. @type {Map<number, () => void>} */
  const grants = new Map();
  /** Lets the presence lock go. */
  let leave = nothing;
  /** The presence lock that is wanted; a grant of another one comes too late. */
  let wanted = 0;

  /** What a lock's callback returns: a promise that holds it. @param {(release: any) => void} keep takes what lets it go */
  const hold = (keep) => {
    const held = new Promise(keep);
    return over ? Promise.race([held, over]) : held;
  };
  /** @param {number} op */
  const denied = (op) => () => void report(DENIED, op);
  /** Asks which presence locks are held. @param {number} op */
  const query = (op) =>
    watch(
      () => manager().query(),
      (/** @type {any} */ answer) => {
        const held = attempt(() => answer.held.map((/** @type {any} */ lock) => lock.name)) || [];
        const ours = held.filter((/** @type {any} */ name) => text(name).startsWith(presence));
        report(LISTED, op, ours.map((/** @type {string} */ name) => name.slice(presence.length)).join('\n'));
      },
      () => report(UNLISTED, op),
    );
  /** Asks for the refresh lock: in the queue, or only if it is free. @param {number} op @param {boolean} queues */
  const request = (op, queues) =>
    watch(
      () => {
        /** @type {any} */
        const options = { ifAvailable: true };
        if (queues) {
          const controller = new AbortController();
          requests.set(op, controller);
          delete options.ifAvailable;
          options.signal = controller.signal;
        }
        return manager().request(key, options, (lock) => {
          if (lock !== null || queues) {
            requests.delete(op);
            const held = hold((release) => grants.set(op, release));
            report(GRANTED, op, undefined, queues);
            return held;
          }
          // A page that has stopped since must not queue: it would be granted the lock, and keep it.
          if (report(AWAITED, op)) request(op, true);
        });
      },
      nothing,
      denied(op),
    );
  /** @param {number} op @param {any} _number @param {string} name */
  const present = (op, _number, name) => {
    wanted = op;
    watch(
      () =>
        manager().request(presence + name, { mode: 'shared' }, () => {
          let held;
          if (wanted === op) {
            // The one held before is let go of only now, so that there is no moment without one.
            const before = leave;
            held = hold((release) => (leave = release));
            before();
          }
          report(PRESENT, op);
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
        report(TURNED, op);
      };
      port2.postMessage(null);
    } catch {
      setTimeout(() => report(TURNED, op));
    }
  };
  /** @param {any} _op @param {any} _number @param {string} name @param {string} record or nothing */
  const write = (_op, _number, name, record) => {
    try {
      if (record) localStorage.setItem(key + name, record);
      else localStorage.removeItem(key + name);
    } catch {
      // What cannot be told to the others must not be relied on by them.
      unshare();
    }
  };
  /** Asks the other tabs, or answers one. The set goes sealed. @param {any} _op @param {any} _number @param {string} lines @param {string} sealed */
  const post = (_op, _number, lines, sealed) => {
    const [nonce, sid, gen, secret] = lines.split('\n');
    const message = sid ? { v: 1, nonce, sid, gen, key: secret, sealed } : { v: 1, nonce };
    attempt(() => channel.postMessage(message));
  };
  const closeChannel = () => {
    attempt(() => channel.close());
    channel = undefined;
  };
  const openChannel = () => {
    closeChannel();
    channel = attempt(() => new BroadcastChannel(key));
    if (!channel) return;
    // Anything may arrive: of another version, of another script.
    channel.onmessage = (/** @type {any} */ { data }) => {
      const fields = ['nonce', 'sid', 'gen', 'key', 'sealed'].map((name) => text(get(data, name)));
      if (get(data, 'v') === 1) report(MESSAGE, 0, fields.join('\n'));
    };
    // In a page that a test runner simulates on Node, an open channel would keep the process from ending.
    attempt(() => channel.unref());
  };
  const heard = (/** @type {any} */ event) => {
    const { type } = event;
    if (type == 'visibilitychange') handOver();
    else if (type == 'storage') {
      // Without a key the whole storage was cleared.
      if ((event.key || key).startsWith(key)) report(LOOK, 0);
    } else if (type == 'pagehide' || type == 'freeze') {
      report(HIDE, 0);
      // So that it does not keep a page out of the back/forward cache.
      closeChannel();
    } else {
      if (!channel && shares) openChannel();
      report(SHOW, 0);
    }
  };
  const join = () => {
    const probe = `${key}:?`;
    const works = attempt(() => {
      localStorage.setItem(probe, '1');
      const found = localStorage.getItem(probe);
      localStorage.removeItem(probe);
      return found;
    });
    if (!works) {
      // A copied tab would have the record too, and nothing by which the two could agree: it stays in memory.
      isAlone = true;
      return unshare();
    }
    // Whether locks work, only a trial tells: opaque origins have some that throw, and frames of another site may
    // not list them.
    watch(() => manager().request(`${presence}0:`, { ifAvailable: true }, nothing), nothing, denied(0));
    query(0);
    openChannel();
    if (isListening) return;
    isListening = true;
    const listen = (/** @type {any} */ target, /** @type {string} */ names) => {
      for (const name of names.split(' ')) attempt(() => target.addEventListener(name, heard));
    };
    listen(globalThis, 'pagehide pageshow storage');
    listen(globalThis.document, 'freeze resume visibilitychange');
  };

  return {
    isAlone: () => isAlone,
    isSharing: () => shares,
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
    read: (/** @type {string} */ name) => attempt(() => localStorage.getItem(key + name)),
    write,
    post,
  };
};
