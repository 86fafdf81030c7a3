// The declared refresh call: how its options become a request, and what is understood as its answer.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock } from './support/clock.js';
import { BASE, fakeServer, json, rejection } from './support/fake.js';

/** The one refresh call that a client with these options makes. */
const called = async (refresh, config, tokens) => {
  const server = fakeServer({
    request: (call, self) => (call.url.includes('renew') ? self.refresh(call) : self.answer(call)),
  });
  const api = server.create({ refresh }, config);
  await api.session.signIn(tokens ?? server.tokens());
  await api.session.refresh();
  const [call] = server.calls;
  return {
    ...call,
    json:
      call.body && call.headers['content-type'] === 'application/json' ? JSON.parse(call.body) : undefined,
  };
};

describe('what is sent', () => {
  test('a URL is joined to baseURL, and POSTs the refresh token as JSON', async () => {
    const call = await called('/renew', { baseURL: `${BASE}/v2/` });
    expect(call).toMatchObject({
      url: `${BASE}/v2/renew`,
      method: 'POST',
      json: { refreshToken: 'refresh-1' },
    });
    expect(call.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
    expect(call.init).toMatchObject({ credentials: 'same-origin', keepalive: false, cache: 'no-store' });
  });

  test('an absolute URL stays what it is', async () => {
    expect((await called('https://login.example/renew')).url).toBe('https://login.example/renew');
  });

  test('method, tokenField, fields and headers are as declared', async () => {
    const call = await called({
      url: '/renew',
      method: 'put',
      tokenField: 'rt',
      fields: { device: 'd1' },
      headers: { 'X-App': 'a', 'content-TYPE': 'application/vnd.app+json', 'X-None': null },
    });
    expect(call).toMatchObject({ method: 'PUT', body: '{"rt":"refresh-1","device":"d1"}' });
    expect(call.headers).toMatchObject({ 'x-app': 'a', 'content-type': 'application/vnd.app+json' });
    expect(call.headers).not.toHaveProperty('x-none');
  });

  test('tokenField: false sends no token, and a session without a refresh token is renewed all the same', async () => {
    const call = await called({ url: '/renew', tokenField: false }, {}, { accessToken: 'access-1' });
    expect(call.json).toEqual({});
  });

  test('a form is the refresh grant of OAuth 2.0', async () => {
    const refresh = {
      url: '/renew',
      format: 'form',
      clientId: 'app 1',
      scope: 'read write',
      fields: { aud: 'a&b', none: null },
    };
    const call = await called(refresh, {}, { accessToken: 'a', refreshToken: 'r+/=%25&~' });
    expect(call.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(call.body))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'app 1',
      scope: 'read write',
      refresh_token: 'r+/=%25&~',
      aud: 'a&b',
    });
  });

  test('url, fields and headers may be functions of the tokens', async () => {
    const seen = [];
    const call = await called({
      url: (tokens) => `/renew?at=${tokens.accessToken}`,
      method: 'GET',
      fields: (tokens) => void seen.push(tokens),
      headers: ({ refreshToken }) => ({ Authorization: `Bearer ${refreshToken}` }),
    });
    expect(call).toMatchObject({ url: `${BASE}/renew?at=access-1`, method: 'GET', body: undefined });
    expect(call.headers).toMatchObject({ authorization: 'Bearer refresh-1' });
    expect(seen).toEqual([{ accessToken: 'access-1', refreshToken: 'refresh-1' }]);
  });

  test('a function may give a URL object for the url', async () => {
    for (const url of [
      () => new URL('/auth/refresh', BASE),
      async () => new URL('https://sso.example/auth/refresh'),
    ]) {
      const server = fakeServer();
      const api = await server.signedIn({ refresh: { url }, revoke: { url } });
      await api.session.refresh();
      expect((await api.session.signOut()).revoked).toBe(true);
      expect(server.refreshes.map((call) => call.url)).toEqual(Array(2).fill((await url()).href));
    }
  });

  test('the functions may be asynchronous', async () => {
    const call = await called({
      url: async () => '/renew',
      fields: async () => ({ device: 'd2' }),
      headers: () => Promise.resolve({ 'X-App': 'b' }),
    });
    expect([call.json, call.headers['x-app']]).toEqual([{ refreshToken: 'refresh-1', device: 'd2' }, 'b']);
  });

  test('it passes no interceptors and takes no default headers', async () => {
    const server = fakeServer();
    const api = await server.signedIn({}, { headers: { 'X-Default': '1', common: { 'X-Common': '1' } } });
    const seen = vi.fn((config) => config);
    api.interceptors.request.use(seen);
    await api.session.refresh();
    expect(seen).not.toHaveBeenCalled();
    expect(Object.keys(server.refreshes[0].headers)).not.toContain('x-default');
    expect(Object.keys(server.refreshes[0].headers)).not.toContain('x-common');
  });

  test('withCredentials of the defaults counts for it', async () => {
    expect((await called('/renew', { withCredentials: true })).init.credentials).toBe('include');
  });
});

describe('bad input', () => {
  test('a function that fails makes the refresh fail without sending anything, and the next one may succeed', async () => {
    const clock = fakeClock();
    for (const fail of [
      () => {
        throw new Error('no device id');
      },
      async () => Promise.reject(new Error('no device id')),
    ]) {
      const server = fakeServer();
      const fields = vi.fn(() => ({})).mockImplementationOnce(fail);
      const api = await server.signedIn({ refresh: { url: '/auth/refresh', fields } });
      const error = await rejection(api.session.refresh());
      expect(error).toMatchObject({
        code: 'ERR_REFRESH_FAILED',
        retryable: true,
        cause: { message: 'no device id' },
      });
      expect(server.calls).toHaveLength(0);
      expect(api.session.state).toBe('active');
      clock.advance(60_000);
      await api.session.refresh();
      expect(server.refreshes).toHaveLength(1);
    }
  });

  test('h119_a_header_that_cannot_be_sent_is_found_before_anything_is', async () => {
    const server = fakeServer();
    const api = await server.signedIn({
      refresh: { url: '/auth/refresh', headers: () => ({ 'X-A': 'a\r\nX-B: b' }) },
    });
    const error = await rejection(api.session.refresh());
    expect([error.code, server.calls.length, api.session.state]).toEqual(['ERR_REFRESH_FAILED', 0, 'active']);
  });

  test('a URL that does not parse is a mistake of the set-up, and nothing is sent', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    for (const session of [{ refresh: { url: () => 'https://[bad?rt=secret' } }, { refresh: '/relative' }]) {
      const api = everfetch.create({
        session,
        adapter: async (config) => ({ data: 'ok', status: 200, headers: {}, config }),
      });
      await api.session.signIn(server.tokens());
      const error = await rejection(api.session.refresh());
      expect(error).toMatchObject({
        code: 'ERR_REFRESH_MISCONFIGURED',
        retryable: false,
        cause: { code: 'ERR_INVALID_URL', message: expect.stringMatching(/of a session call/) },
      });
      expect(error.cause.message).not.toContain('secret');
      expect((await api.get('https://api.example/x')).data).toBe('ok');
    }
    expect(server.calls).toHaveLength(0);
    expect(warn.mock.calls.flat().join()).toMatch(/token endpoint refuses/);
  });
});

describe('replies', () => {
  const shapes = [
    { access_token: 'access-2', refresh_token: 'refresh-2', expires_in: 60 },
    { accessToken: 'access-2', refreshToken: 'refresh-2', expiresIn: '60' },
    { token: 'access-2', refresh: 'refresh-2' },
    { access: 'access-2', refresh: 'refresh-2', expires_at: Math.round(Date.now() / 1000) + 3600 },
    { jwt: 'access-2', refresh: 'refresh-2', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    { authToken: 'access-2', refresh: 'refresh-2' },
  ];
  test('all usual names, also inside data, result and tokens, and a JWT as a bare text', async () => {
    const wrapped = shapes.flatMap((shape) => [shape, { data: shape }, { result: shape }, { tokens: shape }]);
    const jwt = 'eyJhbGciOiJub25lIn0.e30.c2ln';
    for (const reply of [...wrapped, jwt]) {
      const server = fakeServer({ refresh: () => json(reply) });
      const api = await server.signedIn();
      await api.session.refresh();
      expect(await api.session.getAccessToken()).toBe(reply === jwt ? jwt : 'access-2');
    }
  });

  test('a bare text is a token only if it is a whole JWT, signed or encrypted', async () => {
    const head = 'eyJhbGciOiJub25lIn0';
    const tried = async (reply) => {
      const server = fakeServer({ refresh: () => new Response(reply) });
      const api = await server.signedIn();
      const error = await api.session.refresh().catch((error) => error);
      return error?.code ?? (await api.session.getAccessToken());
    };
    for (const token of [`${head}.e30.c2ln`, `${head}.a.b.c.d`, 'e30.e30.', 'ewo.e30.c2ln'])
      for (const reply of [token, `\n ${token} \n`, JSON.stringify(token)])
        expect([reply, await tried(reply)]).toEqual([reply, token]);
    for (const reply of [
      'OK',
      'www.example.com',
      `${head}.e30`,
      `${head}.a.b.c.d.e`,
      `token ${head}.e30.c2ln`,
      `${head}.e30.c2ln and more`,
      'ebook.e30.c2ln',
      `x${head}.e30.c2ln`,
    ])
      expect([reply, await tried(reply)]).toEqual([reply, 'ERR_REFRESH_FAILED']);
  });

  test('every status from 200 to 299 is a success, and 300 is none', async () => {
    for (const [status, token] of [
      [201, 'access-2'],
      [299, 'access-2'],
      [300, 'access-1'],
    ]) {
      const server = fakeServer({ refresh: () => json({ token: 'access-2' }, status) });
      const api = await server.signedIn();
      await api.session.refresh().catch(() => {});
      expect([status, await api.session.getAccessToken()]).toEqual([status, token]);
    }
  });

  test('h64_h65_a_new_refresh_token_replaces_the_old_one_and_its_absence_keeps_it', async () => {
    const replies = [
      { token: 'access-2' },
      { token: 'access-3', refresh: 'refresh-3' },
      { token: 'access-4' },
    ];
    const server = fakeServer({ refresh: () => json(replies.shift()) });
    const api = await server.signedIn();
    for (let i = 0; i < 3; i++) await api.session.refresh();
    expect(server.refreshes.map(({ body }) => JSON.parse(body).refreshToken)).toEqual([
      'refresh-1',
      'refresh-1',
      'refresh-3',
    ]);
  });

  test('parse finds the tokens in any other reply, and sees status and headers', async () => {
    const parse = vi.fn(({ deep }, { headers }) => ({ accessToken: deep.at, refreshToken: headers['x-rt'] }));
    const server = fakeServer({
      refresh: () => json({ deep: { at: 'access-2' } }, 201, { 'X-RT': 'refresh-2' }),
    });
    const api = await server.signedIn({ refresh: { url: '/auth/refresh', parse } });
    await api.session.refresh();
    expect(parse.mock.calls[0][1]).toMatchObject({ status: 201, data: { deep: { at: 'access-2' } } });
    await api.session.refresh();
    expect(JSON.parse(server.refreshes[1].body).refreshToken).toBe('refresh-2');
  });

  const text = (body, type = 'application/json') => new Response(body, { headers: { 'content-type': type } });
  const bad = {
    h24_a_page_of_a_captive_portal: () => text('<!doctype html><h1>Wi-Fi</h1>', 'text/html'),
    h24_a_page_that_says_it_is_JSON: () => text('<html>Wi-Fi</html>'),
    'an empty answer': () => text(''),
    h23_an_answer_without_a_token: () => json({ ok: true }),
    h23_an_error_object_with_status_200: () => json({ error: 'invalid_grant' }),
    'half an object': () => text('{"accessToken":'),
    'a text with spaces': () => text('Service busy', 'text/plain'),
    h119_a_token_with_a_line_break: () => json({ accessToken: 'eyJ\r\nX-Injected: 1' }),
    'an answer that breaks off': () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) }),
      ),
    'no response at all': () => undefined,
    'a network error': () => Promise.reject(new TypeError('fetch failed')),
    'a rejection that is no error': () => Promise.reject('gone'),
  };
  for (const [name, answer] of Object.entries(bad))
    test(`${name} is not committed, the session is kept, and the client works afterwards`, async () => {
      const clock = fakeClock();
      const refresh = vi.fn((_, self) => self.rotate()).mockImplementationOnce(answer);
      const server = fakeServer({ refresh });
      const api = await server.signedIn();
      server.expire();
      const error = await rejection(api.get('/x'));
      expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true, refused: { status: 401 } });
      expect(error.refused.data.why).toBe('expired');
      expect(error).toHaveProperty('cause');
      expect(`${error.message}${error.cause?.message}`).not.toMatch(/<|Wi-Fi|eyJ/);
      expect(api.session.state).toBe('stale');
      server.expire();
      expect(server.refreshes).toHaveLength(1);
      clock.advance(5000);
      expect((await api.get('/x')).status).toBe(200);
      expect(JSON.parse(server.refreshes[1].body)).toEqual({ refreshToken: 'refresh-1' });
      expect(api.session.state).toBe('active');
    });

  test('tokens that no header can carry are refused at sign-in too, and nothing is lost', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    for (const tokens of [
      { accessToken: 'a\r\nb' },
      { accessToken: 'a b' },
      'a\nb',
      {},
      null,
      5,
      undefined,
      [],
      { token: '' },
    ]) {
      expect((await rejection(api.session.signIn(tokens))).code).toBe('ERR_BAD_OPTION_VALUE');
      expect((await rejection(api.session.update(tokens))).code).toBe('ERR_BAD_OPTION_VALUE');
    }
    expect((await api.get('/x')).status).toBe(200);
  });
});

test('a refresh token of any characters comes back as it was given, a mark of the byte order included', async () => {
  for (const refreshToken of ['\uFEFFrefresh', '\uFEFF', 'rü✓𝒳', ' padded ', '"quoted\\"']) {
    const server = fakeServer();
    const api = server.create();
    await api.session.signIn({ accessToken: 'access-1', refreshToken });
    await api.session.refresh();
    const [{ body }] = server.refreshes;
    expect(JSON.parse(body)).toEqual({ refreshToken });
  }
});

test('a refusal has its name in error, else where gateways have it', async () => {
  for (const [answer, named] of [
    [{ error: 'one', __type: 'two', code: 'three' }, 'one'],
    [{ error: { code: 'x' }, __type: 'two', code: 'three' }, 'two'],
    [{ error: 5, code: 'three' }, 'three'],
    [{ Error: 'one', codes: 'three' }, undefined],
  ]) {
    const server = fakeServer({ refresh: () => json(answer, 500) });
    const api = await server.signedIn();
    expect((await rejection(api.session.refresh())).cause.code).toBe(named);
  }
});

test('only these two codes of a call that cannot be prepared are mistakes of the set-up', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  for (const [code, expected] of [
    ['ERR_INVALID_URL', 'ERR_REFRESH_MISCONFIGURED'],
    ['ERR_BAD_OPTION_VALUE', 'ERR_REFRESH_MISCONFIGURED'],
    ['ERR_INVALID_URL_SCHEME', 'ERR_REFRESH_FAILED'],
    ['MY_ERR_INVALID_URL', 'ERR_REFRESH_FAILED'],
    ['ERR_BAD_OPTION', 'ERR_REFRESH_FAILED'],
    [undefined, 'ERR_REFRESH_FAILED'],
  ]) {
    const server = fakeServer();
    const fields = () => {
      throw Object.assign(new Error('no device id'), { code });
    };
    const api = await server.signedIn({ refresh: { url: '/auth/refresh', fields } });
    expect([code, (await rejection(api.session.refresh())).code]).toEqual([code, expected]);
  }
});

test('the code of a refusal is named where it looks like one, and nothing else of the answer is', async () => {
  for (const [error, named] of [
    ['invalid_grant', 'invalid_grant'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['a'.repeat(41), undefined],
    ['Invalid', undefined],
    ['code1', undefined],
    ['', undefined],
    [5, undefined],
  ]) {
    const server = fakeServer({ refresh: () => json({ error, error_description: 'described' }, 500) });
    const api = await server.signedIn();
    const { cause } = await rejection(api.session.refresh());
    expect([error, cause.code]).toEqual([error, named]);
    expect(cause.message).toBe(
      `the refresh was answered with status 500${named ? ` (${named})` : ''} and without a usable token`,
    );
  }
});
