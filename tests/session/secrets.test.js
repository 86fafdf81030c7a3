// h109: a canary token is in no output whatsoever, and a polluted prototype has no say.
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

const CANARY = ['cAnArY-access-5fQ9', 'cAnArY-refresh-8kW2', 'cAnArY-newer-3mZ7', 'cAnArY-renewed-1pL4'];
const [ACCESS, REFRESH, NEWER, RENEWED] = CANARY;
/** What must never be seen: the secret, its base64 in every alignment, its beginning. */
const traces = CANARY.flatMap((secret) => [
  secret,
  secret.slice(0, 8),
  ...['', 'x', 'xx'].map((shift) => btoa(shift + secret).slice(4, 16)),
]);

let output;
beforeEach(() => {
  output = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug'])
    vi.spyOn(console, name).mockImplementation((...parts) => output.push(parts));
});

/** Everything that can be read of a value, without its functions being called. */
const readable = (value) => {
  const attempt = (read) => {
    try {
      return read();
    } catch {
      // Cycles, and objects without a prototype, cannot be made text in every way.
      return '';
    }
  };
  const json = (part) => attempt(() => JSON.stringify(part));
  return [
    inspect(value, { depth: 12, showHidden: true, getters: false }),
    json(value),
    attempt(() => String(value)),
    value?.stack,
    json(value?.toJSON?.()),
  ].join('\n');
};
const expectClean = (...values) => {
  const text = values.map(readable).join('\n');
  const at = (trace) => text.indexOf(trace);
  const found = traces.filter((trace) => at(trace) >= 0);
  expect(found.map((trace) => text.slice(Math.max(0, at(trace) - 80), at(trace) + 40))).toEqual([]);
};

const server = (answers) => {
  const it = fakeServer(answers);
  it.tokens = () => ({
    accessToken: it.generation === 1 ? ACCESS : NEWER,
    refreshToken: REFRESH,
    expiresIn: 3600,
  });
  it.isAccepted = (call) =>
    !it.isExpired && call.headers.authorization === `Bearer ${it.tokens().accessToken}`;
  return it;
};

/** A client, and everything that its session tells. */
const watched = async (it, session, config) => {
  const events = [];
  const api = it.create(
    { renew: ({ headers }) => headers['x-renewed'], ...session },
    { debug: true, ...config },
  );
  for (const name of [
    'signedIn',
    'refreshed',
    'refreshFailed',
    'replaced',
    'ended',
    'stepUpRequired',
    'storageDegraded',
  ])
    api.session.on(name, (event) => events.push(event));
  await api.session.signIn(it.tokens());
  const told = () => [
    events,
    api.session.timeline(),
    api.session.guarantees(),
    api.session.getSnapshot(),
    api.session,
    api.defaults,
    output,
  ];
  return { api, told };
};

describe('h109_no_token_is_in_any_output', () => {
  for (const adapter of [undefined, 'fetch'])
    test(`of answers, with adapter: ${adapter}`, async () => {
      const it = server({
        request: (call, self) =>
          self.isAccepted(call)
            ? json({ ok: 1 }, 200, call.path === '/renewing' ? { 'X-Renewed': RENEWED } : {})
            : json({}, 401),
      });
      const { api, told } = await watched(it, {}, { adapter });
      const answers = [await api.get('/plain')];
      it.expire();
      answers.push(await api.post('/resent', { a: 1 }));
      answers.push(await api.get('/renewing'));
      expect(it.requests.map(({ headers }) => headers.authorization)).toEqual(
        [ACCESS, ACCESS, NEWER, NEWER].map((token) => `Bearer ${token}`),
      );
      for (const { config, request } of answers) expectClean(config, request);
      expectClean(...told());
      // What the caller may send again holds no credential either.
      expect(
        (await everfetch({ ...answers[0].config, session: false }).catch(({ response }) => response)).status,
      ).toBe(401);
    });

  test('of the Request that the fetch adapter has sent, which the server gets with the token', async () => {
    const sent = [];
    const it = server({
      request: ({ init }) => (sent.push(init.headers.get('authorization')), json({}, 403)),
    });
    const { api } = await watched(it, {}, { adapter: 'fetch' });
    const { request, response } = await rejection(api.get('/x'));
    expect(sent).toEqual([`Bearer ${ACCESS}`]);
    expect(request).toBeInstanceOf(Request);
    expect(response.request).toBe(request);
    expect(request.headers.has('authorization')).toBe(false);
    expectClean(request);
  });

  const failures = {
    'a busy token endpoint': () => json({ error: 'busy', echoed: REFRESH }, 503),
    'a refusal that repeats the token': () =>
      json({ error: 'invalid_grant', error_description: `${REFRESH} is over` }, 400),
    'an error code that is the token': () => json({ error: REFRESH }, 400),
    'an error code with the token behind it': () => json({ error: `invalid_grant ${REFRESH}` }, 400),
    'an error code with the token before it': () => json({ error: `${REFRESH} invalid_grant` }, 400),
    'a set-up that is wrong': () => json({ error: 'invalid_client' }, 401),
    'a page': () => new Response(`<p>${REFRESH}</p>`, { headers: { 'content-type': 'text/html' } }),
    'a broken reply': () =>
      new Response(`{"token":"${NEWER}`, { headers: { 'content-type': 'application/json' } }),
    'a network error': () => Promise.reject(new TypeError('fetch failed')),
  };
  for (const [name, refresh] of Object.entries(failures))
    test(`of errors after ${name}`, async () => {
      const { api, told } = await watched(server({ refresh }));
      api.defaults.baseURL = BASE;
      const it = await rejection(api.get('/x', { params: { a: 1 } }).then(() => api.session.refresh()));
      expectClean(it, it.config, it.request, it.cause, ...told());
    });

  test('of errors of a refresh url that has the token in it', async () => {
    const refresh = { url: ({ refreshToken }) => `https://[bad/${refreshToken}?rt=${refreshToken}` };
    const { api, told } = await watched(server(), { refresh });
    const error = await rejection(api.session.refresh());
    const { message, stack, code } = error.cause;
    expect([error.code, code]).toEqual(['ERR_REFRESH_MISCONFIGURED', 'ERR_INVALID_URL']);
    expectClean(error, message, stack, ...told());
  });

  test('of cancelled, timed-out and superseded requests', async () => {
    const gate = later();
    const it = server({ refresh: () => gate.promise });
    const { api, told } = await watched(it);
    it.expire();
    const controller = new AbortController();
    const errors = [
      rejection(api.get('/a', { signal: controller.signal })),
      rejection(api.get('/b', { timeout: 20 })),
      rejection(api.get('/c')),
    ];
    await turns();
    controller.abort();
    await errors[1];
    await api.session.signIn({ accessToken: 'other' });
    const settled = await Promise.all(errors);
    expect(settled.map(({ code }) => code)).toEqual(['ERR_CANCELED', 'ECONNABORTED', 'ERR_SESSION_CHANGED']);
    for (const error of settled) expectClean(error, error.config, error.request, error.response?.config);
    expectClean(...told());
  });

  test('of bad tokens', async () => {
    const api = server().create();
    const bad = [`${ACCESS}\r\nX: 1`, { accessToken: `${ACCESS} ${REFRESH}` }, { wrong: ACCESS }];
    for (const tokens of bad) expectClean(await rejection(api.session.signIn(tokens)), output);
  });

  test('of custom adapters: they get the credential, and the config that is handed back does not have it', async () => {
    const seen = [];
    const echo = (config) => {
      seen.push(config.headers.get('Authorization'));
      return {
        data: '',
        status: seen.length % 2 ? 200 : 500,
        headers: {},
        config: { ...config },
        request: config,
      };
    };
    const failing = async (config) => {
      const response = echo(config);
      if (response.status === 200) return response;
      throw Object.assign(new everfetch.AxiosError('x', 'ERR_BAD_RESPONSE', { ...config }, config, response));
    };
    const { api, told } = await watched(server(), {}, { adapter: failing });
    const response = await api.get('/x');
    const error = await rejection(api.get('/x'));
    expect(seen).toEqual([`Bearer ${ACCESS}`, `Bearer ${ACCESS}`]);
    expectClean(
      response,
      response.config,
      response.request,
      error,
      error.config,
      error.request,
      error.response,
      ...told(),
    );
  });
});

describe('h118_a_polluted_prototype_has_no_effect', () => {
  const polluted = {
    session: { refresh: '/evil' },
    refresh: '/evil',
    accessToken: 'evil',
    access_token: 'evil',
    refreshToken: 'evil',
    token: 'evil',
    expiresIn: 1,
    error: 'invalid_client',
    url: '/evil',
    method: 'GET',
    format: 'form',
    headers: { 'X-Evil': '1' },
    fields: { evil: 1 },
    tokenField: 'evil',
    parse: () => 'evil',
    origins: ['https://evil.example'],
    exclude: [/./],
    header: 'X-Evil',
    scheme: 'Evil',
    carrier: 'cookie',
    storage: 'local',
    renew: () => 'evil',
    revoke: '/evil',
    classify: () => 'transient',
    refreshOn: [200],
    loginUrl: 'https://evil.example',
    onSessionEnd: () => {},
    initial: () => 'evil',
    id: 'evil',
    signal: 'evil',
    credentials: 'include',
    skipAuthRefresh: true,
    auth: { username: 'evil', password: 'evil' },
  };
  afterEach(() => {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
  });
  /** As an attacker does it: not enumerable or enumerable makes no difference to reads. */
  const pollute = (name) =>
    Object.defineProperty(Object.prototype, name, {
      value: polluted[name],
      configurable: true,
      writable: true,
    });

  const story = async () => {
    const it = fakeServer({
      refresh: vi.fn((_, self) => self.rotate()).mockImplementationOnce(() => json({ ok: true })),
    });
    const plain = everfetch.create({ baseURL: BASE });
    const lines = [(await rejection(plain.get('/plain'))).code];
    const api = it.create();
    lines.push(api.session.id, await api.session.ready(), (await rejection(api.get('/anonymous'))).reason);
    await api.session.signIn(it.tokens());
    lines.push((await api.get('/x')).status);
    it.expire();
    lines.push((await rejection(api.get('/y'))).code, api.session.guarantees().storage);
    lines.push((await rejection(api.session.signIn({}))).code);
    lines.push(await api.session.signOut(), api.session.state);
    const calls = it.calls.map(({ url, method, headers, body, init }) => [
      url,
      method,
      headers,
      body,
      init.credentials,
      Object.keys(init),
    ]);
    return JSON.stringify([lines, calls]);
  };

  for (const name of Object.keys(polluted))
    test(name, async () => {
      const clean = await story();
      pollute(name);
      const dirty = await story();
      delete Object.prototype[name];
      expect(dirty).toBe(clean);
    });
});
