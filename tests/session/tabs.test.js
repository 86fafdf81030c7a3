// @vitest-environment jsdom
// What the face adds to a session that tabs share: it looks at the shared epoch before each send, says what holds, and
// lets locks go when the core breaks. The protocol itself is tested in browsers.
import { expect, test, vi } from 'vitest';
import { BASE, fakeServer, json, later, rejection } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload, secondCopy } from './support/page.js';
import { breakableCore } from './support/trap.js';

const options = (session) => ({ baseURL: BASE, session: { refresh: '/auth/refresh', ...session } });
/** A copied tab: scripts of its own, the same storage. */
const copiedTab = async (session) => (await reload()).create(options(session));

test('guarantees says that tabs share, and that they do not where they cannot or shall not', async () => {
  const server = fakeServer();
  fakeLocks();
  expect((await server.signedIn({ id: freshId() })).session.guarantees().shareTabs).toBe(true);
  expect((await server.signedIn({ id: freshId(), shareTabs: false })).session.guarantees().shareTabs).toBe(
    false,
  );
  expect((await server.signedIn({ id: freshId(), storage: 'memory' })).session.guarantees().shareTabs).toBe(
    false,
  );
});

test('what tabs share is named by random bytes of the platform, which come anew with each session', async () => {
  fakeLocks();
  const server = fakeServer();
  /** What the records of a session are named, and say, where the platform draws this byte alone. */
  const drawn = async (byte) => {
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(byte));
    const id = freshId();
    await server.signedIn({ id });
    const own = Object.entries(localStorage).filter(([key]) => key.startsWith(`everfetch:${id} `));
    expect(own.length).toBeGreaterThan(1);
    return own.map((entry) => entry.join('\n').replaceAll(id, '')).sort();
  };
  const [sevens, eights, again] = [await drawn(7), await drawn(8), await drawn(7)];
  const common = sevens.filter((record) => eights.includes(record));
  expect(common.filter((record) => /:E/.test(record))).toEqual([]);
  expect(again.find((record) => /:E/.test(record))).toBe(sevens.find((record) => /:E/.test(record)));
});

test('two tabs renew once', async () => {
  const gate = later();
  fakeLocks();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const id = freshId();
  const one = await server.signedIn({ id });
  const two = await copiedTab({ id });
  await two.session.ready();
  server.expire();
  const answers = [one.get('/a'), two.get('/b'), one.get('/c')];
  await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(server.refreshes).toHaveLength(1);
});

test('no request carries a token of a session that another tab has ended or replaced', async () => {
  fakeLocks();
  const server = fakeServer();
  const id = freshId();
  const one = await server.signedIn({ id });
  const ended = vi.fn();
  one.session.on('ended', ended);
  const two = await copiedTab({ id });
  await two.session.ready();
  await two.session.signOut();
  server.calls.length = 0;
  const error = await rejection(one.get('/x'));
  expect([error.reason, one.session.state, ended.mock.calls.length]).toEqual(['noSession', 'ended', 1]);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('a late 401 is not resent with a newer token of a session that another tab has ended meanwhile', async () => {
  const gate = later();
  fakeLocks();
  const server = fakeServer({ request: () => gate.promise });
  const id = freshId();
  const one = await server.signedIn({ id });
  const two = await copiedTab({ id });
  await two.session.ready();
  const late = rejection(one.get('/x'));
  await one.session.refresh();
  await two.session.signOut();
  gate.resolve(json({}, 401));
  expect(await late).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'signedOut', status: 401 });
  expect(server.requests).toHaveLength(1);
});

for (const shared of [true, false])
  test(`a storage of the application’s own that is ${shared ? 'one for all tabs' : 'each tab’s own'} is ${shared ? 'left to' : 'emptied besides'} the tab that signed in last`, async () => {
    fakeLocks();
    const server = fakeServer();
    const id = freshId();
    const log = [];
    const createStore = () => {
      const store = {
        kept: undefined,
        shared,
        load: () => store.kept,
        save: (record) => log.push((store.kept = record).accessToken),
        clear: () => log.push((store.kept = undefined)),
      };
      return store;
    };
    const storage = createStore();
    const one = await server.signedIn({ id, storage });
    const two = await copiedTab({ id, storage: shared ? storage : createStore() });
    await two.session.ready();
    log.length = 0;
    await two.session.signIn({ accessToken: 'access-of-another', refreshToken: 'r' });
    // It has noticed, and joined.
    expect((await one.get('/x')).status).toBe(200);
    expect(log.filter((text) => text === undefined)).toHaveLength(shared ? 0 : 1);
    expect(log[0]).toBe('access-of-another');
    log.length = 0;
    await two.session.signOut();
    expect(log).toEqual([undefined]);
  });

test('h139_a_lock_that_is_held_when_the_core_breaks_is_let_go_of', async () => {
  const gate = later();
  const { held } = fakeLocks();
  const core = breakableCore();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const id = freshId();
  const api = (await secondCopy()).create(options({ id, refreshTimeout: 1000 }));
  await api.session.signIn(server.tokens());
  server.expire();
  const request = rejection(api.get('/x'));
  await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
  expect(held.some(({ mode }) => mode === 'exclusive')).toBe(true);
  core.trapNext(/closure/);
  gate.resolve();
  expect(await request).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
  await vi.waitFor(() => expect(held).toEqual([]));
  // The call was sent and its answer lost: in doubt, so that the next one waits until it cannot arrive any more.
  const isWell = async () => expect((await api.get('/x')).status).toBe(200);
  await vi.waitFor(isWell, { timeout: 25_000 });
  expect(core.misused).toBe(0);
}, 30_000);
