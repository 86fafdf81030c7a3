// The files of the package as they are, without a bundler, in a headless Chromium: under a Content-Security-Policy,
// in a browser that does not compile synchronously, and from servers that answer something else than the wasm.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { newPage, outcome, serve } from './lib/browser.mjs';

let api;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

const page = (scripts) => ({
  body: `<!doctype html><link rel="icon" href="data:,"><body>${scripts}</body>`,
});

// Signs in and asks for one protected resource: the smallest thing that needs the core.
const job = (client, sandbox) => `
  const base = '${api.url}/s/${sandbox}-${process.pid}';
  const finish = (text) => { document.body.dataset.outcome = text; };
  const job = async (everfetch) => {
    const client = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
    const login = await everfetch.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
    await client.session.signIn(login.data);
    const { data } = await client.get('/api/me');
    return data.user;
  };
  job(${client}).then((user) => finish('done ' + user), (error) => finish('failed ' + error.message));
`;

const csp = (policy) => ({ headers: { 'Content-Security-Policy': `${policy}; connect-src *` } });

/** Opens the page. @param {Record<string, object>} given answers of the server by path @returns its title and outcome */
async function open(t, given) {
  const address = await serve(t, at('pkg'), given);
  const tab = await newPage(t);
  await tab.goto(`${address}/page`);
  const text = await outcome(tab);
  return [await tab.title(), text].filter(Boolean).join(': ');
}

const classic = '<script src="/everfetch.min.js"></script><script src="/job.js"></script>';
const module = '<script type="module" src="/job.js"></script>';

test('the classic script works as it is, on a page that names no charset', async (t) => {
  const given = { '/page': page(classic), '/job.js': { body: job('everfetch', 'classic') } };
  assert.equal(await open(t, given), 'done ada');
});

test("under script-src 'self' 'wasm-unsafe-eval' the default entry works", async (t) => {
  const given = {
    '/page': { ...page(module), ...csp("script-src 'self' 'wasm-unsafe-eval'") },
    '/job.js': { body: `import everfetch from './index.js'; ${job('everfetch', 'csp')}` },
  };
  assert.equal(await open(t, given), 'done ada');
});

test("under script-src 'self', with the default entry alone, the error of the first request says what to add", async (t) => {
  const given = {
    '/core-js.js': { status: 404, body: 'no' },
    '/page': { ...page(module), ...csp("script-src 'self'") },
    '/job.js': { body: `import everfetch from './index.js'; ${job('everfetch', 'no-csp')}` },
  };
  assert.match(await open(t, given), /^failed .*'wasm-unsafe-eval'/);
});

test('where the browser refuses to compile synchronously, the first request waits and succeeds', async (t) => {
  const refuse = `for (const name of ['Module', 'Instance']) {
    WebAssembly[name] = function () {
      document.title = 'refused';
      throw new RangeError('disallowed on the main thread');
    };
  }`;
  const given = {
    '/page': page(`<script>${refuse}</script>${classic}`),
    '/job.js': { body: job('everfetch', 'asynchronous') },
  };
  assert.equal(await open(t, given), 'refused: done ada');
});

const streaming = `import everfetch, { init } from './streaming.js';`;

test('the streaming entry fetches the wasm beside it at the first use', async (t) => {
  const given = {
    '/page': page(module),
    '/job.js': { body: `${streaming} ${job('everfetch', 'streaming')}` },
  };
  assert.equal(await open(t, given), 'done ada');
});

test('the streaming entry works with a wrong Content-Type too', async (t) => {
  const given = {
    '/page': page(module),
    '/everfetch.wasm': {
      body: readFileSync(at('pkg', 'everfetch.wasm')),
      headers: { 'Content-Type': 'text/plain' },
    },
    '/job.js': { body: `${streaming} ${job('everfetch', 'mime')}` },
  };
  assert.equal(await open(t, given), 'done ada');
});

const initAlone = `${streaming}
  const finish = (text) => { document.body.dataset.outcome = text; };
  init().then(() => finish('done'), (error) => finish('failed ' + error.message));`;

test('init() says so when the server answers its start page instead of the wasm', async (t) => {
  const given = {
    '/page': page(module),
    '/everfetch.wasm': { body: '<!doctype html>', headers: { 'Content-Type': 'text/html' } },
    '/job.js': { body: initAlone },
  };
  assert.match(await open(t, given), /^failed .*everfetch\.wasm answered 200 \(text\/html\)/);
});

test('init() says so when the wasm is missing', async (t) => {
  const given = {
    '/page': page(module),
    '/everfetch.wasm': { status: 404, body: 'no' },
    '/job.js': { body: initAlone },
  };
  assert.match(await open(t, given), /^failed .*answered 404/);
});
