// @vitest-environment jsdom
// The page's storages are empty because the browser or the application has wiped them, or have to be empty because the
// session has ended.
import { expect, test, vi } from 'vitest';
import { BASE, fakeServer, rejection } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';

const options = (session) => ({ baseURL: BASE, session: { refresh: '/auth/refresh', ...session } });
const dump = () => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]);
const wipe = () => {
  sessionStorage.clear();
  localStorage.clear();
};

for (const storage of ['session', 'local'])
  test(`h103_a_page_that_finds_its_${storage}_storage_wiped_is_anonymous_without_an_exception`, async () => {
    fakeLocks();
    const uncaught = vi.fn();
    window.addEventListener('error', uncaught);
    window.addEventListener('unhandledrejection', uncaught);
    const server = fakeServer();
    const id = freshId();
    await server.signedIn({ id, storage });
    wipe();
    const again = (await reload()).create(options({ id, storage }));
    const ended = vi.fn();
    again.session.on('ended', ended);
    expect(await again.session.ready()).toBe('anonymous');
    expect(await rejection(again.get('/x'))).toMatchObject({ status: 401, reason: 'noSession' });
    await again.session.signIn(server.tokens());
    expect((await again.get('/x')).status).toBe(200);
    expect([server.refreshes.length, ended.mock.calls.length, uncaught.mock.calls.length]).toEqual([0, 0, 0]);
  });

test('h103_a_page_whose_storages_are_wiped_while_it_runs_goes_on_and_is_found_again_after_its_next_refresh', async () => {
  fakeLocks();
  const server = fakeServer();
  const id = freshId();
  const api = await server.signedIn({ id, refreshTimeout: 1000 });
  wipe();
  expect((await api.get('/x')).status).toBe(200);
  server.expire();
  expect((await api.get('/y')).status).toBe(200);
  const again = (await reload()).create(options({ id }));
  expect([await again.session.ready(), (await again.get('/z')).status]).toEqual(['active', 200]);
  expect(server.refreshes).toHaveLength(1);
}, 20_000);

test('h88_h89_a_sign_out_leaves_neither_token_nor_key_nor_sealed_set_in_any_storage', async () => {
  fakeLocks();
  const server = fakeServer();
  for (const storage of ['session', 'local']) {
    wipe();
    const id = freshId();
    const api = await server.signedIn({ id, storage });
    await api.session.refresh();
    const before = dump();
    expect(before).toMatch(/access-/);
    const { generation } = server;
    await api.session.signOut();
    const after = dump();
    expect(after).not.toMatch(new RegExp(`access-${generation}|refresh-${generation}`));
    // What is left says that the session is over: one short record, and nothing that opens anything.
    expect(Object.keys(sessionStorage)).toEqual([]);
    // Beside the name of the grant, which is no secret.
    const left = Object.entries(localStorage).filter(([key]) => !key.endsWith(':I'));
    expect(left).toHaveLength(1);
    expect(left[0][1].length).toBeLessThan(60);
    // A key or a sealed set would be a long text that was there before as well.
    const secrets = before.match(/[\w+/=-]{30,}/g) ?? [];
    expect(storage === 'local' || secrets.length > 0).toBe(true);
    expect(secrets.filter((secret) => after.includes(secret))).toEqual([]);
  }
});

test('h114_no_storage_option_puts_a_token_into_a_cookie', async () => {
  const server = fakeServer();
  for (const storage of ['session', 'local', 'memory']) {
    const api = await server.signedIn({ id: freshId(), storage });
    await api.session.refresh();
    expect(document.cookie).not.toMatch(/access-|refresh-/);
  }
  expect(() => server.create({ id: freshId(), storage: 'cookie' }).session.state).toThrow(/storage/);
});
