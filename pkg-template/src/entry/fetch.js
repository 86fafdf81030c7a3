// @ts-check
// `everfetch/fetch`: a session behind the signature of `fetch`, without the axios surface. The core is the chunk beside
// it, which is loaded when it is needed. Importing registers where it comes from and does nothing else.
import { setCore } from '../session/core.js';
import * as front from '../session/front.js';
import { again } from '../wasm/again.js';

setCore({ front, load: () => import('./core.js'), again });

export { createFetch, createFetch as default } from '../fetch/create.js';
