// @ts-check
// `everfetch/core`: the chunk as a file of its own. A page that imports it beside the package has the core at once,
// without a second load.
import { receive } from 'everfetch:front';
import { parts } from './chunk.js';

export const { version } = parts;

let isOpen = false;

/** @param {{ isGuest?: boolean }} front */
export const open = (front) => {
  // Two entries of the package may use this one file: a guest leaves what the other has given.
  if (!isOpen || !front.isGuest) receive(front);
  isOpen = true;
  return parts;
};

const CHUNKS = Symbol.for('everfetch.core');
const realm = /** @type {{ [CHUNKS]?: Record<string, { version: string, open: typeof open }> }} */ (
  globalThis
);
(realm[CHUNKS] ??= {})[version] = { version, open };
