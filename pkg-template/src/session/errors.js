// @ts-check
/**
 * The errors of a session, in axios's shape. It decides what they say and carry; when one is due, Rust decides.
 */
import {
  CODE_BODY_NOT_REPLAYABLE,
  CODE_REFRESH_FAILED,
  CODE_REFRESH_MISCONFIGURED,
  CODE_SESSION_CHANGED,
  CODE_SESSION_ENDED,
  REASONS,
  REASON_MASK,
  REASON_SHIFT,
} from '../../../src/web/boundary.js';
import { AxiosError, define, setCause } from '../errors.js';
import { isObject } from '../http/values.js';

/**
 * @typedef {import('./types.js').Reason} Reason
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** @type {Record<string, string>} */
const MESSAGES = {
  [CODE_SESSION_ENDED]: 'The session has ended',
  [CODE_SESSION_CHANGED]: 'Another session has begun since this request was made',
  [CODE_REFRESH_FAILED]: 'The access token could not be renewed for now; the session is kept',
  [CODE_REFRESH_MISCONFIGURED]: 'The token endpoint refuses the refresh call; the session is kept',
  [CODE_BODY_NOT_REPLAYABLE]:
    'The access token was refused, and the body is a stream, which cannot be sent again',
};
export const ENDED = CODE_SESSION_ENDED;
export const FAILED = CODE_REFRESH_FAILED;

/**
 * The request's own refusal is the error's `response` only where the session is over: code that was written for axios
 * signs the user out at a 401.
 * @param {string} code @param {unknown} [cause] why the refresh failed @param {Config} [config]
 * @param {Answer} [refused] the request's own refusal @param {Reason} [reason]
 */
export const sessionError = (code, cause, config, refused, reason) => {
  const response = code === ENDED ? refused : undefined;
  const error = new AxiosError(MESSAGES[code], code, config, response?.request, response);
  if (refused) define(error, 'refused', refused);
  error.retryable = code === FAILED;
  if (reason) error.reason = reason;
  if (cause !== undefined) setCause(error, cause);
  return error;
};

/** Why the session of an instance of Rust ended, if it did. @param {RustClient} rust */
export const endReason = (rust) => REASONS[((rust.status(0, 0) >> REASON_SHIFT) & REASON_MASK) - 1];

/** The same, with what is known about the session. @param {RustClient} rust @param {string} code @param {Config} [config] @param {Answer} [response] */
export const failure = (rust, code, config, response) =>
  code === CODE_BODY_NOT_REPLAYABLE
    ? sessionError(code, undefined, config, response, 'bodyNotReplayable')
    : sessionError(
        code,
        rust.page.cause ?? (code === FAILED ? new Error('no turn for the refresh in time') : undefined),
        config,
        response,
        code === ENDED ? endReason(rust) : undefined,
      );

/** What was thrown, as an axios-shaped error. @param {unknown} error @param {Config} [config] @returns {AxiosError} */
export const toAxiosError = (error, config) =>
  isObject(error) && error.isAxiosError
    ? /** @type {AxiosError} */ (/** @type {unknown} */ (error))
    : AxiosError.from(isObject(error) ? error : new Error(String(error)), undefined, config);
