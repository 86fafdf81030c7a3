// The core's chunk comes damaged, or not at all, in Firefox and WebKitGTK: what they remember of a failed import differs.
// ENGINE names the engine; Chromium has its own tests in tests/package.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { damages, survives } from '../package/lib/damaged-core.mjs';
import { startEngine } from '../tabs/lib/engines/browser.js';

const name = process.env.ENGINE;
let engine;

before(async () => {
  engine = await startEngine(name, (what) => assert.fail(`asked for ${what}`));
});
after(() => engine?.close());

/** The engine's tab, with what these tests use of one of Playwright. */
async function newTab(t) {
  const tab = await engine.newTab();
  t.after(() => tab.close());
  return {
    goto: tab.goto,
    evaluate: (expression) => tab.run(`() => ${expression}`),
    waitForFunction: (condition) => tab.until(condition),
  };
}

for (const what of Object.keys(damages))
  test(`h181_a_chunk_${what.replaceAll(' ', '_')} in ${name}`, (t) => survives(t, what, 'esbuild', newTab));
