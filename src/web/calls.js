// @ts-check
// The refresh call: of the application's own function, or of `fetch`. What an answer means, the core decides.
// JavaScript, as page.js says.

import { FAILED, REPLIED, UNSENT, attempt, get, isFunction, own, text, watch } from './values.js';

/** @param {any} response @returns {number | undefined} */
const status = (response) => {
  const found = get(response, 'status');
  return typeof found == 'number' ? found : undefined;
};
/** @param {any} response @param {string} name */
const header = (response, name) => text(attempt(() => response.headers.get(name)));
/** @param {any} response */
const isSuccess = (response) => {
  const code = /** @type {number} */ (status(response));
  return code >= 200 && code < 300;
};

/** @param {any} host see host.rs @param {any} report @param {number} flags see page.js */
export const createCalls = (host, report, flags) => {
  const [hasFunction, hasParse, hasClassify] = [flags & 1, flags & 2, flags & 4];
  /** @type {any} why the last refresh failed, as the application sees it */
  let cause;
  /**
   * The calls under way: one flight, and now and then one of a session that is already over.
   * @type {Map<number, { controller: AbortController, response?: any, data?: any, isHtml?: boolean }>}
   */
  const calls = new Map();

  /** What the application says about an answer. @param {any} call @param {any} error @param {boolean} isFailure */
  const classify = ({ response, data }, error, isFailure) => {
    const found = isFailure ? statusOf(response, error) : status(response);
    return hasClassify ? text(attempt(() => host.classify(found, data, error, isFailure, response))) : '';
  };
  /** The status of an answer: of the response, or of the one that a thrown error carries, itself or as its cause. @param {any} response @param {any} error */
  const statusOf = (response, error) =>
    status(response) ?? status(get(error, 'response')) ?? status(get(get(error, 'cause'), 'response'));
  /** A call brought no tokens. @param {number} op @param {any} [error] what was thrown, if anything */
  const fail = (op, error) => {
    const call = calls.get(op);
    if (!call) return;
    const { response, data, isHtml } = call;
    const found = statusOf(response, error);
    const code = own(data, 'error');
    const name = typeof code == 'string' ? code : undefined;
    const judged = classify(call, error, true);
    cause = error === undefined ? attempt(() => host.problem(found, name)) : error;
    const after = header(response, 'retry-after');
    if (calls.delete(op))
      report(FAILED, op, [found, isHtml ? 1 : '', judged, after, name].join('\n'), Date.parse(after));
  };
  /** @param {number} op @param {any} error */
  const notSent = (op, error) => {
    cause = error;
    // What does not parse will not parse the next time either.
    if (calls.delete(op)) report(UNSENT, op, undefined, get(error, 'code') === 'ERR_INVALID_URL');
  };
  /** A call was answered with success, and these are its tokens. @param {number} op @param {any} value */
  const replied = (op, value) => {
    const call = calls.get(op);
    if (call) report(REPLIED, op, value, Date.parse(header(call.response, 'date')));
  };
  /** They are tokens; `refreshOn` may know a refusal that looks like a success. @param {number} op */
  const confirm = (op) => {
    const call = calls.get(op);
    if (!call) return;
    if (!hasFunction && classify(call, undefined, false)) return fail(op);
    cause = undefined;
    return calls.delete(op);
  };
  /** @param {number} op @param {any} body */
  const read = (op, body) => {
    const call = calls.get(op);
    if (!call) return;
    const { response } = call;
    const [, first] = /^[\t\n\f\r ]*([<{["])/.exec(text(body)) || [];
    const isHtml = first == '<' || header(response, 'content-type').includes('html');
    let isBroken;
    let data = body;
    try {
      data = JSON.parse(body);
    } catch {
      // Half an object is a string too, and so is a page of HTML: neither is ever a token.
      isBroken = first;
    }
    Object.assign(call, { data, isHtml });
    if (!isSuccess(response)) fail(op);
    else if (hasParse)
      watch(
        () => host.parse(data, response),
        (/** @type {any} */ reply) => replied(op, reply),
        (/** @type {any} */ error) => fail(op, error),
      );
    else if (isHtml || isBroken) fail(op);
    else replied(op, data);
  };
  /** @param {number} op @param {any} response */
  const fetched = (op, response) => {
    const call = calls.get(op);
    if (!call) return;
    call.response = response;
    const broken = (/** @type {any} */ error) => {
      // Half a success says no more than no answer.
      if (isSuccess(response)) call.response = undefined;
      fail(op, error);
    };
    if (!isFunction(get(response, 'text'))) return broken(undefined);
    watch(
      () => response.text(),
      (/** @type {any} */ body) => read(op, body),
      broken,
    );
  };
  /** @param {number} op @param {any} request */
  const prepared = (op, request) => {
    const call = calls.get(op);
    if (!call) return;
    let sent;
    try {
      request.init.signal = call.controller.signal;
      sent = fetch(request.url, request.init);
    } catch (error) {
      // A `fetch` that throws, unlike one that rejects, has sent nothing.
      return notSent(op, error);
    }
    watch(
      () => sent,
      (/** @type {any} */ response) => fetched(op, response),
      (/** @type {any} */ error) => fail(op, error),
    );
  };
  /** @param {number} op @param {any} _number @param {string} access @param {string} refresh */
  const send = (op, _number, access, refresh) => {
    const controller = new AbortController();
    calls.set(op, { controller });
    const tokens = [access || undefined, refresh || undefined];
    if (hasFunction)
      watch(
        () => host.refresh(...tokens, controller.signal),
        (/** @type {any} */ value) => replied(op, value),
        (/** @type {any} */ error) => fail(op, error),
      );
    // It may be wrong the other way round only.
    else if (get(globalThis.navigator, 'onLine') === false) notSent(op, new Error('the device is offline'));
    else
      watch(
        () => host.prepare(...tokens),
        (/** @type {any} */ value) => prepared(op, value),
        (/** @type {any} */ error) => notSent(op, error),
      );
  };
  /** @param {number} op */
  const abort = (op) => {
    const call = calls.get(op);
    if (!calls.delete(op) || !call) return;
    cause = new Error('the refresh took longer than refreshTimeout');
    call.controller.abort(cause);
  };

  return {
    send,
    fail,
    confirm,
    abort,
    cause: () => cause,
    forget() {
      cause = undefined;
    },
  };
};
