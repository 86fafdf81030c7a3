// @ts-check
// Says in a sentence why the core could not be had, and what to do about it. Browsers report these cases in words of
// their own that seldom name the cure. It decides nothing about what happens next.

export const CORE_UNAVAILABLE = 'ERR_CORE_UNAVAILABLE';

/** @param {string} message @param {unknown} [cause] */
const unavailable = (message, cause) =>
  Object.assign(new Error(`everfetch cannot ${message}`), { code: CORE_UNAVAILABLE, cause });

/** @param {string} reason @param {unknown} [cause] */
export const coreError = (reason, cause) => unavailable(`start its WebAssembly core: ${reason}`, cause);

/** The chunk did not come. @param {unknown} cause */
export const chunkError = (cause) =>
  Object.assign(
    unavailable(
      `load the chunk that holds its core: ${cause}. The session is kept, and the next request that needs the core ` +
        'tries again; if the site was deployed since this page was opened, reload the page',
      cause,
    ),
    { retryable: true },
  );

/** Something else came in its place. @param {any} found @param {string} version of the page's part */
export const wrongChunk = (found, version) =>
  unavailable(
    `use the chunk that holds its core: it is ${found?.version ? `of version ${found.version}` : 'another file'}, ` +
      `and the page has version ${version}. The session is kept; reload the page`,
  );

/** The failures that no second attempt can cure. @param {any} error @returns {string | undefined} */
export const explain = (error) => {
  const text = String(error?.message);
  if (/unsafe-eval|content security|CSP/i.test(text)) {
    return "the page's Content-Security-Policy forbids it; add 'wasm-unsafe-eval' to script-src";
  }
};
