// Tabs that join a session which other tabs have: blank ones, copies, and those that come too late.

import { expect, test } from './lib/test.js';

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

const blank = { stubs: ['timers'] };
/** How long a blank tab waits for an answer. */
const ASKING = 1_000;

/** How a new tab finds the session, the timers that it asked for, and those of them that it waited for. */
const arrival = (tab) =>
  tab.run(async () => {
    const { fired, timers } = window;
    const state = await window.lab.api.session.ready();
    return { state, asked: [...timers], waited: [...fired] };
  });

test('h49_a_blank_tab_joins_the_session_of_another_one', { tag: '@short' }, async ({ lab, server }) => {
  const [a] = await lab.openJoined(1);
  const b = await lab.open(blank);
  const { state, asked, waited } = await arrival(b);
  expect(state).toBe('active');
  // It asked, and waited for nothing but the answer.
  expect(asked).toContain(ASKING);
  expect(waited).toEqual([]);
  expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
  // Each can renew for both, and goes on alone.
  await a.close();
  await server.expire();
  expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

test('h49_the_first_request_of_a_blank_tab_waits_until_the_tab_has_joined', async ({ lab, server }) => {
  await lab.openJoined(1);
  await server.forget();
  const b = await lab.open({ start: 5 });
  expect((await b.run(() => window.lab.started)).outcomes).toEqual({ 200: 5 });
  const { unauthorized } = await server.judge({ refreshes: 0 });
  expect(unauthorized).toBe(0);
});

test('h48_a_copied_tab_is_an_ordinary_member', { tag: '@short' }, async ({ lab, server }) => {
  const [a] = await lab.openJoined(1);
  const copy = await a.copy();
  expect((await copy.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.forget();
  for (const [one, other] of [
    [a, copy],
    [copy, a],
  ]) {
    await server.expire();
    expect((await one.storm(3)).outcomes).toEqual({ 200: 3 });
    expect((await other.storm(3)).outcomes).toEqual({ 200: 3 });
  }
  await server.judge({ refreshes: 2 });
});

test('h48_a_copy_outlives_its_original', async ({ lab, server }) => {
  const [a] = await lab.openJoined(1);
  const copy = await a.copy();
  await server.expire();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await a.close();
  await server.expire();
  expect((await copy.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 2 });
});

test('h49_a_tab_opened_when_all_others_are_closed_is_anonymous_without_a_wait', async ({ lab, server }) => {
  const [a] = await lab.openJoined(1);
  await a.close();
  const b = await lab.open(blank);
  const { state, asked, waited } = await arrival(b);
  expect(state).toBe('anonymous');
  // There is nobody to ask.
  expect(asked).not.toContain(ASKING);
  expect(waited).toEqual([]);
  // The user can sign in there, as if nothing had been.
  await b.signIn('bob');
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 0 });
});

test('h49_a_blank_tab_beside_a_frozen_one_is_anonymous_within_its_bound', async ({ lab }) => {
  const [a] = await lab.openJoined(1);
  await a.freeze();
  const b = await lab.open(blank);
  const { state, waited } = await arrival(b);
  expect(state).toBe('anonymous');
  // It may ask once, if the frozen tab still seems to be there, and waits for no more than that.
  expect([[], [ASKING]]).toContainEqual(waited);
  await a.thaw();
  expect(await a.state()).toBe('active');
});

test(
  'h53_a_wiped_localStorage_is_rebuilt_and_the_session_goes_on',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await server.forget();
    await a.run(() => localStorage.clear());
    expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
    await server.expire();
    const results = await Promise.all([a.storm(5), b.storm(5)]);
    for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 1 });
    expect(await a.records()).toEqual({ live: true, generation: 2, doubt: 'none' });
    for (const tab of [a, b]) expect(await ends(tab)).toEqual([]);
  },
);

test('h53_a_ledger_wiped_after_a_refresh_is_rebuilt_from_the_tab_that_is_ahead', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  await server.forget();
  await b.freeze();
  await server.expire();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await a.run(() => localStorage.clear());
  await b.thaw();
  // B holds a token that has a successor, and finds no ledger: A gives it the newer one.
  expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
  await server.expire();
  const results = await Promise.all([b.storm(3), a.storm(3)]);
  for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 2 });
});

test('h53_records_that_are_not_ours_are_ignored_and_replaced', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  await server.forget();
  await a.run(() => {
    for (const key of Object.keys(localStorage))
      localStorage.setItem(key, '{"v":99,"url":"https://evil.example/"}');
  });
  expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.expire();
  const results = await Promise.all([a.storm(3), b.storm(3)]);
  for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
  for (const tab of [a, b]) expect(await ends(tab)).toEqual([]);
});

test('c12_two_applications_with_one_id_and_two_endpoints_are_two_sessions', async ({ lab, server }) => {
  const shop = await lab.open({ session: { id: 'main' } });
  await shop.signIn('ann');
  // The same endpoint to the server, and another one to the page.
  const admin = await lab.open({ session: { id: 'main', refresh: '/auth/refresh?of=admin' } });
  expect(await admin.ready()).toBe('anonymous');
  await admin.signIn('bob');
  const again = await lab.open({ session: { id: 'main' } });
  expect(await again.ready()).toBe('active');
  await server.expire();
  const results = await Promise.all([shop, admin, again].map((tab) => tab.storm(2)));
  expect(results.map(({ settled }) => settled[0].user)).toEqual(['ann', 'bob', 'ann']);
  for (const tab of [shop, admin, again]) {
    expect(await ends(tab)).toEqual([]);
    expect(await tab.events()).not.toContain('replaced');
  }
  await server.judge({ refreshes: 2, peak: 2 });
});

test('h51_another_id_and_another_origin_share_nothing', async ({ lab, server, site }) => {
  const [a] = await lab.openJoined(1);
  const otherId = await lab.open({ session: { id: 'admin' } });
  expect(await otherId.ready()).toBe('anonymous');
  const otherOrigin = await lab.open({}, { origin: site.url.replace('127.0.0.1', 'localhost') });
  expect(await otherOrigin.ready()).toBe('anonymous');
  await otherId.signIn('bob');
  await otherOrigin.signIn('carol');
  await server.expire();
  const results = await Promise.all([a, otherId, otherOrigin].map((tab) => tab.storm(2)));
  expect(results.map(({ settled }) => settled[0].user)).toEqual(['ann', 'bob', 'carol']);
  await otherId.signOut();
  await otherOrigin.signOut();
  expect((await a.storm(2)).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 3, peak: 3 });
});
