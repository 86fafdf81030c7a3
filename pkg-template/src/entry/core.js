// @ts-check
// `everfetch/core`: the chunk as a file of its own. A page that imports it beside the package has the core at once,
// without a second load.
import { receive } from 'everfetch:front';
import { parts } from './chunk.js';

export const { version } = parts;

/** @param {object} front */
export const open = (front) => {
  receive(front);
  return parts;
};

const CHUNKS = Symbol.for('everfetch.core');
const realm = /** @type {{ [CHUNKS]?: Record<string, { version: string, open: typeof open }> }} */ (
  globalThis
);
(realm[CHUNKS] ??= {})[version] = { version, open };
