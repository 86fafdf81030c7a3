// @vitest-environment jsdom
// localStorage stops taking writes while two tabs share a session, or is cleared after a sign-out. The tabs are two copies
// of the package in one page, with its storages, its locks and its channel in common.
import { beforeEach, expect, test, vi } from 'vitest';
import { BASE, fakeServer, json } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';

const options = (id, session) => ({ baseURL: BASE, session: { refresh: '/auth/refresh', id, ...session } });
/** A copied tab: scripts of its own, the same storage. */
const copiedTab = async (id, session) => (await reload()).create(options(id, session));
/** The token that a tab has now is over: it renews. What another tab has renewed it takes over before that. */
const renew = async (tab, server) => {
  expect((await tab.get('/before')).status).toBe(200);
  server.expire();
  expect((await tab.get('/after')).status).toBe(200);
};
const sentTokens = (server) => server.refreshes.map(({ body }) => JSON.parse(body).refreshToken);

beforeEach(() => {
  fakeLocks();
  // A wait for a sender that may have vanished is ten seconds; nobody has, so the test does not wait.
  const real = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (callback, ms, ...rest) =>
    real(callback, ms >= 9_000 && ms < 11_000 ? 50 : ms, ...rest),
  );
});

const broken = {
  'setItem throws': () => {
    const { setItem } = Storage.prototype;
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (...args) {
      if (this === sessionStorage) return setItem.apply(this, args);
      throw new DOMException('full', 'QuotaExceededError');
    });
  },
  'each access throws': () =>
    vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    }),
};

for (const [name, breaks] of Object.entries(broken))
  test(`h147_two_tabs_whose_localStorage_stops_taking_writes_send_no_token_twice: ${name}`, async () => {
    const server = fakeServer();
    const id = freshId();
    const one = await server.signedIn({ id });
    const two = await copiedTab(id);
    expect(await two.session.ready()).toBe('active');
    const degraded = vi.fn();
    const ended = vi.fn();
    one.session.on('storageDegraded', degraded);
    for (const tab of [one, two]) tab.session.on('ended', ended);
    breaks();
    for (const tab of [one, two, one]) await renew(tab, server);
    expect(sentTokens(server)).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
    // Nobody may rely on what was written before, once it could be read again.
    if (name === 'setItem throws')
      expect(Object.keys(localStorage).filter((key) => key.includes(`${id} `) && /:G:/.test(key))).toEqual(
        [],
      );
    expect([ended.mock.calls.length, degraded.mock.calls.length]).toEqual([0, 1]);
    expect(one.session.guarantees()).toMatchObject({
      shareTabs: true,
      survivesReload: true,
      degraded: ['ledger'],
    });
    // The document after a reload is still a member: its record is in sessionStorage.
    const three = await copiedTab(id);
    await renew(three, server);
    expect(new Set(sentTokens(server)).size).toBe(sentTokens(server).length);
  }, 40_000);

for (const [name, breaks] of Object.entries(broken)) {
  test(`h147_a_blank_tab_finds_the_others_where_localStorage_was_wiped_and_takes_no_writes: ${name}`, async () => {
    const server = fakeServer();
    const id = freshId();
    const one = await server.signedIn({ id });
    localStorage.clear();
    sessionStorage.clear();
    breaks();
    const blank = await copiedTab(id);
    // What it is asked meanwhile waits.
    const early = blank.get('/early');
    expect(await blank.session.ready()).toBe('active');
    expect((await early).status).toBe(200);
    expect(blank.session.guarantees()).toMatchObject({ shareTabs: true, degraded: ['ledger'] });
    for (const tab of [blank, one, blank]) await renew(tab, server);
    expect(sentTokens(server)).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
  }, 40_000);

  test(`h147_a_tab_that_was_opened_where_localStorage_took_no_writes_is_in_the_session_that_begins_later: ${name}`, async () => {
    const server = fakeServer();
    sessionStorage.clear();
    breaks();
    const id = freshId();
    const [one, two] = [await copiedTab(id), await copiedTab(id)];
    for (const tab of [one, two]) expect(await tab.session.ready()).toBe('anonymous');
    vi.restoreAllMocks();
    await one.session.signIn(server.tokens());
    expect(one.session.guarantees()).toMatchObject({ shareTabs: true, survivesReload: true, degraded: [] });
    // As the browser tells other tabs.
    dispatchEvent(new StorageEvent('storage', { key: null }));
    await vi.waitFor(() => expect(two.session.state).toBe('active'), 5_000);
    for (const tab of [two, one]) await renew(tab, server);
    expect(sentTokens(server)).toEqual(['refresh-1', 'refresh-2']);
  }, 40_000);

  test(`h147_a_tab_that_nobody_shares_with_stays_alone_where_localStorage_takes_no_writes: ${name}`, async () => {
    const server = fakeServer();
    sessionStorage.clear();
    breaks();
    const id = freshId();
    const tab = await copiedTab(id);
    const degraded = vi.fn();
    tab.session.on('storageDegraded', degraded);
    expect(await tab.session.ready()).toBe('anonymous');
    await tab.session.signIn(server.tokens());
    const alone = { shareTabs: false, survivesReload: false, degraded: ['storage'] };
    expect(tab.session.guarantees()).toMatchObject(alone);
    // Signed in before anybody has looked.
    const other = (await reload()).create(options(freshId()));
    other.session.signIn(server.tokens());
    await vi.waitFor(() => expect(other.session.guarantees()).toMatchObject(alone));
    expect([Object.keys(sessionStorage), degraded.mock.calls.length]).toEqual([[], 1]);
    server.expire();
    expect((await other.get('/x')).status).toBe(200);
  });
}

test('h147_tabs_that_have_their_cookies_in_common_take_turns_where_localStorage_takes_no_writes', async () => {
  let running = 0;
  let most = 0;
  const server = fakeServer({
    refresh: async (_, self) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running--;
      return self.rotate();
    },
  });
  sessionStorage.clear();
  broken['each access throws']();
  const id = freshId();
  const tabs = [await copiedTab(id, { carrier: 'split' }), await copiedTab(id, { carrier: 'split' })];
  for (const round of ['found', 'renewed']) {
    server.expire();
    const answers = await Promise.allSettled(tabs.map((tab) => tab.get(`/${round}`)));
    expect([round, most, answers.some(({ value }) => value?.status === 200)]).toEqual([round, 1, true]);
  }
  for (const tab of tabs)
    expect(tab.session.guarantees()).toMatchObject({ shareTabs: true, degraded: ['ledger'] });
}, 40_000);

test('h147_a_session_that_begins_while_the_others_are_looked_for_is_not_replaced_by_theirs', async () => {
  const server = fakeServer();
  const id = freshId();
  await server.signedIn({ id });
  localStorage.clear();
  sessionStorage.clear();
  broken['setItem throws']();
  const tab = await copiedTab(id);
  const replaced = vi.fn();
  tab.session.on('replaced', replaced);
  tab.session.signIn({ accessToken: 'access-own', refreshToken: 'refresh-own' });
  await vi.waitFor(() => expect(tab.session.guarantees()).toMatchObject({ degraded: ['ledger'] }));
  // It looks at the shared records in its turn.
  await tab.session.refresh();
  expect([sentTokens(server), replaced.mock.calls.length]).toEqual([['refresh-own'], 0]);
});

test('h146_a_full_localStorage_takes_the_next_record', async () => {
  const server = fakeServer();
  const id = freshId();
  const one = await server.signedIn({ id });
  const two = await copiedTab(id);
  expect(await two.session.ready()).toBe('active');
  const used = () =>
    Object.entries({ ...localStorage }).reduce((all, [key, value]) => all + key.length + value.length, 0);
  const most = used();
  const { setItem } = Storage.prototype;
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function (key, value) {
    if (this === localStorage) {
      const before = this.getItem(key);
      const now = used() + value.length + (before === null ? key.length : -before.length);
      if (now > most) throw new DOMException('full', 'QuotaExceededError');
    }
    return setItem.call(this, key, value);
  });
  for (let round = 1; round <= 12; round++) await renew(round % 2 ? one : two, server);
  expect(sentTokens(server)).toHaveLength(12);
  for (const tab of [one, two]) expect(tab.session.guarantees().degraded).toEqual([]);
  await two.session.signOut();
  // It looks before it sends.
  await one.get('/x').catch(() => {});
  expect(one.session.state).toBe('ended');
}, 20_000);

test('h170_a_tab_that_is_opened_again_after_a_sign_out_and_a_cleared_localStorage_asks_first', async () => {
  const server = fakeServer({ refresh: () => json({ error: 'invalid_grant' }, 400) });
  const id = freshId();
  const one = await server.signedIn({ id });
  const record = { ...sessionStorage };
  await one.session.signOut();
  localStorage.clear();
  for (const [key, value] of Object.entries(record)) sessionStorage.setItem(key, value);
  server.calls.length = 0;
  const again = await copiedTab(id);
  const answer = again.get('/x').catch(({ code }) => code);
  expect(again.session.state).toBe('refreshing');
  expect(await answer).toBe('ERR_SESSION_ENDED');
  expect([server.requests.length, server.refreshes.length]).toEqual([0, 1]);
  expect(again.session.state).toBe('ended');
}, 20_000);
