// localStorage is full, or takes nothing any more, from some moment on while two tabs share a session. They stay with
// the locks, no token is used twice, and nobody is signed out.

import { expect, test } from './lib/test.js';

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));
const guarantees = (tab) => tab.run(() => window.lab.api.session.guarantees());

/** The token that a tab has now is over: it renews. What another tab has renewed it takes over before that. */
async function renew(tab, server) {
  expect((await tab.storm(1)).outcomes).toEqual({ 200: 1 });
  await server.expire();
  expect((await tab.storm(3)).outcomes).toEqual({ 200: 3 });
}

/** Fills localStorage to the last character. */
const fill = (tab) =>
  tab.run(() => {
    for (let size = 1 << 20, text = ''; size >= 1;)
      try {
        localStorage.setItem('filling', text + 'x'.repeat(size));
        text += 'x'.repeat(size);
      } catch {
        size = Math.floor(size / 2);
      }
  });

test('h146_h147_two_tabs_renew_ten_times_where_localStorage_is_full_from_some_moment_on', async ({
  lab,
  server,
}) => {
  const tabs = await lab.openJoined(2);
  await fill(tabs[0]);
  await server.forget();
  for (let round = 0; round < 10; round++) await renew(tabs[round % 2], server);
  for (const tab of tabs) {
    expect(await ends(tab)).toEqual([]);
    expect((await guarantees(tab)).degraded).toEqual([]);
  }
  await server.judge({ refreshes: 10 });
  await tabs[0].signOut();
  await tabs[1].until(() => window.lab.api.session.state === 'ended');
});

test('h147_two_tabs_whose_localStorage_takes_nothing_any_more_stay_with_the_locks', async ({
  lab,
  server,
}) => {
  test.setTimeout(120_000);
  const tabs = await lab.openJoined(2);
  for (const tab of tabs)
    await tab.run(() => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (...args) {
        if (this === sessionStorage) return setItem.apply(this, args);
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
  await server.forget();
  for (let round = 0; round < 3; round++) await renew(tabs[round % 2], server);
  for (const tab of tabs) expect(await ends(tab)).toEqual([]);
  expect(await guarantees(tabs[0])).toMatchObject({ shareTabs: true, degraded: ['ledger'] });
  await server.judge({ refreshes: 3 });
});
