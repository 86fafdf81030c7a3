// @ts-check
/**
 * What kind of value something is, and reads of its members that ignore pollution of `Object.prototype`. All code
 * that walks a user's value uses these.
 * @typedef {import('../types.js').Members} Members
 */
/**
 * @template T, K
 * @typedef {import('../types.js').Own<T, K>} Own
 */

const { getPrototypeOf } = Object;

/** Safari 15.0 to 15.3 lacks `Object.hasOwn`. @type {(object: unknown, key: PropertyKey) => boolean} */
export const hasOwn =
  /** @type {typeof hasOwn} */ (Object.hasOwn) ||
  ((object, key) => Object.prototype.hasOwnProperty.call(object, key));

/**
 * @template T @template {PropertyKey} K
 * @param {T} object @param {K} key @returns {Own<T, K>}
 */
export const own = (object, key) =>
  /** @type {Own<T, K>} */ (
    object != null && hasOwn(object, key) ? /** @type {Members} */ (object)[key] : undefined
  );

/**
 * Like `own`, but members of a class or of a template object count too. The last prototype of a chain never
 * counts: that is where pollution lands, in this realm or in another.
 * @template T @template {PropertyKey} K
 * @param {T} object @param {K} key @returns {Own<T, K> | undefined}
 */
export const safe = (object, key) => {
  for (let at = object; at != null && (at === object || getPrototypeOf(at)); at = getPrototypeOf(at))
    if (at !== Object.prototype && hasOwn(at, key))
      return /** @type {Own<T, K>} */ (/** @type {Members} */ (object)[key]);
};

/**
 * An object without prototype, for what each request fills. V8 makes a dictionary of `Object.create(null)`, which takes
 * twice the time and the memory. @returns {any}
 */
export const bare = () => Object.setPrototypeOf({}, null);

/** @param {PropertyKey} key */
export const isUnsafeKey = (key) => key === '__proto__' || key === 'constructor' || key === 'prototype';

/** @type {(value: unknown) => string} the tag of a value: 'Object', 'Blob', 'FormData' … */
export const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** @type {(value: unknown) => value is Function} */
export const isFunction = (value) => typeof value === 'function';
/** @type {(value: unknown) => value is string} */
export const isString = (value) => typeof value === 'string';
/** @type {(value: unknown) => value is Members} */
export const isObject = (value) => value !== null && typeof value === 'object';

/** @param {unknown} value @returns {value is Promise<unknown>} */
export const isThenable = (value) => isObject(value) && isFunction(value.then);
/** @type {{ isArray: (value: unknown) => value is unknown[] }} */
export const { isArray } = Array;

/** @type {(value: unknown) => value is Members} */
export const isPlain = (value) => {
  if (!isObject(value)) return false;
  const proto = getPrototypeOf(value);
  return (
    value === Object.prototype ||
    ((proto === null || proto === Object.prototype || getPrototypeOf(proto) === null) &&
      !hasOwn(value, Symbol.toStringTag) &&
      !hasOwn(value, Symbol.iterator))
  );
};

/** @type {(value: unknown) => value is FormData} a FormData of any realm or package */
export const isFormData = (value) => {
  if (!isObject(value)) return false;
  if (typeof FormData === 'function' && value instanceof FormData) return true;
  const proto = getPrototypeOf(value);
  if (!proto || proto === Object.prototype || !isFunction(value.append)) return false;
  const kind = kindOf(value);
  return kind === 'FormData' || (kind === 'Object' && String(value) === '[object FormData]');
};

/** A FormData that can be iterated. @type {(value: unknown) => value is FormData} */
export const isIterableForm = (value) =>
  !!value &&
  isFunction(/** @type {Members} */ (value).append) &&
  kindOf(value) === 'FormData' &&
  !!(/** @type {Members} */ (value)[Symbol.iterator]);

/** A Buffer of Node. @type {(value: any) => boolean} */
export const isBuffer = (value) => !!value?.constructor?.isBuffer?.(value);

/** Something that can be read only once: a stream, or what Node iterates. @type {(value: any) => boolean} */
export const isStream = (value) =>
  isObject(value) && [value.pipe, value.getReader, value[Symbol.asyncIterator]].some(isFunction);

/** @type {(value: any) => number | undefined} */
export const finite = (value) => (value != null && Number.isFinite((value = +value)) ? value : undefined);

/**
 * Own string keys and enumerable own symbols, as an object spread sees them.
 * @param {object} object @returns {string[]}
 */
export const ownKeys = (object) =>
  // Few objects have symbols, and the filter costs more than the rest.
  Object.getOwnPropertySymbols(object).length
    ? // Called keys by their common name: symbols serve as well wherever these are used.
      /** @type {string[]} */ (
        Reflect.ownKeys(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key))
      )
    : Object.keys(object);

/**
 * Deep copy of what configs are made of: plain objects are copied, arrays sliced, the rest kept by reference.
 * @template T @param {T} value @returns {T}
 */
export const clone = (value) => {
  // A copy has the type of its original.
  if (!isPlain(value)) return isArray(value) ? /** @type {T} */ (value.slice()) : value;
  const out = { .../** @type {Members} */ (value) };
  for (const key of ownKeys(out))
    if (isUnsafeKey(key)) delete out[key];
    else out[key] = clone(out[key]);
  return /** @type {T} */ (out);
};

/**
 * Deep merge of plain objects into a new one, later ones first.
 * @param {...(object | null | undefined)} sources
 */
export const merge = (...sources) => {
  /** @type {Members} */
  const out = {};
  for (const source of sources)
    if (source)
      for (const key of ownKeys(source)) {
        if (isUnsafeKey(key)) continue;
        const value = /** @type {Members} */ (source)[key];
        const before = own(out, key);
        out[key] = isPlain(before) && isPlain(value) ? merge(before, value) : clone(value);
      }
  return out;
};

/**
 * The same members in an object without prototype, so that later reads are own reads. An extensible object that
 * has no prototype is returned as it is: its identity is visible to users.
 * @template T @param {T} object @returns {T}
 */
export const flat = (object) => {
  if (!isObject(object) || (!getPrototypeOf(object) && Object.isExtensible(object))) return object;
  const out = Object.create(null);
  for (let at = object; at && (at === object || getPrototypeOf(at)); at = getPrototypeOf(at))
    for (const key of Reflect.ownKeys(at)) if (!(key in out) && !isUnsafeKey(key)) out[key] = object[key];
  return out;
};

/** Whether this is a page with a document, rather than a worker or a server. */
export const isPage = () => typeof window === 'object' && typeof document === 'object';
