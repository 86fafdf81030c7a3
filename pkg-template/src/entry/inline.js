// @ts-check
// The default entry: the compiled core travels inside the script as text and is instantiated synchronously at the
// first use. Importing registers where the core comes from and does nothing else.
import { makeCore } from 'everfetch:glue';
import { text } from 'everfetch:wasm-text';
import { loadForm } from '../wasm/beside.js';
import { decode } from '../wasm/decode.js';
import { setLoader } from '../wasm/loader.js';

const bytes = () => /** @type {Uint8Array<ArrayBuffer>} */ (decode(text));
setLoader({ make: makeCore, sync: bytes, async: bytes, javascript: loadForm });

export * from '../index.js';
export { default } from '../index.js';
