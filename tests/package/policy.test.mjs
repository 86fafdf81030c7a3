// Under a strict Content-Security-Policy with Trusted Types: both entries do the main job and break no rule; in a hidden
// page, whose worker the policy forbids, too; and where WebAssembly is forbidden and the core as JavaScript is missing, one
// error says what to add.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { entries, finished, mainJob, strict } from './lib/page.mjs';

let api;
let count = 0;
before(async () => {
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
});
after(() => api.close?.());
const sandbox = () => `${api.url}/s/policy-${process.pid}-${++count}`;

const rotations = async (base) => (await (await fetch(`${base}/control/counters`)).json()).refresh.rotated;

/** What the policy has refused, from the first script on. */
function watch() {
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    globalThis.violations.push(`${effectiveDirective} ${blockedURI}`),
  );
}

const wasmAllowed = { headers: strict("'self' 'wasm-unsafe-eval'"), before: watch };

for (const [name, load] of Object.entries(entries)) {
  test(`h112 under 'wasm-unsafe-eval' and Trusted Types the ${name} entry does the main job and breaks no rule`, async (t) => {
    const base = sandbox();
    const job = `const api = await signedIn(); finish({ answered: await storm(api), violations });`;
    const found = await finished(t, `${load} ${mainJob} ${job}`, { base, ...wasmAllowed });
    assert.deepEqual([found.answered, found.violations, found.errors], [50, [], []]);
    assert.equal(await rotations(base), 1);
  });

  test(`h112 without 'wasm-unsafe-eval' and core-js.js the ${name} entry rejects each request that needs it in the same clear words, and others go on`, async (t) => {
    const job = `
      const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh', initial: () => undefined } });
      const tell = ({ isAxiosError, code, message }) => [isAxiosError, code, message];
      const ask = () => api.get('/api/me').then(() => 'answered', tell);
      const [first, second] = await Promise.all([ask(), ask()]);
      const third = await ask();
      const plain = await everfetch.get(base + '/public/ping');
      finish({ first, second, third, plain: plain.data.pong, state: await api.session.ready() });`;
    const found = await finished(t, `${load} ${mainJob} ${job}`, {
      base: sandbox(),
      headers: strict("'self'"),
      given: { '/core-js.js': { status: 404, body: 'no' } },
    });
    const [isAxiosError, code, message] = found.first;
    assert.deepEqual([isAxiosError, code], [true, 'ERR_CORE_UNAVAILABLE']);
    assert.match(message, /add 'wasm-unsafe-eval' to script-src/);
    assert.match(message, /core-js\.js, the same core as JavaScript, did not load/);
    // The file is asked for anew, at an address that has not failed yet.
    const words = ([, , text]) => text.replace(/\?retry=\d+/, '');
    assert.deepEqual([found.second, found.third].map(words), [message, message]);
    assert.deepEqual([found.plain, found.state, found.errors], [true, 'anonymous', []]);
  });
}

// The timers of a hidden page are late, so a worker keeps its time; this policy does not let it start.
test("h112 a hidden page whose policy forbids the timers' worker waits by its own timers, asks once, and says so", async (t) => {
  const base = sandbox();
  const job = `
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    const api = await signedIn();
    const answered = [await storm(api), await storm(api)];
    finish({ answered, degraded: api.session.guarantees().degraded, violations });`;
  const found = await finished(t, `${entries.default} ${mainJob} ${job}`, { base, ...wasmAllowed });
  assert.deepEqual([found.answered, found.errors], [[50, 50], []]);
  assert.deepEqual(found.degraded, ['timers']);
  assert.deepEqual(found.violations, ['require-trusted-types-for trusted-types-sink']);
  assert.equal(await rotations(base), 2);
});
