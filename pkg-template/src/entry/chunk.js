// @ts-check
// What needs the compiled core, and the core itself as text: the chunk that the default entry loads when the core is
// needed, and that the other entries have inside.
import { makeCore } from 'everfetch:glue';
import { text } from 'everfetch:wasm-text';
import { VERSION } from '../client/version.js';
import { attach } from '../session/engine.js';
import { decode } from '../wasm/decode.js';

/** @type {import('../wasm/types.js').Parts} */
export const parts = {
  version: VERSION,
  makeCore,
  attach,
  bytes: () => /** @type {Uint8Array<ArrayBuffer>} */ (decode(text)),
};
