// Set-up: everything that the other scripts need beside Node and rustup. Each step checks first and does something only
// if it has to, so set-up can run before every command. `--tests` adds wasm-pack, the browsers and their drivers. Only Node's own
// modules are used here, since node_modules may not exist yet.

import { browserStep } from './lib/browser.mjs';
import { engineNames, engineStep } from './lib/engines.mjs';
import { nodeModulesStep } from './lib/node-modules.mjs';
import { Failure, calledDirectly, endOnSignals, main } from './lib/run.mjs';
import { rustStep } from './lib/rust.mjs';
import { estimate, steps } from './lib/steps.mjs';
import { wasmBindgenStep, wasmOptStep, wasmPackStep } from './lib/tools.mjs';

/** Vite and Vitest, which build and test, take no older one. The package itself runs in any Node from 20 on. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major === 20) return minor >= 19;
  return major === 22 ? minor >= 12 : major >= 23;
}

/** Neither of the first two chains needs the other: one waits for the network, the other one compiles. */
const stepsFor = ({ tests = false, engines = [] } = {}) => [
  [
    [nodeModulesStep, wasmOptStep],
    [rustStep(), wasmBindgenStep()],
  ],
  ...(tests ? [wasmPackStep, browserStep] : []),
  ...engines.map(engineStep),
];

/** About how many seconds set-up will take on an idle machine; 0 if everything is there. */
export const setUpTakes = () => estimate(stepsFor());

/** @param {{ tests?: boolean, engines?: string[] }} [wanted] `engines`: those beside Chromium */
export async function setUp(wanted) {
  if (!isNewEnough(process.versions.node))
    throw new Failure(
      `Node ${process.versions.node} is too old: install Node 20.19, 22.12 or a newer one (https://nodejs.org).`,
    );
  await steps('set-up', stepsFor(wanted));
}

if (calledDirectly(import.meta.url)) {
  endOnSignals();
  const tests = process.argv.includes('--tests');
  await main(() => setUp({ tests, engines: tests ? engineNames : [] }));
}
