// Storage that cannot be used: the session goes on in memory, says so, and loses nothing.

import { expect, test } from '../lib/fixtures.js';

const job = (page) =>
  page.evaluate(async () => {
    const { session } = t.client();
    const events = [];
    session.on('storageDegraded', ({ type }) => events.push(type));
    await t.signIn();
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const outcomes = await t.many(10);
    const { survivesReload, degraded } = session.guarantees();
    return { events, answered: outcomes.filter(({ ok }) => ok).length, survivesReload, degraded };
  });

const inMemory = {
  events: ['storageDegraded'],
  answered: 10,
  survivesReload: false,
  degraded: ['storage'],
};

for (const [what, block] of [
  [
    'whose property throws',
    () => {
      for (const name of ['sessionStorage', 'localStorage'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
    },
  ],
  [
    'that is missing',
    () => {
      for (const name of ['sessionStorage', 'localStorage'])
        Object.defineProperty(window, name, { get: () => null });
    },
  ],
  [
    'whose methods throw',
    () => {
      for (const name of ['getItem', 'setItem', 'removeItem'])
        Storage.prototype[name] = () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        };
    },
  ],
]) {
  test(`h128 storage ${what}: the session lives in memory, and says so once`, async ({
    page,
    open,
    server,
  }) => {
    await page.addInitScript(block);
    await open();
    expect(await job(page)).toEqual(inMemory);
    await server.expectCounters({ refresh: { calls: 1 } });
  });
}

test('h128 storage that is full: the session lives in memory, and says so once', async ({ open, server }) => {
  const page = await open();
  await page.evaluate(() => {
    for (let size = 4_000_000; size > 0; size = Math.floor(size / 2)) {
      try {
        while (true) sessionStorage.setItem(`fill${sessionStorage.length}`, 'x'.repeat(size));
      } catch (error) {
        if (error.name !== 'QuotaExceededError') throw error;
      }
    }
  });
  expect(await job(page)).toEqual(inMemory);
  await server.expectCounters({ refresh: { calls: 1 } });
});

test('a session survives a reload through sessionStorage, an expired token too', async ({
  open,
  server,
  page,
}) => {
  await open();
  await page.evaluate(async () => {
    t.client();
    await t.signIn();
  });
  await page.reload();
  await page.waitForFunction(() => window.t !== undefined);
  const restored = await page.evaluate(async () => {
    const { session } = t.client();
    return { state: await session.ready(), me: await t.settle(t.get('me', '/api/me')) };
  });
  expect(restored).toMatchObject({ state: 'active', me: { data: { user: 'ada' } } });
  await server.expire();
  await page.reload();
  await page.waitForFunction(() => window.t !== undefined);
  const outcomes = await page.evaluate(() => {
    t.client();
    return t.many(20);
  });
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(20);
  await server.expectCounters({ refresh: { calls: 1 }, reuseDetected: 0, logins: 1 });
});
