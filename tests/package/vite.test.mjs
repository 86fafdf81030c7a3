// The packed package in a fresh Vite application without any configuration: built and previewed, and in
// development. Each time the application does the main job in a headless Chromium.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build, createServer, preview } from 'vite';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { freshApp } from './lib/project.mjs';
import { newPage, outcome } from './lib/browser.mjs';

let api;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

let sandboxes = 0;

/** Opens the application with a sandbox of its own on the API server, and tells what the server counted. */
async function doMainJob(t, address) {
  const base = `${api.url}/s/package-${process.pid}-${++sandboxes}`;
  const page = await newPage(t);
  await page.goto(`${address}?api=${encodeURIComponent(base)}`);
  assert.equal(await outcome(page), 'done 50', page.log.join('\n'));
  const counters = await (await fetch(`${base}/control/counters`)).json();
  assert.equal(counters.refresh.calls, 1, 'fifty requests cost one refresh');
}

const listen = { host: '127.0.0.1', port: 0 };
const options = (root) => ({ root, configFile: false, logLevel: 'error' });

const streamingApp = async () => {
  const root = await freshApp('app');
  const main = join(root, 'main.js');
  writeFileSync(main, readFileSync(main, 'utf8').replace("from 'everfetch'", "from 'everfetch/streaming'"));
  return root;
};

async function buildAndPreview(t, root) {
  await build(options(root));
  const server = await preview({ ...options(root), preview: listen });
  t.after(() => server.close());
  await doMainJob(t, server.resolvedUrls.local[0]);
}

async function develop(t, root) {
  const server = await createServer({ ...options(root), server: listen });
  t.after(() => server.close());
  await server.listen();
  await doMainJob(t, server.resolvedUrls.local[0]);
}

const wasmFiles = (root) =>
  readdirSync(join(root, 'dist', 'assets')).filter((name) => name.endsWith('.wasm'));

test('the default entry, built and previewed, answers fifty requests with one refresh', async (t) => {
  const root = await freshApp('app');
  await buildAndPreview(t, root);
  assert.deepEqual(wasmFiles(root), [], 'the core is in the script, not beside it');
});

test('the default entry, in development, answers fifty requests with one refresh', async (t) => {
  await develop(t, await freshApp('app'));
});

test('the streaming entry, built and previewed, answers fifty requests with one refresh', async (t) => {
  const root = await streamingApp();
  await buildAndPreview(t, root);
  assert.equal(wasmFiles(root).length, 1, 'the core is one file beside the script');
});

test('the streaming entry, in development, answers fifty requests with one refresh', async (t) => {
  const root = await streamingApp();
  await develop(t, root);
  assert.equal(existsSync(join(root, 'vite.config.js')), false);
});
