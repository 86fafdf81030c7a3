// @ts-check
/**
 * One session of a page, as the face holds it: the instance of Rust, the cached credential, listeners and the
 * timeline. It decides nothing about the session, but what happens when Rust itself breaks. JavaScript, because two
 * copies of the package share handles, and because a broken core cannot repair itself.
 */
import { AxiosHeaders } from '../http/headers.js';
import { isFunction, isObject, isString } from '../http/values.js';
import { coreNow, coreReady, renewCore } from '../wasm/loader.js';
import { FAILED, endReason, sessionError } from './errors.js';
import { createHost } from './host.js';
import { isServer } from './options.js';
import { shielded, warnOnce } from './report.js';
import { createTimeline } from './timeline.js';
import { createWaiting } from './waiting.js';

export const EVENTS = [
  'signedIn',
  'refreshed',
  'refreshFailed',
  'ended',
  'stepUpRequired',
  'storageDegraded',
];

/** What Rust's `act` does, by number. */
export const OPEN = 0;
const LOOK = 1;
const ONLINE = 2;
export const REFRESH = 3;
export const SIGN_OUT = 4;

/** In the order of Rust's `State`. */
const STATES = ['anonymous', 'restoring', 'active', 'refreshing', 'stale', 'ended'];

/** How long, in ms, an unanswered refresh may still be on its way (Rust: core/config.rs). */
const SETTLE = 2000;

/**
 * @param {string} id @param {any} options without a prototype @param {any} data @param {any} flat both of `flatten`
 * @param {any} home the config whose `baseURL` and XSRF names the declared calls use
 */
export const createHandle = (id, options, data, flat, home) => {
  /** Each with the event it is for; with none it is a subscriber. @type {Set<[string | undefined, any]>} */
  const listeners = new Set();
  const timeline = createTimeline();
  const { breakOff, until } = createWaiting();
  const allowed = new Map();
  /** @type {any} the instance of Rust in use, and what ends it */
  let rust;
  /** @type {any} */
  let end;
  /** @type {string | null | undefined} the text of the epoch that all tabs see, when it was last seen */
  let epoch;
  /** @type {any} the promise that was last waited for, since when */
  let slot;
  let since = 0;
  /** @type {any} */
  let loading;
  /** The core could not be had. */
  let isLost = false;
  /** @type {any} */
  let snapshot = {};
  /** @type {string | undefined} */
  let epochKey;

  /** @param {string} [event] @param {any} [detail] of which each listener gets a copy */
  const tell = (event, detail) => {
    for (const [name, listener] of [...listeners])
      if (name === event) shielded(() => listener(detail && { ...detail }));
  };
  const changed = () => tell();

  /** What `storage: 'memory'` is: a copy that outlives an instance of Rust. @type {any} */
  let kept;
  const keep = (/** @type {any} */ record) => {
    kept = record;
  };
  const memory = { load: () => kept, save: keep, clear: keep };

  /** A new instance of Rust, each entry of which notices when it breaks. @param {any} core */
  const start = (core) => {
    const made = createHost(new WeakRef(handle));
    /** @type {any} the client in the core; none yet, which `rust` is as well */
    let client = rust;
    /** @type {any} why it is in use no more */
    let cause;
    end = () => {
      made.end();
      rust = end = epoch = undefined;
      // Another session may have renewed the core already.
      if (coreNow() === core) renewCore();
    };
    /** @param {(...args: any[]) => any} method @returns {(...args: any[]) => any} */
    const guard =
      (method) =>
      (...args) => {
        if (rust === client)
          try {
            return method(...args);
          } catch (error) {
            handle.broke((cause = error));
          }
        throw sessionError(FAILED, cause);
      };
    isLost = false;
    client = guard(core.open)(made.host, ...flat);
    for (const name in client) client[name] = guard(client[name]);
    rust = client;
    return client;
  };

  /** @type {any} */
  const handle = {
    id,
    data,
    options,
    home,
    timeline,
    /** All waiting for the session ends within so many ms. */
    bound: 2 * (SETTLE + data.refreshTimeout) + 1000,
    /** Of which credential the header's value is cached; the token crosses from Rust once for each. */
    serial: 0,
    headerName: data.header.toLowerCase(),
    /** Counts sessions that began or ended here: what an answer brings belongs to the one it was asked in. */
    age: 0,
    requests: 0,
    /** Above 0 while the refresh function runs synchronously. */
    inside: 0,
    /** Sign-outs that wait for their revocation. @type {any[]} */
    signOuts: [],
    /** Whether the last write of the application's own storage failed. */
    isDegraded: false,
    storage: () => (isObject(handle.options.storage) ? handle.options.storage : memory),

    /** The instance of Rust, if it can be had at once. Throws where it cannot be had at all. */
    rust() {
      if (rust) return rust;
      const core = coreNow();
      return core && start(core);
    },
    /** The instance of Rust, if there is one already. */
    peek: () => rust,
    /** The same, however long the core takes to load. */
    ready: () =>
      coreReady().then(handle.rust, (error) => {
        isLost = true;
        throw error;
      }),

    /**
     * Rust has broken: what it knows cannot be trusted, its locks would be held for ever. Whoever waits is told, and
     * the next use starts a fresh instance, which reads the record.
     * @param {any} cause
     */
    broke(cause) {
      if (!end) return;
      end();
      handle.serial = 0;
      handle.age++;
      timeline.add(performance.now(), 'restarted');
      breakOff(cause);
      changed();
    },

    /**
     * Waits for what Rust is about; see waiting.js.
     * @param {any} promise @param {number} ends @param {(cause: any) => any} late @param {any} [config] @param {number} [over]
     */
    wait(promise, ends, late, config, over) {
      if (promise !== slot) {
        slot = promise;
        since = performance.now();
      }
      const give = (/** @type {any} */ cause) => {
        // No refresh takes so long, with all that may come before it: nothing will ever settle this promise.
        if (slot === promise && performance.now() - since > handle.bound + data.refreshTimeout)
          handle.broke(cause);
        return late(cause);
      };
      return until(promise, ends, give, config, over);
    },

    /** Waits as long as for a refresh call, and no longer. @param {any} promise */
    within: (promise) => until(promise, performance.now() + data.refreshTimeout, (cause) => cause),

    /** Compares the epoch with what was last seen: another tab may have begun or ended a session. */
    look() {
      if (!data.shareTabs || !rust) return;
      let text;
      try {
        text = localStorage.getItem((epochKey ??= rust.epochKey()));
      } catch {
        // Blocked since: the session goes on alone, as Rust finds out at its next write.
        return;
      }
      if (text === epoch) return;
      epoch = text;
      rust.act(LOOK);
    },

    /** @param {string} origin */
    allows(origin) {
      let verdict = allowed.get(origin);
      if (verdict === undefined) allowed.set(origin, (verdict = rust.allows(origin)));
      if (!verdict && rust.token())
        warnOnce(`the session's token is not sent to ${origin}; if it should be, name it in session.origins`);
      return verdict;
    },

    /** The header's value for the current credential. @param {number} serial the upper bits of a ticket */
    credential(serial) {
      if (handle.serial !== serial) {
        const token = rust.token();
        handle.serial = serial;
        handle.value = token && (data.scheme ? `${data.scheme} ${token}` : token);
      }
      return handle.value;
    },

    /** What the server's challenge and `refreshOn` say about an answer, as Rust's hint. @param {any} response */
    hint(response) {
      const challenge =
        response.status === 401 && AxiosHeaders.from(response.headers).get('www-authenticate');
      // Where a newer token cannot help, nobody else is asked.
      if (challenge && rust.challenge(String(challenge))) return 1;
      const { refreshOn } = handle.options;
      if (!isFunction(refreshOn)) return 0;
      const verdict = shielded(() =>
        refreshOn({
          ...response,
          /** Parsed, but only when it is looked at. */
          get data() {
            const { data } = response;
            try {
              return isString(data) ? JSON.parse(data) : data;
            } catch {
              return data;
            }
          },
        }),
      );
      return verdict === 'end' ? 3 : verdict ? 2 : 1;
    },

    /** The state by its public name; a core that cannot be had is no session. */
    state() {
      try {
        const session = handle.rust();
        if (session) {
          session.act(OPEN);
          return STATES[session.status(performance.now(), Date.now()) & 7];
        }
        // Nobody else may load it.
        loading ??= handle.ready().then(changed, changed);
      } catch (error) {
        if (/** @type {any} */ (error).code !== FAILED) return 'anonymous';
      }
      return isLost ? 'anonymous' : 'restoring';
    },

    /** The state and why it ended, as an object that stays the same while they do. */
    snapshot() {
      const state = handle.state();
      const reason = state === 'ended' ? endReason(rust) : undefined;
      if (snapshot.state !== state || snapshot.reason !== reason)
        snapshot = Object.freeze(reason ? { state, reason } : { state });
      return snapshot;
    },

    /** @param {any} event */
    happened(event) {
      const { type, ...detail } = event;
      timeline.add(performance.now(), type, detail);
      if (/^(signedIn|ended|anonymous)$/.test(type)) handle.age++;
      // What a sign-out before it has not revoked yet is not revoked any more.
      if (type === 'signedIn') for (const done of handle.signOuts.splice(0)) done({ revoked: false });
      // The class of the last refresh, if it failed.
      if (/^(refreshed|refreshFailed|signedIn|ended)$/.test(type)) handle.failure = detail.failure;
      tell(type, event);
      changed();
      // A refresh can end without anything to tell but that it has ended.
      if (type === 'refreshStarted' && rust) Promise.resolve(rust.waiting()).then(changed);
    },
    /** @param {any} listener @param {string} [event] without one, of all that changes the snapshot */
    on(listener, event) {
      // A member of its own, for the same listener may come again.
      /** @type {[string | undefined, any]} */
      const member = [event, listener];
      listeners.add(member);
      return () => void listeners.delete(member);
    },
  };
  // A worker of a server may have no such function.
  if (!isServer())
    /** @type {any} */ (globalThis).addEventListener?.('online', () => rust?.act(ONLINE));
  return handle;
};
