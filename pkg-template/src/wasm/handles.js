// @ts-check
// The values of JavaScript that the core's form in JavaScript holds: it is compiled without reference types, so each of
// them crosses as a number, its place in this table. The build (scripts/lib/core-js.mjs) wraps what takes or gives a value;
// each instance has a table of its own. Decides which place is next: the one that was left last.

/** Rust knows four values by fixed numbers, which come first; they are never let go of. */
const FIRST = 1024;
const RESERVED = FIRST + 4;

/** At a free place stands the number of the next one. @type {unknown[]} */
const values = [];
[undefined, null, true, false].forEach((value, at) => (values[FIRST + at] = value));
let free = RESERVED;

/** @param {unknown} value @returns {number} the place that it has from now on */
export const add = (value) => {
  const at = free;
  free = /** @type {number} */ (values[at] ?? at + 1);
  values[at] = value;
  return at;
};

/** @param {number} at @returns {any} */
export const get = (at) => values[at];

/** Gives the place back. @param {number} at @returns {any} what was there */
export const take = (at) => {
  const value = values[at];
  if (at >= RESERVED) {
    values[at] = free;
    free = at;
  }
  return value;
};
