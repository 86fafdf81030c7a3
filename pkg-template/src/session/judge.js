// @ts-check
/**
 * What a request does in its session: credential, waiting, resend. It carries out what Rust decides, by switching on a
 * ticket's action. JavaScript, because what it handles are axios's configs, responses and errors.
 */
import {
  ACTION_DELIVER,
  ACTION_MASK,
  ACTION_REJECT,
  ACTION_SEND_WITH_TOKEN,
  ACTION_WAIT,
  CODES,
  FLAGS_SHIFT,
  FLAG_FINAL,
  FLAG_STREAM,
  HINT_NONE,
  SENDS_MASK,
  SENDS_SHIFT,
  SERIAL_SHIFT,
  UNKNOWN_BOUND,
} from '../../../src/web/boundary.js';
import { isOneShot } from '../forms/node-form.js';
import { isFunction, isStream } from '../http/values.js';
import { bodyNow } from './body.js';
import { failure } from './failing.js';
import { hintOf, takeTokens } from './hint.js';
import { markRefused } from './marks.js';
import { isOwnRefresh } from './own-refresh.js';
import { shielded } from './report.js';
import { attempt, hasOwnCredential } from './sending.js';
import { originOf } from './target.js';

/**
 * @typedef {import('./types.js').Engine} Engine
 * @typedef {import('./request.js').Call} Call
 * @typedef {import('../errors.js').AxiosError} AxiosError
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 * @typedef {import('../wasm/types.js').Ticket} Ticket
 */

const engineOf = (/** @type {Call} */ { handle }) => /** @type {Engine} */ (handle.engine);
const rustOf = (/** @type {Call} */ call) => /** @type {RustClient} */ (call.rust);

/** @param {Config} config */
const flagsOf = ({ skipAuthRefresh, data }) =>
  (skipAuthRefresh ? FLAG_FINAL : 0) | (isOneShot(data) ? FLAG_STREAM : 0);

/** What it throws, the page's part makes the call's failure of. @param {Call} call @returns {Promise<Answer>} */
export const begin = (call) => {
  const { handle, config, began, ends } = call;
  // It may have waited for the core.
  const now = ends ? performance.now() : began;
  const engine = engineOf(call);
  // It is there: the page's part has just looked.
  const rust = /** @type {RustClient} */ (call.rust = engine.rust());
  const origin = (call.origin = originOf(handle, config));
  if (origin === undefined || !engine.allows(origin) || hasOwnCredential(config, handle))
    return call.adapter(config);
  call.id = ++handle.requests;
  engine.look();
  return proceed(call, rust.begin(flagsOf(config), now, Date.now()), now);
};

/** An answer to what left by a lease. @param {Call} call @param {Answer} response @param {AxiosError} [error] @returns {Promise<Answer> | Answer} */
export const judge = (call, response, error) => {
  const engine = engineOf(call);
  call.rust = engine.rust();
  const flags = flagsOf(call.config) << FLAGS_SHIFT;
  return answered(
    call,
    /** @type {Ticket} */ (/** @type {number} */ (engine.leased) | flags),
    response,
    error,
  );
};

/** @param {Call} call @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
const proceed = (call, ticket, now) => {
  const action = ticket & ACTION_MASK;
  if (action === ACTION_DELIVER) return call.deliver(now);
  if (action >= ACTION_REJECT) {
    const code = CODES[action - ACTION_REJECT];
    const { config, refused } = call;
    return call.reject(failure(rustOf(call), code, config, refused && refused.response, call.error), now);
  }
  return action === ACTION_WAIT ? queue(call, ticket, now) : send(call, ticket, now);
};

/** @param {Call} call @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
const send = (call, ticket, now) => {
  const { config, refused } = call;
  if (refused) release(call, true);
  else call.body = bodyNow(config.data);
  const value =
    (ticket & ACTION_MASK) === ACTION_SEND_WITH_TOKEN
      ? engineOf(call).credential(ticket >>> SERIAL_SHIFT)
      : undefined;
  return call.leave(
    value,
    true,
    now,
    (ticket >> SENDS_SHIFT) & SENDS_MASK,
    refused ? call.body : config.data,
    (response, error) => answered(call, ticket, response, error),
  );
};

/**
 * An answer that nobody reads would keep its connection, which the refresh may need. That of `fetch` is kept while it may
 * still be handed out. @param {Call} call @param {boolean} [isLast] its request is sent again
 */
const release = ({ refused }, isLast) => {
  const { data, peek } = refused?.response || {};
  const stream = peek ? isLast && data.body : data;
  if (isStream(stream) && isFunction(stream.cancel)) shielded(() => void stream.cancel().catch(() => {}));
};

/** @param {Call} call @param {Ticket} ticket @param {Answer} response @param {AxiosError} [error] @returns {Promise<Answer> | Answer} */
const answered = (call, ticket, response, error) => {
  const { handle } = call;
  /** @type {number | Promise<number>} */
  let hint = HINT_NONE;
  try {
    // A resend must not carry a token of a session that another tab has ended since.
    if (response.status >= 400) engineOf(call).look();
    if (ticket >>> SERIAL_SHIFT) hint = hintOf(handle, rustOf(call), response);
  } catch {
    // Rust has broken, but the answer is there.
  }
  return typeof hint === 'number'
    ? judged(call, ticket, response, error, hint)
    : call
        .wait(hint, performance.now())
        .then((found) => judged(call, ticket, response, error, /** @type {number} */ (found)));
};

/** @param {Call} call @param {Ticket} ticket @param {Answer} response @param {AxiosError | undefined} error @param {number} hint @returns {Promise<Answer> | Answer} */
const judged = (call, ticket, response, error, hint) => {
  const { handle } = call;
  const now = performance.now();
  const { status } = response;
  let next = /** @type {Ticket} */ (ACTION_DELIVER);
  try {
    next = rustOf(call).answer(ticket, status, hint, now, Date.now());
  } catch {
    // The same.
  }
  if ((next & ACTION_MASK) !== ACTION_DELIVER) {
    call.note(now, 'refused', { status });
    return proceed(call, next, now);
  }
  call.note(now, 'answered', { status });
  takeTokens(handle, rustOf(call), response, call.age);
  if (error && status === 401) markRefused(error, handle, ticket, hint, call.config);
  return call.deliver(now);
};

/** @param {Call} call @param {Ticket} ticket @param {number} now @returns {Promise<Answer>} */
const queue = (call, ticket, now) => {
  const { handle, config } = call;
  const { peek } = config;
  if (peek && isFunction(handle.options.refresh)) {
    config.peek = undefined;
    return call.wait(peek(), now).then((text) => {
      config.data = text;
      return queue(call, ticket, performance.now());
    });
  }
  const rust = rustOf(call);
  const engine = engineOf(call);
  if (isOwnRefresh(handle, rust, config))
    return attempt(call.adapter, config, { include: handle.data.carrier !== 'bearer' }, config.data);
  release(call);
  call.note(now, 'queued', { method: config.method, url: config.url || '' });
  // A cookie cannot be read. Public requests must not wait for an attempt that hangs.
  const isUnknown = handle.data.carrier !== 'bearer' && handle.state() === 'restoring';
  return call.wait(rust.waiting(), now, isUnknown ? now + UNKNOWN_BOUND : undefined).then((end) => {
    const later = performance.now();
    try {
      engine.look();
      const wall = Date.now();
      const next =
        typeof end === 'object' ? rust.overdue(ticket, later, wall) : rust.resume(ticket, later, wall);
      return proceed(call, next, later);
    } catch (error) {
      return call.fail(error, later);
    }
  });
};
