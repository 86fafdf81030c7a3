// Tabs in browsers that lack something: locks, their list, a ledger. The session is renewed once in the ordinary case
// and never lost, and what does not hold is said.

import { expect, test } from './lib/test.js';

const SETTLE = 2_000;

const guarantees = (tab) => tab.run(() => window.lab.api.session.guarantees());
const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

/** All tabs have requests at once, whose token has expired. */
async function expiryStorm(tabs, server, requests = 10) {
  await server.expire();
  const results = await Promise.all(tabs.map((tab) => tab.storm(requests)));
  for (const { outcomes } of results) expect(outcomes).toEqual({ 200: requests });
  for (const tab of tabs) expect(await ends(tab)).toEqual([]);
}

for (const [name, setup, degraded] of [
  ['h59_without_web_locks', { stubs: ['noLocks', 'patientClaims'] }, 'locks'],
  ['h59_with_web_locks_that_refuse', { stubs: ['refusedLocks', 'patientClaims'] }, 'locks'],
  ['with_locks_that_cannot_be_listed', { stubs: ['noLockList'] }, 'lockList'],
]) {
  test(`${name}_five_tabs_renew_once_again_and_again_and_say_what_holds`, async ({ lab, server }) => {
    const tabs = await lab.openJoined(5, setup);
    for (const tab of tabs)
      expect(await guarantees(tab)).toMatchObject({ shareTabs: true, degraded: [degraded] });
    await server.forget();
    for (let round = 1; round <= 3; round++) {
      await expiryStorm(tabs, server);
      await server.judge({ refreshes: round });
    }
  });
}

test('h59_at_an_insecure_origin_tabs_renew_once_and_survive_a_reload', async ({ lab, server, site }) => {
  const setup = { stubs: ['patientClaims'] };
  const a = await lab.open(setup, { origin: site.insecure });
  expect(await a.run(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false]);
  await a.signIn('ann');
  const b = await lab.open(setup, { origin: site.insecure });
  expect(await b.ready()).toBe('active');
  expect(await guarantees(b)).toMatchObject({ shareTabs: true, survivesReload: true, degraded: ['locks'] });
  await server.forget();
  await expiryStorm([a, b], server);
  await a.reload();
  expect((await a.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

test('h50_without_web_locks_a_sign_out_reaches_all_tabs', async ({ lab }) => {
  const tabs = await lab.openJoined(3, { stubs: ['noLocks'] });
  await tabs[1].signOut();
  for (const tab of tabs) await tab.until(() => window.lab.api.session.state === 'ended');
});

test('c2_without_web_locks_a_tab_closed_in_mid_refresh_is_followed_after_settle', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2, { stubs: ['noLocks'] });
  await server.expire();
  await server.forget();
  // The tab is gone before its call is processed.
  await server.hold({ refreshStatus: { value: 503, times: 1 } });
  await a.run(() => void window.lab.storm(1));
  // Not only the claim, which it makes before it sends.
  await server.running();
  await a.close();
  expect((await b.storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 2 });
  const [first, second] = await server.refreshes();
  expect(second.at - first.at).toBeGreaterThanOrEqual(SETTLE);
  expect(await ends(b)).toEqual([]);
});

test('h128_without_a_ledger_each_of_five_tabs_has_a_session_in_memory', async ({ lab, server }) => {
  const tabs = [];
  for (let count = 0; count < 5; count++) tabs.push(await lab.open({ stubs: ['noLocalStorage'] }));
  for (const tab of tabs) await tab.signIn('ann');
  await server.forget();
  await expiryStorm(tabs, server);
  for (const tab of tabs) {
    expect(await guarantees(tab)).toMatchObject({
      shareTabs: false,
      survivesReload: false,
      degraded: ['storage'],
    });
    expect((await tab.events()).filter((name) => name === 'storageDegraded')).toHaveLength(1);
    // A copy of the tab finds nothing that it could send beside it.
    expect(await tab.run(() => sessionStorage.length)).toBe(0);
  }
  await server.judge({ refreshes: 5, peak: 5 });
});

test('h96_a_hidden_tab_without_workers_says_that_its_timers_are_late', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2, { stubs: ['noWorkers'] });
  await a.show();
  await b.until(() => document.visibilityState === 'hidden');
  await server.forget();
  await expiryStorm([b], server);
  expect((await guarantees(b)).degraded).toEqual(['timers']);
  await server.judge({ refreshes: 1 });
});

test('h130_records_and_messages_that_do_not_hold_change_nothing_and_are_rebuilt', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  const requests = [];
  for (const tab of [a, b])
    tab.page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      // The worker of a hidden tab is no address that could be read anywhere.
      if (protocol !== 'blob:') requests.push(host);
    });
  const hosts = [...new Set([new URL(server.base).host, await a.run(() => location.host)])];
  const junk = [
    'junk',
    '',
    '0\n1\nlive',
    '2\n5\nlive',
    '9\n9\n9\n9\n9\n9',
    '1\n18446744073709551616\n0\n0\n0\n',
    '{"refresh":"https://evil.example/","sid":1}',
    '\u0000\n'.repeat(2_000),
  ];
  await server.forget();
  let round = 0;
  for (const text of junk) {
    for (const kind of [':E', ':G:']) {
      await a.run(
        ([kind, text]) => {
          for (const key of Object.keys(localStorage))
            if (key.includes(kind)) localStorage.setItem(key, text);
        },
        [kind, text],
      );
    }
    await a.run((text) => {
      const channel = new BroadcastChannel(`everfetch:${window.lab.api.session.id}`);
      const answer = { v: 1, nonce: '1', sid: '1', gen: '99', key: text, sealed: text };
      for (const message of [
        text,
        null,
        { v: 2 },
        { v: 1, nonce: text },
        answer,
        { ...answer, v: 9 },
        [answer],
      ])
        channel.postMessage(message);
      channel.close();
    }, text);
    expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    // The ledger is rebuilt as in doubt: a renewal waits, and succeeds.
    if (round++ % 4 === 0) await expiryStorm([b, a], server, 2);
    expect([await a.state(), await b.state()]).toEqual(['active', 'active']);
  }
  for (const tab of [a, b]) {
    expect(await ends(tab)).toEqual([]);
    expect(tab.said.filter((line) => /uncaught/.test(line))).toEqual([]);
  }
  for (const host of requests) expect(hosts).toContain(host);
  await server.judge({});
});

test('h130_a_blank_tab_at_a_ledger_that_does_not_hold_joins_by_asking_or_stays_out', async ({
  lab,
  server,
}) => {
  const [a] = await lab.openJoined(1);
  await a.run(() => {
    for (const key of Object.keys(localStorage))
      if (key.includes(':G:')) localStorage.setItem(key, '1\n7\n0\n0\n0\nAAAA-not-sealed-by-anybody');
  });
  const b = await lab.open();
  expect(await b.ready()).toBe('active');
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  await a.run(() => {
    for (const key of Object.keys(localStorage)) if (key.includes(':E')) localStorage.setItem(key, 'junk');
  });
  const c = await lab.open();
  expect(await c.ready()).toBe('anonymous');
  await c.signIn('bob');
  await a.until(() => window.lab.api.session.state === 'active');
  expect((await a.storm(1)).settled[0].user).toBe('bob');
  await server.judge({ refreshes: 0 });
});
