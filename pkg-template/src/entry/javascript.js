// @ts-check
// The entry for platforms that refuse WebAssembly always: React Native, workerd and edge runtimes choose it by their
// conditions, and an extension's service worker, which may not load a file later, by its name.
import * as rare from '../adapters/rare-parts.js';
import { setRare } from '../adapters/rare.js';
import { VERSION } from '../client/version.js';
import { needURL } from '../session/complete-url.js';
import { setCore } from '../session/core.js';
import { attach } from '../session/engine.js';
import { setPlatform } from '../session/platform.js';
import { coreNow, coreReady, setLoader } from '../wasm/loader.js';
import * as form from './core-js.js';

setPlatform(needURL);
setLoader({ form });
setCore({ parts: { version: VERSION, now: coreNow, ready: coreReady, attach } });
setRare({ parts: rare });

export * from '../index.js';
export { default } from '../index.js';
