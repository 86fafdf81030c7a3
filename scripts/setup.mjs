// Set-up: all that the other scripts need beside Node and rustup. Each step looks first and works only if
// something is missing, so that it may run before every command. `--tests` adds a browser and its driver.
// Only Node's own modules are used here, since node_modules may not exist yet.

import { browserStep } from './lib/browser.mjs';
import { nodeModulesStep } from './lib/node-modules.mjs';
import { Failure, calledDirectly, endOnSignals, main } from './lib/run.mjs';
import { rustStep } from './lib/rust.mjs';
import { steps } from './lib/steps.mjs';
import { wasmBindgenStep, wasmOptStep, wasmPackStep } from './lib/tools.mjs';

export async function setUp({ tests = false } = {}) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new Failure(`Node ${process.versions.node} is too old: everfetch is built with Node 20 or newer.`);
  await steps('set-up', [
    nodeModulesStep,
    rustStep(),
    wasmBindgenStep(),
    wasmPackStep,
    wasmOptStep,
    ...(tests ? [browserStep] : []),
  ]);
}

if (calledDirectly(import.meta.url)) {
  endOnSignals();
  await main(() => setUp({ tests: process.argv.includes('--tests') }));
}
