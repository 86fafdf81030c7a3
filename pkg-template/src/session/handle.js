// @ts-check
/**
 * One session of a page, as the face holds it: the instance of Rust, the cached credential, and what hangs on them. It
 * decides nothing about the session, but what happens when Rust itself breaks. JavaScript, because two copies of the
 * package share handles, and because a broken core cannot repair itself.
 */
import {
  ACT_LOOK,
  ACT_ONLINE,
  BOUND_MARGIN,
  CALL_TIMEOUT,
  STORAGE_BOUND,
} from '../../../src/web/boundary.js';
import { isFunction } from '../http/values.js';
import { coreNow, coreReady, renewCore } from '../wasm/loader.js';
import { FAILED, sessionError } from './errors.js';
import { createHost } from './host.js';
import { isServer } from './realm.js';
import { warnOnce } from './report.js';
import { createState } from './state.js';
import { createStore } from './store.js';
import { createTimeline } from './timeline.js';
import { originsFor } from './target.js';
import { createWaiting } from './waiting.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Flat} Flat
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Home} Home
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../wasm/types.js').Core} Core
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** @param {Data} data */
const boundOf = ({ refreshTimeout }) => refreshTimeout + BOUND_MARGIN;

/**
 * @param {string} id @param {Options} options @param {Data} data @param {Flat} flat both of `flatten`
 * @param {Home} home the config whose `baseURL` and XSRF names the declared calls use
 */
export const createHandle = (id, options, data, flat, home) => {
  const timeline = createTimeline();
  const { breakOff, until, age } = createWaiting();
  /** What Rust says of an origin, for these origins. @type {Map<string, boolean>} */
  const allowed = new Map();
  /** @type {string[]} */
  let origins = [];
  /** The options and the base that they are of. @type {Options | undefined} */
  let originsOf;
  /** @type {string | undefined} */
  let originsBase;
  /** The instance of Rust in use. @type {RustClient | undefined} */
  let rust;
  /** Ends its use. @type {(() => void) | undefined} */
  let end;
  /** The text of the epoch that all tabs see, when it was last seen. @type {string | null | undefined} */
  let epoch;
  /** Of which credential the header's value is cached; the token crosses from Rust once for each. */
  let serial = 0;
  /** @type {string | undefined} */
  let value;

  /** A new instance of Rust, each entry of which notices when it breaks. @param {Core} core */
  const start = (core) => {
    const made = createHost(new WeakRef(handle));
    /** The client in the core; none yet, which `rust` is as well. @type {RustClient | undefined} */
    let client = rust;
    /** Why it is not in use any more. @type {unknown} */
    let cause;
    end = () => {
      made.end();
      rust = end = epoch = undefined;
      // Another session may have renewed the core already.
      if (coreNow() === core) renewCore();
    };
    /** @template {unknown[]} A @template R @param {(...args: A) => R} method @returns {(...args: A) => R} */
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
    handle.isLost = false;
    const { key, setUp } = handle.flat;
    const page = core.createPage(made.host, key, setUp[0]);
    const opened = guard(core.createClient)(page, ...setUp);
    client = opened;
    const members = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (opened));
    for (const name in members) {
      const method = members[name];
      if (isFunction(method)) members[name] = guard(/** @type {() => unknown} */ (method));
    }
    return (rust = opened);
  };

  const state = createState(() => handle);
  /** @type {Handle} */
  const handle = {
    id,
    data,
    flat,
    options,
    home,
    timeline,
    bound: boundOf(data),
    headerName: data.header.toLowerCase(),
    age: 0,
    requests: 0,
    inside: 0,
    failure: undefined,
    isLost: false,
    signOuts: new Set(),
    store: createStore(() => handle),
    rules: undefined,
    base: undefined,
    origin: undefined,

    rust() {
      if (rust) return rust;
      const core = coreNow();
      return core && start(core);
    },
    peek: () => rust,
    ready: () =>
      coreReady().then(
        () => /** @type {RustClient} */ (handle.rust()),
        (error) => {
          handle.isLost = true;
          throw error;
        },
      ),

    // What a broken core knows cannot be trusted, and its locks would be held for ever. Waiting requests reject
    // immediately, and the next use starts a fresh instance, which reads the record.
    broke(cause) {
      if (!end) return;
      end();
      serial = 0;
      handle.age++;
      timeline.add(performance.now(), 'restarted');
      breakOff(cause);
      handle.changed();
    },

    wait(promise, ends, late, config, over) {
      return until(
        promise,
        ends,
        (cause) => {
          // No refresh takes so long, with all that may come before it: nothing will ever settle this promise.
          if (age(promise) > 2 * (handle.bound + CALL_TIMEOUT)) handle.broke(cause);
          return late(cause);
        },
        config,
        over,
      );
    },
    within: (promise) =>
      until(
        promise,
        performance.now() + Math.min(handle.data.refreshTimeout, STORAGE_BOUND),
        (cause) => cause,
      ),

    // Compares the epoch with what was last seen: another tab may have begun or ended a session.
    look() {
      if (!handle.data.shareTabs || !rust) return;
      let text;
      try {
        text = localStorage.getItem(rust.page.epochKey);
      } catch {
        // Blocked since: the session goes on alone, as Rust finds out at its next write.
        return;
      }
      if (text === epoch) return;
      epoch = text;
      rust.act(ACT_LOOK);
    },

    origins() {
      const { options: given, home } = handle;
      // `baseURL` is live, and the options may have become newer.
      if (given !== originsOf || home.baseURL !== originsBase) {
        originsOf = given;
        originsBase = home.baseURL;
        origins = originsFor(given, home);
        allowed.clear();
      }
      return origins;
    },

    allows(origin) {
      const core = /** @type {RustClient} */ (rust);
      const list = handle.origins();
      let verdict = allowed.get(origin);
      if (verdict === undefined) allowed.set(origin, (verdict = core.allows(origin, list.join(' '))));
      if (!verdict && core.token())
        warnOnce(
          `the session's token is not sent to ${origin}; ` +
            (list.includes(origin)
              ? 'a secure page sends none over http'
              : 'if it should be, name it in session.origins'),
        );
      return verdict;
    },

    adopt(newer, setUp) {
      handle.data = newer;
      handle.flat = setUp;
      handle.bound = boundOf(newer);
      handle.headerName = newer.header.toLowerCase();
      serial = 0;
      rust?.adjust(...setUp.setUp);
    },

    credential(wanted) {
      if (serial !== wanted) {
        const token = /** @type {RustClient} */ (rust).token();
        serial = wanted;
        const { scheme } = handle.data;
        value = token && (scheme ? `${scheme} ${token}` : token);
      }
      return value;
    },

    ...state,
  };
  // A worker of a server may have no such function.
  if (!isServer())
    /** @type {{ addEventListener?: Window['addEventListener'] }} */ (globalThis).addEventListener?.(
      'online',
      () => rust?.act(ACT_ONLINE),
    );
  return handle;
};
