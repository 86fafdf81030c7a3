// @ts-check
// The default entry: what a page needs before it has to decide anything. The core, and what few requests need, are chunks
// beside it, which are loaded when something of them is needed. Importing registers where they come from and does
// nothing else.
import * as rareFront from '../adapters/front.js';
import { setRare } from '../adapters/rare.js';
import { setCore } from '../session/core.js';
import * as coreFront from '../session/front.js';
import { again } from '../wasm/again.js';

setCore({ front: coreFront, load: () => import('./core.js'), again });
setRare({ front: rareFront, load: () => import('./rare.js'), again });

export * from '../index.js';
export { default } from '../index.js';
