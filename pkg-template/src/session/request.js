// @ts-check
/**
 * A request's way through its session: credential, waiting, resend. It carries out what Rust decides, by switching
 * on a ticket's action. JavaScript, because what it handles are axios's configs, responses and errors.
 */
import {
  ACTION_DELIVER,
  ACTION_MASK,
  ACTION_REJECT,
  ACTION_SEND_WITH_TOKEN,
  ACTION_WAIT,
  CODES,
  FLAG_FINAL,
  FLAG_STREAM,
  HINT_NONE,
  SENDS_MASK,
  SENDS_SHIFT,
  SERIAL_SHIFT,
  UNKNOWN_BOUND,
} from '../../../src/web/boundary.js';
import { timeoutError } from '../adapters/settle.js';
import { isFunction, isStream } from '../http/values.js';
import { bodyNow } from './body.js';
import { FAILED, failure, sessionError, toAxiosError } from './errors.js';
import { hintOf, isForeign, takeTokens } from './hint.js';
import { markRefused } from './marks.js';
import { shielded } from './report.js';
import { attempt, hasOwnCredential, isOwnRefresh } from './sending.js';
import { originOf } from './target.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../errors.js').AxiosError} AxiosError
 * @typedef {import('../types.js').Adapter} Adapter
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 * @typedef {import('../wasm/types.js').Ticket} Ticket
 */

/** The end of a wait that is asked about once more. */
const SOON = {};

/** One request: what stays the same from its begin to its end. */
export class Call {
  /** @param {Handle} handle @param {Config} config @param {Adapter} adapter */
  constructor(handle, config, adapter) {
    this.handle = handle;
    this.config = config;
    this.adapter = adapter;
    /** The instance of Rust that its tickets are for: there once it has begun. @type {RustClient} */
    this.rust = /** @type {RustClient} */ (/** @type {unknown} */ (undefined));
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
    const { handle, config } = this;
    let ticket;
    try {
      const rust = handle.rust();
      // The core is still on its way: the request waits for it, once in the life of the page.
      if (!rust) return this.wait(handle.ready(), this.began).then(() => this.begin());
      this.rust = rust;
      const origin = (this.origin = originOf(handle, config));
      if (origin !== undefined && handle.allows(origin) && !hasOwnCredential(config, handle)) {
        this.id = ++handle.requests;
        handle.look();
        const flags = (config.skipAuthRefresh ? FLAG_FINAL : 0) | (isStream(config.data) ? FLAG_STREAM : 0);
        ticket = rust.begin(flags, this.began, Date.now());
      }
    } catch (error) {
      return this.fail(error, this.began);
    }
    return ticket === undefined ? this.adapter(config) : this.proceed(ticket, this.began);
  }

  /** @param {number} at @param {string} event @param {object} detail */
  note(at, event, detail) {
    this.handle.timeline.add(at, event, detail, this.id);
  }

  /** @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
  proceed(ticket, now) {
    const action = ticket & ACTION_MASK;
    if (action === ACTION_DELIVER) return this.deliver(now);
    if (action >= ACTION_REJECT) {
      const code = CODES[action - ACTION_REJECT];
      return this.reject(failure(this.rust, code, this.config, this.refused && this.refused.response), now);
    }
    return action === ACTION_WAIT ? this.queue(ticket, now) : this.send(ticket, now);
  }

  /** @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
  send(ticket, now) {
    const { handle, config, refused } = this;
    const { method, timeout, url } = config;
    let timeLeft;
    if (timeout && (this.ends || refused)) {
      timeLeft = this.began + timeout - now;
      if (timeLeft <= 0) return this.reject(timeoutError(config), now);
    }
    if (refused) this.release();
    else this.body = bodyNow(config.data);
    const extra = {
      header: handle.data.header,
      value:
        (ticket & ACTION_MASK) === ACTION_SEND_WITH_TOKEN
          ? handle.credential(ticket >>> SERIAL_SHIFT)
          : undefined,
      include: handle.data.carrier === 'cookie',
      timeLeft,
    };
    this.age = handle.age;
    this.note(now, 'sent', { n: (ticket >> SENDS_SHIFT) & SENDS_MASK, method, url: url || '' });
    return attempt(this.adapter, config, extra, refused ? this.body : config.data).then(
      (response) => this.answered(ticket, response, undefined),
      (error) => this.answered(ticket, error && error.response, error),
    );
  }

  /** An answer that nobody reads would keep its connection, which the refresh may need. */
  release() {
    const data = this.refused?.response.data;
    if (isStream(data) && isFunction(data.cancel)) shielded(() => void data.cancel().catch(() => {}));
  }

  /** @param {Ticket} ticket @param {Answer | undefined} response @param {AxiosError | undefined} error @returns {Promise<Answer> | Answer} */
  answered(ticket, response, error) {
    const { handle, rust } = this;
    const now = performance.now();
    const status = response && response.status;
    if (!response || !status) {
      this.note(now, 'failed', { code: error && error.code });
      return error ? Promise.reject(error) : /** @type {Answer} */ (response);
    }
    this.refused = { response, error };
    // What another origin says after a redirect is not about the token, which it was not sent.
    if (isForeign(handle, this.origin, response)) {
      this.note(now, 'answered', { status, redirected: true });
      return this.deliver(now);
    }
    /** @type {number | Promise<number>} */
    let hint = HINT_NONE;
    try {
      // A resend must not carry a token of a session that another tab has ended since.
      if (status >= 400) handle.look();
      if (ticket >>> SERIAL_SHIFT) hint = hintOf(handle, rust, response);
    } catch {
      // Rust has broken, but the answer is there.
    }
    return typeof hint === 'number'
      ? this.judged(ticket, response, error, hint)
      : this.wait(hint, now).then((found) =>
          this.judged(ticket, response, error, /** @type {number} */ (found)),
        );
  }

  /** @param {Ticket} ticket @param {Answer} response @param {AxiosError | undefined} error @param {number} hint @returns {Promise<Answer> | Answer} */
  judged(ticket, response, error, hint) {
    const { handle } = this;
    const now = performance.now();
    const { status } = response;
    let next = /** @type {Ticket} */ (ACTION_DELIVER);
    try {
      next = this.rust.answer(ticket, status, hint, now, Date.now());
    } catch {
      // The same.
    }
    if ((next & ACTION_MASK) !== ACTION_DELIVER) {
      this.note(now, 'refused', { status });
      return this.proceed(next, now);
    }
    this.note(now, 'answered', { status });
    takeTokens(handle, this.rust, response, this.age);
    if (error && status === 401) markRefused(error, handle, ticket, hint, this.config);
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
    const { code, cause } = /** @type {Partial<AxiosError>} */ (error);
    return this.reject(code === FAILED ? this.late(cause) : toAxiosError(error, this.config), now);
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
      .catch((error) =>
        error === SOON ? SOON : this.reject(toAxiosError(error, config), performance.now()),
      );
  }

  /** @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
  queue(ticket, now) {
    const { handle, rust, config } = this;
    if (isOwnRefresh(handle, rust, config))
      return attempt(this.adapter, config, { include: handle.data.carrier !== 'bearer' }, config.data);
    if (this.refused) this.release();
    this.note(now, 'queued', { method: config.method, url: config.url || '' });
    // A cookie cannot be read. Public requests must not wait for an attempt that hangs.
    const isUnknown = handle.data.carrier !== 'bearer' && handle.state() === 'restoring';
    return this.wait(rust.waiting(), now, isUnknown ? now + UNKNOWN_BOUND : undefined).then((end) => {
      const later = performance.now();
      try {
        handle.look();
        const wall = Date.now();
        const next = end === SOON ? rust.overdue(ticket, later, wall) : rust.resume(ticket, later, wall);
        return this.proceed(next, later);
      } catch (error) {
        return this.fail(error, later);
      }
    });
  }
}
