// A refresh that the server may or may not have processed, and answers that say that it has not. Three tabs take turns,
// so what one of them learnt must have reached the others through the ledger.

import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const SETTLE = 2_000;

const outcomesOf = async (storm) => (await storm).outcomes;

/** A tab reads from the ledger whether a call is in doubt; what another one wrote shows a little later. */
const shows = (tab, doubt) => tab.until((doubt) => window.lab.records().doubt === doubt, { argument: doubt });

/**
 * The pause that the ledger asks for, in milliseconds from now. Firefox's driver runs scripts with a Date of their own,
 * which has no part in the skew.
 */
const pauseOf = (tab) =>
  tab.run(() => {
    const key = Object.keys(localStorage).find((name) => name.includes(':G:'));
    return Number(localStorage.getItem(key).split('\n')[3]) - window.Date.now();
  });

/** Waits until the tabs may try again. */
const paused = (tab) => until(async () => (await pauseOf(tab)) <= 0, BOUND, 'the end of the pause');

const gaps = (refreshes) => refreshes.slice(1).map(({ at }, index) => at - refreshes[index].at);

test('c7_a_replay_answered_429_leaves_the_doubt_and_shares_retry_after', async ({ lab, server }) => {
  const [a, b, c] = await lab.openJoined(3, { stubs: ['machine'] });
  await server.expire();
  await server.forget();
  await server.knobs({ dropRefreshRequest: 1 });
  expect(await outcomesOf(a.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
  await shows(b, 'let go');
  await paused(b);

  await server.knobs({ refreshStatus: { value: 429, times: 1 }, retryAfter: { value: 60, times: 1 } });
  expect(await outcomesOf(b.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
  await shows(c, 'let go');
  // What the server asked of B binds C: no call before its time, which is far away.
  expect(await outcomesOf(c.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
  expect(await server.refreshes()).toHaveLength(2);
  // A pause is up to twice as long as what was asked for, and goes by the time of day.
  await c.run(() => window.setMachine({ skew: 120_001 }));
  expect(await pauseOf(c)).toBeLessThanOrEqual(0);

  expect(await outcomesOf(c.storm(2))).toEqual({ 200: 2 });
  await shows(a, 'none');
  await server.judge({ refreshes: 3 });
  for (const gap of gaps(await server.refreshes())) expect(gap).toBeGreaterThanOrEqual(SETTLE);
});

for (const [name, knobs] of [
  ['502', { refreshStatus: { value: 502, times: 1 } }],
  ['504', { refreshStatus: { value: 504, times: 1 } }],
  ['500', { refreshStatus: { value: 500, times: 1 } }],
  [
    'a 200 without a token',
    { refreshBody: { value: 'notoken', times: 1 }, refreshRotates: { value: false, times: 1 } },
  ],
  ['an HTML page', { refreshBody: { value: 'html', times: 1 }, refreshRotates: { value: false, times: 1 } }],
  ['a broken connection', { dropRefreshRequest: 1 }],
])
  test(`c8_after_${name.replaceAll(' ', '_')}_the_next_tab_waits_settle_and_sends_the_token_again`, async ({
    lab,
    server,
  }) => {
    const [a, b] = await lab.openJoined(2, { stubs: ['timers'] });
    await server.expire();
    await server.forget();
    await server.knobs(knobs);
    expect(await outcomesOf(a.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
    await shows(b, 'let go');
    expect(await a.events()).toEqual(['signedIn', 'refreshFailed']);
    await paused(b);
    const [{ outcomes }, timers] = await b.timersOf(() => b.storm(2));
    expect(outcomes).toEqual({ 200: 2 });
    expect(timers).toContain(SETTLE);
    await server.judge({ refreshes: 2 });
    expect(gaps(await server.refreshes())[0]).toBeGreaterThanOrEqual(SETTLE);
  });

test('c8_a_502_after_a_rotation_is_repaired_by_the_replay_where_the_server_grants_a_grace', async ({
  lab,
  server,
}) => {
  const [a, b] = await lab.openJoined(2);
  await server.expire();
  await server.forget();
  await server.knobs({
    grace: 60_000,
    refreshStatus: { value: 502, times: 1 },
    refreshRotates: { value: true, times: 1 },
  });
  expect(await outcomesOf(a.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
  await paused(b);
  expect(await outcomesOf(b.storm(2))).toEqual({ 200: 2 });
  await server.judge({ refreshes: 2 });
});

// 408 is not among them: Chromium itself sends such a request again on a new connection.
for (const status of [425, 429, 503])
  test(`c8_h73_a_${status}_was_not_processed_so_the_next_tab_need_not_wait`, async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { stubs: ['timers'] });
    await server.expire();
    await server.forget();
    await server.knobs({ refreshStatus: { value: status, times: 1 } });
    expect(await outcomesOf(a.storm(2))).toEqual({ 'ERR_REFRESH_FAILED 401': 2 });
    await shows(b, 'none');
    await paused(b);
    const [{ outcomes }, timers] = await b.timersOf(() => b.storm(2));
    expect(outcomes).toEqual({ 200: 2 });
    expect(timers).not.toContain(SETTLE);
    await server.judge({ refreshes: 2 });
  });

test('h61_under_end_a_lost_answer_ends_the_session_once_in_every_tab', async ({ lab, server }) => {
  const tabs = await lab.openJoined(3, { session: { inDoubt: 'end' } });
  await server.expire();
  await server.forget();
  await server.knobs({ dropRefreshAnswer: 1 });
  await Promise.all(tabs.map((tab) => tab.storm(2)));
  await Promise.all(tabs.map((tab) => tab.until(() => window.lab.api.session.state === 'ended')));
  for (const tab of tabs)
    expect((await tab.events()).filter((event) => /^ended/.test(event))).toEqual(['ended: inDoubt']);
  await server.judge({ refreshes: 1 });
});

test(
  'h61_under_end_a_reload_in_mid_refresh_ends_nothing_by_itself',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2, { session: { inDoubt: 'end' } });
    await server.expire();
    await server.forget();
    await server.hold({ refreshStatus: { value: 503, times: 1 } });
    a.storm(1).catch(() => {});
    await server.running();
    await a.restart();
    await a.loaded();
    expect(await b.state()).not.toBe('ended');
    expect(await a.ready()).not.toBe('anonymous');
  },
);

test(
  'h74_h43_a_definitive_refusal_ends_the_session_once_in_every_tab_with_one_call',
  { tag: '@short' },
  async ({ lab, server }) => {
    const tabs = await lab.openJoined(4);
    await server.forget();
    await server.kill();
    // The refusal comes when all tabs have sent their requests, also where a driver tells one tab after the other.
    await server.hold();
    const storms = tabs.map((tab) => tab.storm(5));
    const arrived = async () => (await server.counters()).calls['GET /api/me'];
    await until(async () => (await arrived()) === 20, BOUND, '20 requests');
    await server.release();
    const results = await Promise.all(storms);
    for (const { outcomes } of results) expect(outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 5 });
    await server.judge({ refreshes: 1, killed: 1 });
    for (const tab of tabs)
      expect((await tab.events()).filter((event) => /^ended/.test(event))).toEqual(['ended: refused']);
  },
);
