// Sessions in cookies: what a reload in the middle of a refresh does to them.

import { expect, isRefresh, test } from '../lib/fixtures.js';

for (const carrier of ['cookie', 'split']) {
  test(`h62 a reload in the middle of a refresh keeps a session of carrier '${carrier}'`, async ({
    open,
    page,
    context,
    server,
    tap,
  }) => {
    const signedIn = async () => {
      await page.waitForFunction(() => window.t !== undefined);
      await page.evaluate((name) => t.client({ carrier: name }, { withXSRFToken: true }), carrier);
    };
    const cookie = async () =>
      (await context.cookies()).find(({ name }) => name === `ef_refresh_${server.name}`)?.value;

    await open();
    await signedIn();
    await page.evaluate((mode) => t.signIn('ada', mode), carrier);
    await server.expire();
    const before = await cookie();
    expect(before).toBeDefined();
    // The server has rotated, the answer with the new cookie is on its way.
    const refresh = tap.holdAnswer(isRefresh);
    await page.evaluate(() => t.start('waiting', t.get('waiting')));
    await refresh.arrived();
    await page.reload();
    expect(await cookie(), 'the page has gone before the cookie came').toBe(before);
    refresh.release();
    await expect.poll(cookie, 'the cookie of the answer').not.toBe(before);
    await signedIn();
    const outcomes = await page.evaluate(() => t.many(20));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(20);
    await server.expectCounters({ reuseDetected: 0, familiesKilled: 0, logins: 1 });
  });

  test(`carrier '${carrier}' does the main job: fifty requests, one refresh, each sent at most twice`, async ({
    open,
    server,
    tap,
  }) => {
    const page = await open();
    await page.evaluate(async (name) => {
      t.client({ carrier: name }, { withXSRFToken: true });
      await t.signIn('ada', name);
    }, carrier);
    await server.expire();
    const outcomes = await page.evaluate(() => t.many(50));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
    const { refresh, sends, reuseDetected } = await server.counters();
    expect({ calls: refresh.calls, reuseDetected }).toEqual({ calls: 1, reuseDetected: 0 });
    expect(Object.keys(sends)).toHaveLength(50);
    expect(Math.max(...Object.values(sends))).toBeLessThanOrEqual(2);
    const [renewal] = tap.to('POST', '/auth/refresh');
    expect(renewal.headers.cookie).toContain('ef_refresh');
    expect(String(renewal.body)).not.toContain('rt_');
  });
}

test('a page without a session, but with cookies possible, is anonymous after one try', async ({
  open,
  server,
}) => {
  const page = await open();
  const found = await page.evaluate(async () => {
    const { session } = t.client({ carrier: 'cookie' });
    return { state: await session.ready(), ended, me: await t.settle(t.get('me', '/api/me')) };
  });
  expect(found).toMatchObject({ state: 'anonymous', ended: [], me: { response: { status: 401 } } });
  await server.expectCounters({ refresh: { calls: 1, refused: 1 } });
});

for (const carrier of ['cookie', 'split'])
  test(`carrier '${carrier}': signing in at another origin, as the docs show it, leads to a session that renews`, async ({
    open,
    server,
  }) => {
    const page = await open();
    await server.knobs({ csrf: carrier === 'cookie' });
    const begun = await page.evaluate(async (name) => {
      const config = { withCredentials: true, withXSRFToken: true };
      const client = t.client({ carrier: name }, config);
      const { data } = await client.post('/auth/login', { user: 'ada', mode: name }, { session: false });
      await client.session.signIn(name === 'split' ? data : undefined);
      return t.settle(t.get('before', '/api/me'));
    }, carrier);
    expect(begun).toMatchObject({ ok: true, data: { user: 'ada' } });
    await server.expire();
    const after = await page.evaluate(() => t.settle(t.get('after', '/api/me')));
    expect(after).toMatchObject({ ok: true, data: { user: 'ada' } });
    await server.expectCounters({ refresh: { calls: 1, refused: 0 } });
  });
