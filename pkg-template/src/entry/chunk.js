// @ts-check
// What needs the compiled core, and the core itself as text: the chunk that the default entry loads when the core is
// needed, and that the other entries have inside. Importing registers where the core comes from and does nothing else.
import { makeCore } from 'everfetch:glue';
import { text } from 'everfetch:wasm-text';
import { VERSION } from '../client/version.js';
import { attach } from '../session/engine.js';
import { loadForm } from '../wasm/beside.js';
import { decode } from '../wasm/decode.js';
import { coreNow, coreReady, setLoader } from '../wasm/loader.js';

const bytes = () => /** @type {Uint8Array<ArrayBuffer>} */ (decode(text));
setLoader({ make: makeCore, sync: bytes, async: bytes, javascript: loadForm });

/** @type {import('../wasm/types.js').Parts} */
export const parts = { version: VERSION, now: coreNow, ready: coreReady, attach };
