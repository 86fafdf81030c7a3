// The packed package in the tests of applications: Vitest with three environments, Jest, and MSW on both sides.

import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { newPage, outcome, serve } from '../package/lib/browser.mjs';
import { project } from './lib/project.mjs';

const tool = (...path) => at('tests', 'matrix', 'node_modules', ...path);

/** Runs a tool in `cwd`; its output is the message of a failure. */
async function runs(cwd, ...args) {
  try {
    return await runQuietly(process.execPath, args, {
      cwd,
      timeout: 120_000,
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
    });
  } catch (error) {
    throw new Error(`${error.message}\n${error.log}`, { cause: error });
  }
}

for (const environment of ['node', 'jsdom', 'happy-dom']) {
  test(`Vitest, environment ${environment}, with the fake server, MSW and axios-mock-adapter`, async () => {
    const root = await project('examples/vitest');
    const log = await runs(
      root,
      tool('vitest', 'vitest.mjs'),
      'run',
      '--root',
      root,
      '--environment',
      environment,
    );
    assert.match(log, /Tests {2}3 passed/);
  });
}

test('Jest with jsdom', async () => {
  const root = await project('examples/jest', { 'package.json': '{"private":true}' });
  const log = await runs(root, tool('jest', 'bin', 'jest.js'), '--rootDir', root);
  assert.match(log, /Tests: +3 passed/);
});

test('MSW in the browser', async (t) => {
  const { build } = await import('vite');
  const root = await project('examples/msw');
  await build({ root, configFile: false, logLevel: 'error' });
  copyFileSync(tool('msw', 'lib', 'mockServiceWorker.js'), join(root, 'dist', 'mockServiceWorker.js'));
  const page = await newPage(t);
  await page.goto(`${await serve(t, join(root, 'dist'))}/index.html`);
  assert.equal(await outcome(page), 'done 50 1', page.log.join('\n'));
});
