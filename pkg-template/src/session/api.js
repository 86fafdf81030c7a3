// @ts-check
/**
 * `api.session`: what an application sees of its session. It decides how Rust's answers become promises and errors.
 */
import {
  ACTION_MASK,
  ACTION_REJECT,
  ACTION_SEND_WITH_TOKEN,
  ACTION_WAIT,
  ACT_OPEN,
  ACT_REFRESH,
  ACT_REVOKE,
  ACT_SIGN_OUT,
  CODES,
  CODE_REFRESH_MISCONFIGURED,
  NO_LOCKS,
  NO_LOCK_LIST,
  PROBLEM_BAD_TOKEN,
  SHARING,
  UNCHANGED,
} from '../../../src/web/boundary.js';
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { ENDED, FAILED, failure, sessionError, toAxiosError } from './errors.js';
import { badOption } from './options.js';
import { handleOf } from './registry.js';
import { EVENTS } from './state.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Session} Session
 * @typedef {import('../types.js').SessionGuarantees} Guarantees
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */
/** Waits, within the one bound of a call. @typedef {<T>(promise: Promise<T> | undefined) => Promise<T | undefined>} Wait */

/** @type {WeakMap<Handle, Session>} */
const apis = new WeakMap();

const clocks = () => /** @type {const} */ ([performance.now(), Date.now()]);
const late = (/** @type {unknown} */ cause) => sessionError(FAILED, cause);

/** @param {Handle} handle @returns {Session} */
const createApi = (handle) => {
  /**
   * With Rust at once where that is possible, so that a sign-in precedes the request after it.
   * @template T @param {(rust: RustClient, wait: Wait) => T | Promise<T>} act all of its waiting has one end
   */
  const use = async (act) => {
    try {
      const rust = handle.rust() || (await handle.ready());
      const ends = performance.now() + handle.bound;
      return await act(rust, (promise) => handle.wait(promise, ends, late));
    } catch (error) {
      throw toAxiosError(error);
    }
  };

  /** @param {RustClient} rust @param {'signIn' | 'update'} name @param {unknown} tokens */
  const setTokens = (rust, name, tokens) => {
    const problem = rust.setTokens(tokens, name === 'update');
    if (problem)
      throw new AxiosError(
        `session.${name} got ` +
          (problem === PROBLEM_BAD_TOKEN
            ? 'a text that is no token; an unusual one goes into { accessToken }'
            : 'no token; it takes { accessToken, refreshToken, expiresIn } or a text'),
        'ERR_BAD_OPTION_VALUE',
      );
  };

  /** What the core knows, where it is loaded. @template T @param {(rust: RustClient) => T} read @returns {T | undefined} */
  const tokenOf = (read) => {
    handle.state();
    const rust = handle.peek();
    return rust && read(rust);
  };

  const hasNone = () => /^(anonymous|ended)$/.test(handle.state());

  /** Until the session is known, and no refresh is under way. @param {RustClient} rust @param {Wait} wait */
  const idle = async (rust, wait) => {
    for (let promise; (promise = rust.waiting());) await wait(promise);
  };
  /** Until it is known, which takes no time but with a storage that answers later. @param {RustClient} rust @param {Wait} wait */
  const known = (rust, wait) => handle.state() === 'restoring' && rust.waiting() && idle(rust, wait);

  /** @param {RustClient} rust @param {Wait} wait */
  const refresh = async (rust, wait) => {
    const opening = known(rust, wait);
    if (opening) await opening;
    const promise = rust.act(ACT_REFRESH) && rust.waiting();
    const outcome = promise
      ? await wait(promise)
      : hasNone()
        ? ENDED
        : handle.failure === 'misconfigured'
          ? CODE_REFRESH_MISCONFIGURED
          : FAILED;
    if (outcome && outcome !== UNCHANGED) throw failure(rust, outcome);
  };

  return {
    id: handle.id,
    get state() {
      return handle.state();
    },
    get isSignedIn() {
      return isSignedIn(handle.state());
    },
    get expiresAt() {
      return tokenOf((rust) => rust.expires() || undefined);
    },
    claims: () => tokenOf((rust) => claimsOf(rust.token())),
    ready: () =>
      use(async (rust, wait) => {
        rust.act(ACT_OPEN);
        await idle(rust, wait);
        // Only an attempt can tell whether a cookie holds a session.
        if (handle.state() === 'restoring') await refresh(rust, wait);
      })
        .catch(() => {})
        .then(() => handle.state()),
    signIn: (tokens) => use((rust) => setTokens(rust, 'signIn', tokens)),
    update: (tokens) =>
      use(async (rust, wait) => {
        const opening = known(rust, wait);
        if (opening) await opening;
        if (hasNone()) throw failure(rust, ENDED);
        setTokens(rust, 'update', tokens);
      }),
    signOut: ({ revoke = true } = {}) =>
      use((rust, wait) => {
        /** @type {Parameters<Handle['signOuts']['add']>[0]} */
        let done = () => {};
        /** @type {Promise<import('./types.js').SignedOut>} */
        const revoked = new Promise((resolve) => handle.signOuts.add((done = resolve)));
        if (rust.act(revoke ? ACT_REVOKE : ACT_SIGN_OUT))
          return /** @type {typeof revoked} */ (wait(revoked)).catch((error) => ({ revoked: false, error }));
        handle.signOuts.delete(done);
        return { revoked: false };
      }),
    refresh: () => use(refresh),
    getAccessToken: () =>
      use(async (rust, wait) => {
        handle.look();
        let ticket = rust.begin(0, ...clocks());
        while ((ticket & ACTION_MASK) === ACTION_WAIT) {
          await wait(rust.waiting());
          handle.look();
          ticket = rust.resume(ticket, ...clocks());
        }
        const action = ticket & ACTION_MASK;
        if (action >= ACTION_REJECT) throw failure(rust, CODES[action - ACTION_REJECT]);
        return action === ACTION_SEND_WITH_TOKEN ? rust.token() : undefined;
      }),
    on(event, listener) {
      // Without what it got instead, which may be a token.
      if (!isFunction(listener))
        throw new AxiosError('session.on takes a function as its listener', 'ERR_BAD_OPTION_VALUE');
      if (!EVENTS.includes(event)) throw badOption('on event', event, EVENTS.join(', '));
      return handle.on(/** @type {() => void} */ (listener), event);
    },
    subscribe: (listener) => handle.on(listener),
    getSnapshot: handle.snapshot,
    guarantees() {
      const { storage, carrier } = handle.data;
      handle.state();
      const rust = handle.peek();
      const status = rust ? rust.status(0, 0) : 0;
      const degraded = /** @type {Guarantees['degraded']} */ (
        [
          (handle.store.isDegraded || rust?.page.isDegraded) && 'storage',
          status & NO_LOCKS && 'locks',
          status & NO_LOCK_LIST && 'lockList',
          rust?.page.isLate && 'timers',
        ].filter(Boolean)
      );
      return {
        /** Tabs renew once for all, by a lock and a shared ledger. */
        shareTabs: !!(status & SHARING),
        survivesReload: !degraded.includes('storage') && (storage !== 'memory' || carrier !== 'bearer'),
        storage,
        degraded,
        engine: rust && (rust.engine ?? 'wasm'),
      };
    },
    timeline: () => handle.timeline.list(),
  };
};

/** @param {string} state */
const isSignedIn = (state) => /^(active|refreshing|stale)$/.test(state);

/** The payload of a JWT, unverified. @param {string | undefined} token @returns {any} */
const claimsOf = (token) => {
  try {
    const text = atob(/** @type {string} */ (token).split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (byte) => byte.charCodeAt(0))));
    return isObject(claims) ? claims : undefined;
  } catch {
    // An opaque token, or none.
  }
};

const missing = () => {
  throw new AxiosError(
    'this client has no session; create it with { session: { refresh: … } }',
    'ERR_BAD_OPTION',
  );
};
/** @type {ReturnType<Handle['snapshot']>} */
const ANONYMOUS = Object.freeze({ state: 'anonymous' });

/** Of a client without a session: what needs one says so. */
const NONE = createApi(
  /** @type {Handle} */ (
    /** @type {unknown} */ ({
      id: '',
      state: () => ANONYMOUS.state,
      snapshot: () => ANONYMOUS,
      timeline: { list: () => [] },
      peek() {},
      on: missing,
      rust: missing,
      get data() {
        return missing();
      },
    })
  ),
);

/** The `session` of a client. @param {Parameters<typeof handleOf>[0]} defaults */
export const sessionOf = (defaults) => {
  if (!defaults.session) return NONE;
  const handle = handleOf(defaults);
  let api = apis.get(handle);
  if (!api) apis.set(handle, (api = createApi(handle)));
  return api;
};
