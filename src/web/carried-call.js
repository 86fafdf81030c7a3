// @ts-check
// A refresh call that a worker makes, or has made, so that it outlives its page (R16). Decides what the page does with
// such a call: when it is handed over, what its answer is taken for, and what the worker is told when the page stops.
// How the worker does it, outlive.js says. JavaScript, as page.js says.

import { REPORT_SENDING, REPORT_UNCOLLECTED } from './boundary.js';
import { attempt } from './foreign.js';
import { isSuccess } from './refresh-answer.js';

/**
 * @import { Carrier, Left } from './outlive.js'
 * @import { Answers } from './refresh-answer.js'
 * @import { RefreshCall } from './refresh-call.js'
 * @import { PreparedCall, Report } from './types.js'
 */

/**
 * @param {Report} report @param {Map<number, RefreshCall>} calls those under way
 * @param {Carrier} carrier has calls made by workers @param {Answers} answers
 */
export const createCarriedCalls = (report, calls, carrier, { fail, fetched, notSent }) => {
  /** What a worker has got, or has left. @param {number} op @param {RefreshCall} call @param {Left} left */
  const landed = (op, call, left) => {
    // That the worker has ended is told after its answer.
    if (call.response) return;
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
  /** R16.2 A worker makes the call; where none can be had, the page does. @param {number} op @param {RefreshCall} call @param {PreparedCall} request @param {() => void} alone the page makes it */
  const carried = (op, call, request, alone) => {
    const { token, longest, controller } = call;
    call.longest = 0;
    // Since it was prepared, its session may have ended.
    const mayGo = (/** @type {0 | 1} */ isCarried) => {
      const isDue = calls.get(op) === call && report(REPORT_SENDING, op, undefined, isCarried);
      return isDue || (calls.delete(op), false);
    };
    /** @type {Parameters<Carrier['start']>[4]} */
    const begin = (tell, remove) => {
      Object.assign(call, { tell, remove });
      return mayGo(1);
    };
    carrier.start(
      /** @type {string} */ (token),
      /** @type {number} */ (longest),
      request,
      controller.signal,
      begin,
      (left) => landed(op, call, left),
      () => mayGo(0) && alone(),
    );
  };
  /** A worker may make the call that is about to be sent. @param {number} op @param {number} longest */
  const carry = (op, longest) => void calls.set(op, { controller: new AbortController(), longest });
  /** R16.4 Takes the answer that a worker has left, whose page is gone. @param {number} op @param {number} _ @param {string} token */
  const collect = (op, _, token) => {
    const controller = new AbortController();
    /** @type {RefreshCall} */
    const call = { controller };
    calls.set(op, call);
    const none = () => {
      if (calls.get(op) !== call) return;
      calls.delete(op);
      report(REPORT_UNCOLLECTED, op);
    };
    carrier
      .collect(token, controller.signal)
      .then((found) => {
        if (!found) return none();
        call.remove = found.remove;
        landed(op, call, found.left);
      })
      .catch(none);
  };
  /** R16.3 The page stops. @param {number} op */
  const leave = (op) => {
    const call = calls.get(op);
    calls.delete(op);
    call?.tell?.(1);
    call?.controller.abort();
  };

  return { carried, carry, collect, leave };
};
