// @ts-check
/**
 * A request's way through its session: credential, waiting, resend. It carries out what Rust decides, by switching
 * on a ticket's action. JavaScript, because what it handles are axios's configs, responses and errors.
 */
import { timeoutError } from '../adapters/settle.js';
import { AxiosHeaders, findName } from '../http/headers.js';
import { isFunction, isObject, isStream, kindOf } from '../http/values.js';
import { bodyNow } from './body.js';
import { CODES, FAILED, failure, sessionError, toAxiosError } from './errors.js';
import { shielded, warnOnce } from './report.js';
import { handleOf } from './registry.js';
import { isExcluded, originOf } from './target.js';

// A ticket's action, in its low four bits (Rust: core/ticket.rs). From REJECT on, one for each code.
const SEND_WITH_TOKEN = 1;
const WAIT = 2;
const DELIVER = 3;
const REJECT = 5;

/** Whether the caller's own credential wins, so that the session leaves the request alone. @param {any} config @param {any} handle */
const hasOwnCredential = (config, handle) => {
  const { auth, headers, method, url } = config;
  const { header } = handle.data;
  const isOwn =
    headers[/** @type {any} */ (findName(headers, handle.headerName))] ||
    (auth && /^authorization$/i.test(header));
  if (!isOwn) return false;
  warnOnce(
    `a request sets its own ${auth ? 'auth' : header}, so the session leaves it alone; ` +
      'remove what is left over from an interceptor or from defaults if that is not meant',
  );
  handle.timeline.add(performance.now(), 'ownCredential', { method, url: url || '' });
  return true;
};

const decode = (/** @type {string} */ text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Whether a request is the refresh function's own: it would wait for itself. One made while the function runs is;
 * so is one that carries the refresh token. @param {any} handle @param {any} rust @param {any} config
 */
const isOwnRefresh = (handle, rust, { data, url, headers }) =>
  isFunction(handle.options.refresh) &&
  (handle.inside ||
    [data, url, ...Object.values(headers)].some((value) => {
      const text =
        typeof value === 'string' ? value : kindOf(value) === 'URLSearchParams' ? String(value) : '';
      return text && (rust.isRefreshCall(text) || rust.isRefreshCall(decode(text)));
    }));

/**
 * Sends through the adapter. Built-in adapters get the credential beside the config; others get a copy that holds it,
 * and what they hand back is made to name the caller's own config again, which never does.
 * @param {any} adapter @param {any} config @param {any} extra @param {any} body of a resend
 * @returns {Promise<any>}
 */
const attempt = (adapter, config, extra, body) => {
  const { builtin } = adapter;
  const isChanged = !builtin && (extra.value || extra.include || extra.timeLeft);
  if (builtin && body === config.data) return adapter(config, extra);
  const copy = isChanged || body !== config.data ? { ...config, data: body } : config;
  if (isChanged) {
    copy.headers = new AxiosHeaders(config.headers);
    if (extra.value) copy.headers.set(extra.header, extra.value);
    if (extra.include) copy.withCredentials = true;
    if (extra.timeLeft) copy.timeout = extra.timeLeft;
  }
  /** @param {any} result */
  const repair = (result) => {
    for (const part of isObject(result) ? [result, result.response] : [])
      if (part && part.config) {
        part.config = config;
        if (part.request === copy) part.request = config;
      }
    return result;
  };
  const sent = new Promise((resolve) => resolve(adapter(copy, builtin && extra)));
  return copy === config
    ? sent
    : sent.then(repair, (error) => {
        throw repair(error);
      });
};

/** One request: what stays the same from its begin to its end. */
class Call {
  /** @param {any} handle @param {any} config @param {any} adapter */
  constructor(handle, config, adapter) {
    this.handle = handle;
    this.config = config;
    this.adapter = adapter;
    /** @type {any} the instance of Rust that its tickets are for */
    this.rust = undefined;
    this.id = 0;
    this.age = 0;
    this.began = performance.now();
    /** When waiting ends at the latest; 0: it has not waited. */
    this.ends = 0;
    /** @type {any} the body as it was first sent */
    this.body = undefined;
    /** The last answer that was refused: what the caller gets if the session cannot help. @type {any} */
    this.refused = undefined;
  }

  /** @returns {Promise<any>} */
  begin() {
    const { handle, config } = this;
    let ticket;
    try {
      const rust = (this.rust = handle.rust());
      // The core is still on its way: the request waits for it, once in the life of the page.
      if (!rust) return this.wait(handle.ready(), this.began).then(() => this.begin());
      const origin = originOf(handle, config);
      if (origin !== undefined && handle.allows(origin) && !hasOwnCredential(config, handle)) {
        this.id = ++handle.requests;
        handle.look();
        const flags = (config.skipAuthRefresh ? 1 : 0) | (isStream(config.data) ? 2 : 0);
        ticket = rust.begin(flags, this.began, Date.now());
      }
    } catch (error) {
      return this.fail(error, this.began);
    }
    return ticket === undefined ? this.adapter(config) : this.proceed(ticket, this.began);
  }

  /** @param {number} at @param {string} event @param {any} detail */
  note(at, event, detail) {
    this.handle.timeline.add(at, event, detail, this.id);
  }

  /** @param {number} ticket @param {number} now @returns {Promise<any>} */
  proceed(ticket, now) {
    const action = ticket & 15;
    if (action === DELIVER) return this.deliver(now);
    if (action >= REJECT) {
      const code = CODES[action - REJECT];
      return this.reject(failure(this.rust, code, this.config, this.refused && this.refused.response), now);
    }
    return action === WAIT ? this.queue(ticket, now) : this.send(ticket, now);
  }

  /** @param {number} ticket @param {number} now */
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
      value: (ticket & 15) === SEND_WITH_TOKEN ? handle.credential(ticket >>> 8) : undefined,
      include: handle.data.carrier === 'cookie',
      timeLeft,
    };
    this.age = handle.age;
    this.note(now, 'sent', { n: (ticket >> 4) & 3, method, url: url || '' });
    return attempt(this.adapter, config, extra, refused ? this.body : config.data).then(
      (response) => this.answered(ticket, response, undefined),
      (error) => this.answered(ticket, error && error.response, error),
    );
  }

  /** An answer that nobody reads would keep its connection, which the refresh may need. */
  release() {
    const { data } = this.refused.response;
    if (isStream(data) && isFunction(data.cancel)) shielded(() => void data.cancel().catch(() => {}));
  }

  /** @param {number} ticket @param {any} response @param {any} error */
  answered(ticket, response, error) {
    const { handle, rust } = this;
    const now = performance.now();
    const status = response && response.status;
    if (!status) {
      this.note(now, 'failed', { code: error && error.code });
      return error ? Promise.reject(error) : response;
    }
    this.refused = { response, error };
    let next = DELIVER;
    try {
      // A resend must not carry a token of a session that another tab has ended since.
      if (status >= 400) handle.look();
      next = rust.answer(ticket, status, ticket >>> 8 ? handle.hint(response) : 0, now, Date.now());
    } catch {
      // Rust has broken, but the answer is there.
    }
    if ((next & 15) !== DELIVER) {
      this.note(now, 'refused', { status });
      return this.proceed(next, now);
    }
    this.note(now, 'answered', { status });
    this.renew(response);
    // No credential was there to be refused: the caller may want to tell this from a session that broke.
    if (error && status === 401 && ticket >>> 8 === 0) error.reason = 'noSession';
    return this.deliver(now);
  }

  /** Tokens that came with the answer (`session.renew`). @param {any} response */
  renew(response) {
    const { options, age } = this.handle;
    const tokens = options.renew && shielded(() => options.renew(response));
    // Tokens of a session that is over, or was replaced since, are not the present one's.
    if (!tokens || age !== this.age) return;
    const problem = shielded(() => this.rust.take(tokens, true));
    if (problem)
      warnOnce(`session.renew gave something that is no token (${problem === 1 ? 'no token' : 'bad token'})`);
  }

  /** @param {number} now @returns {any} */
  deliver(now) {
    const { response, error } = this.refused;
    this.note(now, 'delivered', { status: response.status });
    return error ? Promise.reject(error) : response;
  }

  /** @param {any} error @param {number} now @returns {Promise<any>} */
  reject(error, now) {
    this.note(now, 'failed', { code: error.code });
    return Promise.reject(error);
  }

  /** What went wrong before there was anything to send, or while it waited. @param {any} error @param {number} now */
  fail(error, now) {
    return this.reject(
      error.code === FAILED ? this.late(error.cause) : toAxiosError(error, this.config),
      now,
    );
  }

  /** The error of a request that has waited in vain. @param {any} cause */
  late(cause) {
    return sessionError(FAILED, cause, this.config, this.refused && this.refused.response);
  }

  /** @param {any} promise @param {number} now @returns {Promise<any>} */
  wait(promise, now) {
    const { handle, config, began } = this;
    this.ends ||= now + handle.bound;
    const over = config.timeout ? began + config.timeout : Infinity;
    return handle
      .wait(promise, this.ends, (/** @type {any} */ cause) => this.late(cause), config, over)
      .catch((/** @type {any} */ error) => this.reject(toAxiosError(error, config), performance.now()));
  }

  /** @param {number} ticket @param {number} now */
  queue(ticket, now) {
    const { handle, rust, config } = this;
    if (isOwnRefresh(handle, rust, config))
      return attempt(this.adapter, config, { include: handle.data.carrier !== 'bearer' }, config.data);
    if (this.refused) this.release();
    this.note(now, 'queued', { method: config.method, url: config.url || '' });
    return this.wait(rust.waiting(), now).then(() => {
      const later = performance.now();
      try {
        handle.look();
        return this.proceed(rust.resume(ticket, later, Date.now()), later);
      } catch (error) {
        return this.fail(error, later);
      }
    });
  }
}

/**
 * Sends a request through the session that its config names.
 * @param {any} config @param {any} adapter @returns {Promise<any>}
 */
export const withSession = (config, adapter) => {
  let call;
  try {
    const handle = handleOf(config);
    if (!isExcluded(handle, config)) call = new Call(handle, config, adapter);
  } catch (error) {
    return Promise.reject(toAxiosError(error, config));
  }
  return call ? call.begin() : adapter(config);
};
