// `api.fetch` and `everfetch/fetch` of the built files, unbundled, in a headless Chromium: what they load and when, the
// main job, and what the browser itself does with requests, streams and aborts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { newPage, outcome, serve } from './lib/browser.mjs';

let api;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

let count = 0;
const sandbox = () => `${api.url}/s/fetch-${process.pid}-${++count}`;
const counters = async (base) => (await fetch(`${base}/control/counters`)).json();

const WAYS = {
  'api.fetch': `import everfetch from './index.js';
    const make = (options) => { const { fetch, session } = everfetch.create(options); return Object.assign(fetch, { open: session }); };`,
  createFetch: `import { createFetch } from './fetch.js';
    const make = (options) => { const own = createFetch(options); return Object.assign(own, { open: own.session }); };`,
};

/** Opens a page with a script. @returns its outcome, and which files it has loaded */
async function open(t, way, base, job) {
  const script = `${WAYS[way]}
    const base = '${base}';
    const finish = (text) => { document.body.dataset.outcome = text; };
    const post = (path, body) => fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body || {}) });
    const names = () => performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop()).filter((name) => /^(core|rare|index|fetch)\\.js$/.test(name)).sort().join(' ');
    const signedIn = async (session) => {
      const own = make({ baseURL: base, session: { refresh: '/auth/refresh', ...session } });
      await post('/control/knobs', { accessTtl: 600_000 });
      await own.open.signIn(await (await post('/auth/login', { user: 'ada', mode: 'bearer' })).json());
      return own;
    };
    const equal = (one, two) => { if (JSON.stringify(one) !== JSON.stringify(two)) throw new Error(JSON.stringify(one) + ' is not ' + JSON.stringify(two)); };
    (async () => { ${job} })().then((text) => finish('done ' + (text || '')), (error) => finish('failed ' + error.stack));`;
  const address = await serve(t, at('pkg'), {
    '/page': {
      body: '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/job.js"></script></body>',
    },
    '/job.js': { body: script },
  });
  const page = await newPage(t);
  await page.goto(`${address}/page`);
  return outcome(page);
}

for (const way of Object.keys(WAYS)) {
  test(`${way}: twenty requests on an expired token make one refresh`, async (t) => {
    const base = sandbox();
    const text = await open(
      t,
      way,
      base,
      `const own = await signedIn();
      await post('/control/expire');
      const got = await Promise.all(Array.from({ length: 20 }, (_, n) => own('/api/me?n=' + n)));
      equal(got.map(({ status }) => status), Array(20).fill(200));
      equal([got[3].url, got[3].type, (await got[3].json()).user], [base + '/api/me?n=3', 'cors', 'ada']);
      return names();`,
    );
    assert.equal(text, way === 'api.fetch' ? 'done core.js index.js rare.js' : 'done core.js fetch.js');
    const { refresh, reuseDetected } = await counters(base);
    assert.deepEqual([refresh.calls, reuseDetected], [1, 0]);
  });

  test(`${way}: bodies of requests are sent again as they are, of a Request too`, async (t) => {
    const base = sandbox();
    const text = await open(
      t,
      way,
      base,
      `const own = await signedIn();
      const bytes = new Uint8Array(300_000).map((_, n) => n * 7);
      const form = () => { const out = new FormData(); out.append('a', 'ü'); out.append('b', new Blob([bytes]), 'b.bin'); return out; };
      const bodies = ['hällo', new URLSearchParams({ a: 'ü &' }), new Blob([bytes], { type: 'image/png' }), bytes.buffer, bytes.subarray(3, 70_000), form()];
      const seen = async (response) => {
        if (!response.ok) throw new Error(response.status + await response.text());
        const { body, bytes, sha256, headers } = await response.json();
        const type = headers['content-type'];
        return /multipart/.test(type) ? [body, bytes] : [type, sha256, bytes, headers['content-length'], headers['transfer-encoding']];
      };
      const token = await own.open.getAccessToken();
      for (const body of bodies) {
        const bare = await seen(await fetch(base + '/api/echo', { method: 'POST', body, headers: { Authorization: 'Bearer ' + await own.open.getAccessToken() } }));
        for (const isRequest of [false, true]) {
          await post('/control/expire');
          const init = { method: 'POST', body };
          equal(await seen(await (isRequest ? own(new Request(base + '/api/echo', init)) : own('/api/echo', init))), bare);
        }
      }`,
    );
    assert.equal(text, 'done ');
    assert.equal((await counters(base)).unauthorized, 12);
  });

  test(`${way}: an abort rejects with its reason, and a stream is read as it comes`, async (t) => {
    const text = await open(
      t,
      way,
      sandbox(),
      `const own = await signedIn();
      const reason = new Error('mine');
      const before = new AbortController();
      before.abort(reason);
      equal(await own('/api/me', { signal: before.signal }).catch((error) => error === reason), true);
      const during = new AbortController();
      const sent = own('/api/me', { signal: during.signal }).catch((error) => error === reason);
      during.abort(reason);
      equal(await sent, true);
      const response = await own(new Request(base + '/api/me'));
      let bytes = 0;
      for (const reader = response.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        bytes += value.length;
      }
      equal(bytes > 5, true);`,
    );
    assert.equal(text, 'done ');
  });
}

test('createFetch beside the axios surface: one session, one core, and errors of its class', async (t) => {
  const base = sandbox();
  const script = `import { AxiosError, AxiosHeaders, create } from './index.js';
    import { createFetch } from './fetch.js';
    const finish = (text) => { document.body.dataset.outcome = text; };
    (async () => {
      const options = { baseURL: '${base}', session: { refresh: '/auth/refresh' } };
      const own = createFetch(options);
      const api = create(options);
      await api.post('/control/knobs', { accessTtl: 600_000 }, { session: false });
      await own.session.signIn((await api.post('/auth/login', { user: 'ada', mode: 'bearer' }, { session: false })).data);
      await api.post('/control/expire', {}, { session: false });
      const [one, two] = await Promise.all([own('/api/me'), api.get('/api/me')]);
      await api.post('/control/kill', {}, { session: false });
      const refused = own('/api/me');
      const error = await api.get('/api/me').catch((error) => error);
      return [one.status, two.data.user, two.headers instanceof AxiosHeaders, error instanceof AxiosError, error.code, (await refused).status, own.session.state];
    })().then((list) => finish('done ' + list.join(' ')), (error) => finish('failed ' + error.stack));`;
  const address = await serve(t, at('pkg'), {
    '/page': {
      body: '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="/job.js"></script></body>',
    },
    '/job.js': { body: script },
  });
  const page = await newPage(t);
  const cores = [];
  page.on('request', (request) => /core\.js/.test(request.url()) && cores.push(request.url()));
  await page.goto(`${address}/page`);
  assert.equal(await outcome(page), 'done 200 ada true true ERR_SESSION_ENDED 401 ended');
  assert.equal(cores.length, 1);
  assert.equal((await counters(base)).refresh.calls, 2);
});
