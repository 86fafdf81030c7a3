// @ts-check
// `require('everfetch')`, and the script for a global: the core is inside, and instantiated synchronously at the first
// use. Importing registers where it comes from and does nothing else.
import { setChunk } from '../wasm/chunk.js';
import { parts } from './chunk.js';

setChunk({ parts });

export * from '../index.js';
export { default } from '../index.js';
