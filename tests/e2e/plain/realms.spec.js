// The package where there is no window: it finds out what the realm has, works with that, and when the realm is
// killed the next one begins anew, never with half a session.

import { expect, test } from '../lib/fixtures.js';

/** Starts a worker in the page, and gives the page `tell(name, args)`. */
const start = (page, kind) =>
  page.evaluate(async (kind) => {
    let target;
    if (kind === 'dedicated') target = window.worker = new Worker('/pages/worker.js', { type: 'module' });
    else {
      const registration = await navigator.serviceWorker.register('/pages/service-worker.js', {
        type: 'module',
      });
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      await new Promise((resolve) => {
        const look = () => worker.state === 'activated' && resolve();
        worker.addEventListener('statechange', look);
        look();
      });
      target = registration.active;
    }
    window.tell = (name, args = {}) =>
      new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.value));
        target.postMessage({ name, args: { base: window.t.base, ...args } }, [port2]);
      });
  }, kind);
const tell = (page, name, args) => page.evaluate(([name, args]) => window.tell(name, args), [name, args]);

for (const kind of ['dedicated', 'service'])
  test(`h54 in a ${kind} worker the package does the main job, and says what is missing`, async ({
    open,
    server,
  }) => {
    const page = await open();
    await start(page, kind);
    const { state, guarantees } = await tell(page, 'create');
    expect(state).toBe('anonymous');
    expect(guarantees).toMatchObject({
      survivesReload: false,
      degraded: expect.arrayContaining(['storage']),
    });
    await tell(page, 'signIn');
    await server.expire();
    expect(await tell(page, 'many', { count: 30 })).toEqual(Array(30).fill(200));
    expect(await tell(page, 'state')).toBe('active');
    await server.expectCounters({ refresh: { calls: 1, refused: 0 }, unauthorized: 30, reuseDetected: 0 });
  });

test('h132 a worker that is killed takes its tokens along: the next one has no session, and no half of one', async ({
  open,
  server,
}) => {
  const page = await open();
  await start(page, 'dedicated');
  await tell(page, 'create');
  await tell(page, 'signIn');
  expect(await tell(page, 'many', { count: 3 })).toEqual([200, 200, 200]);
  await page.evaluate(() => window.worker.terminate());
  await start(page, 'dedicated');
  expect(await tell(page, 'create')).toMatchObject({ state: 'anonymous' });
  expect(await tell(page, 'many', { count: 3 })).toEqual([401, 401, 401]);
  await server.expectCounters({ refresh: { calls: 0 } });
  await tell(page, 'signIn');
  expect(await tell(page, 'many', { count: 3 })).toEqual([200, 200, 200]);
});

test('h132 where a cookie holds the refresh token, a killed worker is followed by one that finds the session', async ({
  open,
  server,
}) => {
  const page = await open();
  const session = { carrier: 'split' };
  await start(page, 'dedicated');
  await tell(page, 'create', { session });
  await tell(page, 'signIn', { mode: 'split' });
  expect(await tell(page, 'many', { count: 3 })).toEqual([200, 200, 200]);
  const { refresh } = await server.counters();
  await page.evaluate(() => window.worker.terminate());
  await start(page, 'dedicated');
  expect(await tell(page, 'create', { session })).toMatchObject({ state: 'active' });
  expect(await tell(page, 'many', { count: 20 })).toEqual(Array(20).fill(200));
  await server.expectCounters({ refresh: { calls: refresh.calls + 1 }, reuseDetected: 0 });
});
