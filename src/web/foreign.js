// @ts-check
// Reads of foreign values, none of which throws, and the clocks and random bytes of the page. JavaScript, as page.js
// says.

/** @template T @param {() => T} act @returns {T | undefined} what it gives, or undefined where it throws */
export const attempt = (act) => {
  try {
    return act();
  } catch {
    // The caller takes undefined for an answer.
  }
};
export const nothing = () => {};
/** @param {unknown} value @param {string} name @returns {unknown} */
export const get = (value, name) => attempt(() => /** @type {Record<string, unknown>} */ (value)[name]);
/** The own property, or undefined: a polluted prototype has no say. @param {unknown} value @param {string} name */
export const own = (value, name) =>
  attempt(() => Object.getOwnPropertyDescriptor(value, name)) && get(value, name);
/** @param {unknown} value */
export const text = (value) => (typeof value == 'string' ? value : '');
/** What a text that is JSON means; anything else as it is. Not a number: a token may be all digits. @param {unknown} value */
export const parsed = (value) =>
  /^\s*[[{"]/.test(text(value)) ? attempt(() => JSON.parse(/** @type {string} */ (value))) : value;
/** @param {unknown} value @returns {value is (...args: any[]) => any} */
export const isFunction = (value) => typeof value == 'function';

/** What `fetch` gives, of any realm. @param {unknown} value @returns {value is Response} */
export const isResponse = (value) => isFunction(get(value, 'text')) && isFunction(get(value, 'json'));

/**
 * Goes on with what `begin` gives: at once, or where it is a promise, when that settles.
 * @template T @param {() => T} begin @param {(value: Awaited<T>) => unknown} done @param {(error: unknown) => unknown} failed
 */
export const whenReady = (begin, done, failed) => {
  let value;
  try {
    value = /** @type {any} */ (begin());
    if (isFunction(get(value, 'then'))) return void value.then(done, failed);
  } catch (error) {
    return void failed(error);
  }
  done(value);
};

export const mono = () => attempt(() => performance.now()) ?? Date.now();
export const wall = () => Date.now();
/** @param {string} when */
export const date = (when) => Date.parse(when);
/**
 * Random bytes. Where the platform has none they can be guessed: tabs share nothing then (tabs.js), so no key is made
 * of them. @param {Uint8Array<ArrayBuffer>} bytes
 */
export const random = (bytes) => {
  try {
    crypto.getRandomValues(bytes);
  } catch {
    for (const at of bytes.keys()) bytes[at] = Math.random() * 256;
  }
};

/** A field that holds a string or a number; a `Date` counts as its milliseconds. @param {unknown} value @param {string} wrapper @param {string} name */
export const field = (value, wrapper, name) => {
  const found = own(wrapper ? own(value, wrapper) : value, name);
  return /string|number/.test(typeof found) ? found : attempt(() => /** @type {Date} */ (found).getTime());
};
/** @param {unknown} value */
export const number = (value) => (typeof value == 'number' ? value : NaN);

/** Why a page that is not shown yet waits in vain: browsers defer its locks. */
export const prerendering = () =>
  get(globalThis.document, 'prerendering')
    ? new Error('a prerendered page gets no lock before it is shown')
    : undefined;
