// Two tabs of one user, before and after: they refresh once for both, the tab that did not refresh goes on with the new
// token, a sign-out is one for both. And the day of the change: a tab with the old code beside one with the new.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PATIENCE } from '../../../../tests/e2e/lib/patience.js';
import { migrate } from '../../src/index.js';
import { closeBrowser, openProfile } from '../lib/chromium.mjs';
import { entryOf, projects } from '../lib/projects.mjs';
import { bundle, fill, ownPackages } from '../lib/run.mjs';
import { startServer } from '../lib/server.mjs';

const work = fileURLToPath(new URL('../../../../artifacts/migrate-tabs', import.meta.url));
const cookies = {
  'js-cookie': fileURLToPath(new URL('../stand-ins/js-cookie.browser.js', import.meta.url)),
};

after(closeBrowser);

/** A profile with the bundles of a project, signed in for a while. */
async function begin(t, name) {
  const project = projects().find((one) => one.name.startsWith(name));
  const { files } = migrate(project.before);
  const bundles = {};
  for (const [phase, content] of [
    ['before', project.before],
    ['after', new Map([...project.before, ...files])],
  ]) {
    const folder = join(work, `${project.name}-${phase}`);
    rmSync(folder, { recursive: true, force: true });
    bundles[phase] = await bundle(content, folder, entryOf(content), { ...cookies, ...ownPackages(project) });
  }
  const server = await startServer(project.server);
  t.after(() => server.close());
  const tokens = server.seed();
  const profile = await openProfile({
    bundle: bundles,
    base: server.url,
    local: fill(project.local, tokens),
    session: fill(project.session, tokens),
    jar: fill(project.jar, tokens),
  });
  t.after(() => profile.close());
  return { server, profile };
}

for (const name of ['02-failed-queue', '35-js-cookie', '10-cookies', '54-ky-recipe', '56-ky-cookies'])
  test(`${name}: two tabs are one user`, { timeout: 120_000 }, async (t) => {
    const { server, profile } = await begin(t, name);
    const [a, b] = [await profile.open('after'), await profile.open('after')];
    assert.deepEqual([(await a.ask('load', 1)).ok, (await b.ask('load', 1)).ok], [1, 1]);

    server.expire();
    const both = await Promise.all([a.ask('load', 10), b.ask('load', 10)]);
    assert.deepEqual(both, [
      { ok: 10, errors: [] },
      { ok: 10, errors: [] },
    ]);
    assert.equal(server.state.refreshes, 1, 'one refresh for both');

    server.expire();
    assert.equal((await a.ask('load', 5)).ok, 5);
    assert.deepEqual(await b.ask('load', 5), { ok: 5, errors: [] });
    assert.equal(server.state.refreshes, 2, 'the second tab takes the token of the first');

    await a.close();
    server.expire();
    assert.deepEqual(await b.ask('load', 5), { ok: 5, errors: [] });
    await b.reload();
    assert.deepEqual(await b.ask('load', 5), { ok: 5, errors: [] });
    assert.equal(server.state.refreshes, 3, 'a reload needs none');

    const c = await profile.open('after');
    assert.deepEqual(await c.ask('load', 5), { ok: 5, errors: [] });
    await c.ask('logout');
    assert.equal((await b.ask('load', 1)).ok, 0, 'signed out in both');
    await c.ask('login');
    // The other tab may be on its way to the login page by then, and its request goes with the page.
    const end = performance.now() + PATIENCE;
    let last = await b.ask('load', 1);
    while (!last.ok && performance.now() < end) last = await b.ask('load', 1);
    assert.deepEqual(last, { ok: 1, errors: [] }, 'signed in in both');
  });

for (const name of ['02-failed-queue', '35-js-cookie', '12-split-localstorage', '54-ky-recipe'])
  test(`${name}: a tab with the old code beside one with the new`, { timeout: 120_000 }, async (t) => {
    const { server, profile } = await begin(t, name);
    const old = await profile.open('before');
    const fresh = await profile.open('after');
    assert.equal((await fresh.ask('load', 1)).ok, 1);
    server.expire();
    assert.equal((await fresh.ask('load', 3)).ok, 3);
    assert.equal((await old.ask('load', 3)).ok, 3, 'the old code finds the new token under its key');
    server.expire();
    assert.equal((await old.ask('load', 1)).ok, 1);
    assert.deepEqual(
      await fresh.ask('load', 3),
      { ok: 3, errors: [] },
      'the new code refreshes with the new token',
    );
    server.expire();
    assert.equal((await old.ask('load', 1)).ok, 1);
    await old.close();
    await fresh.reload();
    assert.deepEqual(
      await fresh.ask('load', 3),
      { ok: 3, errors: [] },
      'a reload finds the tokens of the old code',
    );
    assert.equal(server.state.isAlive, true);
  });
