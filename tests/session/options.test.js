// The options of a session: what is checked when, and what the errors say.
import { describe, expect, test, vi } from 'vitest';
import everfetch, { ApiClient } from 'everfetch';
import { BASE, fakeServer, json, rejection, thrown } from './support/fake.js';

const create = (session) => everfetch.create({ baseURL: BASE, session });

describe('a wrong option is an error that names it, what it got and what it takes', () => {
  const wrong = {
    id: ['', 5],
    carrier: ['jwt', null],
    initial: [{}],
    storage: ['cookie', {}, { load() {}, save() {} }],
    shareTabs: ['yes'],
    refresh: [null, 7, '', 'http://[bad', 'javascript:alert(1)', []],
    refreshOn: [401, ['401'], [42], [200], [204, 401], [302], [399], [600]],
    exclude: ['/auth', [5]],
    renew: ['x-token'],
    refreshAhead: [-1, '30', NaN, Infinity, 10_000, 30_000],
    refreshTimeout: [0, -5, '10'],
    revoke: [true],
    classify: ['transient'],
    inDoubt: ['retry'],
    origins: ['https://api.example', ['api.example'], ['ftp://api.example'], ['xhttps://api.example']],
    header: ['', 'X Token', 'X:\r\n'],
    scheme: ['Bearer ', 5],
    loginUrl: [5, 'javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:null/x'],
    onSessionEnd: ['/login'],
  };
  for (const [name, values] of Object.entries(wrong))
    test(`session.${name}`, () => {
      for (const value of values) {
        const error = thrown(() => create({ refresh: '/r', [name]: value }));
        expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
        expect(error.message).toMatch(new RegExp(`^session\\.${name} is .+; it takes .+`, 's'));
      }
    });

  const wrongCalls = {
    url: [5, '', 'http://[bad'],
    method: ['PO ST'],
    format: ['xml'],
    tokenField: [true, ''],
    fields: ['a=b', []],
    headers: ['X: 1'],
    parse: ['data.token'],
    clientId: [5],
    scope: [[]],
  };
  for (const [name, values] of Object.entries(wrongCalls))
    test(`session.refresh.${name} and session.revoke.${name}`, () => {
      for (const value of values)
        for (const call of ['refresh', 'revoke']) {
          const error = thrown(() => create({ refresh: '/r', [call]: { url: '/r', [name]: value } }));
          expect(error.code).toBe('ERR_BAD_OPTION_VALUE');
          expect(error.message).toMatch(new RegExp(`^session\\.${call}\\.${name} is .+; it takes .+`, 's'));
        }
    });

  test('an unknown option, and a session that is none', () => {
    expect(thrown(() => create({ refresh: '/r', refreshUrl: '/r' }))).toMatchObject({
      code: 'ERR_BAD_OPTION',
      message: expect.stringMatching(/session\.refreshUrl is not an option; there are id, carrier/),
    });
    expect(thrown(() => create({ refresh: { url: '/r', body: {} } })).code).toBe('ERR_BAD_OPTION');
    for (const session of ['/refresh', [], 5])
      expect(thrown(() => create(session)).code).toBe('ERR_BAD_OPTION_VALUE');
  });

  test('a missing refresh, and a declared one without a url', () => {
    expect(thrown(() => create({})).message).toMatch(/session\.refresh is undefined.*without it/);
    expect(thrown(() => create({ refresh: {} })).message).toMatch(/session\.refresh\.url is undefined/);
  });

  test('tabs that share what only one of them can read', () => {
    expect(thrown(() => create({ refresh: '/r', storage: 'memory', shareTabs: true })).message).toMatch(
      /session\.shareTabs is true; it takes false with storage: 'memory'/,
    );
  });

  test('the class checks as create does', () => {
    expect(thrown(() => new ApiClient({ session: { refresh: 5 } })).code).toBe('ERR_BAD_OPTION_VALUE');
  });

  test('an option that is undefined is one left out', () => {
    const session = Object.fromEntries(Object.keys(wrong).map((name) => [name, undefined]));
    expect(() => create({ ...session, refresh: '/r' })).not.toThrow();
  });
});

test('what is assigned to defaults is checked at the first use, and the client works once it is right', async () => {
  const server = fakeServer();
  const api = everfetch.create({ baseURL: BASE });
  api.defaults.session = { refresh: 5 };
  const error = await rejection(api.get('/x'));
  expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
  expect(thrown(() => api.session).message).toMatch(/^session\.refresh is 5/);
  expect(server.calls).toHaveLength(0);
  api.defaults.session = { refresh: '/auth/refresh' };
  await api.session.signIn(server.tokens());
  expect((await api.get('/x')).status).toBe(200);
});

test('create validates and does nothing else', () => {
  const instance = vi.spyOn(WebAssembly, 'Instance');
  const timer = vi.spyOn(globalThis, 'setTimeout');
  const initial = vi.fn();
  const storage = { load: vi.fn(), save: vi.fn(), clear: vi.fn() };
  create({ refresh: '/r', initial, storage, id: 'nothing' });
  for (const spy of [instance, timer, initial, ...Object.values(storage)]) expect(spy).not.toHaveBeenCalled();
});

test('h167_a_client_without_the_option_is_a_plain_client_with_an_anonymous_session_that_says_what_is_missing', async () => {
  fakeServer({ request: () => json({ ok: true }) });
  const api = everfetch.create({ baseURL: BASE });
  expect((await api.get('/x')).data).toEqual({ ok: true });
  const { session } = api;
  expect(session).toMatchObject({ state: 'anonymous', isSignedIn: false, expiresAt: undefined });
  expect([await session.ready(), session.claims(), session.getSnapshot(), session.timeline()]).toEqual([
    'anonymous',
    undefined,
    { state: 'anonymous' },
    [],
  ]);
  const missing = { code: 'ERR_BAD_OPTION', message: expect.stringMatching(/no session/) };
  for (const name of ['signIn', 'update', 'signOut', 'refresh', 'getAccessToken'])
    expect(await rejection(session[name]()), name).toMatchObject(missing);
  for (const name of ['on', 'subscribe', 'guarantees'])
    expect(
      thrown(() => (name === 'on' ? session.on('ended', () => {}) : session[name](() => {}))),
      name,
    ).toMatchObject(missing);
});

test('the default instance gets a session by its defaults, and clients made by create inherit the option', async () => {
  const server = fakeServer();
  everfetch.defaults.baseURL = BASE;
  everfetch.defaults.session = { refresh: '/auth/refresh' };
  try {
    // The very first use is a request to somewhere else: the session is the default base's all the same.
    await rejection(everfetch.get('/elsewhere', { baseURL: 'https://other.example' }));
    await everfetch.session.signIn(server.tokens());
    server.expire();
    expect((await everfetch.get('/x')).status).toBe(200);
    expect(server.refreshes[0].url).toBe(`${BASE}/auth/refresh`);
    const child = everfetch.create();
    await child.session.signIn(server.tokens());
    expect((await child.get('/y')).status).toBe(200);
    // On a server every instance has a session of its own.
    await everfetch.session.signOut();
    expect([everfetch.session.state, child.session.state]).toEqual(['ended', 'active']);
  } finally {
    delete everfetch.defaults.session;
    delete everfetch.defaults.baseURL;
  }
});
