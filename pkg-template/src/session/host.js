// @ts-check
/**
 * What Rust asks of the application: the user's functions, made uniform (`Host` in src/web/host.rs). It decides
 * nothing about the session. JavaScript, because the functions are.
 *
 * Rust's memory keeps a host alive, so a host holds its session weakly: on a server every user has one.
 */
import { CLASSES } from '../../../src/web/boundary.js';
import { AxiosError } from '../errors.js';
import { fromFetch } from '../http/headers.js';
import { isFunction, isThenable } from '../http/values.js';
import { prepareRefresh, revokeTokens } from './declared.js';
import { sessionEnded } from './ending.js';
import { happened } from './happening.js';
import { mismatch } from './options.js';
import { compareGrant } from './other-grant.js';
import { asked, report, shielded, warnOnce } from './report.js';

/**
 * @typedef {import('./types.js').Engine} Engine
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Happening} Happening
 * @typedef {import('./types.js').SignedOut} SignedOut
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').RefreshFunction} RefreshFunction
 * @typedef {import('../types.js').SessionCall} SessionCall
 * @typedef {import('../types.js').SessionEndReason} EndReason
 * @typedef {import('../wasm/types.js').Host} Host
 */

/** The answer of a declared call in axios's shape. @param {Partial<Response> | undefined} response of fetch, or of an error @param {unknown} data */
const answer = (response, data) => {
  const { status, statusText, headers } = response || {};
  return /** @type {Answer} */ (
    /** @type {unknown} */ ({
      data,
      status,
      statusText,
      headers: fromFetch(headers),
      config: {},
      request: undefined,
    })
  );
};

/** @param {WeakRef<Handle>} session */
export const createHost = (session) => {
  /** Throws where the session is gone; to Rust that is an application without a say. */
  const my = () => /** @type {Handle} */ (session.deref());
  const engine = () => /** @type {Engine} */ (my().engine);
  /** @type {((value?: unknown) => void) | undefined} */
  let release;
  const over = new Promise((resolve) => (release = resolve));

  /** @type {Host} */
  const host = {
    /** A lock is held while this instance of Rust is in use, at the longest. */
    over,
    /** Wraps the entry through which timers, promises and locks call Rust. */
    guard:
      (enter) =>
      (...args) => {
        if (release)
          try {
            return enter(...args);
          } catch (error) {
            // Nobody is left to be told where the session is gone.
            /** @type {{ engine: Engine } | undefined} */ (my())?.engine.broke(error);
          }
        return false;
      },

    prepare: (accessToken, refreshToken) => prepareRefresh(my(), { accessToken, refreshToken }),
    refresh(accessToken, refreshToken, signal) {
      const running = engine();
      running.inside++;
      try {
        return /** @type {RefreshFunction} */ (my().options.refresh)({ accessToken, refreshToken, signal });
      } finally {
        running.inside--;
      }
    },
    parse: (data, response) =>
      /** @type {Required<SessionCall>} */ (my().options.refresh).parse(data, answer(response, data)),

    classify(status, data, error, isFailure, response) {
      const { refreshOn, classify } = my().options;
      const given = response || /** @type {{ response?: Response } | undefined} */ (error)?.response;
      const seen = /** @type {Answer} */ ({ ...answer(given, data), status });
      /** @param {typeof CLASSES[number] | undefined} name */
      const checked = (name) => {
        if (name === undefined || CLASSES.includes(name)) return name;
        warnOnce(mismatch('classify()', name, CLASSES.join(', ') + ' or undefined'));
      };
      const judged = () =>
        isFailure && classify
          ? asked(() => classify({ status, data, error, response: seen }), checked)
          : undefined;
      return status && isFunction(refreshOn)
        ? asked(
            () => refreshOn(seen),
            (refused) => (refused ? 'definitive' : judged()),
          )
        : judged();
    },
    problem(status, code) {
      // A code, and nothing that could be a token.
      const named = /^[a-z_]{1,40}$/.test(code || '') ? code : undefined;
      const text = status
        ? `the refresh was answered with status ${status}${named ? ` (${named})` : ''} and without a usable token`
        : 'the refresh function returned no usable token';
      const response = /** @type {Answer | undefined} */ (status ? { status } : undefined);
      return new AxiosError(text, named, undefined, undefined, response);
    },

    joined: () => compareGrant(my()),
    initial() {
      const { initial } = my().options;
      const found = initial && shielded(() => initial());
      return isThenable(found) ? Promise.resolve(found).catch(report) : found;
    },
    load: () => engine().store.load(),
    save: (record) => engine().store.save(record),
    // Once only: a session that ended since must not come back where Rust starts anew.
    leased: () => (engine().leased ? undefined : my().leased?.record),
    leave: () => my().leave?.(),

    revoke(accessToken, refreshToken, isSignOut) {
      const handle = my();
      const { signOuts } = engine();
      const asked = isSignOut ? [...signOuts] : [];
      for (const done of asked) signOuts.delete(done);
      const tell = (/** @type {SignedOut} */ outcome) => asked.forEach((done) => done(outcome));
      revokeTokens(handle, { accessToken, refreshToken }).then(
        () => tell({ revoked: true }),
        (error) => tell({ revoked: false, error }),
      );
    },

    notify(name, detail, retryIn) {
      const handle = my();
      const isEnd = name === 'ended';
      if (name === 'storageDegraded' && handle.data.storage === 'custom' && !engine().store.degrade()) return;
      happened(
        handle,
        /** @type {Happening} */ ({
          type: name,
          ...(isEnd ? { reason: detail } : name === 'refreshFailed' && { failure: detail, retryIn }),
        }),
      );
      if (detail === 'misconfigured')
        console.warn('everfetch: the token endpoint refuses the refresh call; check session.refresh');
      if (isEnd) shielded(() => sessionEnded(handle.options, /** @type {EndReason} */ (detail)));
    },
  };

  return {
    host,
    /** Once: this instance of Rust is given up, nothing of it is carried out any more, and its locks are let go of. */
    end() {
      /** @type {() => void} */ (release)();
      release = undefined;
      for (const name in host) delete host[/** @type {keyof Host} */ (name)];
    },
  };
};
