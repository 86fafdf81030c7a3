// Attacks on what lies in storages. What the threat model does not claim is attacked too, and that attack succeeds: so
// the thief of these tests can do something, and the threat model does not promise too much.

import { expect, test } from '../lib/fixtures.js';
import { piecesOf, tryAll } from '../lib/thief.js';

/** Another page of the origin, which has never loaded the package. */
async function lootFrom(context, site, read) {
  const thief = await context.newPage();
  await thief.goto(`${site.url}/login`);
  const loot = await thief.evaluate(read);
  await thief.close();
  return loot;
}
const readLocal = () => Object.entries(localStorage).flat();

/** A session that has renewed, so that the shared record holds tokens. */
async function renewed(open, server, session) {
  const page = await open();
  await page.evaluate(async (options) => {
    t.client(options);
    await t.signIn();
    await api.session.refresh();
  }, session);
  await server.expectCounters({ refresh: { calls: 1 } });
  return page;
}

test('a script that reads localStorage finds nothing that opens anything', async ({
  context,
  open,
  server,
  site,
}) => {
  await renewed(open, server, {});
  const loot = await lootFrom(context, site, readLocal);
  expect(loot.join('\n'), 'there is a sealed record').toMatch(/:G:/);
  expect(loot.join('\n').length).toBeGreaterThan(200);
  expect(await tryAll(server.base, piecesOf(loot))).toEqual([]);
});

test("with storage: 'local' the same script gets in, as the docs say", async ({
  context,
  open,
  server,
  site,
}) => {
  await renewed(open, server, { storage: 'local' });
  const loot = await lootFrom(context, site, readLocal);
  expect((await tryAll(server.base, piecesOf(loot))).length).toBeGreaterThan(0);
});

test('a script inside the page reads sessionStorage and gets in, as the docs say', async ({
  open,
  server,
}) => {
  const page = await renewed(open, server, {});
  const loot = await page.evaluate(() => Object.entries(sessionStorage).flat());
  expect((await tryAll(server.base, piecesOf(loot))).length).toBeGreaterThan(0);
});

test("with storage: 'memory' no storage of the page holds anything", async ({ open, server }) => {
  const page = await renewed(open, server, { storage: 'memory' });
  const loot = await page.evaluate(() => [
    ...Object.entries(localStorage),
    ...Object.entries(sessionStorage),
  ]);
  expect(loot).toEqual([]);
});

for (const carrier of ['cookie', 'split'])
  test(`with carrier '${carrier}' a script inside the page finds no refresh token anywhere`, async ({
    context,
    open,
    server,
  }) => {
    const page = await open();
    await page.evaluate(async (name) => {
      t.client({ carrier: name }, { withXSRFToken: true });
      await t.signIn('ada', name);
      await api.session.refresh();
    }, carrier);
    const cookie = (await context.cookies()).find(({ name }) => name === `ef_refresh_${server.name}`);
    expect(cookie).toMatchObject({ httpOnly: true });
    const loot = await page.evaluate(async () => [
      document.cookie,
      ...Object.entries(localStorage).flat(),
      ...Object.entries(sessionStorage).flat(),
      JSON.stringify([api.session.timeline(), api.session.getSnapshot(), api.defaults]),
      String(await api.session.getAccessToken()),
    ]);
    expect(loot.join('\n')).not.toContain(cookie.value);
    const opened = await tryAll(server.base, piecesOf(loot));
    if (carrier === 'cookie') expect(opened).toEqual([]);
    // The access token is in the page: what opens is that, and no refresh token.
    else {
      for (const piece of opened) expect(piece).toMatch(/^eyJ/);
      const kept = await page.evaluate(() => Object.values(sessionStorage));
      expect((await tryAll(server.base, piecesOf(kept))).length, 'it lies in sessionStorage').toBeGreaterThan(
        0,
      );
    }
  });

test('after a sign-out nothing that lies in any storage opens anything', async ({ open, server }) => {
  const page = await renewed(open, server, { storage: 'local' });
  const loot = await page.evaluate(async () => {
    await api.session.signOut();
    return [...Object.entries(localStorage), ...Object.entries(sessionStorage)].flat();
  });
  expect(await tryAll(server.base, piecesOf(loot))).toEqual([]);
});
