// @ts-check
/**
 * A request's way to the server and back, as far as no decision is needed: it leaves with what a lease says, or without
 * a session, while Rust is not there (R15). What is to be decided goes to judge.js. JavaScript, because what it handles
 * are axios's configs, responses and errors.
 */
import { timeoutError } from '../adapters/settle.js';
import { isArray, isStream } from '../http/values.js';
import { bodyNow } from './body.js';
import { FAILED, sessionError, toAxiosError } from './errors.js';
import { glance, present } from './lease.js';
import { isSecure } from './realm.js';
import { attempt, hasOwnCredential } from './sending.js';
import { isForeign, originOf } from './target.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Lease} Lease
 * @typedef {import('../errors.js').AxiosError} AxiosError
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 * @typedef {import('../wasm/types.js').Ticket} Ticket
 */

/** The end of a wait that is asked about once more. */
export const SOON = {};

/** One request: what stays the same from its begin to its end. */
export class Call {
  /** @param {Handle} handle @param {Config} config @param {Adapter} adapter */
  constructor(handle, config, adapter) {
    this.handle = handle;
    this.config = config;
    this.adapter = adapter;
    /** Two copies of the package may share a session: an error is of the class of the one that was asked. */
    this.error = sessionError;
    /** The instance of Rust that its tickets are for: there once it has begun. @type {RustClient | undefined} */
    this.rust = undefined;
    /** What it was sent by, where Rust was not there. @type {Lease | undefined} */
    this.lease = undefined;
    /** Where it is sent. @type {string | undefined} */
    this.origin = undefined;
    this.id = 0;
    this.age = 0;
    this.began = performance.now();
    /** When waiting ends at the latest; 0: it has not waited. */
    this.ends = 0;
    /** The body as it was first sent. @type {unknown} */
    this.body = undefined;
    /** What the caller gets if the session cannot help. @type {{ response: Answer, error?: AxiosError } | undefined} */
    this.refused = undefined;
  }

  /** @returns {Promise<Answer>} */
  begin() {
    const { handle, began } = this;
    try {
      /** In a list, for an adapter may throw nothing at all. @type {unknown[] | undefined} */
      let hopeless;
      try {
        if (handle.rust()) return /** @type {NonNullable<Handle['engine']>} */ (handle.engine).begin(this);
      } catch (error) {
        hopeless = [error];
      }
      const sent = this.early();
      if (sent) return sent;
      if (hopeless) throw hopeless[0];
      // The core is still on its way: the request waits for it, once in the life of the page.
      return this.wait(handle.ready(), began).then(() => this.begin());
    } catch (error) {
      return this.fail(error, performance.now());
    }
  }

  /** Sends the request where nothing has to be decided, and not ahead of a sign-in. */
  early() {
    const { handle, config, adapter } = this;
    if (handle.engine || handle.wanted || handle.isSpent) return;
    const origin = (this.origin = originOf(handle, config));
    const lease = glance(handle);
    if (
      origin === undefined ||
      !handle.origins().includes(origin) ||
      (lease && hasOwnCredential(config, handle))
    )
      return adapter(config);
    if (!lease) return;
    const { name, token } = lease;
    if (name) {
      const isSafe = origin.startsWith('https:') || !isSecure();
      // A body that can be sent only once needs twice the margin, and plain http a closer look.
      if (!isSafe || isStream(config.data)) return;
      handle.leased ??= lease;
      present(handle, name);
    }
    this.lease = lease;
    this.id = ++handle.requests;
    const { carrier, scheme } = handle.data;
    const value = carrier === 'cookie' || !token ? undefined : scheme ? `${scheme} ${token}` : token;
    this.body = bodyNow(config.data);
    return this.leave(value, !!name, this.began, 1, config.data, (response, error) =>
      this.came(response, error),
    );
  }

  /** @param {number} at @param {string} event @param {object} detail */
  note(at, event, detail) {
    this.handle.timeline.add(at, event, detail, this.id);
  }

  /**
   * Hands the request to its adapter.
   * @param {string | undefined} value of the header @param {boolean} inSession @param {number} now
   * @param {number} n how often it is sent with this @param {unknown} body
   * @param {(response: Answer, error?: AxiosError) => Promise<Answer> | Answer} next what becomes of an answer
   * @returns {Promise<Answer>}
   */
  leave(value, inSession, now, n, body, next) {
    const { handle, config, adapter } = this;
    const { method, timeout, url } = config;
    let timeLeft;
    if (timeout && (this.ends || n > 1)) {
      timeLeft = this.began + timeout - now;
      if (timeLeft <= 0) return this.reject(timeoutError(config), now);
    }
    const { header, carrier } = handle.data;
    const include = inSession && carrier === 'cookie';
    this.age = handle.age;
    this.note(now, 'sent', { n, method, url: url || '' });
    /** @param {Answer} response @param {AxiosError} [error] */
    const answered = (response, error) => {
      this.refused = { response, error };
      if (!isForeign(handle, this.origin, response)) return next(response, error);
      // What another origin says after a redirect is not about the token, which it was not sent.
      const at = performance.now();
      this.note(at, 'answered', { status: response.status, redirected: true });
      return this.deliver(at);
    };
    /** An adapter of the application may reject with anything. @param {unknown} error */
    const noteFailure = (error) =>
      this.note(performance.now(), 'failed', { code: error && /** @type {AxiosError} */ (error).code });
    return attempt(adapter, config, { header, value, include, timeLeft }, body).then(
      (response) => {
        if (response && response.status) return answered(response);
        noteFailure(undefined);
        return response;
      },
      (error) => {
        const response = error && error.response;
        if (response && response.status) return answered(response, error);
        noteFailure(error);
        throw error;
      },
    );
  }

  /** The answer to what left without Rust. @param {Answer} response @param {AxiosError} [error] @returns {Promise<Answer> | Answer} */
  came(response, error) {
    const { handle, lease } = this;
    const { name } = /** @type {Lease} */ (lease);
    const { status } = response;
    const { refreshOn, renew } = handle.data;
    const now = performance.now();
    const isRefusal = name && (status === 401 || (isArray(refreshOn) && refreshOn.includes(status)));
    if (isRefusal || (name && (renew || !isArray(refreshOn)))) {
      // The lease ends at the first refusal.
      if (isRefusal) handle.isSpent = true;
      const judge = () =>
        /** @type {NonNullable<Handle['engine']>} */ (handle.engine).judge(this, response, error);
      try {
        if (handle.rust()) return judge();
      } catch {
        // It is asked for once more, with its reason.
      }
      return this.wait(handle.ready(), now).then(judge, (reason) => {
        if (isRefusal) throw reason;
        return this.deliver(performance.now());
      });
    }
    // The network works, so the chunk comes too.
    handle.warm();
    this.note(now, 'answered', { status });
    if (error && status === 401) error.reason = 'noSession';
    return this.deliver(now);
  }

  /** @param {number} now @returns {Promise<Answer>} */
  deliver(now) {
    const { response, error } = /** @type {NonNullable<typeof this.refused>} */ (this.refused);
    this.note(now, 'delivered', { status: response.status });
    return /** @type {Promise<Answer>} */ (error ? Promise.reject(error) : response);
  }

  /** @param {AxiosError} error @param {number} now @returns {Promise<never>} */
  reject(error, now) {
    this.note(now, 'failed', { code: error.code });
    return Promise.reject(error);
  }

  /** What went wrong before there was anything to send, or while it waited. @param {unknown} error @param {number} now */
  fail(error, now) {
    // An adapter of the application may throw anything.
    const { code, cause } = /** @type {Partial<AxiosError>} */ (error || {});
    return this.reject(code === FAILED ? this.late(cause) : this.asError(error), now);
  }

  /** @param {unknown} error */
  asError(error) {
    return toAxiosError(error, this.config, this.refused && this.refused.response);
  }

  /** The error of a request that has waited in vain. @param {unknown} cause */
  late(cause) {
    return sessionError(FAILED, cause, this.config, this.refused && this.refused.response);
  }

  /** @param {Promise<unknown> | undefined} promise @param {number} now @param {number} [soon] an earlier end, which rejects with it */
  wait(promise, now, soon = Infinity) {
    const { handle, config, began } = this;
    this.ends ||= now + handle.bound;
    const over = config.timeout ? began + config.timeout : Infinity;
    const isSoon = soon < this.ends;
    return handle
      .wait(promise, isSoon ? soon : this.ends, (cause) => (isSoon ? SOON : this.late(cause)), config, over)
      .catch((error) => (error === SOON ? SOON : this.reject(this.asError(error), performance.now())));
  }
}
