// @ts-check
// The streaming entry: the compiled core is a separate file beside the script, which bundlers find by the `URL`
// below and browsers compile while it arrives. It is fetched at the first use, or earlier by `await init()`.
import { makeCore } from 'everfetch:glue';
import { loadForm } from '../wasm/beside.js';
import * as rare from '../adapters/rare-parts.js';
import { setRare } from '../adapters/rare.js';
import { VERSION } from '../client/version.js';
import { setCore } from '../session/core.js';
import { attach } from '../session/engine.js';
import { coreNow, coreReady, setLoader } from '../wasm/loader.js';

/** @typedef {WebAssembly.Module | BufferSource | Response} Given */

/** @param {() => Given | Promise<Given>} source */
const from = (source) => setLoader({ make: makeCore, async: source, javascript: loadForm });
setCore({ parts: { version: VERSION, now: coreNow, ready: coreReady, attach } });
setRare({ parts: rare });

from(() => fetch(new URL('./everfetch.wasm', import.meta.url)));

/**
 * Loads the core ahead of the first request. Not needed: the first request does it otherwise.
 * @param {Given | string | URL | Promise<Given>} [source] another place to take it from, or the module itself
 * @returns {Promise<void>}
 */
export const init = async (source) => {
  if (source) from(() => (typeof source == 'string' || source instanceof URL ? fetch(source) : source));
  await coreReady();
};

export * from '../index.js';
export { default } from '../index.js';
