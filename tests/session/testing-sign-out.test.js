// Sign-out at the fake server of everfetch/testing: by which tokens it finds the session that ends, and what is left of it.
import { describe, expect, test } from 'vitest';
import { createFakeServer } from 'everfetch/testing';

const post = (server, path, body, headers) => server.fetch(path, { method: 'POST', body, headers });
const read = async (response) => [response.status, await response.json()];
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const statusOf = async (server, token) => (await server.fetch('/me', { headers: bearer(token) })).status;

describe('sign-out', () => {
  const ways = [
    [
      'the refresh token in JSON',
      '/auth/logout',
      (tokens) => [JSON.stringify({ refreshToken: tokens.refreshToken })],
    ],
    [
      'refresh_token in JSON',
      '/auth/logout',
      (tokens) => [JSON.stringify({ refresh_token: tokens.refreshToken })],
    ],
    [
      'a revocation of the refresh token',
      '/oauth/revoke',
      (tokens) => [new URLSearchParams({ token: tokens.refreshToken })],
    ],
    [
      'a revocation of the access token',
      '/oauth/revoke',
      (tokens) => [new URLSearchParams({ token: tokens.accessToken })],
    ],
    ['the header alone', '/auth/logout', (tokens) => [undefined, bearer(tokens.accessToken)]],
    [
      'an unknown token beside the header',
      '/auth/logout',
      (tokens) => ['{"token":"x"}', bearer(tokens.accessToken)],
    ],
  ];
  for (const [what, path, how] of ways)
    test(`${what} ends this session, and no other`, async () => {
      const server = createFakeServer();
      const other = server.signIn('ada');
      const tokens = server.signIn('ada');
      const response = await post(server, path, ...how(tokens));
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect([await statusOf(server, tokens.accessToken), await statusOf(server, other.accessToken)]).toEqual(
        [401, 200],
      );
      const refreshes = [tokens, other].map((one) =>
        post(server, '/auth/refresh', JSON.stringify({ refreshToken: one.refreshToken })),
      );
      const [[, refused], [status]] = await Promise.all(refreshes.map(async (one) => read(await one)));
      expect([refused.error_description, status]).toEqual(['the refresh token is ended', 200]);
      expect(server.counters).toMatchObject({ signOuts: 1 });
    });

  for (const carrier of ['cookie', 'split'])
    test(`a session by ${carrier} ends by its cookies, which are gone`, async () => {
      const server = createFakeServer();
      const { accessToken: token } = server.signIn('ada', { carrier });
      expect((await post(server, '/auth/logout')).status).toBe(204);
      // A token of its own, not the cookie, says that the session has ended.
      const refusal = await (await server.fetch('/me', { headers: token && bearer(token) })).json();
      expect(refusal.why).toBe(token ? 'ended' : 'missing');
      const [, refresh] = await read(await post(server, '/auth/refresh'));
      expect(refresh.error_description).toBe('the refresh token is missing');
    });

  test('without any token it is answered all the same', async () => {
    const server = createFakeServer();
    const tokens = server.signIn();
    expect((await post(server, '/auth/logout')).status).toBe(204);
    expect(await statusOf(server, tokens.accessToken)).toBe(200);
  });
});
