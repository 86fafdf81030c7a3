// A refresh that outlives its page (R16): the page is reloaded, closed or left in the middle of it, and the answer counts.

import { keepLeaving } from './lib/leaving.js';
import { expect, test } from './lib/test.js';
import { until } from './lib/tab.js';

const session = {};
const setup = { session, stubs: ['undriven'] };

test.beforeEach(({ engine }) => {
  test.skip(engine !== 'chromium', 'no shared workers with an extended lifetime');
  test.setTimeout(180_000);
});

/** So many refreshes are under way, and each is with a worker, which holds its lock. */
const carried = async (tab, server) => {
  await until(
    async () => (await server.counters()).refresh.running === 1,
    20_000,
    'a refresh under way at the server',
  );
  await tab.until(async () => {
    const { held } = await navigator.locks.query();
    return held.some(({ name }) => /:W:[0-9a-f]{32}$/.test(name));
  });
};

/** A call whose tab may not live to see its end. */
const started = (promise) => promise.catch(() => undefined);

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));
const outlives = (tab) => tab.run(() => window.lab.api.session.guarantees().refreshOutlivesPage);
/** What workers have left. */
const left = (tab) =>
  tab.run(async () => {
    const texts = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys())
        texts.push(name + request.url + (await (await caches.match(request)).text()));
    return texts;
  });

/** A tab whose refresh takes so long, and has begun. */
async function refreshing(lab, server, ms, count = 1, given = setup) {
  const tabs = await lab.openJoined(count, given);
  await server.expire();
  await server.forget();
  await server.knobs({ refreshLatency: { value: ms, times: 1 } });
  started(tabs[0].storm(1));
  await carried(tabs[0], server);
  return tabs;
}

test('c19_a_reload_in_mid_refresh_takes_what_the_call_brings', { tag: '@short' }, async ({ lab, server }) => {
  const [a] = await refreshing(lab, server, 2_000);
  expect(await outlives(a)).toBe(true);
  await a.reload();
  expect((await a.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
  expect(await ends(a)).toEqual([]);
  await until(async () => (await left(a)).length === 0, 5_000, 'nothing that is left');
});

test('c19_another_tab_takes_what_the_call_of_a_closed_tab_brings', async ({ lab, server }) => {
  const [a, b] = await refreshing(lab, server, 2_000, 2);
  const others = b.storm(5);
  await a.close();
  expect((await others).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test('c19_a_tab_that_comes_back_takes_what_its_call_has_brought_meanwhile', async ({ lab, server }) => {
  const [a, tokens] = [(await refreshing(lab, server, 500))[0], ['accessToken', 'refreshToken']];
  await a.leave();
  await until(async () => (await server.counters()).refresh.running === 0, 10_000, 'the answer');
  await until(async () => (await left(a)).length === 1, 10_000, 'what is left');
  // I7: nobody reads it who has not the token.
  const text = (await left(a)).join();
  for (const name of tokens) expect(text).not.toContain(name);
  await a.goBack();
  expect((await a.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test('c19_h58_a_frozen_tabs_call_goes_on_for_the_others', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2, setup);
  await server.expire();
  await server.forget();
  await server.knobs({ refreshLatency: { value: 2_000, times: 1 } });
  const frozen = a.storm(2);
  await carried(a, server);
  await a.freeze();
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  await a.thaw();
  expect((await frozen).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 1 });
});

test('c19_c5_what_is_left_of_a_session_that_is_over_is_not_taken', async ({ lab, server }) => {
  const [a, b] = await refreshing(lab, server, 1_500, 2);
  await a.leave();
  await b.signOut();
  await b.signIn('bob');
  await a.goBack();
  await a.until(() => window.lab.api.session.state === 'active');
  const { settled } = await a.storm(3);
  expect(settled.map(({ user }) => user)).toEqual(['bob', 'bob', 'bob']);
  await server.judge();
});

test('c19_a_refusal_that_is_left_ends_the_session_once', async ({ lab, server }) => {
  const [a] = await lab.openJoined(1, setup);
  await server.expire();
  await server.forget();
  await server.knobs({ refreshLatency: { value: 1_000, times: 1 } });
  await server.kill();
  started(a.storm(1));
  await carried(a, server);
  await a.reload();
  expect((await a.storm(2)).outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 2 });
  expect(await ends(a)).toEqual(['ended: refused']);
  await server.judge({ refreshes: 1, killed: 1 });
});

test('c19_what_another_version_has_left_is_no_answer_and_its_worker_is_waited_for', async ({
  lab,
  server,
}) => {
  const [a, b] = await refreshing(lab, server, 1_000, 2);
  // The lock of that call is held by somebody who will leave what cannot be read.
  await b.run(async () => {
    const { held } = await navigator.locks.query();
    const { name } = held.find((lock) => /:W:[0-9a-f]{32}$/.test(lock.name));
    const [store, at] = [name.slice(0, -33), name.slice(-32)];
    window.released = 0;
    void navigator.locks.request(name, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await (
        await caches.open(store)
      ).put(`https://everfetch.invalid/${at}`, new Response('another version'));
      window.released = Date.now();
    });
  });
  await a.close();
  await server.knobs({ grace: 60_000 });
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  // Two calls, one after the other.
  await server.judge({ refreshes: 2 });
  expect(await b.run(() => window.released)).toBeGreaterThan(0);
});

test('c19_where_no_such_worker_can_be_had_the_page_makes_the_call', async ({ lab, server }) => {
  for (const stub of ['noSharedWorkers', 'ownFetch']) {
    const a = await lab.open({ session, stubs: ['undriven', stub] });
    await a.signIn('ann');
    await server.expire();
    expect((await a.storm(3)).outcomes, stub).toEqual({ 200: 3 });
    expect(await outlives(a), stub).toBe(false);
    await a.close();
  }
  await server.judge({ refreshes: 2 });
});

test('c19_tabs_that_leave_in_mid_refresh_lose_no_session', { tag: '@short' }, async ({ fastLab, server }) => {
  test.setTimeout(180_000);
  const found = await keepLeaving({ lab: fastLab, server, refreshes: 12, ms: 60_000 });
  console.log(found);
  expect(found).toMatchObject({ lost: 0, reuse: 0, ends: [] });
  for (const outcomes of found.outcomes) expect(outcomes).toEqual({ 200: 2 });
  await server.judge();
});
