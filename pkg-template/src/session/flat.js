// @ts-check
/**
 * A session's options on their way to Rust: made uniform, with their defaults, and as the flat values that cross. It
 * decides what stands for an option that was left out; what the options do is decided in Rust.
 */
import {
  CAN_REVOKE,
  CARRIERS,
  ENDS_IN_DOUBT,
  HAS_CLASSIFY,
  HAS_COMMON_STORE,
  HAS_FUNCTION,
  HAS_INITIAL,
  HAS_PARSE,
  IS_SECURE,
  NEEDS_REFRESH_TOKEN,
  PLACES,
  PLACE_CUSTOM,
  PLACE_SHIFT,
  REFRESH_AHEAD,
  REFRESH_ON,
  REFRESH_TIMEOUT,
  SHARES,
} from '../../../src/web/boundary.js';
import { flat, isFunction, isObject, isString } from '../http/values.js';
import { isRegExp } from './options.js';
import { isAlone } from './realm.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Flat} Flat
 * @typedef {import('./types.js').Identity} Identity
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../types.js').SessionCall} SessionCall
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

/** Whether the refresh call says what it sends, and that is the refresh token. @param {Options['refresh']} refresh */
const sendsToken = (refresh) =>
  !isFunction(refresh) &&
  refresh.tokenField !== false &&
  ![refresh.url, refresh.fields, refresh.headers].some(isFunction);

/**
 * All options with their defaults, by which two instances are compared, and the values for Rust.
 * @param {Options} options @param {Identity} identity @param {string[]} origins @param {boolean} isSecure
 * @returns {{ data: Data, flat: Flat }}
 */
export const flatten = (options, { key, grant }, origins, isSecure) => {
  const { refresh, storage = 'session' } = options;
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
  const { carrier, inDoubt, refreshOn, refreshAhead, refreshTimeout, shareTabs } = data;
  // The face keeps what is only in memory, so that it outlives a core that breaks.
  const place = isMemory ? PLACE_CUSTOM : PLACES.indexOf(data.storage);
  /** @type {[unknown, number][]} */
  const flags = [
    [inDoubt === 'end', ENDS_IN_DOUBT],
    [sendsToken(refresh), NEEDS_REFRESH_TOKEN],
    [options.initial, HAS_INITIAL],
    [isFunction(refresh), HAS_FUNCTION],
    [!isFunction(refresh) && refresh.parse, HAS_PARSE],
    [shareTabs, SHARES],
    [options.revoke, CAN_REVOKE],
    [isSecure, IS_SECURE],
    [isObject(storage) && storage.shared, HAS_COMMON_STORE],
  ];
  return {
    data,
    flat: {
      key,
      grant,
      setUp: [
        flags.reduce(
          (bits, [isSet, bit]) => (isSet ? bits | bit : bits),
          CARRIERS.indexOf(carrier) | (place << PLACE_SHIFT) | HAS_CLASSIFY,
        ),
        refreshAhead * 1000,
        refreshTimeout,
        isFunction(refreshOn) ? '' : refreshOn.join(' '),
      ],
    },
  };
};
