// Sessions whose refresh token is a cookie. The browser's jar is shared by all tabs and holds the newest one, and the
// call goes on when its page does not: so a reload in mid-refresh loses nothing.

import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

// A page of another origin than the server cannot read the cookie that proves it; what that is for is tested elsewhere.
test.beforeEach(({ server }) => server.knobs({ csrf: false }));

for (const carrier of ['cookie', 'split']) {
  const setup = { session: { carrier, revoke: '/auth/logout' } };

  test(`h41_five_tabs_with_the_carrier_${carrier}_renew_once`, async ({ lab, server }) => {
    const tabs = await lab.openJoined(5, setup);
    await server.forget();
    for (let round = 1; round <= 3; round++) {
      await server.expire();
      const results = await Promise.all(tabs.map((tab) => tab.storm(10)));
      for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 10 });
      await server.judge({ refreshes: round });
    }
  });

  test(
    `h62_a_reload_in_mid_refresh_loses_no_${carrier}_session`,
    { tag: '@short' },
    async ({ lab, server }) => {
      // The next tab waits for ten seconds each time, for the call goes on when its page is gone.
      test.setTimeout(120_000);
      const { session } = setup;
      const [a, b] = await lab.openJoined(2, { session });
      await server.forget();
      for (let round = 1; round <= 3; round++) {
        await server.expire();
        const before = (await server.counters()).refresh.calls;
        // The page is gone when the answer comes.
        await server.hold();
        a.storm(1).catch(() => {});
        // If the page before was gone only when its answer had come, its mark is waited for now.
        await until(
          async () => (await server.counters()).refresh.calls > before,
          BOUND,
          'a refresh under way',
        );
        await a.reload();
        // Where the browser has let the call end with its page, there is none.
        await server.release(0);
        const results = await Promise.all([a.storm(5), b.storm(5)]);
        for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 5 });
      }
      await server.judge({ peak: 2 });
      for (const tab of [a, b]) expect(await ends(tab)).toEqual([]);
    },
  );

  test(`h90_a_sign_out_with_the_carrier_${carrier}_reaches_all_tabs_and_the_server`, async ({
    lab,
    server,
  }) => {
    const tabs = await lab.openJoined(3, setup);
    await server.forget();
    expect(await tabs[0].signOut()).toEqual({ revoked: true });
    for (const tab of tabs) {
      await tab.until(() => window.lab.api.session.state === 'ended');
      expect(await ends(tab)).toEqual(['ended: signedOut']);
    }
    await server.judge({ refreshes: 0, killed: 1 });
  });

  test(`h83_a_sign_out_during_another_tabs_${carrier}_refresh_leaves_nobody_signed_in`, async ({
    lab,
    server,
  }) => {
    const [a, b] = await lab.openJoined(2, setup);
    await server.expire();
    await server.forget();
    await server.hold();
    const own = a.storm(2);
    await server.running();
    const leaving = b.signOut();
    expect((await own).outcomes).toEqual({ 'ERR_SESSION_ENDED 401': 2 });
    await server.release();
    await leaving;
    await server.running(0);
    await until(async () => (await server.counters()).logouts > 0, BOUND, 'the sign-out at the server');
    // A new tab finds out by trying, and is refused.
    const c = await lab.open(setup);
    expect(await c.ready()).toBe('anonymous');
    expect((await c.storm(1)).settled[0].status).toBe(401);
    for (const tab of [a, b]) expect(await ends(tab)).toEqual(['ended: signedOut']);
  });
}

test(
  'h42_restored_tabs_that_do_not_know_of_a_cookie_session_find_out_with_one_refresh',
  { tag: '@short' },
  async ({ lab, server }) => {
    const setup = { session: { carrier: 'split' } };
    const [a] = await lab.openJoined(1, setup);
    // The jar outlives a browser's restart; sessionStorage and the other tabs do not.
    await a.run(() => {
      sessionStorage.clear();
      localStorage.clear();
    });
    await a.close();
    await server.forget();
    const tabs = await Promise.all([1, 2, 3, 4].map(() => lab.open({ ...setup, start: 2 })));
    const started = await Promise.all(tabs.map((tab) => tab.run(() => window.lab.started)));
    for (const { outcomes } of started) expect(outcomes).toEqual({ 200: 2 });
    await server.judge();
  },
);

test('h147_tabs_that_are_opened_where_localStorage_takes_nothing_send_no_cookie_twice', async ({
  lab,
  server,
}) => {
  test.setTimeout(120_000);
  const setup = {
    stubs: ['machine'],
    session: { carrier: 'split' },
    machine: { storage: 'throws' },
  };
  const first = await lab.open(setup);
  await first.signIn('ann', 'split');
  const tabs = [first, await lab.open(setup), await lab.open(setup)];
  await server.forget();
  for (let round = 0; round < 2; round++) {
    await server.expire();
    await server.knobs({ refreshTransit: { value: 300, times: 1 } });
    const results = await Promise.all(tabs.map((tab) => tab.storm(3)));
    for (const { outcomes } of results) expect(outcomes).toEqual({ 200: 3 });
  }
  for (const tab of tabs) expect(await ends(tab)).toEqual([]);
  await server.judge();
});

for (const carrier of ['cookie', 'split'])
  test(`a_tab_that_is_opened_after_a_sign_out_sends_no_${carrier}_that_is_on_its_way`, async ({
    lab,
    server,
  }) => {
    const setup = { session: { carrier } };
    const tab = await lab.open(setup);
    await tab.signIn('ann', carrier);
    await server.forget();
    await server.expire();
    await server.knobs({ refreshTransit: { value: 4_000, times: 1 } });
    tab.storm(1).catch(() => {});
    await server.running();
    // The cookie stays in the jar: the server is not told.
    await tab.signOut();
    const blank = await lab.open(setup);
    await blank.storm(1);
    await server.judge();
  });
