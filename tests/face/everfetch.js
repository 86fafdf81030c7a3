// The face by its source, as an entry that has everything inside makes it (pkg-template/src/entry/inline.js); but without
// a core, which these tests do without.
import * as parts from '../../pkg-template/src/adapters/rare-parts.js';
import { setRare } from '../../pkg-template/src/adapters/rare.js';

setRare({ parts });

export * from '../../pkg-template/src/index.js';
export { default } from '../../pkg-template/src/index.js';
