// @ts-check
/**
 * A request's way through its session: credential, waiting, resend. It carries out what Rust decides, by switching
 * on a ticket's action. JavaScript, because what it handles are axios's configs, responses and errors.
 */
import { settleLater } from './waiting.js';
import { AxiosError } from '../errors.js';
import { timeoutError } from '../adapters/settle.js';
import { AxiosHeaders } from '../http/headers.js';
import { isObject } from '../http/values.js';
import { warnOnce } from './handle.js';
import { handleOf } from './registry.js';
import { takesPart } from './target.js';
import { pathOf } from './timeline.js';

// A ticket's action, in its low four bits (Rust: core/ticket.rs). Higher ones than DELIVER reject.
const SEND = 0;
const SEND_WITH_TOKEN = 1;
const WAIT = 2;
const DELIVER = 3;
const FIRST_REJECTION = 5;

/** @type {[code: string, message: string][]} in the order of Rust's `Code` */
const REJECTIONS = [
  ['ERR_SESSION_ENDED', 'The session has ended'],
  ['ERR_SESSION_CHANGED', 'Another session has begun since this request was made'],
  ['ERR_REFRESH_FAILED', 'The access token could not be renewed for now; the session is kept'],
  ['ERR_REFRESH_MISCONFIGURED', 'The token endpoint refuses the refresh call; the session is kept'],
  ['ERR_BODY_NOT_REPLAYABLE', 'The access token was refused, and the body is a stream, which cannot be sent again'],
];

/** @param {string} code @param {any} handle @param {any} [config] @param {any} [response] */
export const sessionError = (code, handle, config, response) => {
  const [, message] = REJECTIONS.find(([name]) => name === code) || REJECTIONS[2];
  const error = /** @type {any} */ (new AxiosError(message, code, config, response && response.request, response));
  error.retryable = code === 'ERR_REFRESH_FAILED';
  const rust = handle.rust();
  const reason = code === 'ERR_SESSION_ENDED' && rust.endReason();
  if (reason) error.reason = reason;
  if (code === 'ERR_BODY_NOT_REPLAYABLE') error.reason = 'bodyNotReplayable';
  const cause = rust.cause();
  if (cause !== undefined && code !== 'ERR_BODY_NOT_REPLAYABLE') Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
};

const isStream = (/** @type {any} */ data) => typeof ReadableStream === 'function' && data instanceof ReadableStream;

/** Whether the caller brought a credential of their own. @param {any} config @param {any} handle */
const hasOwnCredential = (config, handle) => {
  if (!config.headers.get(handle.header) && !config.auth) return false;
  warnOnce(
    `a request sets its own ${config.auth ? 'auth' : handle.header}, so the session leaves it alone; ` +
      'remove what is left over from an interceptor or from defaults if that is not meant',
  );
  return true;
};

/**
 * Whether a request is the refresh function's own: it would wait for itself. One made while the function runs is;
 * so is one that carries the refresh token. @param {any} handle @param {any} rust @param {any} config
 */
const isOwnRefresh = (handle, rust, config) => {
  if (!handle.isFunction) return false;
  if (handle.inside) return true;
  const { data, url } = config;
  return [data, url, ...Object.values(config.headers)].some((value) => {
    const text = typeof value === 'string' ? value : value instanceof URLSearchParams ? value.toString() : '';
    return text && (rust.isRefreshCall(text) || rust.isRefreshCall(decode(text)));
  });
};

const decode = (/** @type {string} */ text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Sends through the adapter. Built-in adapters get the credential beside the config; custom ones get a copy that
 * holds it, and what they hand back is made to name the caller's own config again, which never does.
 * @param {any} adapter @param {any} config @param {any} extra
 */
const attempt = (adapter, config, extra) => {
  if (adapter.builtin) return adapter(config, extra);
  const headers = new AxiosHeaders(config.headers);
  if (extra.value) headers.set(extra.header, extra.value);
  const copy = { ...config, headers };
  if (extra.include) copy.withCredentials = true;
  if (extra.timeLeft) copy.timeout = extra.timeLeft;
  /** @param {any} result */
  const repair = (result) => {
    if (isObject(result) && result.config === copy) result.config = config;
    return result;
  };
  return Promise.resolve(adapter(copy)).then(repair, (error) => {
    if (isObject(error)) repair(error.response);
    throw repair(error);
  });
};

/** One request: what stays the same from its begin to its end. */
class Call {
  /** @param {any} handle @param {any} rust @param {any} config @param {any} adapter */
  constructor(handle, rust, config, adapter) {
    this.handle = handle;
    this.rust = rust;
    this.config = config;
    this.adapter = adapter;
    this.id = ++handle.requests;
    /** The last answer that was refused: what the caller gets if the session cannot help. @type {any} */
    this.refused = undefined;
    this.began = 0;
    this.waited = false;
  }

  begin() {
    const { config } = this;
    const flags = (config.skipAuthRefresh ? 1 : 0) | (isStream(config.data) ? 2 : 0);
    this.began = performance.now();
    this.handle.look();
    return this.proceed(this.rust.begin(flags, this.began, Date.now()), this.began);
  }

  /** @param {number} at @param {string} event @param {any} [detail] */
  note(at, event, detail) {
    this.handle.timeline.add(at, event, { request: this.id, ...detail });
  }

  /** @param {number} ticket @param {number} now @returns {Promise<any>} */
  proceed(ticket, now) {
    switch (ticket & 15) {
      case SEND:
      case SEND_WITH_TOKEN:
        return this.send(ticket, now);
      case WAIT:
        return this.wait(ticket, now);
      case DELIVER:
        return this.deliver(now);
      default:
        return this.reject(ticket, now);
    }
  }

  /** @param {number} ticket @param {number} now */
  send(ticket, now) {
    const { handle, config } = this;
    const { timeout } = config;
    let timeLeft;
    if (timeout && (this.waited || this.refused)) {
      timeLeft = this.began + timeout - now;
      if (timeLeft <= 0) return Promise.reject(timeoutError(config));
    }
    this.note(now, 'sent', { n: (ticket >> 4) & 3, method: config.method, path: pathOf(config.url) });
    const extra = {
      header: handle.header,
      value: (ticket & 15) === SEND_WITH_TOKEN ? handle.credential(ticket >>> 8) : undefined,
      include: handle.carrier === 'cookie',
      timeLeft,
    };
    return attempt(this.adapter, config, extra).then(
      (/** @type {any} */ response) => this.answered(ticket, response, undefined),
      (/** @type {any} */ error) => this.answered(ticket, error && error.response, error),
    );
  }

  /** @param {number} ticket @param {any} response @param {any} error */
  answered(ticket, response, error) {
    const { handle } = this;
    const now = performance.now();
    if (!response || !response.status) {
      this.note(now, 'failed', { code: error && error.code });
      if (error) throw error;
      return response;
    }
    const { status } = response;
    // A resend must not carry a token of a session that another tab has ended since.
    if (status >= 400) handle.look();
    this.refused = { response, error };
    const next = this.rust.answer(ticket, status, handle.hint(response), now, Date.now());
    const action = next & 15;
    if (action === DELIVER) {
      this.note(now, 'answered', { status });
      this.renew(response);
      // No credential was there to be refused: the caller may want to tell this from a session that broke.
      if (error && status === 401 && ticket >>> 8 === 0) error.reason = 'noSession';
      return this.deliver(now);
    }
    this.note(now, 'refused', { status });
    return this.proceed(next, now);
  }

  /** Tokens that came with the answer (`session.renew`). @param {any} response */
  renew(response) {
    const { renew } = this.handle.options;
    if (!renew) return;
    const tokens = renew(response);
    if (tokens) this.rust.update(tokens);
  }

  /** @param {number} now @returns {Promise<any>} */
  deliver(now) {
    const { response, error } = this.refused;
    this.note(now, 'delivered', { status: response.status });
    return error ? Promise.reject(error) : Promise.resolve(response);
  }

  /** @param {number} ticket @param {number} now */
  reject(ticket, now) {
    const [code] = REJECTIONS[(ticket & 15) - FIRST_REJECTION];
    this.note(now, 'failed', { code });
    return Promise.reject(sessionError(code, this.handle, this.config, this.refused && this.refused.response));
  }

  /** @param {number} ticket @param {number} now */
  wait(ticket, now) {
    const { handle, rust, config } = this;
    if (isOwnRefresh(handle, rust, config)) return this.adapter(config);
    this.waited = true;
    this.note(now, 'queued', { method: config.method, path: pathOf(config.url) });
    const left = config.timeout ? this.began + config.timeout - now : 0;
    return settleLater(rust.waiting(), config, left).then(
      () => {
        const later = performance.now();
        handle.look();
        return this.proceed(rust.resume(ticket, later, Date.now()), later);
      },
      (error) => {
        this.note(performance.now(), 'failed', { code: error.code });
        throw error;
      },
    );
  }
}

/**
 * Sends a request through the session that its config names.
 * @param {any} config @param {any} adapter @returns {Promise<any>}
 */
export const withSession = (config, adapter) => {
  /** @param {any} handle @param {any} rust */
  const run = (handle, rust) =>
    hasOwnCredential(config, handle) || !takesPart(handle, config)
      ? adapter(config)
      : new Call(handle, rust, config, adapter).begin();
  try {
    const handle = handleOf(config);
    const rust = handle.rust();
    // The core is still on its way: the request waits for it, once in the life of the page.
    return rust ? run(handle, rust) : handle.ready().then((/** @type {any} */ late) => run(handle, late)).catch(wrap);
  } catch (error) {
    return Promise.reject(asAxiosError(error, config));
  }
  /** @param {any} error */
  function wrap(error) {
    throw asAxiosError(error, config);
  }
};

/** @param {any} error @param {any} config */
const asAxiosError = (error, config) =>
  error && error.isAxiosError ? error : AxiosError.from(isObject(error) ? error : new Error(String(error)), undefined, config);
