// The calls by which a session begins and goes on at the fake server of everfetch/testing: an application's own JSON, the
// forms of OAuth 2.0, and the carriers of tokens.
import { describe, expect, test } from 'vitest';
import { createFakeServer } from 'everfetch/testing';

const post = (server, path, body, headers) => server.fetch(path, { method: 'POST', body, headers });
const postJson = (server, path, fields, headers) => post(server, path, JSON.stringify(fields), headers);
const read = async (response) => [response.status, await response.json()];
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const statusOf = async (server, token) =>
  (await server.fetch('/me', { headers: token && bearer(token) })).status;
const keys = (tokens) =>
  Object.keys(tokens)
    .filter((name) => tokens[name] !== undefined)
    .sort();

const ALL = ['accessToken', 'expiresIn', 'refreshToken'];
/** What the body holds with each carrier; the jar has the rest. */
const BODIES = { bearer: ALL, split: ['accessToken', 'expiresIn'], cookie: ['expiresIn'] };

describe('sign-in', () => {
  test('without a call: ada by default, with all tokens in her hands', async () => {
    const server = createFakeServer({ accessTokenLifetime: 60 });
    const tokens = server.signIn();
    expect([keys(tokens), tokens.expiresIn]).toEqual([ALL, 60]);
    const response = await server.fetch('/me', { headers: bearer(tokens.accessToken) });
    expect((await response.json()).user).toBe('ada');
    expect(server.counters).toMatchObject({ signIns: 1, requests: 1 });
  });

  for (const [carrier, names] of Object.entries(BODIES))
    for (const field of ['carrier', 'mode'])
      test(`by a call that names the ${field} ${carrier}`, async () => {
        const server = createFakeServer();
        expect(keys(server.signIn('ada', { carrier }))).toEqual(names);
        const [status, tokens] = await read(
          await postJson(server, '/auth/login', { user: 'eve', [field]: carrier }),
        );
        expect([status, keys(tokens)]).toEqual([200, names]);
        const own = await server.fetch('/me', { headers: tokens.accessToken && bearer(tokens.accessToken) });
        expect((await own.json()).user).toBe('eve');
        expect(server.counters.signIns).toBe(2);
      });

  test('a call without a carrier gets all tokens', async () => {
    const [, tokens] = await read(await postJson(createFakeServer(), '/auth/login', { user: 'eve' }));
    expect(keys(tokens)).toEqual(ALL);
  });

  for (const fields of [
    {},
    { user: '' },
    { user: 5 },
    { user: 'eve', carrier: 'Bearer' },
    { user: 'eve', mode: null },
  ])
    test(`a call with ${JSON.stringify(fields)} is refused, and no session begins`, async () => {
      const server = createFakeServer();
      expect(await read(await postJson(server, '/auth/login', fields))).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: '"user" takes a name, "carrier" one of bearer, cookie, split',
        },
      ]);
      expect(server.counters).toMatchObject({ requests: 1, signIns: 0 });
    });

  test('without a call, what is wrong is said', () => {
    const server = createFakeServer();
    const wrong =
      (...args) =>
      () =>
        server.signIn(...args);
    expect(wrong('')).toThrow('everfetch/testing: "user" takes a name, got ""');
    expect(wrong(5)).toThrow('everfetch/testing: "user" takes a name, got 5');
    expect(wrong('ada', { carrier: 'cookies' })).toThrow(
      'everfetch/testing: "carrier" takes one of bearer, cookie, split, got "cookies"',
    );
    expect(server.counters.signIns).toBe(0);
  });
});

describe('refresh', () => {
  for (const name of ['refreshToken', 'refresh_token'])
    test(`${name} in JSON gets new tokens, and the old access token stays valid`, async () => {
      const server = createFakeServer();
      const first = server.signIn();
      const [status, next] = await read(
        await postJson(server, '/auth/refresh', { [name]: first.refreshToken }),
      );
      expect([status, keys(next), next.expiresIn]).toEqual([200, ALL, 300]);
      expect(new Set([first, next].flatMap((one) => [one.accessToken, one.refreshToken])).size).toBe(4);
      expect([await statusOf(server, first.accessToken), await statusOf(server, next.accessToken)]).toEqual([
        200, 200,
      ]);
      expect(server.counters).toMatchObject({ refreshes: 1, rotated: 1, refused: 0, reused: 0 });
    });

  test('a form at the token endpoint gets the names of OAuth 2.0', async () => {
    const server = createFakeServer();
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: server.signIn().refreshToken,
    });
    const [status, next] = await read(await post(server, '/oauth/token', body));
    expect([status, next]).toEqual([
      200,
      {
        token_type: 'Bearer',
        access_token: expect.stringMatching(/^ey.+\.ey.+\.fake$/),
        refresh_token: expect.stringMatching(/^fake-refresh-/),
        expires_in: 300,
      },
    ]);
    expect(await statusOf(server, next.access_token)).toBe(200);
  });

  test('a form is known by its type, however that is written', async () => {
    const server = createFakeServer({ rotate: false });
    const body = `refresh_token=${server.signIn().refreshToken}`;
    for (const type of [
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded; charset=utf-8',
      'Application/X-WWW-Form-URLEncoded',
    ])
      expect((await post(server, '/oauth/token', body, { 'Content-Type': type })).status).toBe(200);
    expect((await post(server, '/oauth/token', body, { 'Content-Type': 'text/plain' })).status).toBe(400);
  });

  test('a form is read at the usual endpoint, and JSON at the token endpoint', async () => {
    const server = createFakeServer();
    const body = new URLSearchParams({ refresh_token: server.signIn().refreshToken });
    const [status, next] = await read(await post(server, '/auth/refresh', body));
    expect([status, keys(next)]).toEqual([200, ALL]);
    const again = await read(await postJson(server, '/oauth/token', { refresh_token: next.refreshToken }));
    expect([again[0], again[1].token_type]).toEqual([200, 'Bearer']);
  });

  const refusals = [
    ['no token', () => '{}', 'missing'],
    ['an empty token', () => '{"refreshToken":""}', 'missing'],
    ['a body that is no JSON', () => 'refreshToken=x', 'missing'],
    ['a body of null', () => 'null', 'missing'],
    ['no body', () => undefined, 'missing'],
    ['an unknown token', () => '{"refreshToken":"x"}', 'unknown'],
    ['an access token', ({ accessToken }) => JSON.stringify({ refreshToken: accessToken }), 'unknown'],
  ];
  for (const [what, body, why] of refusals)
    test(`${what} is refused: 401, and 400 at the token endpoint`, async () => {
      const server = createFakeServer();
      const tokens = server.signIn();
      const error = { error: 'invalid_grant', error_description: `the refresh token is ${why}` };
      expect(await read(await post(server, '/auth/refresh', body(tokens)))).toEqual([401, error]);
      expect(await read(await post(server, '/oauth/token', body(tokens)))).toEqual([400, error]);
      expect(server.counters).toMatchObject({ refreshes: 2, refused: 2, reused: 0, rotated: 0 });
    });

  for (const carrier of ['cookie', 'split'])
    test(`a session by ${carrier} is renewed from the jar, which gets the new cookies`, async () => {
      const server = createFakeServer();
      server.signIn('ada', { carrier });
      for (let i = 0; i < 2; i++) {
        server.expireAccessTokens();
        const [status, next] = await read(await post(server, '/auth/refresh'));
        expect([status, keys(next)]).toEqual([200, BODIES[carrier]]);
        expect(await statusOf(server, next.accessToken)).toBe(200);
      }
      expect(server.counters).toMatchObject({ rotated: 2, reused: 0 });
    });

  test('a token in the body counts before the jar', async () => {
    const server = createFakeServer();
    const { refreshToken } = server.signIn('eve');
    server.signIn('ada', { carrier: 'cookie' });
    const [, next] = await read(await postJson(server, '/auth/refresh', { refreshToken }));
    expect(keys(next)).toEqual(ALL);
  });
});

test('a header counts before the jar: an expired token is not helped by a cookie', async () => {
  const server = createFakeServer();
  server.signIn('ada', { carrier: 'cookie' });
  expect([await statusOf(server), await statusOf(server, 'unknown')]).toEqual([200, 401]);
});
