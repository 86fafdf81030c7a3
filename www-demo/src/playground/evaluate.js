// Turns the text of a field into the object that it says. It is JavaScript, since configs hold functions and regular
// expressions; it is the visitor's own, and nothing but the fields is ever evaluated.

/**
 * @param {string} text
 * @param {string} what for the message: which field it is
 */
export function evaluate(text, what) {
  let value;
  try {
    value = new Function(`'use strict'; return (${text}\n);`)();
  } catch (error) {
    throw Object.assign(new Error(`${what} is not a JavaScript object: ${error.message}`), {
      name: error.name,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what} takes an object, such as { url: '/api/me' }`);
  return value;
}
