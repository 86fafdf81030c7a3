// @ts-check
// The refresh call: of the application's own function, or of `fetch`. What an answer means, the core decides.
// JavaScript, as page.js says.

import {
  FAILED_LINES,
  HAS_CLASSIFY,
  HAS_FUNCTION,
  HAS_PARSE,
  REPORT_FAILED,
  REPORT_REPLIED,
  REPORT_SENDING,
  REPORT_UNCOLLECTED,
  REPORT_UNSENT,
} from './boundary.js';
import { attempt, get, isFunction, isResponse, mono, own, text, whenReady } from './foreign.js';
import { AT_ONCE } from './outlive.js';

/**
 * @import { Carrier, Left } from './outlive.js'
 * @import { Host, PreparedCall, Report } from './types.js'
 */
/**
 * One call: what is known of its answer, the body parsed where it is JSON. `longest`: a worker may make it,
 * for so many milliseconds; `token`: what it sends; `isCarried`: a worker has it, and what
 * it leaves is to be removed; `tell` has that worker give up, or go on without this page.
 * @typedef {{
 *   controller: AbortController, response?: Response, data?: unknown, isHtml?: boolean, judged?: unknown,
 *   longest?: number, token?: string, isCarried?: boolean, tell?: (word: 0 | 1) => void,
 * }} RefreshCall
 */

/** What fails sooner than this may have been stopped by the browser: on a busy machine that was seen to take 0.6 s. */
const SOON = 1000;
/** Where a refusal has its name: OAuth's place first, then those of gateways. */
const CODES = ['error', '__type', 'code'];
/** A JSON Web Token in its compact form, signed or encrypted. */
const JWT = /^\s*e[wy3][\w-]*(\.[\w-]*){2,4}\s*$/;
/** The codes of a call that cannot be made from what the application gives. */
const WRONG = /^ERR_(INVALID_URL|BAD_OPTION_VALUE)$/;
/** @param {string} url @returns {unknown} */
const originOf = (url) => attempt(() => new URL(url, globalThis.document?.baseURI).origin);

/** @param {unknown} response @returns {number | undefined} */
const status = (response) => {
  const found = get(response, 'status');
  return typeof found == 'number' ? found : undefined;
};
/** @param {Response | undefined} response @param {string} name */
const header = (response, name) => text(attempt(() => response?.headers.get(name)));
/** @param {unknown} response */
const isSuccess = (response) => {
  const code = /** @type {number} */ (status(response));
  return code >= 200 && code < 300;
};

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
    if (call?.isCarried) {
      // What a worker has got, or left, is no answer for anybody else now.
      call.tell?.(0);
      call.controller.abort();
      carrier.empty();
    }
    return calls.delete(op);
  };
  /**
   * Goes on with what the application says about an answer, once it has said it.
   * @param {RefreshCall} call @param {unknown} error @param {boolean} isFailure @param {(judged: string) => void} next
   */
  const classify = ({ response, data }, error, isFailure, next) => {
    const found = isFailure ? statusOf(response, error) : status(response);
    whenReady(
      () => (bits & HAS_CLASSIFY ? host.classify(found, data, error, isFailure, response) : ''),
      (judged) => next(text(judged)),
      () => next(''),
    );
  };
  /** The status of an answer: of the response, or of the one that a thrown error carries, itself or as its cause. @param {unknown} response @param {unknown} error */
  const statusOf = (response, error) =>
    status(response) ?? status(get(error, 'response')) ?? status(get(get(error, 'cause'), 'response'));
  /** A call brought no tokens. @param {number} op @param {unknown} [error] what was thrown, if anything */
  const fail = (op, error) => {
    const call = calls.get(op);
    if (!call) return;
    const { response, data, isHtml } = call;
    const found = statusOf(response, error);
    const name = CODES.map((code) => own(data, code)).find((code) => typeof code == 'string');
    const retryAfter = header(response, 'retry-after');
    classify(call, error, true, (judged) => {
      if (!end(op)) return;
      refresh.cause = error === undefined ? attempt(() => host.problem(found, name)) : error;
      /** @type {Record<typeof FAILED_LINES[number], unknown>} */
      const values = { status: found, isHtml: isHtml ? 1 : '', judged, retryAfter, error: name };
      report(REPORT_FAILED, op, FAILED_LINES.map((line) => values[line]).join('\n'), Date.parse(retryAfter));
    });
  };
  /** @param {number} op @param {unknown} error */
  const notSent = (op, error) => {
    refresh.cause = error;
    // What does not parse, or is of another kind, will not be better the next time.
    if (end(op)) report(REPORT_UNSENT, op, undefined, WRONG.test(text(get(error, 'code'))) ? 1 : 0);
  };
  /** A call was answered with success, and these are its tokens. @param {number} op @param {unknown} value */
  const replied = (op, value) => {
    const call = calls.get(op);
    if (call) report(REPORT_REPLIED, op, value, Date.parse(header(call.response, 'date')));
  };
  /** The same; `refreshOn` may know a refusal that looks like a success. @param {number} op @param {unknown} value */
  const answered = (op, value) => {
    const call = calls.get(op);
    if (call)
      classify(call, undefined, false, (judged) => {
        call.judged = judged;
        replied(op, value);
      });
  };
  /** They are tokens. @param {number} op */
  const confirm = (op) => {
    const call = calls.get(op);
    if (!call) return;
    if (call.judged) return fail(op);
    refresh.cause = undefined;
    return end(op);
  };
  /** @param {number} op @param {string} body */
  const read = (op, body) => {
    const call = calls.get(op);
    if (!call) return;
    const response = /** @type {Response} */ (call.response);
    const [, first] = /^[\t\n\f\r ]*([<{["])/.exec(text(body)) || [];
    const isHtml = first == '<' || header(response, 'content-type').includes('html');
    let isBroken;
    /** @type {unknown} */
    let data = body;
    try {
      data = JSON.parse(body);
    } catch {
      // Half an object is a string too, and so is a page of HTML: neither is ever a token.
      isBroken = first;
    }
    Object.assign(call, { data, isHtml });
    if (!isSuccess(response)) fail(op);
    else if (bits & HAS_PARSE)
      whenReady(
        () => host.parse(data, response),
        (reply) => answered(op, reply),
        (error) => fail(op, error),
      );
    else if (isHtml || isBroken) fail(op);
    // A text that is no JWT is a word such as OK, which only the application could call a token.
    else answered(op, typeof data == 'string' && !JWT.test(data) ? undefined : data);
  };
  /** @param {number} op @param {Response} response */
  const fetched = (op, response) => {
    const call = calls.get(op);
    if (!call) return;
    call.response = response;
    const broken = (/** @type {unknown} */ error) => {
      // Half a success says no more than no answer.
      if (isSuccess(response)) call.response = undefined;
      fail(op, error);
    };
    if (!isFunction(get(response, 'text'))) return broken(undefined);
    whenReady(
      () => response.text(),
      (body) => read(op, body),
      broken,
    );
  };
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
    if (call.longest && typeof request.url == 'string' && carrier.isAble()) return carried(op, call, request);
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
        if (isUnsent() && calls.has(op)) notSent(op, error);
        else fail(op, error);
      },
    );
  };
  /** What a worker has got, or has left. @param {number} op @param {RefreshCall} call @param {Left} left */
  const landed = (op, call, left) => {
    if (calls.get(op) !== call || call.response) return;
    const { error, isUnsent, isForeign, body, ...init } = left;
    if (isUnsent) return notSent(op, new TypeError(error));
    if (isForeign) return fail(op, new Error('the refresh was redirected to another origin'));
    // Throws for a status that a response cannot be made with.
    const response = attempt(() => new Response(body || null, init));
    if (error === undefined && response) return fetched(op, response);
    // Half a success says no more than no answer.
    if (!isSuccess(response)) call.response = response;
    fail(op, new TypeError(error));
  };
  /** R16.2 A worker makes the call; where none can be had, the page does. @param {number} op @param {RefreshCall} call @param {PreparedCall} request */
  const carried = (op, call, request) => {
    const { token, longest, controller } = call;
    call.longest = 0;
    // Since it was prepared, its session may have ended.
    const mayGo = (/** @type {0 | 1} */ isCarried) => {
      const isDue = calls.get(op) === call && report(REPORT_SENDING, op, undefined, isCarried);
      return isDue || (calls.delete(op), false);
    };
    const begin = (/** @type {RefreshCall['tell']} */ tell) => {
      Object.assign(call, { tell, isCarried: true });
      return mayGo(1);
    };
    carrier.start(
      /** @type {string} */ (token),
      /** @type {number} */ (longest),
      request,
      controller.signal,
      begin,
      (left) => landed(op, call, left),
      () => mayGo(0) && prepared(op, request),
    );
  };
  /** A worker may make the call that is about to be sent. @param {number} op @param {number} longest */
  const carry = (op, longest) => void calls.set(op, { controller: new AbortController(), longest });
  /** R16.4 Takes the answer that a worker has left, whose page is gone. @param {number} op @param {number} _ @param {string} token */
  const collect = (op, _, token) => {
    const controller = new AbortController();
    /** @type {RefreshCall} */
    const call = { controller, isCarried: true };
    calls.set(op, call);
    const none = () => {
      if (calls.get(op) !== call) return;
      calls.delete(op);
      report(REPORT_UNCOLLECTED, op);
    };
    carrier
      .collect(token, controller.signal)
      .then((left) => (left ? landed(op, call, left) : none()))
      .catch(none);
  };
  /** R16.3 The page stops. @param {number} op */
  const leave = (op) => {
    const call = calls.get(op);
    calls.delete(op);
    call?.tell?.(1);
    call?.controller.abort();
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
    if (!calls.delete(op) || !call) return;
    refresh.cause = new Error('the refresh call took too long');
    call.tell?.(0);
    call.controller.abort(refresh.cause);
  };

  const refresh = {
    /** Why the last refresh failed, as the application sees it. @type {unknown} */
    cause: undefined,
    send,
    fail,
    confirm,
    abort,
    carry,
    collect,
    leave,
  };
  return refresh;
};
