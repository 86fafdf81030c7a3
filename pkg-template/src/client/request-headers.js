// @ts-check
/**
 * The headers of one request: defaults for all methods, defaults of its method, the instance's and the
 * request's own, flattened into one container. It decides which members of `defaults.headers` are maps and
 * which headers.
 * @typedef {import('../types.js').HeaderSource} HeaderSource
 * @typedef {import('../types.js').Members} Members
 */
import { clean, slot } from '../http/header-fields.js';
import { AxiosHeaders } from '../http/headers.js';
import { bare, hasOwn, isFunction, isObject, isPlain, kindOf, safe } from '../http/values.js';
import { METHODS } from './defaults.js';

const MAPS = new Set(METHODS).add('common');

/** A map of headers, rather than a literal value of a header that is called like a method (`Link`). @param {unknown} value */
const isMap = (value) =>
  value == null ||
  isContainer(value) ||
  // AxiosHeaders of another copy of the library has another constructor.
  (isObject(value) && kindOf(value) === 'AxiosHeaders' && isFunction(safe(value, 'normalize')));

/** @type {(value: unknown) => value is Members} */
const isContainer = (value) => isPlain(value) || /** @type {object} */ (value) instanceof AxiosHeaders;

/**
 * This runs for each request, so what is found is kept in two objects: a list that grows takes 150 bytes at its first push.
 * @param {unknown[]} sources later ones win @param {string} method
 */
export const requestHeaders = (sources, method) => {
  const out = new AxiosHeaders();
  /** @type {Record<string, Members | null | undefined>} */
  let maps = bare();
  /** By the name in lower case: how it is spelled, and the value. @type {Record<string, string>} */
  let names = bare();
  /** @type {Members} */
  let values = bare();
  for (let source of sources) {
    if (source === undefined) continue;
    if (!isContainer(source)) {
      // Text, pairs, a fetch Headers or null replaces all headers so far.
      source = new AxiosHeaders(/** @type {HeaderSource} */ (source));
      maps = bare();
      names = bare();
      values = bare();
    }
    for (const name of Object.keys(/** @type {Members} */ (source))) {
      const value = /** @type {Members} */ (source)[name];
      if (MAPS.has(name) && isMap(value)) {
        if (name === method || name === 'common')
          maps[name] =
            isPlain(maps[name]) && isPlain(value)
              ? { ...maps[name], ...value }
              : /** @type {Members} */ (value);
        continue;
      }
      const key = name.toLowerCase();
      if (!(key in names)) {
        // A literal header replaces a map of the same name, and keeps that spelling.
        const isBoth = MAPS.has(key) && sources.some((one) => isContainer(one) && hasOwn(one, key));
        names[key] = isBoth ? key : name;
        maps[key] = undefined;
      }
      values[key] = value;
    }
  }

  /** @type {Record<string, string>} */
  const spelled = bare();
  /** @param {string} name @param {unknown} value */
  const add = (name, value) => {
    const key = name.trim().toLowerCase();
    if (!(key in spelled)) spelled[key] = slot(name);
    else if (out[spelled[key]] === false) return; // A value of false blocks later ones.
    if (key) out[spelled[key]] = clean(value);
  };
  const defaults = { ...maps.common, ...maps[method] };
  for (const name of Object.keys(defaults)) add(name, defaults[name]);
  for (const key in names) add(names[key], values[key]);
  return out;
};
