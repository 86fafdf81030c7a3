// @ts-check
/**
 * One field of a header container: how a name is found in any spelling, what a value is cleaned to, and whether it
 * matches. The container is in headers.js.
 * @typedef {import('../types.js').AxiosHeaders} Headers
 * @typedef {import('../types.js').HeaderMatcher} HeaderMatcher
 * @typedef {import('../types.js').HeaderValue} HeaderValue
 */
import { isArray, isFunction, isString, kindOf } from './values.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\n-\x1f\x7f]/g;
const NOT_BYTES = /[^\t\x20-\x7e\x80-\xff]/g;
// Nearly every value is clean, and this test costs a fraction of the replacements.
const CLEAN = /^[!-~](?:[ -~]*[!-~])?$/;

/** Without blanks at its edges. An expression for those at the end takes quadratic time. @param {string} text */
export const trimBlanks = (text) => {
  let start = 0;
  let end = text.length;
  const isBlank = (/** @type {number} */ at) => text[at] === ' ' || text[at] === '\t';
  // Beyond either end there is nothing, which is no blank.
  while (isBlank(start)) start++;
  while (isBlank(end - 1)) end--;
  return text.slice(start, end);
};

/** Takes any value. False, null and undefined stay, since they block a header. @type {(value: unknown) => HeaderValue} */
export const clean = (value) =>
  value === false || value == null || (isString(value) && CLEAN.test(value))
    ? value
    : isArray(value)
      ? /** @type {string[]} */ (value.map(clean))
      : trimBlanks(String(value).replace(CONTROL, ''));

/** The last long text that was clean: the token of a session is the same for each request. */
let known = '';

/** What can be sent: bytes of Latin-1. @param {unknown} value */
export const toBytes = (value) => {
  const text = String(value);
  if (text === known) return text;
  if (!CLEAN.test(text)) return trimBlanks(text.replace(NOT_BYTES, ''));
  if (text.length > 200) known = text;
  return text;
};

/** @param {unknown} name @returns {string} empty where there is no name */
export const lower = (name) => /** @type {string} */ (name && String(name).trim().toLowerCase());

// `__proto__` is a legal field name, but assigning it would call the setter of Object.prototype.
export const slot = (/** @type {string} */ name) => (name === '__proto__' ? '__Proto__' : name);

/** The spelling under which `headers` has a lower-case name: the last one wins. @param {object} headers @param {string} name */
export const findName = (headers, name) => {
  const keys = Object.keys(headers);
  for (let i = keys.length; i--;) {
    const key = keys[i];
    if (key === name || (key.length === name.length && key.toLowerCase() === name)) return key;
  }
};

/** The same for a name in any spelling. @param {object} headers @param {unknown} name */
export const find = (headers, name) =>
  (name = lower(name)) && findName(headers, /** @type {string} */ (name));

/** @param {string} name */
export const titleCase = (name) =>
  name
    .trim()
    .toLowerCase()
    .replace(/([a-z\d])(\w*)/g, (_, first, rest) => first.toUpperCase() + rest);

/** @type {(value: unknown) => value is RegExp} */
export const isRegExp = (value) => kindOf(value) === 'RegExp';

/**
 * Whether a header is meant: by its value, or by its name.
 * @param {Headers} self @param {unknown} value @param {string} name
 * @param {HeaderMatcher} matcher @param {boolean} [byName]
 */
export const matches = (self, value, name, matcher, byName) => {
  if (isFunction(matcher)) return matcher.call(self, /** @type {string} */ (value), name);
  const text = byName ? name : value;
  return (
    isString(text) && (isString(matcher) ? text.includes(matcher) : isRegExp(matcher) && matcher.test(text))
  );
};
