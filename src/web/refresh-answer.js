// @ts-check
// What the answer to a refresh call says: its status, its text, and what the application makes of it. Decides what counts
// as tokens and what is told of a failure; what follows from that, the core decides. JavaScript, as page.js says.

import {
  FAILED_LINES,
  HAS_CLASSIFY,
  HAS_PARSE,
  REPORT_FAILED,
  REPORT_REPLIED,
  REPORT_UNSENT,
} from './boundary.js';
import { attempt, get, isFunction, own, text, whenReady } from './foreign.js';

/**
 * @import { RefreshCall } from './refresh-call.js'
 * @import { Host, Report } from './types.js'
 */
/** @typedef {ReturnType<typeof createAnswers>} Answers */

/** Where a refusal has its name: OAuth's place first, then those of gateways. */
const CODES = ['error', '__type', 'code'];
/** A JSON Web Token in its compact form, signed or encrypted. */
const JWT = /^\s*e[wy3][\w-]*(\.[\w-]*){2,4}\s*$/;
/** The codes of a call that cannot be made from what the application gives. */
const WRONG = /^ERR_(INVALID_URL|BAD_OPTION_VALUE)$/;

/** @param {unknown} response @returns {number | undefined} */
const status = (response) => {
  const found = get(response, 'status');
  return typeof found == 'number' ? found : undefined;
};
/** @param {Response | undefined} response @param {string} name */
const header = (response, name) => text(attempt(() => response?.headers.get(name)));
/** @param {unknown} response */
export const isSuccess = (response) => {
  const code = /** @type {number} */ (status(response));
  return code >= 200 && code < 300;
};

/**
 * @param {Required<Host>} host see host.rs @param {Report} report @param {number} bits of the set-up
 * @param {Map<number, RefreshCall>} calls those under way @param {(op: number) => boolean} end one of them is over
 */
export const createAnswers = (host, report, bits, calls, end) => {
  /**
   * Goes on with what the application says about an answer, once it has said it.
   * @param {RefreshCall} call @param {unknown} error @param {boolean} isFailure @param {(judged: string) => void} next
   */
  const classify = ({ response, data }, error, isFailure, next) => {
    const found = statusOf(response, error);
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
      answers.cause = error === undefined ? attempt(() => host.problem(found, name)) : error;
      /** @type {Record<typeof FAILED_LINES[number], unknown>} */
      const values = { status: found, isHtml: isHtml ? 1 : '', judged, retryAfter, error: name };
      report(REPORT_FAILED, op, FAILED_LINES.map((line) => values[line]).join('\n'), Date.parse(retryAfter));
    });
  };
  /** @param {number} op @param {unknown} error */
  const notSent = (op, error) => {
    if (!end(op)) return;
    answers.cause = error;
    // What does not parse, or is of another kind, will not be better the next time.
    report(REPORT_UNSENT, op, undefined, WRONG.test(text(get(error, 'code'))) ? 1 : 0);
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
    answers.cause = undefined;
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

  const answers = {
    /** Why the last refresh failed, as the application sees it. @type {unknown} */
    cause: undefined,
    fail,
    notSent,
    replied,
    confirm,
    fetched,
  };
  return answers;
};
