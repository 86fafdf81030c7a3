// Pages that stop and run again: frozen in the background, kept in the back/forward cache. The ordinary case of a
// phone, where the tab that renewed the token may be gone when another one wakes up.

import { expect, test } from './lib/test.js';

const SETTLE = 2_000;
const session = {};

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

test(
  'h58_a_thawed_tab_goes_on_though_the_tab_that_refreshed_is_closed',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await server.forget();
    await b.freeze();
    // Two generations further, and nobody left who could be asked.
    for (let generation = 2; generation <= 3; generation++) {
      await server.expire();
      expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
    }
    await a.close();
    await b.thaw();
    expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 2 });
    // And it can renew by itself.
    await server.expire();
    expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 3 });
    expect(await ends(b)).toEqual([]);
  },
);

test('h58_a_frozen_tab_gives_its_presence_back_and_takes_it_again_at_the_thaw', async ({ lab }) => {
  const [a, b] = await lab.openJoined(2);
  await a.until(async () => (await window.lab.presence()).length === 2);
  await b.freeze();
  expect(await a.presence()).toEqual([1]);
  await b.thaw();
  await a.until(async () => (await window.lab.presence()).length === 2);
});

test('h90_a_frozen_tab_hears_of_the_sign_out_when_it_runs_again_and_sends_nothing_before', async ({
  lab,
  server,
}) => {
  const [a, b] = await lab.openJoined(2);
  await b.freeze();
  // What the page does in its first moment, before it is told that it runs again.
  const late = b.run(() => new Promise((resolve) => setTimeout(() => resolve(window.lab.storm(2)))));
  await a.signOut();
  await server.forget();
  await b.thaw();
  const { settled } = await late;
  await b.until(() => window.lab.api.session.state === 'ended');
  expect(await ends(b)).toEqual(['ended: signedOut']);
  const log = await server.log();
  expect(log.filter(({ token }) => token)).toEqual([]);
  expect(settled.every(({ status }) => status !== 200)).toBe(true);
});

test('h85_a_frozen_tab_tells_a_sign_out_and_a_new_sign_in_apart_from_nothing_having_happened', async ({
  lab,
  server,
}) => {
  const [a, b] = await lab.openJoined(2);
  await b.freeze();
  await a.signOut();
  await a.signIn('bob');
  await b.thaw();
  await b.until(() => window.lab.api.session.state === 'active');
  // What it finds is another session in the place of its own.
  expect(await ends(b)).toEqual([]);
  const { settled } = await b.storm(2);
  expect(settled.map(({ user }) => user)).toEqual(['bob', 'bob']);
  await server.judge({ refreshes: 0 });
});

test(
  'h57_h101_a_page_from_the_cache_goes_on_with_what_another_tab_renewed',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await server.forget();
    await b.leave();
    await server.expire();
    expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
    expect(await b.back()).toBe(true);
    expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
    await b.until(async () => (await window.lab.presence()).length === 2);
    await server.judge({ refreshes: 1 });
  },
);

test('h57_a_page_from_the_cache_goes_on_though_the_tab_that_refreshed_is_closed', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  await server.forget();
  await b.leave();
  await server.expire();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await a.close();
  expect(await b.back()).toBe(true);
  expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test(
  'h57_a_page_that_is_gone_back_to_goes_on_whether_it_was_cached_or_loaded_anew',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await server.forget();
    await b.leave();
    await server.expire();
    expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
    await a.close();
    await b.goBack();
    expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
    await server.expire();
    expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 2 });
  },
);

test(
  'h57_h91_a_page_from_the_cache_finds_out_at_once_that_the_user_has_signed_out',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await b.leave();
    await a.signOut();
    expect(await b.back()).toBe(true);
    expect(await b.state()).toBe('ended');
    expect(await ends(b)).toEqual(['ended: signedOut']);
    await server.judge({ refreshes: 0 });
  },
);

test('h57_a_waiter_gets_the_lock_of_a_holder_that_went_to_the_cache', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2, { session });
  await server.expire();
  await server.forget();
  await server.hold({ refreshStatus: { value: 503, times: 1 } });
  a.storm(1).catch(() => {});
  await server.running();
  const waiting = b.storm(3);
  await b.until(async () => (await navigator.locks.query()).pending.length > 0);
  await a.leave();
  // The call is never answered, and has two minutes before it is given up.
  await b.until(async () => (await navigator.locks.query()).pending.length === 0);
  expect((await waiting).outcomes).toEqual({ 200: 3 });
  const [first, second] = await server.refreshes();
  expect(second.at - first.at).toBeGreaterThanOrEqual(SETTLE);
  // The flight was given up, so nothing kept the page out of the cache, and nothing of it is taken up again.
  expect(await a.back()).toBe(true);
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 2 });
});

test('h57_a_page_that_queued_when_it_went_to_the_cache_keeps_nobody_waiting', async ({ lab, server }) => {
  const [a, b, c] = await lab.openJoined(3, { session });
  await server.expire();
  await server.forget();
  await server.hold();
  const results = [a.storm(2)];
  await server.running();
  b.storm(2).catch(() => {});
  await b.until(async () => (await navigator.locks.query()).pending.length > 0);
  await b.leave();
  results.push(c.storm(2));
  await c.until(async () => (await navigator.locks.query()).pending.length > 0);
  await server.release();
  for (const { outcomes } of await Promise.all(results)) expect(outcomes).toEqual({ 200: 2 });
  expect(await b.back()).toBe(true);
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 1 });
});

test('h102_a_page_with_a_session_may_go_to_the_cache_again_and_again', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  await server.forget();
  for (let round = 1; round <= 4; round++) {
    await b.leave();
    await server.expire();
    expect((await a.storm(2)).outcomes).toEqual({ 200: 2 });
    expect(await b.back()).toBe(true);
    expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    await server.judge({ refreshes: round });
  }
});
