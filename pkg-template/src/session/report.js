// @ts-check
/** What is said on the console, and how mistakes in the user's own functions get there. It decides nothing else. */
import { isFunction, isThenable } from '../http/values.js';

const warned = new Set();

/** @param {string} text said once in a page */
export const warnOnce = (text) => {
  if (warned.has(text)) return;
  warned.add(text);
  console.warn('everfetch: ' + text);
};

/** An application kept something of its own under a name of ours before it knew everfetch. @param {string} name */
export const leaveAlone = (name) =>
  warnOnce(`leaves ${name} alone: it is not of the shape that everfetch takes`);

/** A mistake of a listener is the page's: it must reach the console, and nothing of ours. @param {unknown} error */
export const report = (error) =>
  isFunction(globalThis.reportError)
    ? reportError(error)
    : console.warn('everfetch: a function of yours failed:', error);

/** @template T @param {() => T} act @returns {T | undefined} what it returns; what it throws is reported */
export const shielded = (act) => {
  try {
    return act();
  } catch (error) {
    report(error);
  }
};

/**
 * Goes on with what a function of the application gives or promises; of one that fails it is undefined.
 * @template T @param {() => unknown} act @param {(value: any) => T} next @returns {T | Promise<Awaited<T>>}
 */
export const asked = (act, next) => {
  const value = shielded(act);
  return isThenable(value)
    ? /** @type {Promise<Awaited<T>>} */ (Promise.resolve(value).catch(report).then(next))
    : next(value);
};
