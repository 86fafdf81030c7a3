// @ts-check
// `require('everfetch')`, the script for a global, and what Node and workers import: everything is inside, and the core is
// instantiated synchronously at the first use. Importing registers where it comes from and does nothing else.
import * as rare from '../adapters/rare-parts.js';
import { setRare } from '../adapters/rare.js';
import { setCore } from '../session/core.js';
import { parts } from './chunk.js';

setCore({ parts });
setRare({ parts: rare });

export * from '../index.js';
export { default } from '../index.js';
