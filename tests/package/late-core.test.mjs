// A page as esbuild builds it with splitting, in a headless Chromium: what it loads first does not hold the core, its
// requests do not wait for the chunk, and a chunk that did not come is asked for again at another address.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PATIENCE } from '../e2e/lib/patience.js';
import { open } from './lib/late-page.mjs';

test('what is loaded first does not hold the core', async (t) => {
  const { folder } = await open(t);
  const sizes = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).length]);
  assert.deepEqual(sizes.map(([name]) => name.replace(/-\w+/, '')).sort(), ['app.js', 'core.js', 'rare.js']);
  const [, first] = sizes.find(([name]) => name === 'app.js');
  assert.ok(first < 60_000, `${first} bytes`);
});

test('a request with a stored session reaches the API before the chunk is served', async (t) => {
  const { site, tab, load } = await open(t);
  await tab.evaluate('signIn()');
  site.asked.length = 0;
  site.chunk = 'hold';
  await load();
  assert.deepEqual(await tab.evaluate('[state(), null]'), ['active', null]);
  assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
  assert.equal(site.asked[0], '/api/me Bearer access-1');
  const held = await tab.evaluate(() =>
    navigator.locks.query().then(({ held: list }) => list.map(({ name }) => name)),
  );
  assert.ok(
    held.some((name) => /^everfetch:late .*:P:\d+:1$/.test(name)),
    held.join(),
  );
  assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
  // Twenty requests on a token that is not good any more wait for the chunk, and make one refresh.
  site.expired = true;
  const got = tab.evaluate("Promise.all(Array.from({ length: 20 }, () => get('/me')))");
  const until = Date.now() + PATIENCE;
  while (!site.held.length && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  site.held.forEach((send) => send());
  assert.deepEqual(await got, Array(20).fill({ user: 'ada' }));
  assert.equal(site.asked.filter((asked) => asked.startsWith('/api/auth/refresh')).length, 1);
  assert.equal(site.asked.filter((asked) => asked === '/core.js').length, 1);
});

test('h181_a_chunk_that_did_not_come_is_asked_for_again_though_the_browser_remembers', async (t) => {
  const { site, tab, load } = await open(t);
  await tab.evaluate('signIn()');
  site.chunk = 'fail';
  site.asked.length = 0;
  await load();
  assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
  assert.match(await tab.evaluate('refresh()'), /^ERR_CORE_UNAVAILABLE: .*reload the page/);
  assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
  site.chunk = 'serve';
  assert.equal(await tab.evaluate('refresh()'), 'refreshed');
  assert.ok(
    site.asked.some((asked) => /^\/core\.js\?retry=\d$/.test(asked)),
    site.asked.join(),
  );
  assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
  assert.equal(site.asked.at(-1), '/api/me Bearer access-2');
});
