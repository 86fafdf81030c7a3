// @ts-check
/** Which requests are the refresh function's own. It decides that they do not wait for the refresh. */
import { isFunction, isString, kindOf } from '../http/values.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

const decode = (/** @type {string} */ text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Whether a request is the refresh function's own: it would wait for itself. One made while the function runs is;
 * so is one that carries the refresh token. @param {Handle} handle @param {RustClient} rust @param {Config} config
 */
export const isOwnRefresh = ({ options, engine }, rust, { data, url, headers }) =>
  isFunction(options.refresh) &&
  (!!engine?.inside ||
    [data, url, ...Object.values(headers)].some((value) => {
      const text = isString(value) ? value : kindOf(value) === 'URLSearchParams' && String(value);
      return text && (rust.isRefreshCall(text) || rust.isRefreshCall(decode(text)));
    }));
