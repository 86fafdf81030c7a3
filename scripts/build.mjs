// Builds pkg/, the npm package `everfetch`: the core by Cargo and wasm-bindgen, the face by esbuild, the rest from pkg-template/.
// Set-up comes first. `--if-changed` does nothing if pkg/ is up to date.

import { main, endOnSignals, calledDirectly } from './lib/run.mjs';
import { setUp } from './setup.mjs';

export async function buildPackage({ ifChanged = false } = {}) {
  // Loaded here, since these need the node modules that set-up may just have installed.
  const { makePackage } = await import('./lib/package.mjs');
  await makePackage({ ifChanged });
}

if (calledDirectly(import.meta.url)) {
  endOnSignals();
  await main(async () => {
    await setUp();
    await buildPackage({ ifChanged: process.argv.includes('--if-changed') });
  });
}
