// @ts-check
/**
 * One session of a page, as the face holds it: the Rust session, the user's functions that it calls, listeners and
 * the timeline. It decides nothing about the session. JavaScript, because what Rust calls here are the user's own
 * functions, and because two copies of the package share handles.
 */
import { AxiosError } from '../errors.js';
import { isFunction, isObject } from '../http/values.js';
import { coreNow, coreReady } from '../wasm/loader.js';
import { isThenable, prepareRefresh, revokeTokens } from './calls.js';
import { sessionEnded } from './ending.js';
import { flatten, option } from './options.js';
import { createTimeline } from './timeline.js';

export const EVENTS = ['signedIn', 'refreshed', 'refreshFailed', 'ended', 'stepUpRequired', 'storageDegraded'];

const CLASSES = ['transient', 'inDoubt', 'definitive', 'misconfigured'];

const warned = new Set();
/** Says something on the console, once. @param {string} text */
export const warnOnce = (text) => {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn('everfetch: ' + text);
};

/** @param {() => any} act @returns {any} what it returns; what it throws is reported as the page's own errors are */
const shielded = (act) => {
  try {
    return act();
  } catch (error) {
    // A listener's mistake is its own: it must reach the console, and nothing of ours.
    isFunction(globalThis.reportError) ? reportError(error) : console.error(error);
  }
};

/**
 * @param {any} options the session's options @param {any} config of the client that uses it first
 * @param {string} id @param {string[]} origins @param {boolean} isSecure
 */
export const createHandle = (options, config, id, origins, isSecure) => {
  const { data, flat } = flatten(options, id, origins, isSecure);
  /** @type {Map<string, Set<any>>} */
  const listeners = new Map(EVENTS.map((name) => [name, new Set()]));
  const subscribers = new Set();
  const timeline = createTimeline();
  /** @type {any} */
  let rust;
  /** @type {any} */
  let snapshot;
  /** @type {any} the text of the epoch when it was last seen, and its key */
  let epoch;
  /** @type {string | undefined} */
  let epochKey;
  /** @type {any} the writes of a custom storage, one after the other */
  let writing;

  const refreshOn = () => option(handle.options, 'refreshOn');

  /** What Rust asks of the application; see `Host` there. */
  const host = {
    prepare: (/** @type {any} */ access, /** @type {any} */ refresh) => prepareRefresh(handle, access, refresh),
    refresh: (/** @type {any} */ accessToken, /** @type {any} */ refreshToken, /** @type {any} */ signal) => {
      handle.inside++;
      try {
        return handle.options.refresh({ accessToken, refreshToken, signal });
      } finally {
        handle.inside--;
      }
    },
    parse: (/** @type {any} */ body, /** @type {any} */ response) => handle.options.refresh.parse(body, response),
    classify(/** @type {any} */ status, /** @type {any} */ body, /** @type {any} */ error, /** @type {any} */ isFailure) {
      const predicate = refreshOn();
      if (isFunction(predicate) && status && shielded(() => predicate({ status, data: body, config: {}, headers: {} })))
        return 'definitive';
      const classify = option(handle.options, 'classify');
      const name = isFailure && classify ? shielded(() => classify({ status, data: body, error })) : undefined;
      if (name === undefined || CLASSES.includes(name)) return name;
      warnOnce(`session.classify returned ${JSON.stringify(name)}; it takes ${CLASSES.join(', ')} or undefined`);
    },
    problem(/** @type {any} */ status, /** @type {any} */ code) {
      const named = /^[\w.-]{1,64}$/.test(code || '') ? ` (${code})` : '';
      const text = status
        ? `the refresh was answered with status ${status}${named} and without a usable token`
        : 'the refresh function returned no usable token';
      return new AxiosError(text, undefined, undefined, undefined, status && { status });
    },
    initial: () => handle.options.initial(),
    load: () => handle.options.storage.load(),
    save(/** @type {any} */ record) {
      const { storage } = handle.options;
      const write = () => (record ? storage.save(record) : storage.clear());
      // What is written later must not arrive earlier.
      const written = writing ? writing.then(write) : write();
      if (!isThenable(written)) return;
      const current = (writing = Promise.resolve(written)
        .catch(() => host.notify('storageDegraded'))
        .then(() => {
          if (writing === current) writing = undefined;
        }));
    },
    revoke(/** @type {any} */ access, /** @type {any} */ refresh, /** @type {boolean} */ isSignOut) {
      const asked = isSignOut ? [...handle.signOuts] : [];
      for (const done of asked) handle.signOuts.delete(done);
      revokeTokens(handle, access, refresh).then(
        () => asked.forEach((done) => done({ revoked: true })),
        (error) => asked.forEach((done) => done({ revoked: false, error })),
      );
    },
    notify(/** @type {string} */ name, /** @type {any} */ detail, /** @type {number} */ retryIn) {
      /** @type {any} */
      const event = {};
      if (name === 'ended') event.reason = detail;
      if (name === 'refreshFailed') Object.assign(event, { failure: detail, retryIn });
      timeline.add(performance.now(), name, event);
      if (name === 'refreshFailed' && detail === 'misconfigured')
        console.error('everfetch: the token endpoint refuses the refresh call; check session.refresh', rust.cause());
      snapshot = undefined;
      for (const listener of [...(listeners.get(name) || [])]) shielded(() => listener({ type: name, ...event }));
      for (const listener of [...subscribers]) shielded(listener);
      if (name === 'ended') shielded(() => sessionEnded(handle.options, detail));
    },
  };

  /** @type {any} */
  const handle = {
    id,
    data,
    options,
    config,
    carrier: data.carrier,
    header: data.header,
    /** The cached `header: value` of one serial; the token crosses from Rust once for each. */
    serial: 0,
    value: undefined,
    /** Verdicts about origins, by origin, and origins by `baseURL`. */
    allowed: new Map(),
    verdicts: new Map(),
    hasRules: true,
    /** Above 0 while the refresh function runs synchronously. */
    inside: 0,
    requests: 0,
    /** Sign-outs that wait for their revocation. @type {Set<any>} */
    signOuts: new Set(),
    timeline,
    isFunction: flat.hasFunction,
    listeners,
    subscribers,

    /** The Rust session, if the core can be had at once. Throws where it cannot be had at all. */
    rust() {
      if (rust) return rust;
      const core = coreNow();
      if (!core) return undefined;
      rust = new core.ApiClient(flat, host);
      const { addEventListener } = /** @type {any} */ (globalThis);
      if (isFunction(addEventListener) && data.storage !== 'server')
        addEventListener.call(globalThis, 'online', () => rust.retryNow());
      return rust;
    },
    /** The same, however long the core takes to load. */
    ready: () => coreReady().then(() => handle.rust()),

    /** Compares the epoch with what was last seen: another tab may have begun or ended a session. */
    look() {
      if (!flat.shares) return;
      let text;
      try {
        text = localStorage.getItem((epochKey ??= rust.epochKey()));
      } catch {
        // Blocked since: the session goes on alone, as Rust finds out at its next write.
        return;
      }
      if (text === epoch) return;
      epoch = text;
      rust.look();
    },

    /** @param {string} origin */
    allows(origin) {
      let verdict = handle.allowed.get(origin);
      if (verdict === undefined) {
        verdict = handle.rust().allows(origin);
        handle.allowed.set(origin, verdict);
        if (!verdict)
          warnOnce(`the session's token is not sent to ${origin}; if it should be, name it in session.origins`);
      }
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

    /** What `refreshOn` says about an answer, as Rust's hint. @param {any} response */
    hint(response) {
      const predicate = refreshOn();
      if (!isFunction(predicate)) return 0;
      const verdict = shielded(() => predicate({ ...response, data: parsed(response.data) }));
      return verdict === 'end' ? 3 : verdict ? 2 : 1;
    },

    snapshot() {
      const state = handle.state();
      const reason = rust && rust.endReason();
      if (!snapshot || snapshot.state !== state || snapshot.reason !== reason)
        snapshot = Object.freeze(reason ? { state, reason } : { state });
      return snapshot;
    },
    state() {
      const session = handle.rust();
      if (!session) return 'restoring';
      session.open();
      return session.state(performance.now(), Date.now());
    },
  };
  return handle;
};

/** The data of an answer for a predicate: parsed if it is JSON, else as it is. @param {any} data */
const parsed = (data) => {
  if (isObject(data) || !data) return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
};
