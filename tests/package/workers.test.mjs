// The packed package in workers, as modules and as classic scripts: each does the main job in a session of its own, in
// memory, and says so. A page's storages do not exist there, nor does an import map.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { newPage, outcome, serve } from './lib/browser.mjs';
import { freshProject } from './lib/project.mjs';

let api;
let project;
before(async () => {
  [api, project] = await Promise.all([
    process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : startTestApi(),
    freshProject(),
  ]);
});
after(() => api.close?.());

// What the worker does when it is sent the address of a server, and a port for its answer.
const JOB = `
const job = async (base) => {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', loginUrl: '/login' } });
  const ends = [];
  api.session.on('ended', ({ reason }) => ends.push(reason));
  const { data: tokens } = await everfetch.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
  await api.session.signIn(tokens);
  await everfetch.post(base + '/control/expire');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, page) => api.get('/api/items', { params: { page: page + 1, limit: 1 } })),
  );
  const { storage, degraded, survivesReload } = api.session.guarantees();
  const { state } = api.session;
  await everfetch.post(base + '/control/kill');
  await everfetch.post(base + '/control/expire');
  const code = await api.get('/api/me').then(() => 'answered', (error) => error.code);
  return {
    answered: answers.filter(({ data }, page) => data.page === page + 1).length,
    state, code, ends, storage, survivesReload, lacksStorage: degraded.includes('storage'),
  };
};
const problems = [];
self.onerror = self.onunhandledrejection = (event) => void problems.push(String(event.reason ?? event.message ?? event));
const answer = ({ data: base, ports: [port] }) =>
  job(base).then(
    (result) => port.postMessage(JSON.stringify({ ...result, problems })),
    (error) => port.postMessage('failed ' + error.stack),
  );
self.onmessage = answer;
self.onconnect = ({ ports: [port] }) => { port.onmessage = answer; };
`;

const AT = '/node_modules/everfetch';
const scripts = {
  'a module': [`import everfetch from '${AT}/index.js';`, 'module'],
  'a module, the streaming entry': [`import everfetch from '${AT}/streaming.js';`, 'module'],
  'a classic script': [`importScripts('${AT}/everfetch.min.js');`, 'classic'],
};

// Each resolves to what messages are sent to.
const starts = {
  'dedicated worker': async (type) => new Worker('/worker.js', { type }),
  'shared worker': async (type) => new SharedWorker('/worker.js', { type }).port,
  'service worker': async (type) => {
    const { installing } = await navigator.serviceWorker.register('/worker.js', { type });
    await new Promise((resolve) =>
      installing.addEventListener('statechange', () => installing.state === 'activated' && resolve()),
    );
    return installing;
  },
};

const page = (
  start,
  type,
  base,
) => `<!doctype html><link rel="icon" href="data:,"><body><script type="module">
  const finish = (text) => { document.body.dataset.outcome = text; };
  const start = ${start};
  try {
    const target = await start('${type}');
    target.start?.();
    target.onerror = ({ message }) => finish('failed: the worker does not start: ' + message);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => finish(data.startsWith('failed') ? data : 'done ' + data);
    target.postMessage('${base}', [port2]);
  } catch (error) {
    finish('failed ' + error.stack);
  }
</script>`;

let sandboxes = 0;

for (const [kind, start] of Object.entries(starts)) {
  for (const [what, [load, type]] of Object.entries(scripts)) {
    test(`h54 in a ${kind}, ${what} does the main job, in memory, and ends without a page to go to`, async (t) => {
      const base = `${api.url}/s/worker-${process.pid}-${++sandboxes}`;
      const address = await serve(t, project, {
        '/page': { body: page(start, type, base) },
        '/worker.js': { body: `${load}\n${JOB}` },
      });
      const tab = await newPage(t);
      await tab.goto(`${address}/page`);
      const text = await outcome(tab);
      assert.match(text, /^done/, tab.log.join('\n'));
      assert.deepEqual(JSON.parse(text.slice(5)), {
        answered: 50,
        state: 'active',
        code: 'ERR_SESSION_ENDED',
        ends: ['refused'],
        storage: 'session',
        survivesReload: false,
        lacksStorage: true,
        problems: [],
      });
      const counters = await (await fetch(`${base}/control/counters`)).json();
      assert.equal(counters.refresh.rotated, 1, 'fifty requests cost one refresh');
      assert.deepEqual(
        tab.log.filter((line) => !/status of 401/.test(line)),
        [],
      );
    });
  }
}
