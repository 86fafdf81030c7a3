// @ts-check
// The entry for platforms that refuse WebAssembly always: React Native, workerd and edge runtimes choose it by their
// conditions, and an extension's service worker, which may not load a file later, by its name.
import * as form from 'everfetch:core-js';
import { setLoader } from '../wasm/loader.js';

setLoader({ form });

export * from '../index.js';
export { default } from '../index.js';
