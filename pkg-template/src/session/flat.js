// @ts-check
/**
 * A session's options: made uniform, and with their defaults. It decides what stands for an option that was left out;
 * set-up.js passes them on to Rust, where it is decided what they do.
 */
import { REFRESH_AHEAD, REFRESH_ON, REFRESH_TIMEOUT } from '../../../src/web/boundary.js';
import { flat, isFunction, isString } from '../http/values.js';
import { isRegExp } from './options.js';
import { isAlone } from './realm.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../types.js').SessionOptions} SessionOptions
 */

/** A declared call as an object. @template T @param {T} call @param {'form'} [format] of a URL alone */
const callOf = (call, format) => (isString(call) ? { __proto__: null, url: call, format } : flat(call));

/** The options that are given, without a prototype. @param {SessionOptions} session @returns {Options} */
export const ownOptions = (session) => {
  const { refresh, revoke = null, ...rest } = flat(session);
  const options = /** @type {Record<string, unknown>} */ ({
    __proto__: null,
    ...rest,
    refresh: callOf(refresh),
    // RFC 7009's form unless it is declared otherwise.
    revoke: callOf(revoke, 'form'),
  });
  for (const name in options) if (options[name] === undefined) delete options[name];
  return /** @type {Options} */ (/** @type {unknown} */ (options));
};

/** What two instances of a session must agree on is compared as text; of functions only that there is one. @param {unknown} value */
export const asText = (value) =>
  JSON.stringify(value, (_, part) =>
    isFunction(part) ? 'a function' : isRegExp(part) ? String(part) : part,
  );

/**
 * All options with their defaults, by which two instances are compared.
 * @param {Options} options @param {string[]} origins @returns {Data}
 */
export const withDefaults = (options, origins) => {
  const { storage = 'session' } = options;
  const isMemory = storage === 'memory' || (isAlone() && isString(storage));
  const data = /** @type {Data} */ ({
    // @ts-ignore without a prototype, so that nobody can add options by polluting it
    __proto__: null,
    carrier: 'bearer',
    shareTabs: !isMemory,
    refreshOn: REFRESH_ON,
    refreshAhead: REFRESH_AHEAD / 1000,
    refreshTimeout: REFRESH_TIMEOUT,
    inDoubt: 'replay',
    header: 'Authorization',
    scheme: 'Bearer',
    ...options,
    storage: isMemory ? 'memory' : isString(storage) ? storage : 'custom',
    origins,
  });
  data.shareTabs &&= !isAlone();
  return data;
};
