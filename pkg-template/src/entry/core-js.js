// @ts-check
// `core-js.js`: the compiled core as JavaScript, for where WebAssembly is refused. The other entries load it when that
// happens; `everfetch/javascript` imports it.
import { VERSION } from '../client/version.js';

export { instantiate, makeCore } from 'everfetch:javascript';
export const version = VERSION;
