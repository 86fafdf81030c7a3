// The compiled core breaks for real, in the middle of a refresh, in a browser with real Web Locks.

import { expect, isRefresh, joined, test } from '../lib/fixtures.js';

/** Every export of the core runs into `unreachable` once the page says so, after it has done its work. */
function makeBreakable() {
  // (module (func (export "t") unreachable))
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01],
    ...[0x00, 0x07, 0x05, 0x01, 0x01, 0x74, 0x00, 0x00, 0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b],
  ];
  const { Instance, Module } = WebAssembly;
  const trap = new Instance(new Module(new Uint8Array(bytes))).exports.t;
  window.instances = 0;
  window.misused = 0;
  WebAssembly.Instance = function (module, imports) {
    let isBroken = false;
    window.instances++;
    const { exports } = new Instance(module, imports);
    const wrap = (value) =>
      typeof value !== 'function'
        ? value
        : (...args) => {
            if (isBroken) window.misused++;
            const result = value(...args);
            if (window.armed) {
              window.armed = false;
              isBroken = true;
              trap();
            }
            return result;
          };
    return {
      exports: Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, wrap(value)])),
    };
  };
}

const exclusive = () =>
  navigator.locks.query().then(({ held }) => held.filter(({ mode }) => mode === 'exclusive'));

test('h139 a trap in mid-refresh settles everybody who waits, lets the lock go, and the session goes on', async ({
  context,
  open,
  page,
  server,
  site,
  tap,
}) => {
  await server.knobs({ grace: 600_000 });
  await page.addInitScript(makeBreakable);
  await open();
  await page.evaluate(async () => {
    t.client({ id: 'trap' });
    await t.signIn();
  });
  const other = await context.newPage();
  await joined(other, site, server, (tab) => tab.evaluate(() => t.client({ id: 'trap' }).session.ready()));

  await server.expire();
  const gate = tap.holdAnswer(isRefresh);
  await page.evaluate(() => {
    for (const n of [1, 2, 3, 4, 5]) t.start(`r${n}`, t.get(`r${n}`));
    t.start('refresh', api.session.refresh());
    t.start('token', api.session.getAccessToken());
  });
  await gate.arrived();
  expect(await page.evaluate(exclusive)).toHaveLength(1);
  await page.evaluate(() => void (window.armed = true));
  gate.release();
  const names = ['r1', 'r2', 'r3', 'r4', 'r5', 'refresh', 'token'];
  const outcomes = await page.evaluate((all) => Promise.all(all.map(t.outcome)), names);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      ok: false,
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
      cause: expect.stringMatching(/unreachable/),
    });
  // Their own refusals are with those that had been sent.
  expect(outcomes.slice(0, 5).map(({ refused }) => refused?.status)).toEqual(Array(5).fill(401));
  await expect.poll(() => page.evaluate(exclusive)).toEqual([]);

  // The other tab gets the lock; then this one, with a fresh instance, has what the other renewed.
  const works = (one) => () => one.evaluate(() => t.settle(t.get('later')).then(({ ok }) => ok));
  await expect.poll(works(other)).toBe(true);
  await expect.poll(works(page)).toBe(true);
  expect(await page.evaluate(() => [window.instances, window.misused, ended])).toEqual([2, 0, []]);
  expect(await other.evaluate(() => ended)).toEqual([]);
});
