// @ts-check
/**
 * `api.session`: what an application sees of its session. It decides what is answered without the core: what the storages
 * say. The rest waits for it.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { toAxiosError } from './errors.js';
import { glance } from './lease.js';
import { badOption } from './options.js';
import { handleOf } from './registry.js';
import { EVENTS } from './state.js';

/**
 * @typedef {import('./types.js').Engine} Engine
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Session} Session
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** @type {WeakMap<Handle, Session>} */
const apis = new WeakMap();

/** @param {Handle} handle @returns {Session} */
const createApi = (handle) => {
  /**
   * With Rust at once where that is possible, so that a sign-in precedes the request after it; else requests wait for it.
   * @template {keyof Engine['actions']} K @param {K} name @param {any} [given] @returns {Promise<any>}
   */
  const use = async (name, given) => {
    try {
      if (!handle.rust()) {
        handle.wanted++;
        try {
          await handle.ready();
        } finally {
          handle.wanted--;
        }
      }
      return await /** @type {any} */ (/** @type {Engine} */ (handle.engine).actions[name])(given);
    } catch (error) {
      throw toAxiosError(error);
    }
  };

  /** What is known of the tokens at once. @template T @param {(rust: RustClient) => T} read @param {'token' | 'expiresAt'} name */
  const tokenOf = (read, name) => {
    handle.state();
    const rust = handle.peek();
    return rust ? read(rust) : handle.engine ? undefined : glance(handle)?.[name];
  };

  /** Without what it got instead, which may be a token. @param {string} name @param {unknown} listener */
  const checkListener = (name, listener) => {
    if (!isFunction(listener))
      throw new AxiosError(`session.${name} takes a function as its listener`, 'ERR_BAD_OPTION_VALUE');
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
      return /** @type {number | undefined} */ (tokenOf((rust) => rust.expires() || undefined, 'expiresAt'));
    },
    claims: () => claimsOf(/** @type {string | undefined} */ (tokenOf((rust) => rust.token(), 'token'))),
    ready: async () => {
      const state = handle.state();
      if (!handle.engine && /active|anonymous/.test(state)) return state;
      return use('ready')
        .catch(() => {})
        .then(() => handle.state());
    },
    signIn: (tokens) => use('signIn', tokens),
    update: (tokens) => use('update', tokens),
    signOut: (options) => use('signOut', options),
    refresh: () => use('refresh'),
    getAccessToken: () => use('getAccessToken'),
    on(event, listener) {
      checkListener('on', listener);
      if (!EVENTS.includes(event)) throw badOption('on event', event, EVENTS.join(', '));
      return handle.on(/** @type {() => void} */ (listener), event);
    },
    subscribe(listener) {
      checkListener('subscribe', listener);
      return handle.on(listener);
    },
    getSnapshot: handle.snapshot,
    guarantees() {
      handle.state();
      const { storage, carrier } = handle.data;
      return (
        handle.engine?.actions.guarantees() || {
          shareTabs: false,
          survivesReload: storage !== 'memory' || carrier !== 'bearer',
          refreshOutlivesPage: false,
          storage,
          degraded: [],
        }
      );
    },
    timeline: () => handle.timeline.list(),
  };
};

/** @param {string} state */
const isSignedIn = (state) => /active|refreshing|stale/.test(state);

/** The payload of a JWT, unverified. @param {string | undefined} token @returns {any} */
const claimsOf = (token) => {
  try {
    const text = atob(/** @type {string} */ (token).split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
    // Its bytes are UTF-8. `escape` is old, but React Native may have no TextDecoder.
    const claims = JSON.parse(decodeURIComponent(escape(text)));
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
      engine: {},
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
  if (!isObject(defaults.session)) return NONE;
  const handle = handleOf(defaults);
  let api = apis.get(handle);
  if (!api) apis.set(handle, (api = createApi(handle)));
  return api;
};
