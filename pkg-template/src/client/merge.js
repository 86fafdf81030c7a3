// @ts-check
/**
 * Merges configs. It decides, per key, which of two values wins and how deep it is copied; request-headers.js
 * flattens the headers of a request. JavaScript, because it walks the user's objects once.
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').Members} Members
 */
import { AxiosError } from '../errors.js';
import { AxiosHeaders } from '../http/headers.js';
import {
  bare,
  clone,
  hasOwn,
  isArray,
  isObject,
  isPlain,
  isUnsafeKey,
  merge,
  own,
  ownKeys,
} from '../http/values.js';

/** @param {unknown} value @param {unknown[]} path */
const assertAcyclic = (value, path) => {
  if (!isPlain(value) && !isArray(value)) return;
  if (path.includes(value))
    throw new AxiosError('Circular reference detected in params', 'ERR_BAD_OPTION_VALUE');
  path.push(value);
  for (const key of ownKeys(value)) assertAcyclic(/** @type {Members} */ (value)[key], path);
  path.pop();
};

/** @param {unknown} a @param {unknown} b @returns {unknown} */
const mergeDeep = (a, b) => (b === undefined ? clone(a) : isPlain(a) && isPlain(b) ? merge(a, b) : clone(b));

/** @param {unknown} headers */
const toObject = (headers) => (headers instanceof AxiosHeaders ? { ...headers } : headers);

/** Merges by names that differ in case only; the first spelling stays. @param {unknown} a @param {unknown} b */
const mergeHeaders = (a, b) => {
  a = toObject(a);
  b = toObject(b);
  if (!isPlain(a) || !isPlain(b)) return mergeDeep(a, b);
  /** @type {Members} */
  const out = {};
  /** @type {Record<string, string>} */
  const names = Object.create(null);
  for (const source of [a, b])
    for (const key of Object.keys(source)) {
      if (isUnsafeKey(key)) continue;
      const name = (names[key.toLowerCase()] ??= key);
      out[name] = mergeDeep(own(out, name), source[key]);
      if (source[key] === undefined) out[name] = undefined;
    }
  return out;
};

// Configs have no prototype, but users call `hasOwnProperty` on them.
const HAS_OWN = /** @type {PropertyDescriptor} */ (
  Object.assign(Object.create(null), Object.getOwnPropertyDescriptor(Object.prototype, 'hasOwnProperty'))
);

/**
 * The merge itself. With `request`, url, method and data are taken from there, and headers are left out: an alias
 * such as `post(url, data, config)` needs one merge instead of two. `data` is not cloned then: the caller clones it
 * before the user's code sees it.
 * @param {any} a @param {any} b @param {any} [request] @returns {any} all of them configs, or parts
 */
export const mergeInto = (a, b, request) => {
  const out = bare();
  Object.defineProperty(out, 'hasOwnProperty', HAS_OWN);
  /** @param {string} key @param {unknown} av @param {unknown} bv @param {boolean} inB */
  const mergeKey = (key, av, bv, inB) => {
    let value;
    switch (key) {
      // The first three are never taken from defaults: they belong to one request.
      case 'url':
      case 'method':
      case 'data':
      case 'headers':
        if (request) return;
        value = key === 'headers' ? mergeHeaders(av, bv) : clone(bv);
        break;
      case 'validateStatus':
        out[key] = inB ? bv : av;
        return;
      case 'params':
        assertAcyclic(bv, []);
        assertAcyclic(av, []);
        value = mergeDeep(av, bv);
        break;
      case 'session':
      case 'schema':
        // What is not ours on a request does not take the session away from it.
        value = key === 'session' && isObject(av) && bv && !isObject(bv) ? av : (bv ?? av);
        break;
      // One value or the other as a whole. Keys that are not named here are merged deep.
      case 'paramsSerializer':
      case 'transport':
      case 'httpAgent':
      case 'httpsAgent':
      case 'cancelToken':
        value = clone(bv === undefined ? av : bv);
        break;
      default:
        if (isUnsafeKey(key)) return;
        value = mergeDeep(av, bv);
    }
    if (value !== undefined) out[key] = value;
  };
  for (const key of ownKeys(a)) {
    const inB = hasOwn(b, key);
    mergeKey(key, a[key], inB ? b[key] : undefined, inB);
  }
  for (const key of ownKeys(b)) if (!hasOwn(a, key)) mergeKey(key, undefined, b[key], true);
  // Own keys only: `for … in` would copy pollution of Object.prototype.
  for (const key of Object.keys(request || {})) {
    const value = request[key];
    if (value !== undefined) out[key] = value;
  }
  if (
    hasOwn(b, 'validateStatus') &&
    b.validateStatus === undefined &&
    own(out.transitional, 'validateStatusUndefinedResolves') === false
  )
    hasOwn(a, 'validateStatus') ? (out.validateStatus = a.validateStatus) : delete out.validateStatus;
  return out;
};

/** @param {object | null | undefined} a @param {object | null | undefined} b @returns {Config} */
export const mergeConfig = (a, b) => mergeInto(a || {}, b || {});
