// @ts-check
// The refresh call: of the application's own function, or of `fetch`. Decides who makes it, how it is sent, and that
// nothing is heard of a call which is over. What comes back, refresh-answer.js reads. JavaScript, as page.js says.

import { HAS_FUNCTION } from './boundary.js';
import { createCarriedCalls } from './carried-call.js';
import { attempt, get, isResponse, mono, text, whenReady } from './foreign.js';
import { AT_ONCE } from './outlive.js';
import { createAnswers, isSuccess } from './refresh-answer.js';

/**
 * @import { Carrier } from './outlive.js'
 * @import { Host, PreparedCall, Report } from './types.js'
 */
/**
 * One call: what is known of its answer, the body parsed where it is JSON. `longest`: a worker may make it, for so many
 * milliseconds; `token`: what it sends; `tell` has the worker that makes it give up, or go on without this page; `remove`
 * removes what a worker has left of it.
 * @typedef {{
 *   controller: AbortController, response?: Response, data?: unknown, isHtml?: boolean, judged?: unknown,
 *   longest?: number, token?: string, tell?: (word: 0 | 1) => void, remove?: () => void,
 * }} RefreshCall
 */

/** What fails sooner than this may have been stopped by the browser: on a busy machine that was seen to take 0.6 s. */
const SOON = 1000;
/** @param {string} url @returns {unknown} */
const originOf = (url) => attempt(() => new URL(url, globalThis.document?.baseURI).origin);

/**
 * @param {Required<Host>} host see host.rs @param {Report} report @param {number} bits of the set-up
 * @param {Carrier} carrier has calls made by workers
 */
export const createRefreshCalls = (host, report, bits, carrier) => {
  /**
   * The calls under way: one flight, and now and then one of a session that is already over.
   * @type {Map<number, RefreshCall>}
   */
  const calls = new Map();
  /**
   * The call before asked for `keepalive` and failed soon. Perhaps the page has used up its quota of such calls, 64 kB.
   * Perhaps the page was about to go away, and the call has arrived: so it is not repeated here, and the next one, which
   * the core makes in due time, does without `keepalive`.
   */
  let isFull = false;

  /** A call is over. Answers whether it was under way. @param {number} op */
  const end = (op) => {
    const call = calls.get(op);
    // What a worker has got, or left, is no answer for anybody else now. The store may be another session's by then.
    call?.tell?.(0);
    if (call?.tell) call.controller.abort();
    call?.remove?.();
    return calls.delete(op);
  };
  const answers = createAnswers(host, report, bits, calls, end);
  const { fail, fetched, notSent, replied } = answers;
  const { carried, carry, collect, leave } = createCarriedCalls(report, calls, carrier, answers);

  /** @param {number} op @param {PreparedCall} request */
  const prepared = (op, request) => {
    const call = calls.get(op);
    if (!call) return;
    /** @type {Promise<Response>} */
    let sent;
    const began = mono();
    // What the device says of itself is a hint, since virtual adapters make it wrong. Only a call that fails before it can
    // have gone anywhere was not sent.
    const took = () => mono() - began;
    const isUnsent = () => took() < AT_ONCE && get(globalThis.navigator, 'onLine') === false;
    const { init } = request;
    // The Rust client gives a request, which no worker can be given.
    if (call.longest && typeof request.url == 'string' && carrier.isAble())
      return carried(op, call, request, () => prepared(op, request));
    // Where tokens do not rotate, what an earlier call has left could be taken for the answer to this one.
    if (call.longest != undefined) carrier.empty();
    if (isFull) init.keepalive = isFull = false;
    try {
      init.signal = call.controller.signal;
      sent = fetch(request.url, init);
    } catch (error) {
      // A `fetch` that throws, unlike one that rejects, has sent nothing.
      return notSent(op, error);
    }
    whenReady(
      () => sent,
      (response) => {
        const from = get(response, 'redirected') && originOf(response.url);
        // Another origin's refusal says nothing about a token that is not for it.
        if (from && !isSuccess(response) && from !== originOf(text(get(request.url, 'url')) || request.url))
          fail(op, new Error('the refresh was redirected to another origin'));
        else fetched(op, response);
      },
      (error) => {
        isFull = !!init.keepalive && took() < SOON;
        if (isUnsent()) notSent(op, error);
        else fail(op, error);
      },
    );
  };
  /** @param {number} op @param {string} access @param {string} token */
  const send = (op, access, token) => {
    const call = calls.get(op) || { controller: new AbortController() };
    const { controller } = call;
    calls.set(op, Object.assign(call, { token }));
    /** @type {[access?: string, refresh?: string]} */
    const tokens = [access || undefined, token || undefined];
    if (bits & HAS_FUNCTION)
      whenReady(
        () => host.refresh(tokens[0], tokens[1], controller.signal),
        (value) => (isResponse(value) ? fetched(op, value) : replied(op, value)),
        (error) => fail(op, error),
      );
    else
      whenReady(
        () => host.prepare(...tokens),
        (value) => prepared(op, value),
        (error) => notSent(op, error),
      );
  };
  /** @param {number} op */
  const abort = (op) => {
    const call = calls.get(op);
    if (!call) return;
    calls.delete(op);
    answers.cause = new Error('the refresh call took too long');
    call.tell?.(0);
    call.controller.abort(answers.cause);
  };

  return Object.assign(answers, { send, abort, carry, collect, leave });
};
