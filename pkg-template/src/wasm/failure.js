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

/**
 * Why WebAssembly is refused here, if that is what failed: no second attempt would do better.
 * @param {any} error @returns {string | undefined}
 */
export const refusal = (error) => {
  const text = String(error?.message);
  if (typeof WebAssembly != 'object') return 'this browser has WebAssembly switched off';
  if (/unsafe-eval|content security|CSP/i.test(text))
    return /-extension:$/.test(globalThis.location?.protocol)
      ? "the extension's policy forbids it; add 'wasm-unsafe-eval' to script-src in the manifest's content_security_policy.extension_pages"
      : "the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to script-src";
  if (/disallowed by embedder/.test(text)) return 'this platform forbids it';
};

/** The core as JavaScript, which takes its place, cannot be had either. @param {string} reason @param {unknown} cause */
export const formError = (reason, cause) =>
  coreError(
    `${reason}; and core-js.js, the same core as JavaScript, did not load (${cause}): serve it beside the script, ` +
      "or import 'everfetch/javascript'",
    cause,
  );
