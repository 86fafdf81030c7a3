// A refresh that outlives its page (R16): the page is reloaded, closed or left in the middle of it, and the answer counts.

import { apiServer } from './lib/leaving-servers.js';
import { keepLeaving } from './lib/leaving.js';
import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const session = {};
const setup = { session, stubs: ['undriven'] };

test.beforeEach(() => test.setTimeout(180_000));

/** How long a page waits for a worker to begin. */
const LATEST = 10_000;

const needsWorkers = (engine) =>
  test.skip(engine !== 'chromium', 'no shared workers with an extended lifetime');

/** A refresh is under way, and with a worker, which holds its lock. */
const carried = async (tab, server) => {
  await server.running();
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

/** The names of the stores in which workers leave something. */
const stores = (tab) => tab.run(() => caches.keys());
/** Leaves something, as a worker does. */
const leaveSomething = (tab) =>
  tab.run(async () => {
    const store = await caches.open(`everfetch:${window.lab.api.session.id}:W`);
    await store.put('https://everfetch.invalid/0', new Response('something'));
  });
/** The workers of calls have ended. */
const workersEnd = (tab) =>
  tab.until(
    async () => !(await navigator.locks.query()).held.some(({ name }) => /:W:[0-9a-f]{32}$/.test(name)),
  );

/** A tab whose refresh has begun, and is answered when the server releases it. */
async function refreshing(lab, server, count = 1, given = setup) {
  const tabs = await lab.openJoined(count, given);
  await server.expire();
  await server.forget();
  await server.hold();
  started(tabs[0].storm(1));
  await carried(tabs[0], server);
  return tabs;
}

test(
  'c19_a_reload_in_mid_refresh_takes_what_the_call_brings',
  { tag: '@short' },
  async ({ engine, lab, server }) => {
    needsWorkers(engine);
    const [a] = await refreshing(lab, server);
    expect(await outlives(a)).toBe(true);
    await a.reload();
    const storm = a.storm(5);
    await server.release();
    expect((await storm).outcomes).toEqual({ 200: 5 });
    await server.judge({ refreshes: 1 });
    expect(await ends(a)).toEqual([]);
    await until(async () => (await left(a)).length === 0, BOUND, 'nothing that is left');
  },
);

test('c19_another_tab_takes_what_the_call_of_a_closed_tab_brings', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  const others = b.storm(5);
  await a.close();
  await server.release();
  expect((await others).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test('c19_a_tab_that_comes_back_takes_what_its_call_has_brought_meanwhile', async ({
  engine,
  lab,
  server,
}) => {
  needsWorkers(engine);
  const [a, tokens] = [(await refreshing(lab, server))[0], ['accessToken', 'refreshToken']];
  await a.leave();
  await server.release();
  await until(async () => (await left(a)).length === 1, BOUND, 'what is left');
  // I7: nobody reads it who has not the token.
  const text = (await left(a)).join();
  for (const name of tokens) expect(text).not.toContain(name);
  await a.goBack();
  expect((await a.storm(5)).outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
});

test('c19_h58_a_frozen_tabs_call_goes_on_for_the_others', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await lab.openJoined(2, setup);
  await server.expire();
  await server.forget();
  await server.hold();
  const frozen = a.storm(2);
  await carried(a, server);
  await a.freeze();
  const others = b.storm(2);
  await server.release();
  expect((await others).outcomes).toEqual({ 200: 2 });
  await a.thaw();
  expect((await frozen).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 1 });
});

test('c19_c5_what_is_left_of_a_session_that_is_over_is_not_taken', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await a.leave();
  await b.signOut();
  await b.signIn('bob');
  await server.release();
  await a.goBack();
  await a.until(() => window.lab.api.session.state === 'active');
  const { settled } = await a.storm(3);
  expect(settled.map(({ user }) => user)).toEqual(['bob', 'bob', 'bob']);
  await server.judge();
});

test('c19_a_refusal_that_is_left_ends_the_session_once', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a] = await lab.openJoined(1, setup);
  await server.expire();
  await server.forget();
  await server.hold();
  await server.kill();
  started(a.storm(1));
  await carried(a, server);
  await a.reload();
  await server.release();
  expect((await a.storm(2)).outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 2 });
  expect(await ends(a)).toEqual(['ended: refused']);
  await server.judge({ refreshes: 1, killed: 1 });
});

test('c19_what_another_version_has_left_is_no_answer_and_its_worker_is_waited_for', async ({
  engine,
  lab,
  server,
}) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
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
  const others = b.storm(2);
  await server.release();
  expect((await others).outcomes).toEqual({ 200: 2 });
  // Two calls, one after the other.
  await server.judge({ refreshes: 2 });
  expect(await b.run(() => window.released)).toBeGreaterThan(0);
});

test('c19_a_worker_that_ends_in_mid_call_leaves_it_in_doubt', async ({
  engine,
  lab,
  realBrowser,
  server,
  site,
}) => {
  needsWorkers(engine);
  const [a] = await lab.openJoined(1, setup);
  await server.expire();
  await server.forget();
  await server.hold({ grace: 60_000 });
  const storm = a.storm(3);
  await carried(a, server);
  expect(await (await realBrowser()).endWorkers(site.url)).toBe(1);
  expect((await storm).outcomes).toEqual({ 'ERR_REFRESH_FAILED 401': 3 });
  // It was noticed: by itself the call has two minutes, and requests are told after one.
  expect(await a.events()).toContain('refreshFailed');
  await a.until(async () => (await window.lab.storm(1)).outcomes[200] === 1, { ms: 60_000 });
  // Two calls, and the second not before the first could no longer arrive.
  await server.judge({ refreshes: 2 });
  expect(await ends(a)).toEqual([]);
});

test('c19_a_worker_that_ends_after_its_page_is_waited_for_and_the_token_sent_once_more', async ({
  engine,
  lab,
  realBrowser,
  server,
  site,
}) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await server.knobs({ grace: 60_000 });
  await a.close();
  const others = b.storm(3);
  expect(await (await realBrowser()).endWorkers(site.url)).toBe(1);
  expect((await others).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 2 });
});

test('c19_c2_a_process_that_is_killed_with_its_worker_is_waited_for', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await server.knobs({ grace: 60_000 });
  await a.crash();
  const others = b.storm(3);
  // Whether the worker died with it is the browser's affair.
  await server.release(0);
  expect((await others).outcomes).toEqual({ 200: 3 });
  const { refresh } = await server.judge();
  expect(refresh.calls).toBeLessThanOrEqual(2);
});

test('c19_h71_a_worker_that_is_offline_has_sent_nothing', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const a = await lab.open({
    session: { ...session, inDoubt: 'end' },
    stubs: ['undriven', 'offlineWorkers'],
  });
  await a.signIn('ann');
  await server.expire();
  await server.forget();
  for (let left = 2; left > 0; left--) expect((await a.refresh()).code).toBe('ERR_REFRESH_FAILED');
  expect((await a.records()).doubt).toBe('none');
  expect(await ends(a)).toEqual([]);
  await server.judge({ refreshes: 0 });
});

test('c19_a_worker_that_does_not_begin_is_done_without', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const a = await lab.open({ session, stubs: ['undriven', 'idleWorkers'] });
  await a.signIn('ann');
  await server.expire();
  await server.forget();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

for (const isPrefixed of [true, false])
  test(`c19_a_worker_makes_a_call_${isPrefixed ? 'under_a_relative_base' : 'without_a_base'}`, async ({
    engine,
    lab,
    server,
  }) => {
    needsWorkers(engine);
    const path = new URL(server.base).pathname;
    const [base, prefix] = isPrefixed ? [path, ''] : ['', path];
    const a = await lab.open({ ...setup, base, session: { refresh: `${prefix}/auth/refresh` } });
    await a.run(async (path) => {
      const body = JSON.stringify({ user: 'ann', mode: 'bearer' });
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch(`${path}/auth/login`, { method: 'POST', headers, body });
      await window.lab.api.session.signIn(await response.json());
    }, path);
    await server.expire();
    await server.hold();
    started(a.storm(1, `${prefix}/api/me`));
    await carried(a, server);
    await a.reload();
    await server.release();
    expect((await a.storm(2, `${prefix}/api/me`)).outcomes).toEqual({ 200: 2 });
    await server.judge({ refreshes: 1 });
  });

for (const next of ['nobody', 'bob'])
  for (const worker of ['slowWorkers', 'idleWorkers'])
    test(`c19_c5_with_${worker}_a_call_that_${next}_wants_when_it_begins_is_not_sent`, async ({
      engine,
      lab,
      server,
    }) => {
      needsWorkers(engine);
      const [a, b] = await lab.openJoined(2, { session, stubs: ['undriven', worker] });
      await server.expire();
      await server.forget();
      const storm = a.storm(1);
      // The mark is there, so the worker is what is waited for.
      await until(async () => (await a.records()).doubt === 'sent', BOUND, 'a call about to be sent');
      await b.signOut();
      if (next === 'bob') await b.signIn('bob');
      if (worker === 'slowWorkers') {
        await a.until(() => window.waitingWorkers.length > 0);
        await a.run(() => window.startWorkers());
      }
      // A worker that does not begin is waited for 10 s.
      if (worker === 'idleWorkers') await a.until(() => window.endedWorkers > 0);
      await workersEnd(a);
      // What the page had sent in that task would have arrived before this.
      await a.call();
      const { settled } = await storm;
      expect(settled.map(({ code }) => code)).not.toContain('none');
      await server.judge({ refreshes: 0 });
    });

test('c19_a_page_that_lives_leaves_nothing', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a] = await refreshing(lab, server);
  await server.release();
  await a.until(() => window.lab.report().waiting === 0);
  expect((await a.storm(2)).outcomes).toEqual({ 200: 2 });
  await workersEnd(a);
  expect(await left(a)).toEqual([]);
  // A worker that has ended does not keep the page out of the back/forward cache.
  await a.leave();
  expect(await a.back()).toBe(true);
  await server.judge({ refreshes: 1 });
});

test('c19_what_a_worker_has_left_goes_with_the_session', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await a.leave();
  await server.release();
  await until(async () => (await left(b)).length === 1, BOUND, 'what is left');
  await b.signOut();
  await until(async () => (await stores(b)).length === 0, BOUND, 'nothing that is left');
  // Where the session ended without anybody who could remove it.
  await leaveSomething(b);
  await b.reload();
  // The core comes with the first request.
  await b.call();
  await until(async () => (await stores(b)).length === 0, BOUND, 'nothing that is left');
});

test('c19_a_call_that_outlives_its_page_and_its_session_leaves_nothing', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await a.leave();
  await b.signOut();
  await server.release();
  await workersEnd(b);
  expect(await stores(b)).toEqual([]);
});

test('c19_a_page_that_closes_after_a_sign_out_in_mid_refresh_leaves_nothing', async ({
  engine,
  lab,
  server,
}) => {
  needsWorkers(engine);
  const [a, b] = await refreshing(lab, server, 2);
  await a.signOut();
  await a.close();
  // Where the worker was told that nobody wants its answer, there is no call.
  await server.release(0);
  await workersEnd(b);
  expect(await stores(b)).toEqual([]);
});

test('c19_what_an_earlier_call_has_left_is_no_answer_to_one_of_the_page', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const a = await lab.open({ session, stubs: ['undriven', 'ownFetch'] });
  await a.signIn('ann');
  await leaveSomething(a);
  await server.expire();
  await server.hold();
  const storm = a.storm(1);
  await server.running();
  expect(await stores(a)).toEqual([]);
  await server.release();
  expect((await storm).outcomes).toEqual({ 200: 1 });
});

for (const [stub, waits] of [
  ['brokenCaches', []],
  ['idleWorkers', [LATEST]],
])
  test(`c19_with_${stub}_the_page_waits_for_a_worker_once`, async ({ engine, lab, server }) => {
    needsWorkers(engine);
    const a = await lab.open({ session, stubs: ['undriven', stub, 'timers'] });
    await a.signIn('ann');
    /** A refresh, and how often it waited until a worker had had its time. */
    const refresh = async () => {
      const before = await a.run(() => window.fired.length);
      const { code } = await a.refresh();
      const fired = await a.run((before) => window.fired.slice(before), before);
      return [code, fired.filter((ms) => ms >= LATEST)];
    };
    expect(await refresh()).toEqual(['done', waits]);
    expect(await refresh()).toEqual(['done', []]);
    expect(await outlives(a)).toBe(false);
    await server.judge({ refreshes: 2 });
  });

test('c19_a_worker_that_is_gone_before_it_has_the_call_has_sent_nothing', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const a = await lab.open({ session: { ...session, inDoubt: 'end' }, stubs: ['undriven', 'goneWorkers'] });
  await a.signIn('ann');
  await server.expire();
  await server.forget();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

for (const [what, workerFetch, code, event] of [
  [
    'of_no_status',
    'async()=>({status:999,headers:[],text:async()=>""})',
    'ERR_REFRESH_FAILED 401',
    'refreshFailed',
  ],
  [
    'that_breaks_off',
    'async()=>({status:401,headers:[],text:async()=>{throw TypeError("broken")}})',
    'ERR_SESSION_ENDED 401',
    'ended: refused',
  ],
])
  test(`c19_an_answer_${what}_fails_the_refresh_at_once`, async ({ engine, lab, server }) => {
    needsWorkers(engine);
    const a = await lab.open({ session, stubs: ['undriven', 'workerFetch'], workerFetch });
    await a.signIn('ann');
    await server.expire();
    expect((await a.storm(1)).outcomes).toEqual({ [code]: 1 });
    // By itself the call has two minutes, and requests are told after one.
    expect(await a.events()).toContain(event);
  });

test('c19_a_page_that_cannot_start_workers_takes_what_one_has_left', async ({ engine, lab, server }) => {
  needsWorkers(engine);
  const a = await lab.open(setup);
  await a.signIn('ann');
  const b = await lab.open({ session, stubs: ['undriven', 'removedWorkers'] });
  await b.until(() => window.lab.api.session.state === 'active');
  await server.expire();
  await server.forget();
  await server.hold();
  started(a.storm(1));
  await carried(a, server);
  await a.close();
  const others = b.storm(3);
  await server.release();
  expect((await others).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

for (const policy of [
  "worker-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
  "require-trusted-types-for 'script'",
])
  test(`c19_under_the_policy_${policy}_the_page_makes_the_call`, async ({ engine, lab, server }) => {
    needsWorkers(engine);
    const [a, b] = await lab.openJoined(2, { ...setup, policy });
    await server.expire();
    expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
    expect(await outlives(a)).toBe(false);
    await server.forget();
    await server.expire();
    await server.hold({ grace: 60_000 });
    started(a.storm(1));
    await server.running();
    await a.close();
    expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
    // R4.1 The page's call ends with it.
    await server.judge({ refreshes: 2 });
  });

test('c19_where_no_such_worker_can_be_had_the_page_makes_the_call', async ({ engine, lab, server }) => {
  for (const stub of engine === 'chromium' ? ['noSharedWorkers', 'ownFetch'] : ['undriven']) {
    const a = await lab.open({ session, stubs: [...new Set(['undriven', stub])] });
    await a.signIn('ann');
    await server.expire();
    await server.forget();
    expect((await a.storm(3)).outcomes, stub).toEqual({ 200: 3 });
    expect(await outlives(a), stub).toBe(false);
    await server.judge({ refreshes: 1 });
    await a.close();
  }
});

test(
  'c19_tabs_that_leave_in_mid_refresh_lose_no_session',
  { tag: '@short' },
  async ({ engine, fastLab, server }) => {
    needsWorkers(engine);
    test.setTimeout(180_000);
    const found = await keepLeaving({ lab: fastLab, judge: apiServer(server), refreshes: 12, ms: 60_000 });
    console.log(found);
    expect(found).toMatchObject({ lost: 0, reuse: 0, ends: [] });
    for (const outcomes of found.outcomes) expect(outcomes).toEqual({ 200: 2 });
    await server.judge();
  },
);
