// @ts-check
/**
 * A session's options as the flat values that cross to Rust. It decides nothing: what the options do is decided there.
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
  SHARES,
} from '../../../src/web/boundary.js';
import { isFunction, isObject } from '../http/values.js';
import { isSecure } from './realm.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Options} Options
 */

/** Whether the refresh call says what it sends, and that is the refresh token. @param {Options['refresh']} refresh */
const sendsToken = (refresh) =>
  !isFunction(refresh) &&
  refresh.tokenField !== false &&
  ![refresh.url, refresh.fields, refresh.headers].some(isFunction);

/** @param {Handle} handle @returns {import('../wasm/types.js').SetUp} */
export const setUpOf = ({ data, options }) => {
  const { carrier, inDoubt, initial, refresh, refreshOn, refreshAhead, refreshTimeout, revoke, shareTabs } =
    data;
  // The face keeps what is only in memory, so that it outlives a core that breaks.
  const place = data.storage === 'memory' ? PLACE_CUSTOM : PLACES.indexOf(data.storage);
  /** @type {[unknown, number][]} */
  const flags = [
    [inDoubt === 'end', ENDS_IN_DOUBT],
    [sendsToken(refresh), NEEDS_REFRESH_TOKEN],
    [initial, HAS_INITIAL],
    [isFunction(refresh), HAS_FUNCTION],
    [!isFunction(refresh) && refresh.parse, HAS_PARSE],
    [shareTabs, SHARES],
    [revoke, CAN_REVOKE],
    [isSecure(), IS_SECURE],
    [isObject(options.storage) && options.storage.shared, HAS_COMMON_STORE],
  ];
  return [
    flags.reduce(
      (bits, [isSet, bit]) => (isSet ? bits | bit : bits),
      CARRIERS.indexOf(carrier) | (place << PLACE_SHIFT) | HAS_CLASSIFY,
    ),
    refreshAhead * 1000,
    refreshTimeout,
    isFunction(refreshOn) ? '' : refreshOn.join(' '),
  ];
};
