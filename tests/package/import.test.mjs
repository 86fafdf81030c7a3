// In a page, importing the package and creating a client do nothing that could be noticed: no request, storage, timer,
// listener, worker, compilation or global. The first request does.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { entries, finished, mainJob } from './lib/page.mjs';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

/** Everything by which a script could act tells on itself. It runs in the page, before all other scripts. */
function spy() {
  const seen = new Set();
  globalThis.taken = () => {
    const now = [...seen].sort();
    seen.clear();
    return now;
  };
  const wrap = (target, name, label = name) => {
    const real = target[name];
    target[name] = function (...args) {
      seen.add(label);
      return new.target ? Reflect.construct(real, args) : Reflect.apply(real, this, args);
    };
    target[name].prototype = real.prototype;
  };
  const watch = (target, name, label = name) => {
    const { get } = Object.getOwnPropertyDescriptor(target, name);
    const value = {
      configurable: true,
      get() {
        seen.add(label);
        return get.call(this);
      },
    };
    Object.defineProperty(target, name, value);
  };
  for (const name of ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'])
    wrap(globalThis, name);
  for (const name of ['BroadcastChannel', 'Worker', 'SharedWorker', 'XMLHttpRequest', 'MessageChannel'])
    wrap(globalThis, name);
  for (const name of [
    'Module',
    'Instance',
    'compile',
    'instantiate',
    'compileStreaming',
    'instantiateStreaming',
  ])
    wrap(WebAssembly, name, `WebAssembly.${name}`);
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) wrap(console, name, `console.${name}`);
  wrap(EventTarget.prototype, 'addEventListener');
  wrap(LockManager.prototype, 'request', 'locks.request');
  wrap(LockManager.prototype, 'query', 'locks.query');
  for (const name of ['localStorage', 'sessionStorage']) watch(globalThis, name);
  watch(Document.prototype, 'cookie', 'document.cookie');
  const names = Reflect.ownKeys(globalThis);
  globalThis.added = () =>
    Reflect.ownKeys(globalThis)
      .filter((key) => !names.includes(key))
      .map(String);
}

const JOB = `
  const globals = added();
  const imported = taken();
  const api = everfetch.create({
    baseURL: new URLSearchParams(location.search).get('api'),
    session: { refresh: '/auth/refresh', storage: 'local', loginUrl: '/login', onSessionEnd() {} },
  });
  new everfetch.ApiClient({ session: { refresh: '/auth/refresh' } });
  api.interceptors.request.use((config) => config);
  const created = taken();
  await api.get('/api/me').catch(() => {});
  // The session itself begins where the core is needed.
  await api.session.refresh().catch(() => {});
  const used = taken();
  ${mainJob}
  finish({ globals, imported, created, used });`;

// What the page's own scripts have put there before.
const own = ['added', 'errors', 'taken'];

for (const [name, load] of Object.entries(entries)) {
  test(`the ${name} entry: a page notices nothing of an import and of a new client`, async (t) => {
    const found = await finished(t, `${load} ${JOB}`, {
      base: `${api.url}/s/import-${process.pid}-${++count}`,
      before: spy,
    });
    assert.deepEqual(
      found.globals.filter((one) => !own.includes(one)),
      [],
    );
    assert.deepEqual([found.imported, found.created], [[], []]);
    for (const one of ['addEventListener', 'localStorage']) assert.ok(found.used.includes(one), one);
    assert.ok(found.used.some((one) => /^(fetch|XMLHttpRequest)$/.test(one)));
  });
}

test('the classic script: a page notices its one global, and nothing else', async (t) => {
  const found = await finished(t, `(async () => { ${JOB} })();`, {
    base: `${api.url}/s/import-${process.pid}-${++count}`,
    before: spy,
    classic: ['/everfetch.min.js'],
  });
  assert.deepEqual(
    found.globals.filter((one) => !own.includes(one)),
    ['everfetch'],
  );
  assert.deepEqual([found.imported, found.created], [[], []]);
});
