// A core that cannot be had: its file is missing, is something else, is broken, or the browser has no WebAssembly.
// Creating a client does nothing yet; each request that needs the core is rejected with one sentence; one of a client
// without a session, and one of a session that is not signed in, go on; and once the file is there the same client works.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { entries, finished, mainJob } from './lib/page.mjs';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());

// Two requests at once, a plain one, and then, with the right bytes from elsewhere, the main job.
const job = (load, cure) => `${load} ${mainJob}
  const tell = ({ isAxiosError, code, message }) => ({ isAxiosError, code, message });
  // Only the core can tell what that gives.
  const session = { refresh: '/auth/refresh', initial: () => undefined };
  const api = everfetch.create({ baseURL: base, session });
  const ask = () => api.get('/api/me').then(() => 'answered', tell);
  const outcomes = await Promise.all([ask(), ask()]);
  const told = await api.session.signIn({ accessToken: 'a' }).then(() => 'signed in', tell);
  const { data } = await everfetch.get(base + '/public/ping');
  const nobody = everfetch.create({ baseURL: base, session: { ...session, id: 'nobody', initial: undefined } });
  const anonymous = (await nobody.get('/public/ping')).data.pong;
  const state = await api.session.ready();
  ${cure}
  finish({ outcomes, told, plain: data.pong, anonymous, state, answered: ${cure ? 'await storm(cured)' : 'null'} });`;

const CURE = `
  const whole = await import('./streaming.js');
  await whole.init('./whole.wasm');
  const cured = await signedIn();`;

const wasm = () => readFileSync(at('pkg', 'everfetch.wasm'));
const type = (name) => ({ headers: { 'Content-Type': name } });

const cases = [
  [
    'missing',
    { status: 404, body: 'no', ...type('text/plain') },
    /everfetch\.wasm answered 404 \(text\/plain\) instead/,
  ],
  [
    'the start page, as servers of single-page applications answer',
    { body: '<!doctype html><title>app</title>', ...type('text/html') },
    /everfetch\.wasm answered 200 \(text\/html\), which is no WebAssembly/,
  ],
  [
    'the start page with the right type',
    { body: '<!doctype html><title>app</title>', ...type('application/wasm') },
    /CompileError/,
  ],
  ['cut off', { body: () => wasm().subarray(0, 2000), ...type('application/wasm') }, /CompileError/],
  [
    'another module',
    { body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), ...type('application/wasm') },
    /core: \S/,
  ],
];

const judge = (found, message, answered) => {
  const [first, second] = found.outcomes;
  for (const one of [first, second, found.told]) {
    assert.deepEqual([one.isAxiosError, one.code], [true, 'ERR_CORE_UNAVAILABLE'], JSON.stringify(one));
    assert.match(one.message, /^everfetch cannot start its WebAssembly core: /);
    assert.match(one.message, message);
  }
  assert.deepEqual(
    [found.plain, found.anonymous, found.state, found.answered, found.errors],
    [true, true, 'anonymous', answered, []],
  );
};

for (const [what, { body, ...answer }, message] of cases) {
  test(`the wasm file is ${what}: requests are rejected with one sentence, and work once it is there`, async (t) => {
    const found = await finished(t, job(entries.streaming, CURE), {
      base: `${api.url}/s/unusable-${process.pid}-${++count}`,
      given: {
        '/everfetch.wasm': { body: typeof body === 'function' ? body() : body, ...answer },
        '/whole.wasm': { body: wasm(), ...type('application/wasm') },
      },
    });
    judge(found, message, 50);
  });
}

test('the wasm file with a wrong type is taken', async (t) => {
  const found = await finished(
    t,
    `${entries.streaming} ${mainJob} finish({ answered: await storm(await signedIn()) });`,
    {
      base: `${api.url}/s/unusable-${process.pid}-${++count}`,
      given: { '/everfetch.wasm': { body: wasm(), ...type('text/plain') } },
    },
  );
  assert.deepEqual([found.answered, found.errors], [50, []]);
});

for (const [name, load] of Object.entries(entries)) {
  test(`a browser without WebAssembly and the core as JavaScript, the ${name} entry: requests are rejected with one sentence`, async (t) => {
    const found = await finished(t, job(load, ''), {
      base: `${api.url}/s/unusable-${process.pid}-${++count}`,
      before: () => delete globalThis.WebAssembly,
      given: { '/core-js.js': { status: 404, body: 'no' } },
    });
    judge(found, /this browser has WebAssembly switched off/, null);
  });
}
