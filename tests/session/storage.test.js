// @vitest-environment jsdom
// Where the record is kept: across a reload, in storages that are blocked, full or spoilt, and in the application's own.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { BASE, alone, fakeServer, json, later, turns } from './support/fake.js';
import { freshId, reload } from './support/page.js';

const options = (session) => ({
  baseURL: BASE,
  session: { refresh: '/auth/refresh', ...alone(), ...session },
});
const dump = (storage) => JSON.stringify(Object.entries(storage));

describe('storages of the page', () => {
  for (const storage of ['session', 'local'])
    test(`'${storage}' survives a reload, the newest refresh token included`, async () => {
      const server = fakeServer();
      const id = freshId();
      const api = await server.signedIn({ id, storage });
      await api.session.refresh();
      const again = (await reload()).create(options({ id, storage }));
      expect((await again.get('/x')).status).toBe(200);
      await again.session.refresh();
      expect(server.refreshes.map(({ body }) => JSON.parse(body).refreshToken)).toEqual([
        'refresh-1',
        'refresh-2',
      ]);
      expect(again.session.guarantees()).toMatchObject({ survivesReload: true, storage });
      await again.session.signOut();
      expect(await (await reload()).create(options({ id, storage })).session.ready()).toBe('anonymous');
      expect(dump(sessionStorage) + dump(localStorage)).not.toMatch(/access-|refresh-/);
    });

  test("'session' is the default, and leaves nothing readable in localStorage", async () => {
    const server = fakeServer();
    await server.signedIn({ id: freshId() });
    expect(dump(sessionStorage)).toMatch(/access-1/);
    expect(dump(localStorage)).not.toMatch(/access-|refresh-/);
    sessionStorage.clear();
  });

  test("'memory' writes nothing anywhere, and is gone after a reload", async () => {
    const id = freshId();
    const api = await fakeServer().signedIn({ id, storage: 'memory' });
    expect((await api.get('/x')).status).toBe(200);
    expect([sessionStorage.length, dump(localStorage).includes('access-')]).toEqual([0, false]);
    expect(await (await reload()).create(options({ id, storage: 'memory' })).session.ready()).toBe(
      'anonymous',
    );
  });

  test('a restored token keeps its lifetime', async () => {
    const clock = fakeClock();
    const server = fakeServer();
    const id = freshId();
    await server.signedIn({ id });
    clock.advance(3_580_000);
    const again = (await reload()).create(options({ id }));
    await again.get('/x');
    expect([server.refreshes.length, server.requests.length]).toEqual([1, 1]);
  });
});

describe('h128_blocked_storage_falls_back_to_memory', () => {
  const blocked = {
    'reading the property throws': () => {
      vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
        throw new DOMException('denied', 'SecurityError');
      });
    },
    'every call throws': () => {
      for (const name of ['getItem', 'setItem', 'removeItem'])
        vi.spyOn(Storage.prototype, name).mockImplementation(() => {
          throw new DOMException('denied', 'SecurityError');
        });
    },
    'there is none': () => vi.stubGlobal('sessionStorage', undefined),
  };
  for (const [name, block] of Object.entries(blocked))
    test(`${name}: one event, and the client works`, async () => {
      block();
      const server = fakeServer();
      const api = server.create({ id: freshId() });
      const degraded = vi.fn();
      api.session.on('storageDegraded', degraded);
      await api.session.signIn(server.tokens());
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(degraded.mock.calls).toEqual([[{ type: 'storageDegraded' }]]);
      expect(api.session.guarantees()).toMatchObject({ survivesReload: false, degraded: ['storage'] });
      await api.session.signOut();
      expect(api.session.state).toBe('ended');
    });
});

test('h129_a_full_storage_never_loses_the_new_refresh_token_and_is_tried_again', async () => {
  const server = fakeServer();
  const id = freshId();
  const api = await server.signedIn({ id });
  const degraded = vi.fn();
  api.session.on('storageDegraded', degraded);
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await api.session.refresh();
  await api.session.refresh();
  expect(JSON.parse(server.refreshes[1].body).refreshToken).toBe('refresh-2');
  expect(degraded).toHaveBeenCalledTimes(1);
  full.mockRestore();
  await api.session.refresh();
  expect(api.session.guarantees().degraded).toEqual([]);
  const again = (await reload()).create(options({ id }));
  expect(await again.session.getAccessToken()).toBe('access-4');
});

describe('h130_a_record_that_does_not_hold_is_no_session_and_no_crash', () => {
  const records = [
    '',
    'null',
    '{"accessToken":"x"}',
    'everfetch 1',
    'everfetch 99\n1\n2',
    'everfetch 1\nx\ny',
    '\0',
    'a'.repeat(100_000),
  ];
  for (const record of records)
    test(JSON.stringify(record).slice(0, 30), async () => {
      const id = freshId();
      sessionStorage.setItem(`everfetch:${id} ${BASE} /auth/refresh`, record);
      const server = fakeServer({ request: () => json({}) });
      const api = server.create({ id });
      expect(await api.session.ready()).toBe('anonymous');
      await api.get('/x');
      expect([server.calls.length, server.calls[0].headers.authorization]).toEqual([1, undefined]);
      await api.session.signIn(server.tokens());
      expect(api.session.state).toBe('active');
    });
});

describe('a storage of the application', () => {
  /** A storage that answers at once or later, and records its calls. */
  const createStore = (wrap = (value) => value, kept) => {
    const store = {
      kept,
      log: [],
      load: () => wrap(store.kept),
      save: (record) => (store.log.push(record.accessToken), wrap((store.kept = record))),
      clear: () => (store.log.push(null), wrap((store.kept = undefined))),
    };
    return store;
  };

  for (const [name, wrap] of [
    ['at once', (value) => value],
    ['later', async (value) => value],
  ])
    test(`that answers ${name} gets a record with the documented fields and gives the session back`, async () => {
      const server = fakeServer();
      const storage = createStore(wrap);
      const api = server.create({ id: freshId(), storage });
      await api.session.ready();
      await api.session.signIn(server.tokens());
      await turns();
      expect(storage.kept).toMatchObject({
        accessToken: 'access-1',
        refreshToken: 'refresh-1',
        expiresAt: expect.any(Number),
      });
      expect(storage.kept.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
      const again = (await reload()).create(options({ id: freshId(), storage }));
      expect((await again.get('/x')).status).toBe(200);
      await again.session.refresh();
      await again.session.signOut();
      await turns();
      expect(storage.log).toEqual(['access-1', 'access-2', null]);
    });

  test('may give a bare token set, or a text', async () => {
    for (const kept of [
      { accessToken: 'access-1', refreshToken: 'refresh-1', expiresIn: 60 },
      { token: 'access-1' },
      'access-1',
    ]) {
      const server = fakeServer();
      expect(
        (await server.create({ id: freshId(), storage: createStore((value) => value, kept) }).get('/x'))
          .status,
      ).toBe(200);
    }
  });

  test('tokens that another library has put into the record are newer than our own text', async () => {
    const server = fakeServer();
    const storage = createStore();
    await server.signedIn({ id: freshId(), storage });
    storage.kept = { ...storage.kept, accessToken: 'access-9', refreshToken: 'refresh-9' };
    server.generation = 9;
    expect((await server.create({ id: freshId(), storage }).get('/x')).headers.get('content-type')).toMatch(
      /json/,
    );
  });

  test('requests wait for a slow load, and are sent once', async () => {
    const gate = later();
    const server = fakeServer();
    const api = server.create({ id: freshId(), storage: { ...createStore(), load: () => gate.promise } });
    const requests = [api.get('/a'), api.get('/b')];
    await turns();
    expect(server.calls).toHaveLength(0);
    gate.resolve(server.tokens());
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([200, 200]);
    expect(server.requests).toHaveLength(2);
  });

  test('one that throws, rejects or never answers is told once, and the client works from memory', async () => {
    const clock = fakeClock();
    const failing = {
      throws: () => {
        throw new Error('disk');
      },
      rejects: () => Promise.reject(new Error('disk')),
      'never answers': () => new Promise(() => {}),
    };
    for (const fail of Object.values(failing)) {
      const server = fakeServer();
      const api = server.create({ id: freshId(), storage: { load: fail, save: fail, clear: fail } });
      const degraded = vi.fn();
      api.session.on('storageDegraded', degraded);
      const ready = api.session.ready();
      await turns();
      clock.advance(10_001);
      expect(await ready).toBe('anonymous');
      await api.session.signIn(server.tokens());
      await turns();
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      await turns();
      clock.advance(10_001);
      await turns();
      expect(degraded.mock.calls).toEqual([[{ type: 'storageDegraded' }]]);
      expect(api.session.guarantees().degraded).toEqual(['storage']);
      await api.session.signOut();
    }
  });

  test('h131_writes_are_one_after_the_other_and_the_last_one_counts', async () => {
    const gates = [];
    const written = [];
    const write = (name) => {
      const gate = later();
      gates.push(gate);
      return gate.promise.then(() => written.push(name));
    };
    const server = fakeServer();
    const storage = {
      load: () => undefined,
      save: ({ accessToken }) => write(accessToken),
      clear: () => write('clear'),
    };
    const api = await server.signedIn({ id: freshId(), storage });
    await api.session.refresh();
    await api.session.signOut();
    expect(gates).toHaveLength(1);
    for (let i = 0; i < 3; i++) {
      gates[i].resolve();
      await turns();
    }
    expect(written).toEqual(['access-1', 'access-2', 'clear']);
  });

  test('h131_what_it_answers_after_a_sign_in_or_sign_out_is_ignored', async () => {
    for (const [act, token] of [
      ['signIn', 'newer'],
      ['signOut', undefined],
    ]) {
      const gate = later();
      const server = fakeServer({ request: () => json({}) });
      const storage = { ...createStore(), load: () => gate.promise };
      const api = server.create({ id: freshId(), storage });
      const request = api.get('/x');
      await turns();
      await api.session[act]({ accessToken: 'newer' });
      gate.resolve({ accessToken: 'older' });
      await request;
      expect(server.requests[0].headers.authorization).toBe(token && `Bearer ${token}`);
      expect(await api.session.getAccessToken()).toBe(token);
    }
  });
});
