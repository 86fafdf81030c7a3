// Builds pkg/, the npm package `everfetch`: the core by Cargo and wasm-bindgen, the face by esbuild, the rest from pkg-template/.
// And pkg-axios/dist/, the package `@everfetch/axios`, which gives the first one axios's name.
// Set-up comes first. `--if-changed` does nothing if pkg/ is up to date.

import { main, endOnSignals, calledDirectly } from './lib/run.mjs';
import { setUp } from './setup.mjs';

export async function buildPackage({ ifChanged = false } = {}) {
  // Loaded here, since these need the node modules that set-up may just have installed.
  const { makePackage } = await import('./lib/package.mjs');
  await makePackage({ ifChanged });
  const { makeAxiosPackage } = await import('./lib/axios-package.mjs');
  await makeAxiosPackage();
}

if (calledDirectly(import.meta.url)) {
  endOnSignals();
  await main(async () => {
    await setUp();
    await buildPackage({ ifChanged: process.argv.includes('--if-changed') });
  });
}
