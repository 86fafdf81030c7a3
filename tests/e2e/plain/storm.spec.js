// Many requests meet an expired token: one refresh, and every caller gets an answer of its own.

import { expect, isRefresh, named, test } from '../lib/fixtures.js';

test('h01 fifty requests that are all refused cost one refresh, and each is sent exactly twice', async ({
  open,
  server,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await server.expire();
  const outcomes = await page.evaluate(() => t.many(50));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
  expect(outcomes.map(({ data }) => data.page)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  const { refresh, sends, unauthorized, reuseDetected } = await server.counters();
  expect({ refreshes: refresh.calls, unauthorized, reuseDetected }).toEqual({
    refreshes: 1,
    unauthorized: 50,
    reuseDetected: 0,
  });
  expect(Object.values(sends)).toEqual(Array(50).fill(2));
});

test('h01 fifty requests in the page of a frame without an origin cost one refresh too', async ({
  page,
  site,
  server,
}) => {
  await page.goto(`${site.url}/framed`);
  const address = `${site.url}/plain?base=${encodeURIComponent(server.base)}`;
  await page.evaluate((src) => (document.querySelector('iframe').src = src), address);
  const inside = page.frames()[1];
  await inside.waitForURL(address);
  await inside.waitForFunction(() => window.t !== undefined);
  expect(await inside.evaluate(() => self.origin)).toBe('null');
  const found = await inside.evaluate(async () => {
    const { session } = t.client();
    const events = [];
    session.on('storageDegraded', ({ type }) => events.push(type));
    await t.signIn();
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const outcomes = await t.many(50);
    return { events, answered: outcomes.filter(({ ok }) => ok).length, guarantees: session.guarantees() };
  });
  expect(found).toMatchObject({
    events: ['storageDegraded'],
    answered: 50,
    guarantees: { survivesReload: false, degraded: ['storage'] },
  });
  await server.expectCounters({ refresh: { calls: 1, refused: 0 }, reuseDetected: 0 });
});

test('h02 a 401 for the old token that arrives after the refresh costs no second refresh', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await server.expire();
  const late = tap.holdAnswer(named('late'));
  await page.evaluate(() => t.start('late', t.get('late')));
  expect((await late.arrived()).answer.status).toBe(401);
  expect(await page.evaluate(() => t.settle(t.get('early')))).toMatchObject({ ok: true, status: 200 });
  expect(await page.evaluate(() => t.now('late'))).toBeNull();
  late.release();
  expect(await page.evaluate(() => t.outcome('late'))).toMatchObject({ ok: true, status: 200 });
  await server.expectCounters({ refresh: { calls: 1 }, sends: { late: 2, early: 2 } });
});

test('h02 a second 401 is delivered, not sent a third time', async ({ open, server }) => {
  const page = await open();
  const outcome = await page.evaluate(async () => {
    t.client();
    await t.signIn();
    return t.settle(t.get('hopeless', '/api/always401'));
  });
  expect(outcome).toMatchObject({ ok: false, code: 'ERR_BAD_REQUEST', response: { status: 401 } });
  await server.expectCounters({ refresh: { calls: 1 }, sends: { hopeless: 2 } });
});

test('h04 a request that starts during a refresh waits, and is sent once with the new token', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => t.start('first', t.get('first')));
  await refresh.arrived();
  await page.evaluate(() => t.start('later', t.get('later')));
  // A whole round trip later it would have arrived, if it had been sent.
  await page.evaluate(() => t.get('free', '/public/ping', { session: false }));
  expect(tap.calls.filter(named('later'))).toHaveLength(0);
  refresh.release();
  expect(await page.evaluate(() => t.outcome('later'))).toMatchObject({ ok: true, status: 200 });
  const [sent, ...more] = tap.calls.filter(named('later'));
  expect(more).toHaveLength(0);
  const { accessToken } = JSON.parse(refresh.calls[0].answer.body);
  expect(sent.headers.authorization).toBe(`Bearer ${accessToken}`);
});

test('h05 requests that take no part in the session do not wait for a refresh and carry no token', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client({ exclude: ['/public/ping'] });
    await t.signIn();
  });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => t.start('first', t.get('first')));
  await refresh.arrived();
  const outcomes = await page.evaluate(() =>
    Promise.all(
      [
        t.get('public', '/public/ping', { session: false }),
        t.get('excluded', '/public/ping', { params: { n: 2 } }),
        t.get('final', '/api/me', { skipAuthRefresh: true }),
      ].map(t.settle),
    ),
  );
  expect(outcomes).toMatchObject([
    { status: 200, data: { credential: false } },
    { status: 200, data: { credential: false } },
    { ok: false, response: { status: 401 } },
  ]);
  expect(await page.evaluate(() => t.now('first')), 'the refresh is still under way').toBeNull();
  refresh.release();
  expect(await page.evaluate(() => t.outcome('first'))).toMatchObject({ ok: true });
  await server.expectCounters({
    refresh: { calls: 1 },
    sends: { first: 2, public: 1, excluded: 1, final: 1 },
  });
});
