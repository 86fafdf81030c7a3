// Many tabs notice at once that the token has expired. One of them renews it, and all go on.

import { processes } from './lib/processes.js';
import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/wait.js';

for (const count of [2, 5, 20])
  test(
    `h41_h42_a_storm_in_${count}_tabs_on_an_expired_token_is_one_refresh`,
    { tag: count === 5 ? '@short' : [] },
    async ({ lab, server }) => {
      const tabs = await lab.openJoined(count);
      await server.expire();
      await server.forget();
      const results = await Promise.all(tabs.map((tab) => tab.storm(20)));
      for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 20 });
      await server.judge({ refreshes: 1 });
      const longest = Math.max(...results.map((result) => result.longest));
      console.log(
        `${count} tabs, ${count * 20} requests: 1 refresh, the slowest took ${Math.round(longest)} ms`,
      );
    },
  );

test('h41_every_tab_of_these_tests_is_a_process_of_its_own', async ({ lab, realBrowser }) => {
  const tabs = await lab.openJoined(5);
  const { cdp } = await realBrowser();
  expect(new Set(await processes(cdp, tabs)).size).toBe(5);
});

test(
  'h42_restored_tabs_that_all_start_with_an_expired_token_make_one_refresh',
  { tag: '@short' },
  async ({ lab, server }) => {
    const tabs = await lab.openJoined(8, { start: 5 });
    await Promise.all(tabs.map((tab) => tab.run(() => window.lab.started)));
    await server.expire();
    await server.forget();
    await Promise.all(tabs.map((tab) => tab.reload()));
    const started = await Promise.all(tabs.map((tab) => tab.run(() => window.lab.started)));
    for (const { outcomes } of started) expect(outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 1 });
  },
);

test(
  'h41_four_tabs_race_through_20_expiries_without_a_superseded_token',
  { tag: '@short' },
  async ({ lab, server }) => {
    const tabs = await lab.openJoined(4);
    await server.forget();
    for (let round = 1; round <= 20; round++) {
      await server.expire();
      const results = await Promise.all(tabs.map((tab) => tab.storm(3)));
      for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 3 });
      await server.judge({ refreshes: round });
    }
    for (const tab of tabs) expect((await tab.records()).doubt).toBe('none');
  },
);

/** How long an unanswered call may still arrive, and one whose tab has vanished. */
const SETTLE = 2_000;
const VANISHED = 10_000;
/** The longest that a race may take, in milliseconds, and the fewest refreshes that it is one with. */
const RACE = 120_000;
const LEAST = 20;

/** Lets every tab force one refresh after the other until the server has counted `wanted`, or as many as a busy machine makes. */
async function race(tabs, server, wanted) {
  const begun = performance.now();
  const loops = tabs.map((tab) =>
    tab.run(async () => {
      const done = [];
      while (!window.isOver) {
        done.push(await window.lab.refresh());
        // A refusal comes at once: without a task in between the page would never be told to stop.
        const { port1, port2 } = new MessageChannel();
        await new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(0);
        });
        port1.close();
      }
      return done;
    }),
  );
  const isOver = async () =>
    (await server.counters()).refresh.calls > wanted || performance.now() - begun > RACE;
  await until(isOver, RACE + BOUND, 'the end of the race');
  const seconds = (performance.now() - begun) / 1000;
  const { refresh } = await server.counters();
  expect(refresh.calls).toBeGreaterThan(LEAST);
  await Promise.all(tabs.map((tab) => tab.run(() => void (window.isOver = true))));
  const all = (await Promise.all(loops)).flat();
  return { all, rate: refresh.calls / seconds };
}

for (const [kind, wanted] of /** @type {[string, number][]} */ ([
  ['visible', 300],
  ['hidden', 40],
]))
  test(`h41_four_${kind}_tabs_race_${wanted}_refreshes_without_a_superseded_token_or_a_false_doubt`, async ({
    lab,
    fastLab,
    server,
  }) => {
    test.setTimeout(RACE + 90_000);
    const opener = kind === 'hidden' ? lab : fastLab;
    const tabs = await opener.openJoined(4, { stubs: ['timers'] });
    await server.forget();
    const { all, rate } = await race(tabs, server, wanted);
    const took = all.map((one) => one.took).sort((a, b) => a - b);
    console.log(
      `four ${kind} tabs: ${rate.toFixed(1)} refreshes per second, ${all.length} asked for; one took ` +
        `${Math.round(took[took.length >> 1])} ms in the middle, ${Math.round(took.at(-1))} ms at most`,
    );
    expect(all.filter(({ code }) => code !== 'done')).toEqual([]);
    const { refresh } = await server.judge();
    expect(refresh.rotated).toBe(refresh.calls);
    // Nobody waited until an unanswered call had settled, or until a vanished tab's call was over: there was none.
    const timers = await Promise.all(tabs.map((tab) => tab.run(() => window.timers)));
    expect(timers.flat().filter((ms) => ms === SETTLE || ms === VANISHED)).toEqual([]);
    for (const tab of tabs) expect((await tab.records()).doubt).toBe('none');
  });

/** A's commit shows in B only `ms` after B has first looked for it, though B gets the lock at once. */
async function commitRace({ lab, server }, ms) {
  const [a, b] = await lab.openJoined(2, { stubs: ['lag'] });
  await server.forget();
  await server.hold();
  const first = a.refresh();
  await server.running();
  const waiting = b.refresh();
  await b.until(async () => (await navigator.locks.query()).pending.length > 0);
  await b.run((ms) => window.stale(ms), ms);
  await server.release();
  const second = await waiting;
  expect((await first).code).toBe('done');
  const reads = await b.run(() => window.lag.reads);
  return { second, reads, a, b };
}

test('c1_a_tab_that_gets_the_lock_before_it_sees_the_commit_never_sends_the_old_token', async ({
  lab,
  server,
}) => {
  const { second, reads, b } = await commitRace({ lab, server }, 800);
  expect(second.code).toBe('done');
  // The stale ledger was really read, and not believed.
  expect(reads).toBeGreaterThan(0);
  expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test('c1_a_commit_that_does_not_show_for_seconds_is_asked_for', async ({ lab, server }) => {
  const { second, b } = await commitRace({ lab, server }, 8_000);
  expect(second.code).toBe('done');
  expect((await b.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});
