// @ts-check
/**
 * `api.session`: what an application sees of its session. It decides how Rust's answers become promises and errors.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { EVENTS } from './handle.js';
import { handleOf } from './registry.js';
import { sessionError } from './request.js';

/** @type {WeakMap<object, any>} */
const apis = new WeakMap();

/** @param {string} name @param {string} problem */
const badTokens = (name, problem) =>
  new AxiosError(
    problem === 'bad token'
      ? `session.${name} got a token with characters that no header can carry`
      : `session.${name} got no token; it takes { accessToken, refreshToken, expiresIn } or a text`,
    'ERR_BAD_OPTION_VALUE',
  );

/** @param {any} handle */
const createApi = (handle) => {
  /** The Rust session: at once where that is possible, so that a sign-in precedes the request after it. */
  const whenReady = (/** @type {(rust: any) => any} */ act) => {
    try {
      const rust = handle.rust();
      return rust ? Promise.resolve(act(rust)) : handle.ready().then(act);
    } catch (error) {
      return Promise.reject(error);
    }
  };

  /** @param {'signIn' | 'update'} name @param {any} tokens */
  const take = (name, tokens) =>
    whenReady((rust) => {
      const problem = rust[name](tokens);
      if (problem) throw badTokens(name, problem);
    });

  /** @param {any} rust */
  const refresh = async (rust) => {
    const slot = rust.refresh() && rust.waiting();
    if (!slot) {
      const { state } = handle.snapshot();
      throw sessionError(state === 'anonymous' || state === 'ended' ? 'ERR_SESSION_ENDED' : 'ERR_REFRESH_FAILED', handle);
    }
    const outcome = await slot;
    if (outcome && outcome !== 'unchanged') throw sessionError(outcome, handle);
  };

  /** @param {any} rust */
  const settle = async (rust) => {
    rust.open();
    // Bounded: each turn waits for one restore or one refresh, and a session's start has at most three.
    for (let turn = 0; turn < 4 && rust.waiting(); turn++) await rust.waiting();
  };

  /** @param {any} rust */
  const accessToken = async (rust) => {
    const now = () => /** @type {const} */ ([performance.now(), Date.now()]);
    handle.look();
    let ticket = rust.begin(0, ...now());
    for (let turn = 0; turn < 4 && (ticket & 15) === 2; turn++) {
      await rust.waiting();
      ticket = rust.resume(ticket, ...now());
    }
    const action = ticket & 15;
    if (action === 1) return rust.token();
    if (action >= 5) throw sessionError(['ERR_SESSION_ENDED', 'ERR_SESSION_CHANGED', 'ERR_REFRESH_FAILED', 'ERR_REFRESH_MISCONFIGURED'][action - 5], handle);
    return undefined;
  };

  return {
    id: handle.id,
    get state() {
      return handle.snapshot().state;
    },
    ready: () =>
      whenReady(async (rust) => {
        await settle(rust);
        if (handle.state() === 'restoring') await refresh(rust).catch(() => {});
      })
        .catch(() => {})
        .then(() => {
          try {
            return handle.state();
          } catch {
            // Without a core there is no session, and a guard has to go on.
            return 'anonymous';
          }
        }),
    signIn: (/** @type {any} */ tokens) => take('signIn', tokens),
    update: (/** @type {any} */ tokens) =>
      whenReady((rust) => {
        const { state } = handle.snapshot();
        if (state === 'anonymous' || state === 'ended') throw sessionError('ERR_SESSION_ENDED', handle);
        return take('update', tokens);
      }),
    signOut: (/** @type {any} */ { revoke = true } = {}) =>
      whenReady(
        (rust) =>
          new Promise((resolve) => {
            handle.signOuts.add(resolve);
            if (rust.signOut(!!revoke)) return;
            handle.signOuts.delete(resolve);
            resolve({ revoked: false });
          }),
      ),
    refresh: () => whenReady(refresh),
    getAccessToken: () => whenReady(accessToken),
    on(/** @type {string} */ event, /** @type {any} */ listener) {
      const set = handle.listeners.get(event);
      if (!set)
        throw new AxiosError(`session.on got the event ${JSON.stringify(event)}; there are ${EVENTS.join(', ')}`, 'ERR_BAD_OPTION_VALUE');
      if (!isFunction(listener)) throw new AxiosError('session.on takes a function as its listener', 'ERR_BAD_OPTION_VALUE');
      set.add(listener);
      return () => set.delete(listener);
    },
    subscribe(/** @type {any} */ listener) {
      handle.subscribers.add(listener);
      return () => handle.subscribers.delete(listener);
    },
    getSnapshot: () => handle.snapshot(),
    guarantees: () => {
      const { storage, carrier } = handle.data;
      const rust = handle.rust();
      const degraded = rust && rust.isDegraded() ? ['storage'] : [];
      return {
        /** Tabs renew once for all, by a lock and a shared ledger. */
        shareTabs: !!rust && rust.isSharing(),
        survivesReload: !degraded.length && (storage !== 'memory' || carrier !== 'bearer'),
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
    throw new AxiosError('this client has no session; create it with { session: { refresh: … } }', 'ERR_BAD_OPTION');
  const handle = handleOf(defaults);
  let api = apis.get(handle);
  if (!api) apis.set(handle, (api = createApi(handle)));
  return api;
};
