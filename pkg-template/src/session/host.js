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
import { mismatch } from './options.js';
import { report, shielded, warnOnce } from './report.js';

const CLASSES = ['transient', 'inDoubt', 'definitive', 'misconfigured'];

/** The answer of a declared call in axios's shape. @param {any} response of fetch, or of an error @param {any} data */
const answer = (response, data) => {
  const { status, statusText, headers } = response || {};
  return { data, status, statusText, headers: fromFetch(headers), config: {}, request: undefined };
};

/** @param {WeakRef<any>} session */
export const createHost = (session) => {
  /** Throws where the session is gone; to Rust that is an application without a say. */
  const my = () => /** @type {any} */ (session.deref());
  /** @type {any} */
  let release;
  const over = new Promise((resolve) => (release = resolve));

  /** @type {any} */
  const host = {
    /** A lock is held while this instance of Rust is in use, at the longest. */
    over,
    /**
     * Wraps the entry through which timers, promises and locks call Rust.
     * @param {any} enter @returns {(...args: any[]) => any}
     */
    guard:
      (enter) =>
      (...args) => {
        if (!release) return;
        try {
          return enter(...args);
        } catch (error) {
          const handle = my();
          if (handle) handle.broke(error);
        }
      },

    prepare: (/** @type {any} */ accessToken, /** @type {any} */ refreshToken) =>
      prepareRefresh(my(), { accessToken, refreshToken }),
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

    /** @param {any} status @param {any} data @param {any} error @param {boolean} isFailure @param {any} response */
    classify(status, data, error, isFailure, response) {
      const { refreshOn, classify } = my().options;
      const seen = { ...answer(response || error?.response, data), status };
      if (status && isFunction(refreshOn) && shielded(() => refreshOn(seen))) return 'definitive';
      const name =
        isFailure && classify ? shielded(() => classify({ status, data, error, response: seen })) : undefined;
      if (name === undefined || CLASSES.includes(name)) return name;
      warnOnce(mismatch('classify()', name, CLASSES.join(', ') + ' or undefined'));
    },
    problem(/** @type {any} */ status, /** @type {any} */ code) {
      // A code, and nothing that could be a token.
      const named = /^[a-z_]{1,40}$/.test(code || '') ? code : undefined;
      const text = status
        ? `the refresh was answered with status ${status}${named ? ` (${named})` : ''} and without a usable token`
        : 'the refresh function returned no usable token';
      return new AxiosError(text, named, undefined, undefined, status && { status });
    },

    initial() {
      const found = shielded(my().options.initial);
      return isThenable(found) ? Promise.resolve(found).catch(report) : found;
    },
    load: () => my().storage().load(),
    save(/** @type {any} */ record) {
      const handle = my();
      const write = () => (record ? handle.storage().save(record) : handle.storage().clear());
      const kept = () => (handle.isDegraded = false);
      // What is written later must not arrive earlier.
      const written = handle.writing ? handle.writing.then(write) : write();
      if (!isThenable(written)) return void kept();
      const current = (handle.writing = handle
        .within(written)
        .then(kept, () => host.notify('storageDegraded'))
        .then(() => {
          if (handle.writing === current) handle.writing = undefined;
        }));
    },

    revoke(
      /** @type {any} */ accessToken,
      /** @type {any} */ refreshToken,
      /** @type {boolean} */ isSignOut,
    ) {
      const handle = my();
      const asked = isSignOut ? handle.signOuts.splice(0) : [];
      const tell = (/** @type {any} */ result) => asked.forEach((/** @type {any} */ done) => done(result));
      revokeTokens(handle, { accessToken, refreshToken }).then(
        () => tell({ revoked: true }),
        (error) => tell({ revoked: false, error }),
      );
    },

    /** @param {string} name @param {any} [detail] @param {number} [retryIn] */
    notify(name, detail, retryIn) {
      const handle = my();
      if (name === 'storageDegraded' && handle.data.storage === 'custom') {
        if (handle.isDegraded) return;
        handle.isDegraded = true;
      }
      const isEnd = name === 'ended';
      handle.happened({
        type: name,
        ...(isEnd ? { reason: detail } : name === 'refreshFailed' ? { failure: detail, retryIn } : detail),
      });
      if (detail === 'misconfigured')
        console.warn('everfetch: the token endpoint refuses the refresh call; check session.refresh');
      if (isEnd) shielded(() => sessionEnded(handle.options, detail));
    },
  };

  return {
    host,
    /** This instance of Rust is given up: nothing of it is carried out any more, and its locks are let go of. */
    end() {
      release();
      release = undefined;
      for (const name in host) delete host[name];
    },
  };
};
