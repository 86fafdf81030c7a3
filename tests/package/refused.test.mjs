// h177: where WebAssembly is refused the same core runs as JavaScript, and the main job is the same: requests on an expired
// token and one refresh, a reload, a sign-out. In a page under a policy, in one without WebAssembly, in a browser without
// a compiler, and in an extension with the manifest's own policy, in its page and in its service worker.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { PATIENCE } from '../e2e/lib/patience.js';
import { finished, mainJob, strict } from './lib/page.mjs';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());
/** Its tokens live for longer than the slowest of these browsers takes; the test says when they expire. */
const sandbox = async () => {
  const base = `${api.url}/s/refused-${process.pid}-${++count}`;
  const body = JSON.stringify({ accessTtl: 600_000 });
  await fetch(`${base}/control/knobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return base;
};
const rotations = async (base) => (await (await fetch(`${base}/control/counters`)).json()).refresh.rotated;

const ENTRIES = {
  default: "import everfetch from './index.js';",
  streaming: "import everfetch from './streaming.js';",
  javascript: "import everfetch from './javascript.js';",
};

const JOB = `
const seen = sessionStorage.getItem('seen');
if (!seen) {
  const api = await signedIn();
  const answered = await storm(api);
  sessionStorage.setItem('seen', JSON.stringify({ answered, engine: api.session.guarantees().engine }));
  location.reload();
} else {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
  const found = await api.session.ready();
  const { status } = await api.get('/api/me');
  await api.session.signOut();
  const refused = await api.get('/api/me').catch(({ response }) => response.status);
  finish({ ...JSON.parse(seen), found, status, left: api.session.state, refused });
}`;

const DONE = {
  answered: 50,
  engine: 'js',
  found: 'active',
  status: 200,
  left: 'ended',
  refused: 401,
  errors: [],
};

async function doesMainJob(t, load, options) {
  const base = await sandbox();
  const { log, ...found } = await finished(t, `${load} ${mainJob} ${JOB}`, { base, ...options });
  assert.deepEqual(found, DONE, log.join('\n'));
  assert.equal(await rotations(base), 1);
}

const listen = (page) => {
  const log = [];
  page.on('console', (message) => log.push(message.text()));
  return log;
};

const ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** A Chromium that compiles nothing, which is what a lockdown does. */
async function withoutCompiler(t, address) {
  const browser = await chromium.launch({
    executablePath: findBrowser().chromium,
    args: [...ARGS, '--js-flags=--jitless'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const log = listen(page);
  await page.goto(address);
  return log;
}

for (const [name, load] of Object.entries(ENTRIES)) {
  test(`h177 without 'wasm-unsafe-eval' the ${name} entry does the main job`, (t) =>
    doesMainJob(t, load, { headers: strict("'self'") }));

  test(`h177 without WebAssembly the ${name} entry does the main job`, (t) =>
    doesMainJob(t, load, { before: () => delete globalThis.WebAssembly }));

  test(`h177 in a browser without a compiler the ${name} entry does the main job`, (t) =>
    doesMainJob(t, load, { open: withoutCompiler }));
}

test("h177 without 'wasm-unsafe-eval' the classic script does the main job", (t) =>
  doesMainJob(t, '', {
    headers: strict("'self'"),
    classic: ['/everfetch.min.js'],
    given: { '/job.js': { body: `(async () => { ${mainJob} ${JOB} })();` } },
  }));

/** An extension whose page and whose service worker run jobs; the manifest says nothing of a policy. */
async function inExtension(t, job, address) {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-extension-'));
  const profile = mkdtempSync(join(tmpdir(), 'everfetch-profile-'));
  t.after(() => [folder, profile].forEach((path) => rmSync(path, { recursive: true, force: true })));
  cpSync(at('pkg'), folder, { recursive: true, filter: (path) => !/\.(d\.ts|d\.cts|md)$/.test(path) });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write(
    'manifest.json',
    JSON.stringify({
      manifest_version: 3,
      name: 'everfetch',
      version: '1.0',
      background: { service_worker: 'worker.js', type: 'module' },
      host_permissions: ['http://127.0.0.1/*'],
    }),
  );
  const { origin, search } = new URL(address);
  const there = (text) => text.replaceAll("'/outcome'", `'${origin}/outcome'`);
  write('page.html', '<!doctype html><script type="module" src="page.js"></script>');
  write('page.js', there(job.page ?? ''));
  write('worker.js', there((job.worker ?? '').replaceAll('location.search', JSON.stringify(search))));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser().chromium,
    args: [...ARGS, '--headless=new', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  });
  t.after(() => context.close());
  const [worker = await context.waitForEvent('serviceworker', { timeout: PATIENCE })] =
    context.serviceWorkers();
  if (!job.page) return listen(worker);
  const page = await context.newPage();
  const log = listen(page);
  await page.goto(new URL(`page.html${search}`, worker.url()).href);
  return log;
}

test('h177 the page of an extension, with the policy that extensions have, does the main job', (t) => {
  const page = `globalThis.errors = []; ${ENTRIES.default} ${mainJob} ${JOB}`;
  return doesMainJob(t, '', { open: (t, address) => inExtension(t, { page }, address) });
});

// A service worker may load nothing later, so it imports the entry that has the core as JavaScript.
test('h177 the service worker of an extension does the main job with everfetch/javascript', async (t) => {
  const base = await sandbox();
  const worker = `${ENTRIES.javascript} globalThis.errors = []; ${mainJob}
    (async () => {
      const api = await signedIn();
      const answered = await storm(api);
      await api.session.signOut();
      await finish({ answered, engine: api.session.guarantees().engine, left: api.session.state });
    })().catch(fail);`;
  const { log, ...found } = await finished(t, '', {
    base,
    open: (t, address) => inExtension(t, { worker }, address),
  });
  assert.deepEqual(found, { answered: 50, engine: 'js', left: 'ended', errors: [] }, log.join('\n'));
  assert.equal(await rotations(base), 1);
});
