// Which requests carry the token: the switches of one request, exclusions, origins, header and scheme.
import { describe, expect, test, vi } from 'vitest';
import { BASE, fakeServer, json, rejection } from './support/fake.js';

const OK = { request: () => json({ ok: true }) };
const credentials = (server) => server.requests.map(({ headers }) => headers.authorization);

describe('switches of one request', () => {
  test('session: false sends without the token, and a 401 starts no refresh', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    const error = await rejection(api.get('/x', { session: false }));
    expect([error.code, error.response.status, credentials(server)]).toEqual([
      'ERR_BAD_REQUEST',
      401,
      [undefined],
    ]);
    expect(server.refreshes).toHaveLength(0);
  });

  test('skipAuthRefresh sends with the token, and its 401 is final', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    server.expire();
    const error = await rejection(api.get('/x', { skipAuthRefresh: true }));
    expect([error.code, error.response.status]).toEqual(['ERR_BAD_REQUEST', 401]);
    expect([credentials(server), server.refreshes.length]).toEqual([['Bearer access-1'], 0]);
  });

  test('h33_an_own_Authorization_header_wins_without_a_refresh_and_with_one_warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    const api = await server.signedIn();
    for (let i = 0; i < 3; i++) await rejection(api.get('/x', { headers: { authorization: 'Bearer mine' } }));
    expect(credentials(server)).toEqual(['Bearer mine', 'Bearer mine', 'Bearer mine']);
    expect(server.refreshes).toHaveLength(0);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      'everfetch: a request sets its own Authorization, so the session leaves it alone; ' +
        'if that is not meant, remove it from the interceptor or the defaults',
    ]);
    expect(api.session.timeline()).toContainEqual(
      expect.objectContaining({ event: 'ownCredential', path: '/x' }),
    );
    await rejection(api.request({ headers: { authorization: 'Bearer mine' } }));
    expect(api.session.timeline().at(-1)).toMatchObject({ event: 'ownCredential', method: 'get', path: '' });
  });

  test('null, undefined, false and an empty text are no header of the caller', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    for (const value of [null, undefined, false, ''])
      expect((await api.get('/x', { headers: { Authorization: value } })).status).toBe(200);
    expect(new Set(credentials(server))).toEqual(new Set(['Bearer access-1']));
  });

  test('auth stays Basic auth, and the session leaves the request alone unless its header is another one', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer(OK);
    const auth = { username: 'u', password: 'p' };
    await (await server.signedIn()).get('/x', { auth });
    await (await server.signedIn({ header: 'X-Token', scheme: '' })).get('/x', { auth });
    expect(credentials(server)).toEqual(['Basic dTpw', 'Basic dTpw']);
    expect(server.requests[1].headers['x-token']).toBe('access-1');
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^everfetch: a request sets its own auth, so the session leaves it alone; /)],
    ]);
    // A name that the other one is a part of.
    await (await server.signedIn({ header: 'X-Authorization', scheme: '' })).get('/x', { auth });
    expect(server.requests[2].headers['x-authorization']).toBe('access-1');
    await (await server.signedIn({ header: 'Authorization-2', scheme: '' })).get('/x', { auth });
    expect(server.requests[3].headers['authorization-2']).toBe('access-1');
  });

  test('h26_the_token_never_gets_into_defaults', async () => {
    const server = fakeServer(OK);
    const api = await server.signedIn();
    await api.get('/x');
    expect(JSON.stringify(api.defaults)).not.toContain('access-1');
    await api.session.signOut();
    await api.get('/x');
    expect(credentials(server)).toEqual(['Bearer access-1', undefined]);
  });
});

describe('header and scheme', () => {
  test('the header and the scheme can be chosen, and an empty scheme sends the token bare', async () => {
    const server = fakeServer(OK);
    await (await server.signedIn({ header: 'X-Auth', scheme: 'Token' })).get('/x');
    await (await server.signedIn({ scheme: '' })).get('/x');
    expect(server.requests[0].headers).toMatchObject({ 'x-auth': 'Token access-1' });
    expect(credentials(server)).toEqual([undefined, 'access-1']);
  });
});

describe('a url that is no text', () => {
  test('may be a URL: its origin says whether the token goes with it', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const adapter of [undefined, 'fetch']) {
      const server = fakeServer(OK);
      const api = await server.signedIn(
        { origins: [BASE], exclude: ['/public'] },
        { adapter, baseURL: undefined },
      );
      for (const url of [
        `${BASE}/x?a=1`,
        `${BASE}/public`,
        'https://api.example.evil.example/x',
        `${BASE}:8443/x`,
      ])
        await api.get(new URL(url));
      await api.get({ toString: () => `${BASE}/text` });
      expect(credentials(server)).toEqual([
        'Bearer access-1',
        undefined,
        undefined,
        undefined,
        'Bearer access-1',
      ]);
      const { path } = api.session.timeline().find(({ event }) => event === 'sent');
      expect(path).toBe(`${BASE}/x`);
    }
  });

  test('is sent to the base where there is none', async () => {
    for (const url of [undefined, null, '']) {
      const server = fakeServer(OK);
      const api = await server.signedIn();
      expect((await api.get(url)).status).toBe(200);
      expect([server.requests[0].url, ...credentials(server)]).toEqual([BASE, 'Bearer access-1']);
    }
  });

  test('and cannot be joined to the base is the caller’s mistake, and sends nothing', async () => {
    for (const url of [5, new URL(BASE)]) {
      const server = fakeServer(OK);
      const api = await server.signedIn();
      expect(await rejection(api.get(url))).toMatchObject({
        isAxiosError: true,
        code: 'ERR_BAD_OPTION_VALUE',
      });
      expect(server.requests).toEqual([]);
    }
  });
});

describe('exclude', () => {
  const sent = async (exclude, ...configs) => {
    const server = fakeServer(OK);
    const api = await server.signedIn({ exclude });
    for (const config of configs) await api.request(config);
    return server.requests.map(({ headers }) => headers.authorization !== undefined);
  };

  test('a path prefix counts by whole segments', async () => {
    const urls = [
      '/public',
      '/public/',
      '/public/a',
      '/public?x=1',
      '/public#a',
      '/publications',
      '/a/public',
    ];
    const sentTo = (prefix) => sent([prefix], ...urls.map((url) => ({ url })));
    expect(await sentTo('/public')).toEqual([false, false, false, false, false, true, true]);
    expect(await sentTo('/public/')).toEqual([true, false, false, true, true, true, true]);
  });

  test('a prefix also counts behind the path of the base', async () => {
    const configs = [{ url: '/public/a' }, { url: '/private' }].map((config) => ({
      ...config,
      baseURL: `${BASE}/v1`,
    }));
    expect(await sent(['/v1/public'], ...configs)).toEqual([false, true]);
    expect(await sent(['/public'], ...configs)).toEqual([false, true]);
  });

  test('a regular expression is tried on the whole URL and on that of the config, with the flag g too each time', async () => {
    const configs = ['/open', '/open', '/opened', '/a', '/a'].map((url) => ({ url }));
    expect(await sent([/^\/open\b/g, /example\/a$/g], ...configs)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test('a function is asked with the config, and what it throws rejects the request', async () => {
    const exclude = [({ params }) => params.isPublic];
    expect(await sent(exclude, { url: '/x', params: { isPublic: true } }, { url: '/x', params: {} })).toEqual(
      [false, true],
    );
    const server = fakeServer(OK);
    const api = await server.signedIn({ exclude });
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({ isAxiosError: true, message: expect.stringMatching(/isPublic/) });
  });

  test('h19_a_401_of_the_refresh_or_revoke_call_made_by_hand_starts_no_refresh_but_their_neighbours_do', async () => {
    const server = fakeServer({
      request: (call, self) => (call.method === 'POST' ? json({}, 401) : self.answer(call)),
      refresh: (call, self) => (call.body === '{}' ? json({}, 401) : self.rotate()),
    });
    const api = await server.signedIn({ revoke: '/auth/revoke' });
    for (const url of ['/auth/refresh', '/auth/revoke', `${BASE}/auth/x/../refresh?a=1`])
      await rejection(api.post(url, {}));
    expect(server.calls.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/auth/refresh', undefined],
      ['/auth/revoke', undefined],
      ['/auth/refresh', undefined],
    ]);
    server.calls.length = 0;
    server.expire();
    // Neither another method nor another path that begins the same is the session's own call.
    expect((await api.get('/auth/revoke')).status).toBe(200);
    expect((await api.get('/auth/revoked')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });

  test('h19_the_own_calls_are_known_however_they_are_written', async () => {
    const server = fakeServer(OK);
    const put = await server.signedIn({ refresh: { url: '/renew', method: 'put' } });
    for (const method of ['put', 'PUT', 'post']) await put.request({ url: '/renew', method });
    await put.put('renew');
    const get = await server.signedIn({ refresh: { url: '/v1/renew', method: 'GET' } });
    for (const url of ['/v1/renew', '/v1/renewed']) await get.request({ url });
    const token = 'Bearer access-1';
    expect(credentials(server)).toEqual([undefined, undefined, token, undefined, undefined, token]);
  });

  test('h19_the_own_calls_move_with_the_base', async () => {
    const server = fakeServer({ refresh: () => json({}) });
    const moved = 'https://moved.example';
    const api = await server.signedIn({ origins: [BASE, moved] });
    for (const baseURL of [BASE, moved]) {
      api.defaults.baseURL = baseURL;
      await api.post('/auth/refresh');
    }
    await api.post(`${BASE}/auth/refresh`);
    expect(server.calls.map(({ origin, headers }) => [origin, headers.authorization])).toEqual([
      [BASE, undefined],
      [moved, undefined],
      [BASE, 'Bearer access-1'],
    ]);
  });

  test('a request without a url is that of its base', async () => {
    const configs = [{ baseURL: `${BASE}/public` }, { baseURL: `${BASE}/public`, url: 'x' }];
    expect(await sent([/example\/public$/], ...configs)).toEqual([false, true]);
  });
});

describe('origins', () => {
  const foreign = [
    'https://evil.example/x',
    'https://api.example.evil.io/x',
    'https://api.example:8443/x',
    'http://api.example/x',
    'https://api.example@evil.io/x',
    '//evil.example/x',
    'https:\\\\evil.example/x',
    'https://api.exаmple/x',
  ];

  test('h28_h105_h106_no_other_origin_gets_the_token_or_causes_a_refresh_however_it_is_written', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer({ request: () => json({}, 401) });
    const api = await server.signedIn();
    for (const url of foreign)
      // In Node there is no page that would give a scheme to what has none.
      await rejection(api.get(url.startsWith('//') ? 'https:' + url : url));
    expect(credentials(server).join()).not.toContain('access-1');
    expect(server.refreshes).toHaveLength(0);
    const texts = warn.mock.calls.map(([text]) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/not sent to https:\/\/evil\.example;.*session\.origins/),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('h28_a_base_without_a_host_has_no_origin_of_its_own', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const baseURL of ['https://', 'https:///', 'https://\\', 'https://\t', 'HTTPS://\n']) {
      const server = fakeServer(OK);
      const api = await server.signedIn({ origins: [BASE] });
      await api.get('api.example/x', { baseURL });
      await api.get('evil.example/x', { baseURL });
      expect(server.calls.map(({ origin }) => origin)).toEqual([BASE, 'https://evil.example']);
      expect(credentials(server)).toEqual(['Bearer access-1', undefined]);
    }
  });

  test('a baseURL of one request does not widen the list, also where it is the first use', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer({ request: () => json({}) });
    const api = server.create();
    await api.get('/x', { baseURL: 'https://evil.example' });
    await api.session.signIn(server.tokens());
    await api.get('/x', { baseURL: 'https://evil.example' });
    await api.get('/x');
    expect(credentials(server)).toEqual([undefined, undefined, 'Bearer access-1']);
  });

  test('a named origin gets it, its path does not matter, and the base is no longer there by itself', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer(OK);
    const api = await server.signedIn({ origins: ['https://files.example/ignored'] });
    await api.get('https://files.example/a');
    await api.get('/x');
    expect(credentials(server)).toEqual(['Bearer access-1', undefined]);
  });

  test('the base is read when the session is first used', async () => {
    const server = fakeServer(OK);
    const api = server.create({}, { baseURL: 'https://old.example' });
    api.defaults.baseURL = BASE;
    await api.session.signIn(server.tokens());
    await api.get('/x');
    expect([api.session.id, credentials(server)]).toEqual([`${BASE} /auth/refresh`, ['Bearer access-1']]);
  });

  test('nobody is warned while there is no token to withhold', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer(OK);
    await server.create().get('https://quiet.example/x');
    expect(warn).not.toHaveBeenCalled();
  });

  test('a base that does not parse has no origin, and its requests leave without a token', async () => {
    const server = fakeServer();
    const sent = [];
    const adapter = async (config) => {
      sent.push(config.headers.get('Authorization'));
      return { data: {}, status: 200, statusText: '', headers: {}, config };
    };
    for (const baseURL of ['https://[bad', '/api']) {
      const api = server.create({ refresh: `${BASE}/auth/refresh` }, { baseURL, adapter });
      await api.session.signIn(server.tokens());
      expect((await api.get('/x')).status).toBe(200);
    }
    expect(sent).toEqual([undefined, undefined]);
  });

  test('a URL that does not parse is rejected as axios does, and the client works afterwards', async () => {
    const server = fakeServer(OK);
    const api = await server.signedIn();
    for (const url of ['http:/x', 'https://[bad/x']) {
      const error = await rejection(api.get(url));
      expect([error.isAxiosError, server.requests.every(({ headers }) => !headers.authorization)]).toEqual([
        true,
        true,
      ]);
    }
    expect((await api.get('/x')).status).toBe(200);
  });
});
