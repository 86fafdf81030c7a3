// The core's chunk comes, and is not what it should be, in Chromium: it cannot be parsed, it was cut off, it is another
// module, one that throws, or that of another version. What needs the core rejects as retryable, the requests of a lease go
// on, the session is kept, and the next need asks the server again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './lib/late-page.mjs';

/** What the server gives in place of the chunk, and what the error says. @type {Record<string, [(text: string) => string, RegExp]>} */
const damages = {
  'with a syntax error': [() => 'export const = 1;', /SyntaxError/],
  'cut off': [(text) => text.slice(0, text.length / 2), /SyntaxError/],
  'another module': [() => 'export const other = 1;', /is of version undefined/],
  'a module that throws': [() => "throw new Error('broken in two');", /broken in two/],
  'of another version': [
    () => "export const version = '0.0.9'; export const open = () => ({});",
    /is of version 0\.0\.9, and the page of /,
  ],
  'an empty file': [() => '', /is of version undefined/],
};

/** One kind of each is enough for the other bundler: how it writes the import is what could make a difference. */
const cases = [
  ...Object.keys(damages).map((what) => [what, 'esbuild']),
  ['with a syntax error', 'Vite'],
  ['of another version', 'Vite'],
];

for (const [what, bundler] of cases)
  test(`h181_a_chunk_${what.replaceAll(' ', '_')}_${bundler}`, async (t) => {
    const [damage, message] = damages[what];
    const { site, tab, load } = await open(t, bundler);
    await tab.evaluate('signIn()');
    site.chunk = damage;
    site.asked.length = 0;
    await load();
    assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
    const told = await tab.evaluate('refresh()');
    assert.match(told, /^ERR_CORE_UNAVAILABLE: .*No session is lost; .*reload the page/);
    assert.match(told, message);
    assert.equal(await tab.evaluate('state()'), 'active');
    assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
    site.chunk = 'serve';
    assert.equal(await tab.evaluate('refresh()'), 'refreshed', site.asked.join());
    assert.equal(site.asked.filter((asked) => asked.startsWith('/api/auth/refresh')).length, 1);
    assert.deepEqual(await tab.evaluate("get('/me')"), { user: 'ada' });
    assert.equal(site.asked.at(-1), '/api/me Bearer access-2');
    assert.deepEqual(tab.errors, []);
  });
