// @ts-check
// What the files of the page share: what they report, and reads of foreign values, none of which throws. Decides
// nothing. JavaScript, as page.js says.

/** What is reported, in the order of `Step` in page.rs. */
export const TICK = 0;
export const LOADED = 1;
export const INITIAL = 2;
export const REPLIED = 3;
export const FAILED = 4;
export const UNSENT = 5;
export const GRANTED = 6;
export const DENIED = 7;
export const LISTED = 8;
export const UNLISTED = 9;
export const PRESENT = 10;
export const TURNED = 11;
export const MESSAGE = 12;
export const HIDE = 13;
export const SHOW = 14;
export const LOOK = 15;
export const UNSHARE = 16;
export const AWAITED = 17;

/** @param {() => any} act @returns {any} what it gives, or undefined where it throws */
export const attempt = (act) => {
  try {
    return act();
  } catch {
    // Whoever asks takes undefined for an answer.
  }
};
export const nothing = () => {};
/** @param {any} value @param {string} name */
export const get = (value, name) => attempt(() => value[name]);
/** The own property, or undefined: a polluted prototype has no say. @param {any} value @param {string} name */
export const own = (value, name) =>
  attempt(() => Object.getOwnPropertyDescriptor(value, name)) && get(value, name);
/** @param {any} value */
export const text = (value) => (typeof value == 'string' ? value : '');
/** @param {any} value */
export const isFunction = (value) => typeof value == 'function';

/** Waits for what `begin` gives, where it is a promise. @param {() => any} begin @param {any} done @param {any} failed */
export const watch = (begin, done, failed) => {
  let value;
  try {
    value = begin();
    if (isFunction(get(value, 'then'))) return void value.then(done, failed);
  } catch (error) {
    return failed(error);
  }
  done(value);
};

export const mono = () => attempt(() => performance.now()) ?? Date.now();
export const wall = () => Date.now();
/** @param {string} when */
export const date = (when) => Date.parse(when);
/** @param {Uint8Array} bytes */
export const random = (bytes) => {
  try {
    crypto.getRandomValues(bytes);
  } catch {
    for (const at of bytes.keys()) bytes[at] = Math.random() * 256;
  }
};

/** A field that holds a string or a number; a `Date` counts as its milliseconds. @param {any} value @param {string} wrapper @param {string} name */
export const field = (value, wrapper, name) => {
  const found = own(wrapper ? own(value, wrapper) : value, name);
  return /string|number/.test(typeof found) ? found : attempt(() => found.getTime());
};
/** @param {any} value */
export const number = (value) => (typeof value == 'number' ? value : NaN);
