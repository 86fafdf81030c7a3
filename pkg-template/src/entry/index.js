// @ts-check
// The default entry: what a page needs before it has to decide anything. The core is a chunk beside it, which is loaded
// when it is needed. Importing registers where it comes from and does nothing else.
import * as front from '../session/front.js';
import { setChunk } from '../wasm/chunk.js';

setChunk({
  front,
  load: () => import('./core.js'),
  again: (address) => import(/* @vite-ignore */ /* webpackIgnore: true */ address),
});

export * from '../index.js';
export { default } from '../index.js';
