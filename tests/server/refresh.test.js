import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { holdPauses, startServer, until } from './client.js';

let server;
let api;
let serial = 0;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  api = server.sandbox(`refresh-${(serial += 1)}`);
});
afterAll(() => server.close());

describe('rotation', () => {
  test('a refresh replaces both tokens, and the new ones work', async () => {
    const first = await api.login();
    const { status, data, headers } = await api.refresh(first.refreshToken);
    expect(status).toBe(200);
    expect(Object.keys(data).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken']);
    expect(data.refreshToken).not.toBe(first.refreshToken);
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await api.get('/api/me', data.accessToken)).data).toMatchObject({ user: 'ada', token: 'a2' });
    expect((await api.refresh(data.refreshToken)).status).toBe(200);
  });

  test('a refresh leaves the older access token good until it expires', async () => {
    const first = await api.login();
    await api.refresh(first.refreshToken);
    expect((await api.get('/api/me', first.accessToken)).status).toBe(200);
  });

  test('a reused refresh token kills its whole family, access tokens included', async () => {
    const first = await api.login();
    const second = (await api.refresh(first.refreshToken)).data;
    const reuse = await api.refresh(first.refreshToken);
    expect(reuse.status).toBe(401);
    expect(reuse.data).toMatchObject({ error: 'invalid_grant', why: 'reused' });
    expect((await api.refresh(second.refreshToken)).data).toMatchObject({
      error: 'invalid_grant',
      why: 'dead',
    });
    expect((await api.get('/api/me', second.accessToken)).data.why).toBe('revoked');
    expect(await api.counters()).toMatchObject({ reuseDetected: 1, familiesKilled: 1 });
  });

  test('a reuse whose successor nobody has presented is counted apart: its answer was lost', async () => {
    const lost = await api.login();
    await api.refresh(lost.refreshToken);
    await api.refresh(lost.refreshToken);
    expect(await api.counters()).toMatchObject({ reuseDetected: 1, successorsLost: 1 });
    // Who has used what came with the successor, or the successor itself, has had the answer.
    const used = await api.login();
    const { accessToken } = (await api.refresh(used.refreshToken)).data;
    await api.get('/api/me', accessToken);
    await api.refresh(used.refreshToken);
    const renewed = await api.login();
    const next = (await api.refresh(renewed.refreshToken)).data;
    await api.refresh(next.refreshToken);
    await api.refresh(renewed.refreshToken);
    expect(await api.counters()).toMatchObject({ reuseDetected: 3, successorsLost: 1 });
  });

  test('a killed family leaves the other sessions of the same user alone', async () => {
    const phone = await api.login();
    const laptop = await api.login();
    await api.refresh(phone.refreshToken);
    await api.refresh(phone.refreshToken);
    expect((await api.refresh(laptop.refreshToken)).status).toBe(200);
  });

  test('two refreshes that arrive together: one rotates, the other is reuse', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshLatency: 60_000 });
    const both = Promise.all([api.refresh(refreshToken), api.refresh(refreshToken)]);
    both.catch(() => {});
    await until(async () => (await api.counters()).refresh.running === 2);
    // The second one may not have come to its pause yet.
    await api.knobs({ refreshLatency: 0 });
    await api.release();
    const answers = await both;
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await api.counters()).refresh).toMatchObject({
      calls: 2,
      rotated: 1,
      refused: 1,
      running: 0,
      peak: 2,
    });
  });

  test('within the grace the same successor is returned again; after it the family dies', async () => {
    await api.knobs({ grace: 2000 });
    const { refreshToken } = await api.login();
    const first = (await api.refresh(refreshToken)).data;
    server.clock.now += 1999;
    const again = await api.refresh(refreshToken);
    expect(again.status).toBe(200);
    expect(again.data.refreshToken).toBe(first.refreshToken);
    server.clock.now += 1;
    expect((await api.refresh(refreshToken)).data.why).toBe('reused');
    expect((await api.counters()).refresh).toMatchObject({ rotated: 1, graced: 1, refused: 1 });
  });

  test('without rotation the reply names no refresh token and the old one stays good', async () => {
    await api.knobs({ rotate: false });
    const { refreshToken } = await api.login();
    const { data } = await api.refresh(refreshToken);
    expect(data).not.toHaveProperty('refreshToken');
    expect((await api.refresh(refreshToken)).status).toBe(200);
  });

  test('a family has an absolute lifetime where one is set', async () => {
    await api.knobs({ refreshTtl: 10_000 });
    const { refreshToken } = await api.login();
    server.clock.now += 9_999;
    const second = await api.refresh(refreshToken);
    expect(second.status).toBe(200);
    server.clock.now += 1;
    expect((await api.refresh(second.data.refreshToken)).data.why).toBe('expired');
  });

  test('the refresh token is taken from the body, a header, the query or a bearer header', async () => {
    await api.knobs({ rotate: false });
    const { refreshToken } = await api.login();
    const ways = [
      ['/auth/refresh', { json: { refresh_token: refreshToken } }],
      ['/auth/refresh', { headers: { 'x-refresh-token': refreshToken } }],
      [`/auth/refresh?refreshToken=${refreshToken}`, {}],
      ['/auth/refresh', { headers: { authorization: `Bearer ${refreshToken}` } }],
    ];
    for (const [path, options] of ways) expect((await api.send('POST', path, options)).status).toBe(200);
    expect((await api.send('POST', '/auth/refresh', {})).data.why).toBe('missing');
  });
});

test('sign-out ends the session that the body, under either name, or the bearer token names', async () => {
  for (const way of ['refreshToken', 'token', 'bearer']) {
    const { accessToken, refreshToken } = await api.login();
    const answer =
      way === 'bearer'
        ? await api.send('POST', '/auth/logout', { token: accessToken })
        : await api.post('/auth/logout', { [way]: refreshToken });
    expect(answer.status).toBe(204);
    expect((await api.refresh(refreshToken)).data.why).toBe('dead');
    expect((await api.get('/api/me', accessToken)).data.why).toBe('revoked');
  }
  expect((await api.post('/auth/logout', { token: 'unknown' })).status).toBe(204);
});

test('sign-out in split mode ends the session by the access token in the body, or else by the cookie', async () => {
  for (const token of ['access', 'unknown']) {
    const { accessToken } = await api.login('split');
    const kept = new Map(api.jar);
    const answer = await api.post('/auth/logout', { token: token === 'access' ? accessToken : token });
    expect(answer.status).toBe(204);
    for (const [name, value] of kept) api.jar.set(name, value);
    expect((await api.send('POST', '/auth/refresh')).data.why).toBe('dead');
  }
});

describe('expiry', () => {
  test('an access token lives to the millisecond that its lifetime says', async () => {
    await api.knobs({ accessTtl: 1500 });
    const { accessToken, expiresIn } = await api.login();
    expect(expiresIn).toBe(1.5);
    server.clock.now += 1499;
    expect((await api.get('/api/me', accessToken)).status).toBe(200);
    server.clock.now += 1;
    const late = await api.get('/api/me', accessToken);
    expect(late.status).toBe(401);
    expect(late.data.why).toBe('expired');
    expect(late.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="[^"]+", error="invalid_token", error_description="[^"]+"$/,
    );
  });

  test('expiring all access tokens leaves refresh tokens good', async () => {
    const { accessToken, refreshToken } = await api.login();
    await api.expire();
    expect((await api.get('/api/me', accessToken)).data.why).toBe('expired');
    const { data } = await api.refresh(refreshToken);
    expect((await api.get('/api/me', data.accessToken)).status).toBe(200);
  });

  test('a server may lie about the lifetime, or keep it to itself', async () => {
    await api.knobs({ expiresIn: 3600 });
    expect((await api.login()).expiresIn).toBe(3600);
    await api.knobs({ expiresIn: false });
    expect(await api.login()).not.toHaveProperty('expiresIn');
  });

  test('a token that is missing, malformed or of another server is refused with the right challenge', async () => {
    const missing = await api.get('/api/me');
    expect(missing.status).toBe(401);
    expect(missing.headers.get('www-authenticate')).toBe('Bearer realm="everfetch demo"');
    const other = await server.sandbox('somebody-else').login();
    for (const token of ['nonsense', 'a.b.c', other.accessToken]) {
      const answer = await api.get('/api/me', token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });
});

describe('the late 401', () => {
  test('the token is judged when the request arrives, whatever happens before the answer', async () => {
    const { accessToken, refreshToken } = await api.login();
    const pauses = holdPauses(151);
    const held = (count) =>
      until(
        async () => (await api.counters()).calls['GET /api/late401'] === count && pauses.count() === count,
      );
    // If the test fails before it looks at an answer, the server is closed while that waits.
    const late = () => {
      const answer = api.get('/api/late401?ms=151', accessToken);
      answer.catch(() => {});
      return answer;
    };
    const good = late();
    await held(1);
    await api.expire();
    const bad = late();
    await held(2);
    const ends = [];
    const answers = Promise.all([good, bad.finally(() => ends.push('late 401'))]);
    answers.catch(() => {});
    expect((await api.refresh(refreshToken)).status).toBe(200);
    ends.push('refresh');
    pauses.end();
    const [first, second] = await answers;
    expect([first.status, second.status, second.data.why]).toEqual([200, 401, 'expired']);
    expect(ends).toEqual(['refresh', 'late 401']);
  });
});
