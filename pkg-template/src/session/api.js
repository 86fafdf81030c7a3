// @ts-check
/**
 * `api.session`: what an application sees of its session. It decides how Rust's answers become promises and errors.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { CODES, ENDED, FAILED, failure, sessionError, toAxiosError } from './errors.js';
import { EVENTS, OPEN, REFRESH, SIGN_OUT } from './handle.js';
import { badOption } from './options.js';
import { handleOf } from './registry.js';

/** What may have to fall back, by the bits of Rust's `status` from 7. */
const DEGRADED = ['storage', 'locks', 'lockList', 'timers'];

/** @type {WeakMap<object, any>} */
const apis = new WeakMap();

const clocks = () => /** @type {const} */ ([performance.now(), Date.now()]);
const late = (/** @type {any} */ cause) => sessionError(FAILED, cause);

/** @param {any} handle */
const createApi = (handle) => {
  /**
   * With Rust at once where that is possible, so that a sign-in precedes the request after it.
   * @param {(rust: any, wait: (promise: any) => Promise<any>) => any} act all of its waiting has one end
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

  /** @param {any} rust @param {'signIn' | 'update'} name @param {any} tokens */
  const take = (rust, name, tokens) => {
    const problem = rust.take(tokens, name === 'update');
    if (problem)
      throw new AxiosError(
        `session.${name} got ` +
          (problem === 2
            ? 'a token with characters that no header can carry'
            : 'no token; it takes { accessToken, refreshToken, expiresIn } or a text'),
        'ERR_BAD_OPTION_VALUE',
      );
  };

  const hasNone = () => /^(anonymous|ended)$/.test(handle.state());

  /** Until the session is known, and no refresh is under way. @param {any} rust @param {any} wait */
  const settled = async (rust, wait) => {
    for (let slot; (slot = rust.waiting());) await wait(slot);
  };
  /** Until it is known, which takes no time but with a storage that answers later. @param {any} rust @param {any} wait */
  const opened = (rust, wait) => handle.state() === 'restoring' && rust.waiting() && settled(rust, wait);

  /** @param {any} rust @param {any} wait */
  const refresh = async (rust, wait) => {
    const opening = opened(rust, wait);
    if (opening) await opening;
    const slot = rust.act(REFRESH) && rust.waiting();
    const outcome = slot
      ? await wait(slot)
      : hasNone()
        ? ENDED
        : handle.failure === 'misconfigured'
          ? 'ERR_REFRESH_MISCONFIGURED'
          : FAILED;
    if (outcome && outcome !== 'unchanged') throw failure(rust, outcome);
  };

  return {
    id: handle.id,
    get state() {
      return handle.state();
    },
    ready: () =>
      use(async (rust, wait) => {
        rust.act(OPEN);
        await settled(rust, wait);
        // Only an attempt can tell whether a cookie holds a session.
        if (handle.state() === 'restoring') await refresh(rust, wait);
      })
        .catch(() => {})
        .then(() => handle.state()),
    signIn: (/** @type {any} */ tokens) => use((rust) => take(rust, 'signIn', tokens)),
    update: (/** @type {any} */ tokens) =>
      use(async (rust, wait) => {
        const opening = opened(rust, wait);
        if (opening) await opening;
        if (hasNone()) throw failure(rust, ENDED);
        take(rust, 'update', tokens);
      }),
    signOut: (/** @type {any} */ { revoke = true } = {}) =>
      use((rust, wait) => {
        /** @type {any} */
        let done;
        const revoked = new Promise((resolve) => handle.signOuts.push((done = resolve)));
        if (rust.act(revoke ? SIGN_OUT + 1 : SIGN_OUT))
          return wait(revoked).catch((/** @type {any} */ error) => ({ revoked: false, error }));
        handle.signOuts = handle.signOuts.filter((/** @type {any} */ other) => other !== done);
        return { revoked: false };
      }),
    refresh: () => use(refresh),
    getAccessToken: () =>
      use(async (rust, wait) => {
        handle.look();
        let ticket = rust.begin(0, ...clocks());
        while ((ticket & 15) === 2) {
          await wait(rust.waiting());
          handle.look();
          ticket = rust.resume(ticket, ...clocks());
        }
        const action = ticket & 15;
        if (action >= 5) throw failure(rust, CODES[action - 5]);
        return action === 1 ? rust.token() : undefined;
      }),
    on(/** @type {string} */ event, /** @type {any} */ listener) {
      // Without what it got instead, which may be a token.
      if (!isFunction(listener))
        throw new AxiosError('session.on takes a function as its listener', 'ERR_BAD_OPTION_VALUE');
      if (!EVENTS.includes(event)) throw badOption('on event', event, EVENTS.join(', '));
      return handle.on(listener, event);
    },
    subscribe: (/** @type {any} */ listener) => handle.on(listener),
    getSnapshot: handle.snapshot,
    guarantees() {
      const { storage, carrier } = handle.data;
      handle.state();
      const status = handle.peek()?.status(0, 0);
      const degraded = DEGRADED.filter((_, bit) => (!bit && handle.isDegraded) || status & (128 << bit));
      return {
        /** Tabs renew once for all, by a lock and a shared ledger. */
        shareTabs: !!(status & 64),
        survivesReload: !degraded.includes('storage') && (storage !== 'memory' || carrier !== 'bearer'),
        storage,
        degraded,
      };
    },
    timeline: () => handle.timeline.list(),
  };
};

/** The `session` of a client. @param {any} defaults */
export const sessionOf = (defaults) => {
  if (!isObject(defaults.session))
    throw new AxiosError(
      'this client has no session; create it with { session: { refresh: … } }',
      'ERR_BAD_OPTION',
    );
  const handle = handleOf(defaults);
  let api = apis.get(handle);
  if (!api) apis.set(handle, (api = createApi(handle)));
  return api;
};
