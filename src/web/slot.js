// @ts-check
// The promise in a session's slot (slot.rs). JavaScript, because promises are.

/** @typedef {[promise: Promise<string | undefined>, settle: (outcome?: string) => void]} Slot */

/** @returns {Slot} */
export const createSlot = () => {
  /** @type {Slot[1]} */
  let settle;
  const promise = new Promise((resolve) => (settle = resolve));
  // @ts-ignore the executor has run
  return [promise, settle];
};
/** @param {Slot} slot */
export const promiseOf = (slot) => slot[0];
/** @param {Slot} slot @param {string} outcome empty for none */
export const settleSlot = (slot, outcome) => slot[1](outcome || undefined);
