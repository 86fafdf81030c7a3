// On a server: nothing is shared between users, nothing is kept of a user who is gone, importing does nothing.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { BASE, fakeServer, json, nextTask, rejection } from './support/fake.js';

const echo = { request: ({ headers }) => json({ token: headers.authorization ?? null }) };

describe('h133_no_sharing_on_a_server', () => {
  test('clients with the same id, the same options object and the same base have sessions of their own', async () => {
    fakeServer(echo);
    const session = Object.freeze({ refresh: '/auth/refresh', id: 'app', storage: 'local' });
    const clients = Array.from({ length: 5 }, () => everfetch.create({ baseURL: BASE, session }));
    await Promise.all(clients.map((client, i) => client.session.signIn(`user-${i}`)));
    const answers = await Promise.all(clients.map((client) => client.get('/x')));
    expect(answers.map(({ data }) => data.token)).toEqual(clients.map((_, i) => `Bearer user-${i}`));
    await clients[0].session.signOut();
    expect(clients.map((client) => client.session.state)).toEqual(['ended', ...Array(4).fill('active')]);
  });

  test('children of one client, and instances of the class, have sessions of their own', async () => {
    fakeServer(echo);
    const parent = everfetch.create({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
    const one = parent.create();
    const two = new everfetch.ApiClient(parent.defaults);
    await parent.session.signIn('of-parent');
    await one.session.signIn('of-one');
    const tokens = await Promise.all(
      [parent, one, two].map(async (client) => (await client.get('/x')).data.token),
    );
    expect(tokens).toEqual(['Bearer of-parent', 'Bearer of-one', null]);
  });

  test('nothing is put into globals or storages', async () => {
    const server = fakeServer(echo);
    const before = Reflect.ownKeys(globalThis).length;
    await (await server.signedIn()).get('/x');
    expect(Reflect.ownKeys(globalThis)).toHaveLength(before);
  });

  test('a realm that imitates a worker, as edge servers do, is a server too', async () => {
    vi.stubGlobal('WorkerGlobalScope', class {});
    fakeServer(echo);
    const [one, two] = [1, 2].map(() =>
      everfetch.create({ baseURL: BASE, session: { refresh: '/auth/refresh' } }),
    );
    await one.session.signIn('of-one');
    expect((await two.get('/x')).data.token).toBeNull();
    expect(one.session.guarantees().storage).toBe('memory');
  });

  test('relative URLs without a base are an error of the request, not of the process', async () => {
    const api = everfetch.create({ session: { refresh: '/auth/refresh' } });
    await api.session.signIn('token');
    expect(await rejection(api.get('/x'))).toMatchObject({ isAxiosError: true, code: 'ERR_INVALID_URL' });
  });
});

test('h143_a_user_who_is_gone_leaves_nothing_behind', async () => {
  const server = fakeServer();
  const refs = [];
  for (let i = 0; i < 200; i++) {
    const api = await server.signedIn({ onSessionEnd: () => {}, renew: () => {} });
    await api.get('/x');
    if (i % 4 === 0) await api.session.refresh();
    refs.push(new WeakRef(api.defaults.session), new WeakRef(api.session));
    server.calls.length = 0;
  }
  // Collected are those that no timer or promise holds any more.
  await vi.waitFor(
    async () => {
      await nextTask();
      globalThis.gc();
      expect(refs.filter((ref) => ref.deref()).length).toBeLessThan(refs.length / 10);
    },
    { timeout: 10_000, interval: 50 },
  );
});

test('a process is not kept alive by a session that does nothing', async () => {
  const server = fakeServer();
  const setTimer = vi.spyOn(globalThis, 'setTimeout');
  const clear = vi.spyOn(globalThis, 'clearTimeout');
  const api = await server.signedIn();
  server.expire();
  await api.get('/x');
  await api.session.refresh();
  await api.session.ready();
  await api.session.signOut();
  const started = setTimer.mock.results.map(({ value }) => value);
  const cleared = new Set(clear.mock.calls.map(([timer]) => timer));
  expect(started.filter((timer) => !cleared.has(timer))).toEqual([]);
});
