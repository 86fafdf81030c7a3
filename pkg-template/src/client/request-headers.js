// @ts-check
/**
 * The headers of one request: defaults for all methods, defaults of its method, the instance's and the
 * request's own, flattened into one container. It decides which members of `defaults.headers` are maps and
 * which headers. JavaScript, because it walks the user's objects.
 * @typedef {import('../types.js').HeaderSource} HeaderSource
 * @typedef {import('../types.js').Members} Members
 */
import { clean, slot } from '../http/header-fields.js';
import { AxiosHeaders } from '../http/headers.js';
import { hasOwn, isFunction, isObject, isPlain, kindOf, safe } from '../http/values.js';
import { METHODS } from './defaults.js';

const MAPS = new Set(METHODS).add('common');

/** A map of headers, rather than a literal value of a header that is called like a method (`Link`). @param {unknown} value */
const isMap = (value) =>
  value == null ||
  isContainer(value) ||
  // AxiosHeaders of another copy of the library have another constructor.
  (isObject(value) && kindOf(value) === 'AxiosHeaders' && isFunction(safe(value, 'normalize')));

/** @type {(value: unknown) => value is Members} */
const isContainer = (value) => isPlain(value) || /** @type {object} */ (value) instanceof AxiosHeaders;

/**
 * Small parallel lists rather than objects as maps: a request has a handful of headers, and this runs for each.
 * @param {unknown[]} sources later ones win @param {string} method
 */
export const requestHeaders = (sources, method) => {
  const out = new AxiosHeaders();
  /** @type {Record<string, Members | null | undefined>} */
  let maps = {};
  /** @type {string[]} in lower case */
  let keys = [];
  /** @type {string[]} */
  const names = [];
  /** @type {unknown[]} */
  const values = [];
  for (let source of sources) {
    if (source === undefined) continue;
    if (!isContainer(source)) {
      // Text, pairs, a fetch Headers, null: it stands for all headers.
      source = new AxiosHeaders(/** @type {HeaderSource} */ (source));
      maps = {};
      keys = [];
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
      let at = keys.indexOf(key);
      if (at < 0) {
        at = keys.push(key) - 1;
        // A literal header takes the place, and the spelling, of a map that is called like it.
        names[at] = MAPS.has(key) && sources.some((one) => isContainer(one) && hasOwn(one, key)) ? key : name;
        delete maps[key];
      }
      values[at] = value;
    }
  }

  /** @type {string[]} */
  const taken = [];
  /** @type {string[]} */
  const spelled = [];
  /** @param {string} name @param {unknown} value */
  const add = (name, value) => {
    const key = name.trim().toLowerCase();
    let at = taken.indexOf(key);
    if (at < 0) {
      at = taken.push(key) - 1;
      spelled[at] = slot(name);
    } else if (out[spelled[at]] === false) return; // A value of false blocks later ones.
    if (key) out[spelled[at]] = clean(value);
  };
  const { common } = maps;
  const own = maps[method];
  const defaults = common && own && Object.keys(own).length ? { ...common, ...own } : common || own;
  for (const name in defaults) if (hasOwn(defaults, name)) add(name, defaults[name]);
  keys.forEach((_, at) => add(names[at], values[at]));
  return out;
};
