// @ts-check
// The default entry where a file more costs nothing: everything is there at once.
import './core.js';
import { open, version } from './rare.js';

const CHUNKS = Symbol.for('everfetch.rare');
const realm = /** @type {{ [CHUNKS]?: Record<string, { version: string, open: typeof open }> }} */ (
  globalThis
);
(realm[CHUNKS] ??= {})[version] = { version, open };

export * from './index.js';
export { default } from './index.js';
