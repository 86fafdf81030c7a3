// @ts-check
/**
 * The errors of a session, in axios's shape. It decides what they carry; when one is due, Rust decides.
 */
import { CODE_REFRESH_FAILED, CODE_SESSION_ENDED } from '../../../src/web/boundary.js';
import { AxiosError, define, setCause } from '../errors.js';
import { isObject } from '../http/values.js';

/**
 * @typedef {import('./types.js').Reason} Reason
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 */

export const FAILED = CODE_REFRESH_FAILED;

/**
 * The request's own refusal is the error's `response` only where the session is over: code that was written for axios
 * signs the user out at a 401.
 * @param {string} code @param {unknown} [cause] why the refresh failed @param {Config} [config]
 * @param {Answer} [refused] the request's own refusal @param {Reason} [reason] @param {string} [message]
 */
export const sessionError = (
  code,
  cause,
  config,
  refused,
  reason,
  message = 'The access token could not be renewed for now; the session is kept',
) => {
  const response = code === CODE_SESSION_ENDED ? refused : undefined;
  const error = new AxiosError(message, code, config, response?.request, response);
  if (refused) define(error, 'refused', refused);
  error.retryable = code === FAILED;
  if (reason) error.reason = reason;
  if (cause !== undefined) setCause(error, cause);
  return error;
};

/** What was thrown, as an axios-shaped error. @param {unknown} error @param {Config} [config] @param {Answer} [refused] @returns {AxiosError} */
export const toAxiosError = (error, config, refused) => {
  if (isObject(error) && error.isAxiosError)
    return /** @type {AxiosError} */ (/** @type {unknown} */ (error));
  const out = AxiosError.from(isObject(error) ? error : new Error(String(error)), undefined, config);
  if (refused) define(out, 'refused', refused);
  if (isObject(error) && error.retryable) out.retryable = true;
  return out;
};
