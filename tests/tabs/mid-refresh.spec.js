// What happens to a refresh under way when its tab is closed, reloaded, copied, or dies, and when the user signs out
// in another one meanwhile.

import { startLine } from './lib/line.js';
import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const SETTLE = 2_000;
/** How long the call of a sender that vanished may still be on its way. */
const VANISHED = 10_000;
const session = {};

/** In Firefox the call of a tab whose process died goes on, so that two of them may be under way at the server. */
const peakAfterCrash = (engine) => (engine === 'firefox' ? 2 : 1);

/** A call whose tab may not live to see its end. */
const started = (promise) => promise.catch(() => undefined);

/** The milliseconds between one refresh call's arrival and the next one's. */
const gaps = (refreshes) => refreshes.slice(1).map(({ at }, index) => at - refreshes[index].at);

/** The next refresh is never answered, and has not replaced the token. */
const unprocessed = { refreshStatus: { value: 503, times: 1 } };

test(
  'c2_a_tab_that_crashes_in_mid_refresh_is_waited_for_until_its_call_cannot_arrive',
  { tag: '@short' },
  async ({ engine, lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session });
    await server.expire();
    await server.forget();
    await server.hold(unprocessed);
    started(a.storm(1));
    await server.running();
    const others = b.storm(5);
    await a.crash();
    expect((await others).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 2, peak: peakAfterCrash(engine) });
    const [gap] = gaps(await server.refreshes());
    expect(gap).toBeGreaterThanOrEqual(VANISHED);
  },
);

test('c2_the_successor_that_died_with_its_tab_is_one_replay_and_one_end_in_every_tab', async ({
  engine,
  lab,
  server,
}) => {
  // The last one is visible, so its timers are exact.
  const [a, c, b] = await lab.openJoined(3, { session });
  await server.expire();
  await server.forget();
  await server.hold();
  started(a.storm(1));
  await server.running();
  const others = [b.storm(3)];
  await a.crash();
  others.push(c.storm(3));
  for (const { outcomes } of await Promise.all(others))
    expect(outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 3 });
  // Nobody has the successor: the one loss that a bearer token cannot be spared.
  await server.judge({ refreshes: 2, reuse: 1, peak: peakAfterCrash(engine) });
  for (const tab of [b, c])
    expect((await tab.events()).filter((event) => /^ended/.test(event))).toEqual(['ended: refused']);
});

test('c2_where_the_server_grants_a_grace_the_session_survives_the_crash', async ({ engine, lab, server }) => {
  const [a, b] = await lab.openJoined(2, { session });
  await server.expire();
  await server.forget();
  await server.hold({ grace: 60_000 });
  started(a.storm(1));
  await server.running();
  const others = b.storm(5);
  await a.crash();
  expect((await others).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 2, peak: peakAfterCrash(engine) });
});

test(
  'c2_h47_a_tab_closed_in_mid_refresh_is_succeeded_after_settle',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session });
    await server.expire();
    await server.forget();
    await server.hold(unprocessed);
    started(a.storm(1));
    await server.running();
    const others = b.storm(5);
    await a.close();
    expect((await others).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 2 });
    const [gap] = gaps(await server.refreshes());
    expect(gap).toBeGreaterThanOrEqual(SETTLE);
  },
);

test(
  'c3_h48_a_copy_made_in_mid_refresh_never_sends_the_token_again',
  { tag: '@short' },
  async ({ lab, server }) => {
    const a = await lab.open({ session });
    await a.signIn('ann');
    await server.expire();
    await server.forget();
    await server.hold();
    const own = a.storm(3);
    await server.running();
    const copy = await a.copy();
    const copied = copy.storm(3);
    await copy.until(async () => (await navigator.locks.query()).pending.length > 0);
    await server.release();
    expect((await own).outcomes).toEqual({ 200: 3 });
    expect((await copied).outcomes).toEqual({ 200: 3 });
    // Both go on as members of one session.
    await server.expire();
    await Promise.all([a.storm(3), copy.storm(3)]);
    await server.judge({ refreshes: 2 });
  },
);

test(
  'c4_a_reload_in_mid_refresh_replays_only_when_the_first_call_has_arrived',
  { tag: '@short' },
  async ({ lab, server }) => {
    const line = await startLine(server.url);
    try {
      const base = line.url + new URL(server.base).pathname;
      const a = await lab.open({ base, session });
      await a.signIn('ann');
      await server.expire();
      await server.forget();
      await server.knobs({ grace: 60_000 });
      let arrive;
      line.next({ transit: new Promise((resolve) => (arrive = resolve)) });
      started(a.storm(1));
      await until(() => line.calls.length === 1, BOUND, 'a refresh under way');
      await a.reload();
      arrive();
      expect((await a.storm(5)).outcomes).toEqual({ 200: 5 });
      expect(line.violations()).toEqual([]);
      await server.judge({ refreshes: 2, peak: 2 });
      const [first, second] = line.calls;
      expect(first.delivered).toBe(false);
      expect(second.sent - first.over).toBeGreaterThanOrEqual(SETTLE);
    } finally {
      await line.close();
    }
  },
);

test(
  'c4_a_reload_in_mid_refresh_that_never_reached_the_server_keeps_the_session',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session });
    await server.expire();
    await server.forget();
    await server.hold(unprocessed);
    started(a.storm(1));
    await server.running();
    await a.reload();
    const results = await Promise.all([a.storm(5), b.storm(5)]);
    for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 2 });
    const [gap] = gaps(await server.refreshes());
    expect(gap).toBeGreaterThanOrEqual(SETTLE);
  },
);

test(
  'c5_h82_h84_a_sign_out_during_another_tabs_refresh_drops_and_revokes_its_result',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session: { ...session, revoke: '/oauth/revoke' } });
    await server.expire();
    await server.forget();
    await server.hold();
    const own = a.storm(3);
    await server.running();
    expect(await b.signOut()).toEqual({ revoked: true });
    expect((await own).outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 3 });
    await server.release();
    // The late answer's own tokens are revoked too, when they come.
    await until(
      async () => (await server.counters()).revocations === 2,
      BOUND,
      'the revocation of the late tokens',
    );
    await server.judge({ refreshes: 1, killed: 1 });
    for (const tab of [a, b]) {
      expect(await tab.state()).toBe('ended');
      expect((await tab.events()).filter((event) => /^ended/.test(event))).toEqual(['ended: signedOut']);
      expect(await tab.run(() => Object.keys(sessionStorage))).toEqual([]);
      expect(await tab.presence()).toEqual([]);
    }
  },
);

test('c5_a_tab_that_queued_behind_a_refresh_sends_nothing_after_the_sign_out', async ({ lab, server }) => {
  const [a, b, c] = await lab.openJoined(3, { session });
  await server.expire();
  await server.forget();
  await server.hold();
  const results = [a.storm(2)];
  await server.running();
  results.push(b.storm(2));
  await b.until(async () => (await navigator.locks.query()).pending.length > 0);
  await c.signOut();
  for (const { outcomes } of await Promise.all(results))
    expect(outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 2 });
  await server.release();
  await server.running(0);
  await server.judge({ refreshes: 1 });
});

test('c6_h58_a_tab_frozen_in_the_queue_keeps_nobody_waiting', async ({ lab, server }) => {
  const [a, b, c] = await lab.openJoined(3, { session, stubs: ['timers'] });
  await server.expire();
  await server.forget();
  await server.hold();
  const results = [a.storm(2)];
  await server.running();
  const frozen = b.storm(2);
  await b.until(async () => (await navigator.locks.query()).pending.length > 0);
  await b.freeze();
  const queued = await a.run(async () => (await navigator.locks.query()).pending.length);
  expect(queued).toBe(0);
  results.push(c.storm(2));
  await c.until(async () => (await navigator.locks.query()).pending.length > 0);
  await server.release();
  for (const { outcomes } of await Promise.all(results)) expect(outcomes).toEqual({ 200: 2 });
  // The next refresh has nothing in its way either.
  await server.expire();
  const [{ outcomes }, timers] = await c.timersOf(() => c.storm(2));
  expect(outcomes).toEqual({ 200: 2 });
  expect(timers).not.toContain(SETTLE);
  await b.thaw();
  expect((await frozen).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 2 });
});

test(
  'h58_a_tab_frozen_in_mid_refresh_lets_the_lock_go_and_sends_nothing_after_the_thaw',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session });
    await server.expire();
    await server.forget();
    await server.hold(unprocessed);
    const frozen = a.storm(2);
    await server.running();
    await a.freeze();
    expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    await a.thaw();
    expect((await frozen).outcomes).toEqual({ 200: 2 });
    await server.judge({ refreshes: 2 });
    const [gap] = gaps(await server.refreshes());
    expect(gap).toBeGreaterThanOrEqual(SETTLE);
  },
);
