// Callers that give up while a refresh is under way: the refresh belongs to the session, never to them.

import { expect, isRefresh, named, test } from '../lib/fixtures.js';
import { PATIENCE } from '../lib/patience.js';

/** A page in which one request has met an expired token, and whose refresh is held on the way back. */
async function duringRefresh({ open, server, tap }) {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => {
    window.controllers = { first: new AbortController(), second: new AbortController() };
    const { signal } = window.controllers.first;
    t.start('first', t.get('first', '/api/items', { signal }));
  });
  await refresh.arrived();
  return { page, refresh };
}

/** Aborts, and tells whether the caller knows it one task later. */
const abort = (page, name) =>
  page.evaluate(async (which) => {
    window.controllers[which].abort();
    await new Promise((resolve) => setTimeout(resolve));
    return t.now(which);
  }, name);

test('h14 when the caller that started the refresh aborts, it goes on and serves the others', async ({
  open,
  server,
  tap,
}) => {
  const { page, refresh } = await duringRefresh({ open, server, tap });
  await page.evaluate(() => t.start('second', t.get('second')));
  expect(await abort(page, 'first')).toMatchObject({
    ok: false,
    name: 'CanceledError',
    code: 'ERR_CANCELED',
  });
  expect(await page.evaluate(() => t.now('second'))).toBeNull();
  refresh.release();
  expect(await page.evaluate(() => t.outcome('second'))).toMatchObject({ ok: true, status: 200 });
  await server.expectCounters({ refresh: { calls: 1, rotated: 1 }, sends: { first: 1, second: 1 } });
});

test('h15 a waiting request that is aborted rejects within one task and is never sent', async ({
  open,
  server,
  tap,
}) => {
  const { page, refresh } = await duringRefresh({ open, server, tap });
  await page.evaluate(() => {
    const { signal } = window.controllers.second;
    t.start('second', t.get('second', '/api/items', { signal }));
  });
  expect(await abort(page, 'second')).toMatchObject({ ok: false, code: 'ERR_CANCELED' });
  refresh.release();
  expect(await page.evaluate(() => t.outcome('first'))).toMatchObject({ ok: true });
  // One more round trip: whatever was going to be sent has been.
  await page.evaluate(() => t.get('after'));
  expect(tap.calls.filter(named('second'))).toHaveLength(0);
});

test('h16 when all callers abort, the refresh stays the flight, and its result is kept', async ({
  open,
  server,
  tap,
}) => {
  const { page, refresh } = await duringRefresh({ open, server, tap });
  await page.evaluate(() => {
    const { signal } = window.controllers.second;
    t.start('second', t.get('second', '/api/items', { signal }));
  });
  for (const name of ['first', 'second']) {
    expect(await abort(page, name)).toMatchObject({ ok: false, code: 'ERR_CANCELED' });
  }
  await page.evaluate(() => t.start('third', t.get('third')));
  await page.evaluate(() => t.get('free', '/public/ping', { session: false }));
  expect(tap.to('POST', '/auth/refresh'), 'no second flight').toHaveLength(1);
  refresh.release();
  expect(await page.evaluate(() => t.outcome('third'))).toMatchObject({ ok: true, status: 200 });
  expect(await page.evaluate(() => t.settle(t.get('fourth')))).toMatchObject({ ok: true });
  await server.expectCounters({
    refresh: { calls: 1 },
    sends: { first: 1, third: 1, fourth: 1 },
    reuseDetected: 0,
  });
  expect(tap.calls.filter(named('second'))).toHaveLength(0);
});

test('h17 a deadline that passes while waiting rejects the request and leaves the refresh alone', async ({
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
  // On a slow machine a deadline may pass before the request is refused, and starts no refresh. The next one is later.
  let timeout = 200;
  do {
    timeout *= 2;
    const outcome = await page.evaluate(
      (ms) => t.settle(t.get(`in${ms}`, '/api/items', { timeout: ms })),
      timeout,
    );
    expect(outcome).toMatchObject({
      ok: false,
      code: 'ECONNABORTED',
      message: `timeout of ${timeout}ms exceeded`,
    });
  } while (refresh.calls.length === 0 && timeout < PATIENCE);
  expect(refresh.calls).toHaveLength(1);
  refresh.release();
  expect(await page.evaluate(() => t.settle(t.get('next')))).toMatchObject({ ok: true });
  await server.expectCounters({ refresh: { calls: 1, rotated: 1 }, sends: { next: 1 } });
  for (const [name, times] of Object.entries((await server.counters()).sends)) expect(times, name).toBe(1);
});

test('h17 the timeout is one budget for waiting and both sends', async ({ open, server, tap }) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  // On a slow machine the budget may be over before the second send; then a larger one is tried.
  for (let timeout = 4000; ; timeout *= 2) {
    const name = `slow${timeout}`;
    await server.expire();
    await server.knobs({ refreshLatency: timeout / 2 });
    const { took, outcome, isLate } = await page.evaluate(
      async ([id, ms]) => {
        const begun = performance.now();
        // A budget of its own for the second send would be over later than this. Timers of one page end in their order.
        let isLate = false;
        setTimeout(() => (isLate = true), ms * 1.4);
        const config = { params: { ms: 120_000 }, timeout: ms };
        const outcome = await t.settle(t.get(id, '/api/slow', config));
        return { outcome, isLate, took: performance.now() - begun };
      },
      [name, timeout],
    );
    expect(outcome).toMatchObject({ ok: false, code: 'ECONNABORTED' });
    // A timer may be a little early.
    expect(took).toBeGreaterThan(timeout - 50);
    if (tap.calls.filter(named(name)).length < 2 && timeout < PATIENCE) continue;
    expect(isLate, 'the budget was not begun anew').toBe(false);
    await server.expectCounters({ sends: { [name]: 2 } });
    return;
  }
});
