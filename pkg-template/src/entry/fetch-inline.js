// @ts-check
// `everfetch/fetch` for `require`, Node and workers: the core is inside, and is instantiated synchronously at the first
// use. Importing registers where it comes from and does nothing else.
import { setCore } from '../session/core.js';
import { parts } from './chunk.js';

setCore({ parts });

export { createFetch, createFetch as default } from '../fetch/create.js';
