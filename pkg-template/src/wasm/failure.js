// @ts-check
// Says in a sentence why the compiled core could not be had, and what to do about it. Browsers report these cases
// in words of their own that seldom name the cure. It decides nothing about what happens next.

export const CORE_UNAVAILABLE = 'ERR_CORE_UNAVAILABLE';

/** @param {string} reason @param {unknown} [cause] */
export const coreError = (reason, cause) =>
  Object.assign(new Error(`everfetch cannot start its WebAssembly core: ${reason}`), {
    code: CORE_UNAVAILABLE,
    cause,
  });

/** The failures that no second attempt can cure. @param {any} error @returns {string | undefined} */
export const explain = (error) => {
  const text = String(error?.message);
  if (/unsafe-eval|content security|CSP/i.test(text)) {
    return "the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to script-src";
  }
};
