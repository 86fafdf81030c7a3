// The tokens of the fake server of everfetch/testing: what an access token says, and what becomes of a refresh token that
// was used (rotation, reuse detection and grace, as RFC 9700 has them).
import { describe, expect, test } from 'vitest';
import { createClock, createFakeServer } from 'everfetch/testing';

const refresher = (options) => {
  const clock = createClock({ now: 1_000 });
  const server = createFakeServer({ clock, ...options });
  const refresh = async (refreshToken) => {
    const body = JSON.stringify({ refreshToken });
    const response = await server.fetch('/auth/refresh', { method: 'POST', body });
    const answer = await response.json();
    return response.ok ? answer : answer.error_description.replace('the refresh token is ', '');
  };
  const isValid = async ({ accessToken }) =>
    (await server.fetch('/x', { headers: { Authorization: `Bearer ${accessToken}` } })).ok;
  return { clock, server, refresh, isValid };
};

describe('an access token', () => {
  const partsOf = (token) => token.split('.');
  const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

  test('looks like a JWT: header, claims in whole seconds, and a signature that is none', () => {
    const server = createFakeServer({
      clock: createClock({ now: 1_700_000_000_900 }),
      accessTokenLifetime: 1.5,
    });
    const tokens = server.signIn('ada');
    const [header, claims, signature, ...more] = partsOf(tokens.accessToken);
    expect([decode(header), signature, more]).toEqual([{ alg: 'none', typ: 'at+jwt' }, 'fake', []]);
    expect(decode(claims)).toEqual({
      sub: 'ada',
      iat: 1_700_000_000,
      exp: 1_700_000_002,
      jti: expect.any(String),
    });
    expect(tokens.expiresIn).toBe(1.5);
  });

  test('is base64url without padding, whatever the name and its length', () => {
    const server = createFakeServer();
    // Between them they give each digit that differs, twice in one token, and each length of padding.
    for (const user of ['~~~???~~~???', '>>>>>>', 'é', '名前', '🙂', 'a', 'aa', 'aaa']) {
      const { accessToken } = server.signIn(user);
      expect(accessToken).toMatch(/^[\w-]+\.[\w-]+\.fake$/);
      expect(decode(partsOf(accessToken)[1]).sub).toBe(user);
    }
  });

  test('is like no other, also of the same user at the same time at another server', () => {
    const clock = createClock({ now: 0 });
    const servers = [createFakeServer({ clock }), createFakeServer({ clock })];
    const tokens = servers.flatMap((server) => [server.signIn(), server.signIn()]);
    expect(new Set(tokens.flatMap((one) => [one.accessToken, one.refreshToken])).size).toBe(8);
  });

  test('lives five minutes of the page’s own time, if nothing else is said', async () => {
    const { iat, exp } = decode(partsOf(createFakeServer().signIn().accessToken)[1]);
    expect(exp - iat).toBe(300);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(10);
  });
});

test('tokens are unlike without randomness, too: a test may have fixed it', () => {
  const own = Math.random;
  Math.random = () => 0;
  try {
    const server = createFakeServer({ clock: createClock({ now: 0 }) });
    const tokens = [server.signIn(), server.signIn()];
    expect(new Set(tokens.flatMap((one) => [one.accessToken, one.refreshToken])).size).toBe(4);
  } finally {
    Math.random = own;
  }
});

describe('rotation', () => {
  test('each refresh replaces the refresh token', async () => {
    const { server, refresh } = refresher();
    const first = server.signIn();
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(new Set([first, second, third].map((one) => one.refreshToken)).size).toBe(3);
    expect(server.counters).toMatchObject({ refreshes: 2, rotated: 2, refused: 0 });
  });

  test('without it the token stays, and nothing is counted as replaced', async () => {
    const { server, refresh } = refresher({ rotate: false });
    const { refreshToken } = server.signIn();
    for (let i = 0; i < 2; i++) expect((await refresh(refreshToken)).refreshToken).toBe(refreshToken);
    expect(server.counters).toMatchObject({ refreshes: 2, rotated: 0, reused: 0 });
  });
});

describe('a replaced token that comes back', () => {
  test('ends its session, and no other of the same user', async () => {
    const { server, refresh, isValid } = refresher();
    const [first, other] = [server.signIn(), server.signIn()];
    const second = await refresh(first.refreshToken);
    expect(await refresh(first.refreshToken)).toBe('reused');
    expect(await refresh(second.refreshToken)).toBe('ended');
    expect(await refresh(first.refreshToken)).toBe('ended');
    expect([await isValid(second), await isValid(other)]).toEqual([false, true]);
    expect(server.counters).toMatchObject({ refreshes: 4, rotated: 1, refused: 3, reused: 1 });
  });

  test('is only refused without reuse detection', async () => {
    const { server, refresh, isValid } = refresher({ reuseDetection: false });
    const first = server.signIn();
    const second = await refresh(first.refreshToken);
    expect(await refresh(first.refreshToken)).toBe('reused');
    expect(await isValid(second)).toBe(true);
    expect((await refresh(second.refreshToken)).accessToken).toBeTruthy();
    expect(server.counters).toMatchObject({ rotated: 2, reused: 1 });
  });

  test('gets its successor in the time of grace, and counts as no rotation', async () => {
    const { clock, server, refresh, isValid } = refresher({ grace: 100 });
    const first = server.signIn();
    await clock.advance(5_000);
    const second = await refresh(first.refreshToken);
    await clock.advance(99);
    const again = await refresh(first.refreshToken);
    expect(again.refreshToken).toBe(second.refreshToken);
    expect(again.accessToken).not.toBe(second.accessToken);
    expect([await isValid(second), await isValid(again)]).toEqual([true, true]);
    expect(server.counters).toMatchObject({ refreshes: 2, rotated: 1, refused: 0, reused: 0 });
    await clock.advance(1);
    expect(await refresh(first.refreshToken)).toBe('reused');
  });
});

test('a session that has ended has no grace, and another that begins is not ended with it', async () => {
  const { server, refresh, isValid } = refresher({ grace: 100 });
  const tokens = [server.signIn('ada'), server.signIn('eve')];
  const next = await refresh(tokens[0].refreshToken);
  server.endSessions();
  for (const { refreshToken } of [...tokens, next]) expect(await refresh(refreshToken)).toBe('ended');
  expect(await isValid(tokens[1])).toBe(false);
  expect(await isValid(server.signIn())).toBe(true);
});
