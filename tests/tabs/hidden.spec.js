// A tab in the background whose page burns CPU: the browser lets its timers fire only now and then. The session must
// hold its bounds there, and must not keep the lock from the others meanwhile.

import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const SETTLE = 2_000;
/** What a tab may wait for the session altogether: refreshTimeout, joining and settling. */
const LONGEST = 63_000;

/** Burns CPU by timers and measures how late they are, until the browser throttles them. */
async function throttle(tab, visible) {
  await visible.show();
  await tab.until(() => document.visibilityState === 'hidden');
  await tab.run(() => {
    window.latest = 0;
    const burn = () => {
      const end = performance.now() + 400;
      while (performance.now() < end);
      const asked = performance.now();
      setTimeout(() => {
        window.latest = Math.max(window.latest, performance.now() - asked - 10);
        burn();
      }, 10);
    };
    burn();
  });
  await until(
    () => tab.run(() => window.latest > 3_000),
    60_000,
    'timers that are late by more than three seconds',
  );
}

test('h96_a_hidden_tab_that_burns_cpu_renews_within_its_bound_and_keeps_the_lock_from_nobody', async ({
  lab,
  server,
}) => {
  test.setTimeout(150_000);
  const [a, b] = await lab.openJoined(2);
  await throttle(b, a);
  // A call in doubt: whoever renews next has to wait inside the lock.
  await server.expire();
  await server.forget();
  await server.knobs({ dropRefreshRequest: 1 });
  expect((await a.storm(1)).outcomes).toEqual({ 'ERR_REFRESH_FAILED 401': 1 });
  await until(
    () =>
      a.run(() => {
        const key = Object.keys(localStorage).find((name) => name.includes(':G:'));
        return Number(localStorage.getItem(key).split('\n')[3]) <= Date.now();
      }),
    BOUND,
    'the end of the pause',
  );
  const begun = performance.now();
  const hidden = b.storm(3);
  await until(
    async () =>
      await a.run(async () => (await navigator.locks.query()).held.some(({ name }) => !name.includes(':P:'))),
    20_000,
    'the lock held',
  );
  const waiting = a.storm(3);
  const [first, second] = await Promise.all([hidden, waiting]);
  console.log(
    `timers late by ${Math.round(await b.run(() => window.latest))} ms: the hidden tab took ` +
      `${Math.round(first.longest)} ms, the visible one behind it ${Math.round(second.longest)} ms`,
  );
  expect(first.outcomes).toEqual({ 200: 3 });
  expect(second.outcomes).toEqual({ 200: 3 });
  expect(performance.now() - begun).toBeLessThan(LONGEST);
  expect(first.longest).toBeGreaterThanOrEqual(SETTLE);
  await server.judge({ refreshes: 2 });
});

test('h46_h104_tabs_that_are_all_hidden_renew_as_one_does_that_is_visible', async ({ lab, server }) => {
  const tabs = await lab.openJoined(3);
  const other = await lab.open({ session: { id: 'another' } });
  await other.show();
  for (const tab of tabs) await tab.until(() => document.visibilityState === 'hidden');
  await server.expire();
  await server.forget();
  const results = await Promise.all(tabs.map((tab) => tab.storm(10)));
  for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 10 });
  await server.judge({ refreshes: 1 });
});
