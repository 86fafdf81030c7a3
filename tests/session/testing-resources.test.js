// The resources of the fake server of everfetch/testing: whom it answers, what a refused call is told (RFC 6750), and what
// becomes of what the handler returns.
import { describe, expect, test } from 'vitest';
import { createClock, createFakeServer } from 'everfetch/testing';

const bearer = (token, scheme = 'Bearer') => ({ headers: { Authorization: `${scheme} ${token}` } });

/** @param {Response} response */
const read = async (response) => [response.status, await response.json()];

test('a valid token gets its user, the path and headers of JSON that nobody caches', async () => {
  const server = createFakeServer();
  const { accessToken } = server.signIn('eve');
  const response = await server.fetch('/items/7?page=2#top', bearer(accessToken));
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
  expect(await read(response)).toEqual([200, { path: '/items/7', user: 'eve' }]);
  expect(server.counters).toMatchObject({ requests: 1, answered: 1, unauthorized: 0 });
});

test('the scheme of the header has any case', async () => {
  const server = createFakeServer();
  const { accessToken } = server.signIn();
  for (const scheme of ['bearer', 'BEARER'])
    expect(await read(await server.fetch('/x', bearer(accessToken, scheme)))).toEqual([
      200,
      { path: '/x', user: 'ada' },
    ]);
});

describe('a call is refused, and told why', () => {
  const unfit = {
    'no header': {},
    'another scheme': bearer('TOKEN', 'Basic'),
    'a scheme that only ends so': bearer('TOKEN', 'XBearer'),
    'a scheme with a sign before it': bearer('TOKEN', '"Bearer'),
    'no space after the scheme': bearer('TOKEN', 'Bearer:'),
    'two words after the scheme': bearer('TOKEN x'),
    'the scheme alone': { headers: { Authorization: 'Bearer' } },
    'an empty header': { headers: { Authorization: '' } },
  };
  for (const [what, init] of Object.entries(unfit))
    test(`${what}: the bare challenge, since no token was seen`, async () => {
      const server = createFakeServer();
      const { accessToken } = server.signIn();
      const response = await server.fetch(
        '/x',
        JSON.parse(JSON.stringify(init).replace('TOKEN', accessToken)),
      );
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer realm="fake"',
      });
      expect(await read(response)).toEqual([401, { error: 'unauthorized', why: 'missing' }]);
      expect(server.counters).toMatchObject({ requests: 1, answered: 0, unauthorized: 1 });
    });

  const challenge = (why) =>
    `Bearer realm="fake", error="invalid_token", error_description="the access token is ${why}"`;
  const refused = async (server, token) => {
    const response = await server.fetch('/x', bearer(token));
    return [response.headers.get('www-authenticate'), ...(await read(response))];
  };
  const expected = (why) => [challenge(why), 401, { error: 'unauthorized', why }];

  test('a token that is not of this server', async () => {
    expect(await refused(createFakeServer(), 'made.up')).toEqual(expected('unknown'));
  });

  test('a refresh token is no access token', async () => {
    const server = createFakeServer();
    expect(await refused(server, server.signIn().refreshToken)).toEqual(expected('unknown'));
  });

  test('an expired token: at the millisecond of its end, not before', async () => {
    const clock = createClock({ now: 5_000 });
    const server = createFakeServer({ clock, accessTokenLifetime: 2 });
    const { accessToken } = server.signIn();
    await clock.advance(1_999);
    expect((await server.fetch('/x', bearer(accessToken))).status).toBe(200);
    await clock.advance(1);
    expect(await refused(server, accessToken)).toEqual(expected('expired'));
  });

  test('all tokens after expireAccessTokens, and none that is given after it', async () => {
    const server = createFakeServer({ clock: createClock({ now: 0 }) });
    const [ada, eve] = [server.signIn('ada'), server.signIn('eve')];
    server.expireAccessTokens();
    expect(await refused(server, ada.accessToken)).toEqual(expected('expired'));
    expect(await refused(server, eve.accessToken)).toEqual(expected('expired'));
    expect((await server.fetch('/x', bearer(server.signIn().accessToken))).status).toBe(200);
  });

  test('the tokens of sessions that have ended', async () => {
    const server = createFakeServer();
    const { accessToken } = server.signIn();
    server.endSessions();
    expect(await refused(server, accessToken)).toEqual(expected('ended'));
  });
});

describe('public paths', () => {
  test('are those that begin with a prefix, and know the user if there is one', async () => {
    const server = createFakeServer({ publicPaths: ['/public/', '/health'] });
    const { accessToken } = server.signIn();
    const status = async (path) => (await server.fetch(path)).status;
    expect(await Promise.all(['/public/news', '/health', '/healthy'].map(status))).toEqual([200, 200, 200]);
    expect(await Promise.all(['/public', '/Public/x', '/x/public/', '/x/health'].map(status))).toEqual([
      401, 401, 401, 401,
    ]);
    const answer = async (init) => (await server.fetch('/health', init)).json();
    expect(await answer()).toEqual({ path: '/health', user: null });
    expect(await answer(bearer(accessToken))).toEqual({ path: '/health', user: 'ada' });
    server.expireAccessTokens();
    expect(await answer(bearer(accessToken))).toEqual({ path: '/health', user: null });
    expect(server.counters).toMatchObject({ answered: 6, unauthorized: 4 });
  });
});

describe('what the handler returns', () => {
  const answerOf = async (handler) => {
    const server = createFakeServer({ handler, publicPaths: ['/'] });
    const response = await server.fetch('/x');
    return [response.status, await response.text()];
  };

  test('a response is passed on, and any other value becomes JSON, also a late one', async () => {
    expect(await answerOf(() => new Response('gone', { status: 410 }))).toEqual([410, 'gone']);
    expect(await answerOf(async () => ({ late: true }))).toEqual([200, '{"late":true}']);
    for (const value of [null, 0, '', false])
      expect(await answerOf(() => value)).toEqual([200, JSON.stringify(value)]);
  });

  test('nothing is the usual answer', async () => {
    expect(await answerOf(() => {})).toEqual([200, '{"path":"/x","user":null}']);
  });

  test('it sees the request with its body, and is not asked about refused calls', async () => {
    const seen = [];
    const server = createFakeServer({
      handler: async (request, context) => void seen.push([request.method, await request.text(), context]),
    });
    await server.fetch('/x', { method: 'POST', body: 'refused' });
    const { headers } = bearer(server.signIn('eve').accessToken);
    await server.fetch('/x', { method: 'POST', body: 'hello', headers });
    expect(seen).toEqual([['POST', 'hello', { user: 'eve', path: '/x' }]]);
  });

  test('what it throws is what the call rejects with', async () => {
    const reason = new Error('of the test');
    const server = createFakeServer({
      publicPaths: ['/'],
      handler: () => {
        throw reason;
      },
    });
    await expect(server.fetch('/x')).rejects.toBe(reason);
    expect(server.log).toEqual([{ kind: 'api', method: 'GET', path: '/x', status: 0 }]);
  });
});
