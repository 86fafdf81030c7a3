// @ts-check
/**
 * The errors of a session, in axios's shape. It decides what they say and carry; when one is due, Rust decides.
 */
import { AxiosError, setCause } from '../errors.js';
import { isObject } from '../http/values.js';

/** In the order of Rust's `Code`: a ticket names them by number. @type {Record<string, string>} */
const MESSAGES = {
  ERR_SESSION_ENDED: 'The session has ended',
  ERR_SESSION_CHANGED: 'Another session has begun since this request was made',
  ERR_REFRESH_FAILED: 'The access token could not be renewed for now; the session is kept',
  ERR_REFRESH_MISCONFIGURED: 'The token endpoint refuses the refresh call; the session is kept',
  ERR_BODY_NOT_REPLAYABLE:
    'The access token was refused, and the body is a stream, which cannot be sent again',
};
export const CODES = Object.keys(MESSAGES);
export const ENDED = 'ERR_SESSION_ENDED';
export const FAILED = 'ERR_REFRESH_FAILED';
const NOT_REPLAYABLE = 'ERR_BODY_NOT_REPLAYABLE';

/**
 * @param {string} code @param {any} [cause] why the refresh failed @param {any} [config]
 * @param {any} [response] the request's own refusal @param {any} [reason]
 */
export const sessionError = (code, cause, config, response, reason) => {
  const error = /** @type {any} */ (
    new AxiosError(MESSAGES[code], code, config, response?.request, response)
  );
  error.retryable = code === FAILED;
  if (reason) error.reason = reason;
  if (cause !== undefined) setCause(error, cause);
  return error;
};

/** In the order of Rust's `EndReason`; 0 is none. */
const REASONS = [undefined, 'signedOut', 'refused', 'inDoubt', 'lost'];

/** Why the session of an instance of Rust ended, if it did. @param {any} rust */
export const endReason = (rust) => REASONS[(rust.status(0, 0) >> 3) & 7];

/** The same, with what Rust knows about the session. @param {any} rust @param {string} code @param {any} [config] @param {any} [response] */
export const failure = (rust, code, config, response) =>
  code === NOT_REPLAYABLE
    ? sessionError(code, undefined, config, response, 'bodyNotReplayable')
    : sessionError(code, rust.cause(), config, response, code === ENDED ? endReason(rust) : undefined);

/** Whatever was thrown, as an axios-shaped error. @param {any} error @param {any} [config] */
export const toAxiosError = (error, config) =>
  error?.isAxiosError
    ? error
    : AxiosError.from(isObject(error) ? error : new Error(String(error)), undefined, config);
