// The packed package in pages of Firefox and WebKitGTK, opened as users open them: both entries and the classic script do
// the main job, in workers and under a strict policy too. ENGINE names the engine; without it, Chromium. Which features
// each has is told, for the table in docs/engines.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { finished, mainJob, strict } from '../package/lib/page.mjs';
import { freshProject } from '../package/lib/project.mjs';
import {
  canLoad,
  expected,
  hasModuleServiceWorkers,
  inWorker,
  kinds,
  loads,
} from '../package/lib/workers.mjs';
import { startEngine } from '../tabs/lib/engines/browser.js';

const name = process.env.ENGINE || 'chromium';
const AT = '/node_modules/everfetch';
let api;
let engine;
let folder;
let count = 0;
const cannot = (what) => {
  throw new Error(`asked for ${what}`);
};

before(async () => {
  [api, folder, engine] = await Promise.all([
    process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : startTestApi(),
    freshProject(),
    name === 'chromium' ? undefined : startEngine(name, cannot),
  ]);
});
after(async () => {
  await engine?.close();
  await api.close?.();
});

/** A tab of the engine; WebDriver does not tell what its page says on the console. */
const inEngine = async (t, address) => {
  const tab = await engine.newTab();
  t.after(() => tab.close());
  await tab.goto(address);
  return [];
};
const options = (more) => ({
  base: `${api.url}/s/engine-${process.pid}-${++count}`,
  folder,
  ...(engine && { open: inEngine }),
  ...more,
});

const JOB = `${mainJob} finish({ answered: await storm(await signedIn()) });`;
const modules = {
  'the default entry': `import everfetch from '${AT}/index.js';`,
  'the streaming entry': `import everfetch from '${AT}/streaming.js';`,
};

async function doesMainJob(t, job, given) {
  const { answered, errors } = await finished(t, job, given);
  assert.deepEqual([answered, errors], [50, []]);
  const { refresh, reuseDetected } = await (await fetch(`${given.base}/control/counters`)).json();
  assert.deepEqual([refresh.calls, reuseDetected], [1, 0], 'fifty requests cost one refresh');
}

for (const [what, load] of Object.entries(modules)) {
  test(`${what} does the main job in ${name}`, (t) => doesMainJob(t, `${load} ${JOB}`, options()));

  test(`${what} does it under a strict policy with Trusted Types in ${name}`, (t) =>
    doesMainJob(t, `${load} ${JOB}`, options({ headers: strict("'self' 'wasm-unsafe-eval'") })));

  test(`h177 ${what} does it under a policy that forbids WebAssembly in ${name}`, (t) =>
    doesMainJob(t, `${load} ${JOB}`, options({ headers: strict("'self'") })));
}

for (const [what, refuse] of [
  ['could not be reached', (response) => response.destroy()],
  ['is missing', (response) => response.writeHead(404).end()],
  [
    'is another file',
    (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>'),
  ],
])
  test(`h181 a chunk that ${what} is asked for again in ${name}`, async (t) => {
    const asked = [];
    let isThere = false;
    const chunk = readFileSync(at('pkg', 'core.js'));
    const job = `${modules['the default entry']} ${mainJob}
      const session = { refresh: '/auth/refresh', initial: () => undefined };
      const api = everfetch.create({ baseURL: base, session });
      const ask = () => api.get('/public/ping').then(() => 'answered', ({ code, retryable, message }) => [code, retryable, message]);
      const first = await ask();
      await fetch('/deploy');
      finish({ first, second: await ask(), answered: await storm(await signedIn()) });`;
    const given = {
      [`${AT}/core.js`]: (request, response) => {
        asked.push(request.url);
        if (!isThere) return refuse(response);
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(chunk);
      },
      '/deploy': (_, response) => {
        isThere = true;
        response.end();
      },
    };
    const { first, second, answered } = await finished(t, job, options({ given }));
    t.diagnostic(`${asked.join(' ')} ${first[2]}`);
    assert.deepEqual(first.slice?.(0, 2), ['ERR_CORE_UNAVAILABLE', true], String(first));
    assert.deepEqual([second, answered], ['answered', 50], asked.join(' '));
  });

test(`the classic script does the main job in ${name}`, (t) =>
  doesMainJob(t, `(async () => { ${JOB} })();`, options({ classic: [`${AT}/everfetch.min.js`] })));

for (const kind of Object.keys(kinds)) {
  for (const way of Object.keys(loads)) {
    if (!canLoad(kind, way)) continue;
    test(`in a ${kind}, ${way} does the main job in ${name}`, async (t) => {
      const isModule = loads[way][1] === 'module';
      if (kind === 'service worker' && isModule && !(await hasModuleServiceWorkers(t, options())))
        return t.skip(`this ${name} starts no module as a service worker`);
      const given = options();
      const { log: _, ...found } = await inWorker(t, kind, way, given);
      assert.deepEqual(found, expected);
    });
  }
}

// Not judged: what an engine lacks, the package does without. Each is tried by a call where a name may deceive.
const FEATURES = `
  const tried = async (act) => { try { return Boolean(await act()); } catch { return false; } };
  const features = {
    'Web Locks, listed': await tried(async () => (await navigator.locks.query()).held),
    BroadcastChannel: await tried(() => { new BroadcastChannel('x').close(); return true; }),
    'sessionStorage and localStorage': await tried(() => sessionStorage && localStorage),
    'a module compiled while it arrives': await tried(() => WebAssembly.compileStreaming),
    'fetch with keepalive': await tried(() => 'keepalive' in Request.prototype),
    'a stream as the body of a request': await tried(() => {
      let duplex = false;
      const init = { method: 'POST', body: new ReadableStream(), get duplex() { duplex = true; return 'half'; } };
      return !new Request('/', init).headers.has('Content-Type') && duplex;
    }),
    'AbortSignal.any': await tried(() => AbortSignal.any),
    'Trusted Types': await tried(() => trustedTypes),
    'the page lifecycle (freeze)': await tried(() => 'onfreeze' in document),
    'the Cookie Store': await tried(() => cookieStore.get),
    'a secure context on 127.0.0.1': await tried(() => isSecureContext),
  };`;

test(`what ${name} has`, async (t) => {
  const { features } = await finished(t, `${mainJob} ${FEATURES} finish({ features });`, options());
  for (const [what, has] of Object.entries(features)) t.diagnostic(`${what}: ${has ? 'yes' : 'no'}`);
  assert.ok(features['sessionStorage and localStorage']);
});
