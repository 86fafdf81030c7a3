// @ts-check
// `everfetch/core`: the chunk as a file of its own. A page that imports it beside the package has the core at once,
// without a second load.
import { receive } from 'everfetch:front';
import { parts } from './chunk.js';

export const { version, now, ready } = parts;

/** @type {import('../wasm/types.js').Parts['attach']} */
export const attach = (handle, front) => {
  receive(/** @type {import('../wasm/types.js').Front} */ (front));
  parts.attach(handle);
};

const CHUNKS = Symbol.for('everfetch.cores');
const realm = /** @type {{ [CHUNKS]?: Record<string, import('../wasm/types.js').Parts> }} */ (globalThis);
(realm[CHUNKS] ??= {})[version] = { version, now, ready, attach };
