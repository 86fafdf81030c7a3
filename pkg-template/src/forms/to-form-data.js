// @ts-check
/**
 * Turns nested objects into flat name and value pairs: FormData, url-encoded bodies and query strings all
 * come from here. It decides how nesting is written into names; the caller chooses the target.
 * @typedef {import('../types.js').Members} Members
 * @typedef {import('../types.js').SerializerOptions} Options
 * @typedef {string | number} Key
 * @typedef {import('../types.js').GenericFormData} Form a FormData, or what stands for it
 * @typedef {[boolean?, boolean?, (boolean | null)?, number?, typeof Blob?, Options['visitor']?]} Values of the options
 */
import { AxiosError } from '../errors.js';
import {
  isArray,
  isFunction,
  isIterableForm,
  isObject,
  isPlain,
  isString,
  kindOf,
  safe,
} from '../http/values.js';

export const MAX_DEPTH = 100;

/** @type {(value: unknown) => value is Members | unknown[]} */
const isVisitable = (value) => isPlain(value) || isArray(value);

/** @param {unknown} text @param {string} end */
const endsWith = (text, end) => String(text).endsWith(end);

/** @param {Key} key */
const bare = (key) => (endsWith(key, '[]') ? /** @type {string} */ (key).slice(0, -2) : key);

/** `append` turns a bare index into text. @param {Key[] | null | undefined} path @param {Key} key @param {boolean} [dots] */
const render = (path, key, dots) =>
  path
    ? [...path, key].map((token, i) => (!dots && i ? `[${bare(token)}]` : bare(token))).join(dots ? '.' : '')
    : /** @type {string} */ (key);

/** An array of what looks like one (FileList, arguments); nothing for an object that only pretends. @param {ArrayLike<unknown>} value */
const toArray = (value) => {
  const { length } = value;
  if (!Number.isSafeInteger(length) || length < 0) return undefined;
  const out = [];
  for (let i = 0; i < length; i++) {
    if (!(i in value)) return undefined;
    out.push(value[i]);
  }
  return out;
};

/**
 * @param {unknown} source @param {Form} [target] @param {Options} [options] @returns {Form}
 */
export function toFormData(source, target, options) {
  if (!isObject(source)) throw new TypeError('target must be an object');
  const form = target || new FormData();
  const [metaTokens = true, dots, indexes, maxDepth = MAX_DEPTH, ownBlob, ownVisitor] =
    /** @type {Values} */ (
      ['metaTokens', 'dots', 'indexes', 'maxDepth', 'Blob', 'visitor'].map((name) => safe(options, name))
    );
  const BlobClass = ownBlob || globalThis.Blob;
  const visitor = ownVisitor || defaultVisitor;
  const useBlob = BlobClass && isIterableForm(form);
  // A file of React Native is an object with a `uri`, which its own FormData takes as it is.
  const isNative = safe(form, 'getParts');
  if (!isFunction(visitor)) throw new TypeError('visitor must be a function');

  /** @param {number} depth */
  const checkDepth = (depth) => {
    if (depth > maxDepth)
      throw new AxiosError(
        `Object is too deeply nested (${depth} levels). Max depth: ${maxDepth}`,
        'ERR_FORM_DATA_DEPTH_EXCEEDED',
      );
  };

  /** @param {any} value */
  const convertValue = (value) => {
    if (value === null) return '';
    const kind = kindOf(value);
    if (kind === 'Date') return value.toISOString();
    if (typeof value === 'boolean') return String(value);
    if (kind === 'Blob' && !useBlob) throw new AxiosError('Blob is not supported. Use a Buffer instead.');
    if (kind === 'ArrayBuffer' || (ArrayBuffer.isView(value) && kind !== 'DataView')) {
      if (useBlob && isFunction(BlobClass)) return new BlobClass([value]);
      throw new AxiosError('Blob is not supported. Use a Buffer instead.', 'ERR_NOT_SUPPORT');
    }
    return value;
  };

  /** @param {unknown} value */
  const stringify = (value) => {
    /** @type {unknown[]} */
    const path = [];
    return JSON.stringify(value, function (_, next) {
      if (isObject(next)) {
        while (path.length && path[path.length - 1] !== this) path.pop();
        path.push(next);
        checkDepth(path.length);
      }
      return next;
    });
  };

  /** @param {unknown} value @param {Key} key @param {Key[] | null} [path] */
  function defaultVisitor(value, key, path) {
    const isFile = isNative && safe(value, 'uri') !== undefined;
    if (!isFile && !path && isObject(value)) {
      /** @type {unknown[] | null | undefined} */
      let list;
      if (endsWith(key, '{}')) {
        if (!metaTokens) key = /** @type {string} */ (key).slice(0, -2);
        value = stringify(value);
      } else if (
        isArray(value)
          ? (list = !value.some(isVisitable) || endsWith(key, '[]') ? value : null)
          : (kindOf(value) === 'FileList' || endsWith(key, '[]')) &&
            (list = toArray(/** @type {ArrayLike<unknown>} */ (/** @type {unknown} */ (value))))
      ) {
        key = bare(key);
        /** @type {unknown[]} */ (list).forEach((item, index) => {
          if (item != null)
            form.append(
              indexes === true
                ? render([key], index, dots)
                : indexes === null
                  ? /** @type {string} */ (key)
                  : key + '[]',
              convertValue(item),
            );
        });
        return false;
      }
    }
    if (!isFile && isVisitable(value)) return true;
    form.append(render(path, key, dots), convertValue(value));
    return false;
  }

  const helpers = { defaultVisitor, convertValue, isVisitable };
  /** @type {unknown[]} */
  const active = [];
  /** @param {Members | unknown[]} value @param {Key[] | null} path null is what the public types call undefined @param {number} depth */
  const build = (value, path, depth) => {
    checkDepth(depth);
    if (active.includes(value))
      throw new Error('Circular reference detected in ' + /** @type {Key[]} */ (path).join('.'));
    active.push(value);
    /** @param {unknown} item @param {Key} key */
    const visit = (item, key) => {
      if (item != null && visitor.call(form, item, isString(key) ? key.trim() : key, path, helpers) === true)
        build(/** @type {Members} */ (item), path ? [...path, key] : [key], depth + 1);
    };
    isArray(value) ? value.forEach(visit) : Object.keys(value).forEach((key) => visit(value[key], key));
    active.pop();
  };
  build(source, /** @type {any} */ (undefined), 0);
  return form;
}
