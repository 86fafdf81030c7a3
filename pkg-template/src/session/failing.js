// @ts-check
/**
 * The errors that Rust names by a code. It decides what they say.
 */
import {
  CODE_BODY_NOT_REPLAYABLE,
  CODE_REFRESH_MISCONFIGURED,
  CODE_SESSION_CHANGED,
  CODE_SESSION_ENDED,
  REASONS,
  REASON_MASK,
  REASON_SHIFT,
} from '../../../src/web/boundary.js';
import { FAILED, sessionError } from './errors.js';

/**
 * @typedef {import('../types.js').Answer} Answer
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/** But for the one of a refresh that failed, which the page's part has. @type {Record<string, string>} */
const MESSAGES = {
  [CODE_SESSION_ENDED]: 'The session has ended',
  [CODE_SESSION_CHANGED]: 'Another session has begun since this request was made',
  [CODE_REFRESH_MISCONFIGURED]: 'The token endpoint refuses the refresh call; the session is kept',
  [CODE_BODY_NOT_REPLAYABLE]:
    'The access token was refused, and the body is a stream, which cannot be sent again',
};
export const ENDED = CODE_SESSION_ENDED;

/** Why the session of an instance of Rust ended, if it did. @param {RustClient} rust */
export const endReason = (rust) => REASONS[((rust.status(0, 0) >> REASON_SHIFT) & REASON_MASK) - 1];

/** An error with what is known about the session. @param {RustClient} rust @param {string} code @param {Config} [config] @param {Answer} [response] @param {typeof sessionError} [make] */
export const failure = (rust, code, config, response, make = sessionError) =>
  code === CODE_BODY_NOT_REPLAYABLE
    ? make(code, undefined, config, response, 'bodyNotReplayable', MESSAGES[code])
    : make(
        code,
        rust.page.cause ?? (code === FAILED ? new Error('no turn for the refresh in time') : undefined),
        config,
        response,
        code === ENDED ? endReason(rust) : undefined,
        MESSAGES[code],
      );
