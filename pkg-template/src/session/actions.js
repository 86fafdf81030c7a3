// @ts-check
/**
 * What an application has its session do, once there is a core. It decides how Rust's answers become promises and
 * errors.
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
import { FAILED, sessionError } from './errors.js';
import { ENDED, failure } from './failing.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').SessionGuarantees} Guarantees
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */
/** Waits, within the one bound of a call. @typedef {<T>(promise: Promise<T> | undefined) => Promise<T | undefined>} Wait */

const clocks = () => /** @type {const} */ ([performance.now(), Date.now()]);
const late = (/** @type {unknown} */ cause) => sessionError(FAILED, cause);

/** @param {Handle} handle @returns {import('./types.js').Actions} */
export const createActions = (handle) => {
  const engine = () => /** @type {import('./types.js').Engine} */ (handle.engine);

  /**
   * @template T, A
   * @param {(rust: RustClient, wait: Wait, given: A) => T | Promise<T>} act all of its waiting has one end
   * @returns {(given: A) => T | Promise<T>}
   */
  const action = (act) => (given) => {
    const rust = /** @type {RustClient} */ (engine().rust());
    const ends = performance.now() + handle.bound;
    return act(rust, (promise) => handle.wait(promise, ends, late), given);
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

  const hasNone = () => /anonymous|ended/.test(handle.state());

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
    ready: action(async (rust, wait) => {
      rust.act(ACT_OPEN);
      await idle(rust, wait);
      // Only an attempt can tell whether a cookie holds a session.
      if (handle.state() === 'restoring') await refresh(rust, wait);
    }),
    signIn: action((rust, _, tokens) => setTokens(rust, 'signIn', tokens)),
    update: action(async (rust, wait, tokens) => {
      const opening = known(rust, wait);
      if (opening) await opening;
      if (hasNone()) throw failure(rust, ENDED);
      setTokens(rust, 'update', tokens);
    }),
    signOut: action((rust, wait, /** @type {{ revoke?: boolean } | undefined} */ options) => {
      const { revoke = true } = options || {};
      const { signOuts } = engine();
      /** @type {(outcome: import('./types.js').SignedOut) => void} */
      let done = () => {};
      /** @type {Promise<import('./types.js').SignedOut>} */
      const revoked = new Promise((resolve) => signOuts.add((done = resolve)));
      if (rust.act(revoke ? ACT_REVOKE : ACT_SIGN_OUT))
        return /** @type {typeof revoked} */ (wait(revoked)).catch((error) => ({ revoked: false, error }));
      signOuts.delete(done);
      return { revoked: false };
    }),
    refresh: action(refresh),
    getAccessToken: action(async (rust, wait) => {
      const { look } = engine();
      look();
      let ticket = rust.begin(0, ...clocks());
      while ((ticket & ACTION_MASK) === ACTION_WAIT) {
        await wait(rust.waiting());
        look();
        ticket = rust.resume(ticket, ...clocks());
      }
      const next = ticket & ACTION_MASK;
      if (next >= ACTION_REJECT) throw failure(rust, CODES[next - ACTION_REJECT]);
      return next === ACTION_SEND_WITH_TOKEN ? rust.token() : undefined;
    }),
    guarantees() {
      const { storage, carrier } = handle.data;
      const { store, peek } = engine();
      const rust = peek();
      // Undefined has no bit either.
      const status = /** @type {number} */ (rust?.status(0, 0));
      const degraded = /** @type {Guarantees['degraded']} */ (
        [
          (store.isDegraded || rust?.page.isDegraded) && 'storage',
          rust?.page.isUnwritten && 'ledger',
          status & NO_LOCKS && 'locks',
          status & NO_LOCK_LIST && 'lockList',
          rust?.page.isLate && 'timers',
        ].filter(Boolean)
      );
      return {
        /** Tabs renew once for all, by a lock and a shared ledger. */
        shareTabs: !!(status & SHARING),
        survivesReload:
          !degraded.includes('storage') &&
          !(storage === 'local' && degraded.includes('ledger')) &&
          (storage !== 'memory' || carrier !== 'bearer'),
        /** A call that the page has made goes on without it. */
        refreshOutlivesPage:
          carrier === 'bearer'
            ? !!rust?.page.isOutlived
            : typeof Request === 'function' && 'keepalive' in Request.prototype,
        storage,
        degraded,
        engine: rust && (rust.engine ?? 'wasm'),
      };
    },
  };
};
