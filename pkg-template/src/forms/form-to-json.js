// @ts-check
/**
 * Turns a form into a nested object: the inverse of to-form-data.js. It decides how names are read as paths.
 * @typedef {import('../types.js').Members} Members
 */
import { AxiosError } from '../errors.js';
import { hasOwn, isArray, isFormData, isFunction, isObject, isPlain, kindOf } from '../http/values.js';
import { MAX_DEPTH } from './to-form-data.js';

/** `a[b].c[]` as `['a', 'b', 'c', '']`. @param {string} name */
const parsePath = (name) => {
  /** @type {string[]} */
  const path = [];
  for (const [text, inner] of name.matchAll(/[^.[\]]+|\[([^.[\]]*)]/g)) {
    if (path.length > MAX_DEPTH)
      throw new AxiosError(
        `FormData field is too deeply nested (${path.length} levels). Max depth: ${MAX_DEPTH}`,
        'ERR_FORM_DATA_DEPTH_EXCEEDED',
      );
    path.push(text === '[]' ? '' : inner || text);
  }
  // A name without any part, as the empty one, is a key as it stands.
  return path.length ? path : [name];
};

/** An array with holes or names in it is an object. @param {unknown} value */
const dense = (value) => {
  if (!isArray(value)) return value;
  const keys = Object.keys(value);
  return keys.length !== value.length || keys.some((key, i) => key !== String(i)) ? { ...value } : value;
};

/** @param {Members} target an object, or an array whose places are read like members */
const normalize = (target) => {
  for (const key of Object.keys(target)) {
    const value = (target[key] = dense(target[key]));
    if (isArray(value) || isPlain(value)) normalize(/** @type {Members} */ (value));
  }
  return target;
};

/**
 * Returns whether the name at `index` is one of an object's rather than an array's.
 * @param {string[]} path @param {unknown} value @param {Members} target @param {number} index
 * @returns {boolean}
 */
const place = (path, value, target, index) => {
  /** @type {string | number} */
  let name = path[index];
  if (name === '__proto__') return true;
  const numeric = Number.isFinite(+name);
  if (!name && isArray(target)) name = target.length;
  if (index + 1 >= path.length) {
    if (hasOwn(target, name)) {
      const before = dense(target[name]);
      target[name] = isArray(before) ? before.concat(value) : [before, value];
    } else target[name] = value;
  } else {
    if (!hasOwn(target, name) || !isObject(target[name])) target[name] = [];
    const inner = /** @type {Members} */ (target[name]);
    if (place(path, value, inner, index + 1) && isArray(inner)) target[name] = { ...inner };
  }
  return !numeric;
};

/** @param {any} thing a FormData, or a form element */
export const formToJSON = (thing) => {
  const form = kindOf(thing) === 'HTMLFormElement' ? new FormData(thing) : thing;
  if (!isFormData(form) || !isFunction(form.entries)) return null;
  /** @type {Members} */
  const out = {};
  for (const [name, value] of form) place(parsePath(name), value, out, 0);
  return normalize(out);
};
