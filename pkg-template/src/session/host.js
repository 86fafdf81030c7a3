// @ts-check
/**
 * What Rust asks of the application: the user's functions, made uniform (`Host` in src/web/host.rs). It decides
 * nothing about the session. JavaScript, because the functions are.
 *
 * Rust's memory keeps a host alive, so a host holds its session weakly: on a server every user has one.
 */
import { AxiosError } from '../errors.js';
import { fromFetch } from '../http/headers.js';
import { isFunction } from '../http/values.js';
import { isThenable, prepareRefresh, revokeTokens } from './calls.js';
import { sessionEnded } from './ending.js';
import { shielded, warnOnce } from './report.js';

const CLASSES = ['transient', 'inDoubt', 'definitive', 'misconfigured'];

/** The answer of a declared call in axios's shape. @param {any} response of fetch, or of an error @param {any} data */
const answer = (response, data) => {
  const { status, statusText, headers } = response;
  return { data, status, statusText, headers: fromFetch(headers), config: {}, request: undefined };
};

/** @param {WeakRef<any>} session @returns {any} */
export const createHost = (session) => {
  /** @type {() => any} throws where the session is gone; Rust takes a throwing host for one that has no say */
  const my = () => session.deref();
  /** @type {any} */
  let release;
  const over = new Promise((resolve) => (release = resolve));

  /** @type {any} */
  const host = {
    /**
     * Wraps the entry through which timers, promises and locks call Rust. What it returns keeps a lock held, at the
     * longest while this instance of Rust is in use.
     * @param {any} enter
     */
    guard: (enter) => (/** @type {number} */ code, /** @type {any} */ value) => {
      if (!release) return;
      try {
        const held = enter(code, value);
        return held && Promise.race([held, over]);
      } catch (error) {
        const handle = my();
        if (handle) handle.broke(error);
      }
    },
    prepare: (/** @type {any} */ access, /** @type {any} */ refresh) => prepareRefresh(my(), access, refresh),
    refresh(/** @type {any} */ accessToken, /** @type {any} */ refreshToken, /** @type {any} */ signal) {
      const handle = my();
      handle.inside++;
      try {
        return handle.options.refresh({ accessToken, refreshToken, signal });
      } finally {
        handle.inside--;
      }
    },
    parse: (/** @type {any} */ data, /** @type {any} */ response) =>
      my().options.refresh.parse(data, answer(response, data)),
    classify(
      /** @type {any} */ status,
      /** @type {any} */ data,
      /** @type {any} */ error,
      /** @type {boolean} */ isFailure,
      /** @type {any} */ response,
    ) {
      const { refreshOn, classify } = my().options;
      const seen = { ...answer(response || {}, data), status };
      if (status && isFunction(refreshOn) && shielded(() => refreshOn(seen))) return 'definitive';
      const name = isFailure && classify ? shielded(() => classify({ status, data, error, response: seen })) : undefined;
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
    initial: () => my().reported(my().options.initial),
    load: () => my().store().load(),
    save: (/** @type {any} */ record) => my().save(record),
    revoke: (/** @type {any} */ access, /** @type {any} */ refresh, /** @type {boolean} */ isSignOut) =>
      my().revoke(access, refresh, isSignOut),
    notify: (/** @type {string} */ name, /** @type {any} */ detail, /** @type {number} */ retryIn) =>
      my().notify(name, detail, retryIn),
  };

  return {
    host,
    /** The instance of Rust is given up: nothing of it is carried out any more, and its locks are let go of. */
    end() {
      release();
      release = undefined;
      for (const name in host) delete host[name];
    },
  };
};
