import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { holdPauses, startServer, until } from './client.js';

let server;
let api;
let serial = 0;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  api = server.sandbox(`knobs-${(serial += 1)}`);
});
afterAll(() => server.close());

describe('knobs', () => {
  test('an unknown knob or a wrong value is named, and changes nothing', async () => {
    const unknown = await api.knobs({ accessTtl: 1000, nonsense: 1 });
    expect(unknown.status).toBe(400);
    expect(unknown.data.message).toContain('"nonsense"');
    const wrong = await api.knobs({ refreshStatus: 'down' });
    expect(wrong.data.message).toContain('takes a status or null, got "down"');
    expect((await api.knobs({ refreshStatus: { value: 503, times: -1 } })).status).toBe(400);
    expect((await api.get('/control/knobs')).data.accessTtl).toBe(5000);
  });

  test('a status fault hits as many refreshes as asked, without rotating', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshStatus: { value: 503, times: 2 }, retryAfter: 7 });
    for (let i = 0; i < 2; i += 1) {
      const answer = await api.refresh(refreshToken);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('7');
    }
    expect((await api.refresh(refreshToken)).status).toBe(200);
    expect((await api.counters()).refresh).toMatchObject({ calls: 3, rotated: 1, faulted: 2 });
  });

  test('a status fault can follow a rotation', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshStatus: { value: 502, times: 1 }, refreshRotates: { value: true, times: 1 } });
    expect((await api.refresh(refreshToken)).status).toBe(502);
    expect((await api.refresh(refreshToken)).data.why).toBe('reused');
  });

  test.each([
    ['html', (data) => data.startsWith('<!doctype html>')],
    ['empty', (data) => data === ''],
    ['notoken', (data) => data.ok === true],
    ['error200', (data) => data.error === 'invalid_grant'],
    ['malformed', (data) => data === '{"accessToken":'],
    ['crlf', (data) => data.accessToken.includes('\r\n')],
  ])('a spoilt refresh body: %s', async (kind, holds) => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshBody: { value: kind, times: 1 } });
    const answer = await api.refresh(refreshToken);
    expect(answer.status).toBe(200);
    expect(holds(answer.data)).toBe(true);
    expect((await api.refresh(refreshToken)).data.why).toBe('reused');
  });

  test('a refresh can return the access token that it was to replace', async () => {
    const { accessToken, refreshToken } = await api.login();
    await api.knobs({ refreshBody: 'same' });
    expect((await api.refresh(refreshToken)).data.accessToken).toBe(accessToken);
  });

  test('a body that ends in the middle is an error to the client', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshBody: 'cut' });
    await expect(api.refresh(refreshToken)).rejects.toThrow();
  });

  test('a dropped refresh answer is lost after the rotation: the old token is used up', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ dropRefreshAnswer: 1 });
    await expect(api.refresh(refreshToken)).rejects.toThrow();
    expect((await api.counters()).refresh).toMatchObject({ calls: 1, rotated: 1, dropped: 1 });
    expect((await api.refresh(refreshToken)).data.why).toBe('reused');
  });

  test('a dropped answer within the grace can be fetched again', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ dropRefreshAnswer: 1, grace: 1000 });
    await expect(api.refresh(refreshToken)).rejects.toThrow();
    expect((await api.refresh(refreshToken)).status).toBe(200);
  });

  test('a dropped refresh request never reached the rotation', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ dropRefreshRequest: 1 });
    await expect(api.refresh(refreshToken)).rejects.toThrow();
    expect((await api.refresh(refreshToken)).status).toBe(200);
  });

  test('a dropped API answer is lost after the work was done', async () => {
    const { accessToken } = await api.login();
    await api.knobs({ dropApiAnswer: 1 });
    await expect(api.post('/api/items', { name: 'kept' }, { token: accessToken })).rejects.toThrow();
    expect((await api.get('/api/items?q=kept', accessToken)).data.total).toBe(1);
  });

  test('offline: nothing but the controls is answered, and nothing is processed', async () => {
    const { accessToken, refreshToken } = await api.login();
    await api.knobs({ offline: true });
    await expect(api.get('/api/me', accessToken)).rejects.toThrow();
    await expect(api.get('/public/ping')).rejects.toThrow();
    await expect(api.refresh(refreshToken)).rejects.toThrow();
    expect((await api.counters()).refresh.calls).toBe(0);
    await api.knobs({ offline: false });
    expect((await api.refresh(refreshToken)).status).toBe(200);
  });

  test('an API fault hits before the token is judged, as often as asked', async () => {
    await api.knobs({ apiStatus: { value: 500, times: 1 } });
    expect((await api.get('/api/me')).status).toBe(500);
    expect((await api.get('/api/me')).status).toBe(401);
  });

  test('a refresh on its way loses against one that overtakes it', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ refreshTransit: { value: 201, times: 1 } });
    const pauses = holdPauses(201);
    const slow = api.refresh(refreshToken);
    slow.catch(() => {});
    await until(async () => (await api.counters()).refresh.running === 1 && pauses.count() === 1);
    expect((await api.refresh(refreshToken)).status).toBe(200);
    pauses.end();
    expect((await slow).data.why).toBe('reused');
  });

  test('a refresh that is held back has been processed, and is answered when the knob is turned back', async () => {
    const { refreshToken } = await api.login();
    await api.knobs({ hold: 'refresh' });
    const ends = [];
    const refreshed = api.refresh(refreshToken).finally(() => ends.push('refresh'));
    await until(async () => (await api.counters()).refresh.rotated === 1);
    // As many pauses again as an answer that is not held would need: it comes at once.
    for (let look = 0; look < 5; look += 1) await api.get('/public/ping');
    ends.push('knob');
    await api.knobs({ hold: null });
    expect((await refreshed).status).toBe(200);
    expect(ends).toEqual(['knob', 'refresh']);
  });

  test('a late 401 that is held back comes after what is not', async () => {
    const { accessToken } = await api.login();
    await api.expire();
    await api.knobs({ hold: 'late401' });
    const ends = [];
    const late = api.get('/api/late401?ms=0', accessToken).finally(() => ends.push('late'));
    await until(async () => (await api.counters()).calls['GET /api/late401'] === 1);
    expect((await api.get('/api/me', accessToken)).status).toBe(401);
    ends.push('not held');
    await api.knobs({ hold: null });
    expect((await late).status).toBe(401);
    expect(ends).toEqual(['not held', 'late']);
    expect((await api.knobs({ hold: 'everything' })).data.message).toContain(
      'null or one of refresh, late401',
    );
  });

  test('the refusal of a token can have another status', async () => {
    await api.knobs({ unauthorizedStatus: 419 });
    expect((await api.get('/api/me')).status).toBe(419);
  });

  test('calls that are kept waiting go on when they are released, in this sandbox alone', async () => {
    const other = server.sandbox('knobs-other');
    const ends = [];
    const slow = async (name, client) => {
      const { accessToken } = await client.login();
      const answer = client.get('/api/slow?ms=60000', accessToken).then(({ status }) => {
        ends.push(name);
        return status;
      });
      answer.catch(() => {});
      await until(async () => (await client.counters()).calls['GET /api/slow'] === 1);
      return answer;
    };
    const kept = slow('other', other);
    const own = slow('own', api);
    let released = 0;
    await until(async () => (released += await api.release()) > 0);
    expect([await own, released, ends]).toEqual([200, 1, ['own']]);
    await until(async () => (await other.release()) > 0);
    expect(await kept).toBe(200);
    expect(await api.release()).toBe(0);
  });

  test('a sliding session brings a good token with every answer', async () => {
    await api.knobs({ slide: true });
    const { accessToken } = await api.login();
    const { headers } = await api.get('/api/me', accessToken);
    expect((await api.get('/api/me', headers.get('x-access-token'))).status).toBe(200);
  });
});

describe('counters and log', () => {
  test('calls, sends of one request and uses of each token are counted', async () => {
    const { accessToken, refreshToken } = await api.login();
    const id = { headers: { 'x-request-id': 'q1' } };
    await api.expire();
    await api.get('/api/me', accessToken, id);
    const { data } = await api.refresh(refreshToken);
    await api.get('/api/me', data.accessToken, id);
    expect(await api.counters()).toMatchObject({
      total: 4,
      unauthorized: 1,
      logins: 1,
      calls: { 'POST /auth/login': 1, 'GET /api/me': 2, 'POST /auth/refresh': 1 },
      sends: { q1: 2 },
      tokens: { a1: { accepted: 0, refused: 1 }, a2: { accepted: 1, refused: 0 } },
    });
  });

  test('neither counters nor log nor echo repeat a token', async () => {
    const { accessToken, refreshToken } = await api.login();
    await api.send('POST', `/auth/refresh?refreshToken=${refreshToken}`, {});
    const echo = await api.get('/api/echo', accessToken, { headers: { 'x-refresh-token': refreshToken } });
    const told = JSON.stringify([await api.counters(), await api.log(), echo.data]);
    expect(told).not.toContain(accessToken);
    expect(told).not.toContain(refreshToken);
    expect(echo.data.credential).toEqual({ token: 'a1', user: 'ada', by: 'header' });
  });

  test('reset forgets everything, or with keep only the counts', async () => {
    const { accessToken } = await api.login();
    await api.post('/control/reset', { keep: true });
    expect((await api.counters()).total).toBe(0);
    expect((await api.get('/api/me', accessToken)).status).toBe(200);
    await api.post('/control/reset', {});
    expect((await api.get('/api/me', accessToken)).data.why).toBe('malformed');
  });
});
