// @ts-check
/**
 * What a session can do once there is a core: the instance of Rust, the cached credential, and what hangs on them. It
 * decides nothing about the session, but what happens when Rust itself breaks. JavaScript, because a broken core cannot
 * repair itself.
 */
import {
  ACT_LOOK,
  ACT_ONLINE,
  ACT_OPEN,
  CALL_TIMEOUT,
  STATES,
  STATE_MASK,
} from '../../../src/web/boundary.js';
import { isFunction } from '../http/values.js';
import { coreNow, renewCore } from '../wasm/loader.js';
import { createActions } from './actions.js';
import { FAILED, sessionError } from './errors.js';
import { endReason } from './failing.js';
import { createHost } from './host.js';
import { begin, judge } from './judge.js';
import { isServer } from './realm.js';
import { warnOnce } from './report.js';
import { setUpOf } from './set-up.js';
import { createStore } from './store.js';

/**
 * @typedef {import('./types.js').Engine} Engine
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../wasm/types.js').Core} Core
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** @param {Handle} handle */
export const attach = (handle) => {
  const { timeline, waiting } = handle;
  /** What Rust says of an origin, for these origins. @type {Map<string, boolean>} */
  const allowed = new Map();
  /** The instance of Rust in use. @type {RustClient | undefined} */
  let rust;
  /** Ends its use. @type {(() => void) | undefined} */
  let end;
  /** The text of the epoch that all tabs see, when it was last seen. @type {string | null | undefined} */
  let epoch;
  /** Of which credential the header's value is cached; the token crosses from Rust once for each. @type {number | undefined} */
  let serial;
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
            engine.broke((cause = error));
          }
        throw sessionError(FAILED, cause);
      };
    handle.isLost = false;
    const setUp = setUpOf(handle);
    const page = core.createPage(made.host, handle.key, setUp[0]);
    const opened = guard(core.createClient)(page, ...setUp);
    client = opened;
    const members = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (opened));
    for (const name in members) {
      const method = members[name];
      if (isFunction(method)) members[name] = guard(/** @type {() => unknown} */ (method));
    }
    rust = opened;
    // Before anything else can give the session another token: what was sent without Rust is of this one.
    if (handle.leased && !engine.leased) engine.leased = opened.lease(String(handle.leased.name));
    return opened;
  };

  /** @type {Engine} */
  const engine = {
    inside: 0,
    leased: undefined,
    signOuts: new Set(),
    store: createStore(() => handle),

    rust() {
      if (rust) return rust;
      const core = coreNow();
      return core && start(core);
    },
    peek: () => rust,

    // What a broken core knows cannot be trusted, and its locks would be held for ever. Waiting requests reject
    // immediately, and the next use starts a fresh instance, which reads the record.
    broke(cause) {
      if (!end) return;
      end();
      serial = undefined;
      handle.age++;
      timeline.add(performance.now(), 'restarted');
      waiting.breakOff(cause);
      handle.changed();
    },

    tooLong(promise, cause) {
      // No refresh takes so long, with all that may come before it: nothing will ever settle this promise.
      if (waiting.age(promise) > 2 * (handle.bound + CALL_TIMEOUT)) engine.broke(cause);
    },

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

    forgetOrigins: () => allowed.clear(),

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

    adopt() {
      serial = undefined;
      rust?.adjust(...setUpOf(handle));
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

    state() {
      const core = /** @type {RustClient} */ (rust);
      core.act(ACT_OPEN);
      return STATES[core.status(performance.now(), Date.now()) & STATE_MASK];
    },
    reason: () => rust && endReason(rust),
    begin,
    judge,
    actions: createActions(handle),
  };
  handle.engine = engine;
  // A worker of a server may have no such function.
  if (!isServer())
    /** @type {{ addEventListener?: Window['addEventListener'] }} */ (globalThis).addEventListener?.(
      'online',
      () => rust?.act(ACT_ONLINE),
    );
};
