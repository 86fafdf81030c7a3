// @ts-check
// `everfetch/core`: the chunk as a file of its own. A page that imports it beside the package has the core at once,
// without a second load.
import { receive } from 'everfetch:front';
import { parts as inside } from './chunk.js';

export const { version, makeCore, bytes } = inside;

/** @type {import('../wasm/types.js').Parts['attach']} */
export const attach = (handle, front) => {
  receive(/** @type {import('../wasm/types.js').Front} */ (front));
  inside.attach(handle);
};

const CHUNKS = Symbol.for('everfetch.cores');
const realm = /** @type {{ [CHUNKS]?: Record<string, import('../wasm/types.js').Parts> }} */ (globalThis);
(realm[CHUNKS] ??= {})[version] = { version, makeCore, bytes, attach };
