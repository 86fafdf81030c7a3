// @ts-check
/**
 * `AxiosError`: the one shape in which everything fails. It decides what the stack and the JSON of an error show;
 * the code that fails decides which error it is.
 * @typedef {import('./types.js').Members} Members
 * @typedef {import('./types.js').Config} Config
 * @typedef {import('./types.js').Answer} Answer
 */
import { AxiosHeaders } from './http/headers.js';
import { isArray, isObject, isPlain, kindOf, own } from './http/values.js';

const REDACTED = '[REDACTED ****]';
const CAUSED_BY = '\nCaused by: ';

/** @param {object} object @param {PropertyKey} name @param {unknown} value @param {boolean} [enumerable] */
export const define = (object, name, value, enumerable = false) =>
  Object.defineProperty(object, name, {
    // @ts-ignore an object literal's __proto__ keeps pollution out of the descriptor
    __proto__: null,
    value,
    enumerable,
    writable: true,
    configurable: true,
  });

/**
 * Not enumerable, as native causes are: loggers walk own properties, and causes are full of cycles.
 * @param {object} error @param {unknown} cause
 */
export const setCause = (error, cause) => define(error, 'cause', cause);

/** @param {any} part of an AggregateError */
const said = (part) => {
  try {
    return String(part?.message || part);
  } catch {
    return '';
  }
};

/**
 * A plain snapshot of a config: no cycles, no values under the given keys, not the session's options, whose
 * storage may hold tokens, and no schema, which is large.
 * @param {unknown} config @param {string[]} [secret] lower-case names
 */
const snapshot = (config, secret) => {
  /** @type {unknown[]} */
  const path = [];
  /** @param {any} source @returns {unknown} */
  const visit = (source) => {
    if (!isObject(source)) return source;
    if (path.includes(source)) return;
    if (secret && source instanceof AxiosHeaders) source = source.toJSON();
    // It says itself how it is serialised.
    if ('toJSON' in source && !(secret && isPlain(source))) return source;
    path.push(source);
    const isSet = !secret && kindOf(source) === 'Set';
    /** @type {Members} an array is written like an object */
    const out = isSet || isArray(source) ? [] : secret ? Object.create(null) : {};
    for (const [key, value] of Object.entries(isSet ? [...source] : source)) {
      if (source === config && (key === 'session' || key === 'schema')) continue;
      const next = secret?.includes(key.toLowerCase()) ? REDACTED : visit(value);
      if (next !== undefined) out[isSet ? /** @type {number} */ (out.length) : key] = next;
    }
    path.pop();
    return out;
  };
  return visit(config);
};

export class AxiosError extends Error {
  /**
   * @param {any} error anything that was thrown
   * @param {string} [code] @param {Config} [config] @param {unknown} [request] @param {Answer} [response]
   * @param {object} [extra] own properties to add
   */
  static from(error, code, config, request, response, extra) {
    let { message, errors } = error;
    // An AggregateError's own message is mostly empty.
    if (!message && isArray(errors) && errors.length)
      message = errors.map(said).filter(Boolean).join('; ') || error.name || 'AggregateError';
    const out = new AxiosError(message, code || error.code, config, request, response);
    setCause(out, error);
    define(out, 'name', error.name, true);
    try {
      // Many reporters read `stack` alone, so the low-level failure is told there too.
      if (error.stack && out.stack) out.stack += CAUSED_BY + error.stack;
    } catch {
      // A stack that cannot be read or written is no reason to lose the error.
    }
    if (error.status != null && out.status == null) out.status = error.status;
    return Object.assign(out, extra);
  }

  /**
   * @param {string} [message] @param {string} [code] @param {Config} [config] @param {unknown} [request]
   * @param {Answer} [response]
   */
  constructor(message, code, config, request, response) {
    super(message);
    define(this, 'message', message, true);
    // Not assigned: a frozen Error.prototype would forbid it.
    define(this, 'name', 'AxiosError', true);
    this.isAxiosError = true;
    if (code) this.code = code;
    if (config) this.config = config;
    if (request) this.request = request;
    if (response) {
      this.response = response;
      this.status = response.status;
    }
  }

  toJSON() {
    const self = /** @type {Members} */ (/** @type {unknown} */ (this));
    const redact = own(self.config, 'redact');
    /** @type {Members} */
    const out = {};
    for (const key of 'message name description number fileName lineNumber columnNumber stack'.split(' '))
      out[key] = self[key];
    out.config = snapshot(
      self.config,
      isArray(redact) && redact.length ? redact.map((key) => String(key).toLowerCase()) : undefined,
    );
    out.code = self.code;
    out.status = self.status;
    return out;
  }
}

// A minifier renames the class.
define(AxiosError, 'name', 'AxiosError');

for (const code of (
  'ERR_BAD_OPTION_VALUE ERR_BAD_OPTION ECONNABORTED ETIMEDOUT ECONNREFUSED ERR_NETWORK ERR_FR_TOO_MANY_REDIRECTS ' +
  'ERR_DEPRECATED ERR_BAD_RESPONSE ERR_BAD_REQUEST ERR_CANCELED ERR_NOT_SUPPORT ERR_INVALID_URL ' +
  'ERR_FORM_DATA_DEPTH_EXCEEDED ERR_SESSION_ENDED ERR_SESSION_CHANGED ERR_REFRESH_FAILED ' +
  'ERR_REFRESH_MISCONFIGURED ERR_BODY_NOT_REPLAYABLE'
).split(' '))
  /** @type {Members} */ (/** @type {unknown} */ (AxiosError))[code] = code;

/**
 * Appends the frames of the call that failed: an error made when an answer arrives has only our own frames.
 * Called in the last handler of a request's promise, where the JavaScript engine still knows who awaits it.
 * @param {any} error
 */
export const withCallerFrames = (error) => {
  if (error instanceof Error)
    try {
      // Without the message and the two frames of ours.
      const frames = /** @type {string} */ (new Error().stack).split('\n').slice(3).join('\n');
      const stack = error.stack || '';
      const at = stack.indexOf(CAUSED_BY);
      const head = at < 0 ? stack : stack.slice(0, at);
      if (!head.endsWith(frames)) error.stack = head + (head && '\n') + frames + stack.slice(head.length);
    } catch {
      // A custom stack hook must not replace the error itself.
    }
  return error;
};

/** @param {unknown} value */
export const isAxiosError = (value) => isObject(value) && value.isAxiosError === true;
