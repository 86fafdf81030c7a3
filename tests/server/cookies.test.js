import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer } from './client.js';

let server;
let api;
let serial = 0;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  api = server.sandbox(`cookies-${(serial += 1)}`);
});
afterAll(() => server.close());

const csrf = () => ({ 'x-xsrf-token': api.jar.get('XSRF-TOKEN') });

describe('cookie mode', () => {
  test('sign-in sets HTTP-only tokens within the sandbox and one cookie that the page can read', async () => {
    const { setCookie, data } = await api.post('/auth/login', { mode: 'cookie' });
    expect(data).toEqual({ expiresIn: 5 });
    const secret = setCookie.filter((line) => line.startsWith('ef_'));
    expect(secret).toHaveLength(2);
    for (const line of secret) expect(line).toMatch(/; Path=\/s\/cookies-\d+\/; HttpOnly; SameSite=Lax$/);
    expect(setCookie.find((line) => line.startsWith('XSRF-TOKEN='))).toMatch(/; Path=\/; SameSite=Lax$/);
  });

  test('cookies alone authenticate reading; writing takes the CSRF header too', async () => {
    await api.login('cookie');
    expect((await api.get('/api/me')).data).toMatchObject({ user: 'ada', mode: 'cookie' });
    const forged = await api.post('/api/echo', { a: 1 });
    expect(forged.status).toBe(403);
    expect(forged.data.error).toBe('csrf');
    expect((await api.post('/api/echo', { a: 1 }, { headers: csrf() })).data.credential.by).toBe('cookie');
    expect((await api.counters()).csrfRefused).toBe(1);
  });

  test('a refresh without the CSRF header is refused and rotates nothing', async () => {
    await api.login('cookie');
    expect((await api.send('POST', '/auth/refresh')).status).toBe(403);
    const good = await api.send('POST', '/auth/refresh', { headers: csrf() });
    expect(good.status).toBe(200);
    expect(good.data).toEqual({ expiresIn: 5 });
    expect((await api.counters()).refresh).toMatchObject({ rotated: 1, refused: 0 });
  });

  test('every refresh brings a new CSRF cookie, and a stale header is refused', async () => {
    await api.login('cookie');
    const stale = csrf();
    await api.send('POST', '/auth/refresh', { headers: stale });
    expect(csrf()).not.toEqual(stale);
    expect((await api.post('/api/echo', {}, { headers: stale })).status).toBe(403);
    expect((await api.post('/api/echo', {}, { headers: csrf() })).status).toBe(200);
  });

  test('a CSRF token of another session is refused', async () => {
    await api.login('cookie', 'eve');
    const eves = api.jar.get('XSRF-TOKEN');
    await api.login('cookie', 'ada');
    api.jar.set('XSRF-TOKEN', eves);
    expect((await api.post('/api/echo', {}, { headers: csrf() })).status).toBe(403);
  });

  test('an expired access cookie is a 401 before it is a CSRF matter', async () => {
    await api.login('cookie');
    await api.expire();
    expect((await api.post('/api/echo', {})).data.why).toBe('expired');
  });

  test('sign-out takes the CSRF header, clears the cookies and ends the family', async () => {
    await api.login('cookie');
    expect((await api.send('POST', '/auth/logout')).status).toBe(403);
    const kept = new Map(api.jar);
    expect((await api.send('POST', '/auth/logout', { headers: csrf() })).status).toBe(204);
    expect(api.jar.size).toBe(0);
    for (const [name, value] of kept) api.jar.set(name, value);
    expect((await api.send('POST', '/auth/refresh', { headers: csrf() })).data.why).toBe('dead');
  });

  test('the readable cookie can have a name of its own', async () => {
    await api.knobs({ xsrfCookieName: 'XSRF-demo' });
    await api.login('cookie');
    expect(api.jar.has('XSRF-demo')).toBe(true);
    expect(
      (await api.post('/api/echo', {}, { headers: { 'x-xsrf-token': api.jar.get('XSRF-demo') } })).status,
    ).toBe(200);
  });

  test('the prefix and the header name the same sandbox, with cookies on their own paths', async () => {
    const same = server.sandbox(`cookies-${serial}`, { prefix: false });
    const { setCookie } = await same.post('/auth/login', { mode: 'cookie' });
    expect(setCookie.every((line) => line.includes('; Path=/;'))).toBe(true);
    expect((await api.counters()).logins).toBe(1);
  });
});

describe('split mode', () => {
  test('the access token is in the body, the refresh token in an HTTP-only cookie', async () => {
    const { data, setCookie } = await api.post('/auth/login', { mode: 'split' });
    expect(Object.keys(data).sort()).toEqual(['accessToken', 'expiresIn']);
    expect(setCookie).toHaveLength(1);
    expect(setCookie[0]).toContain('HttpOnly');
    expect((await api.get('/api/me', data.accessToken)).status).toBe(200);
    expect((await api.get('/api/me')).data.why).toBe('missing');
  });

  test('a refresh carries no token and rotates the cookie', async () => {
    const first = await api.login('split');
    const before = [...api.jar.values()][0];
    const { data } = await api.send('POST', '/auth/refresh', { json: {} });
    expect(Object.keys(data).sort()).toEqual(['accessToken', 'expiresIn']);
    expect(data.accessToken).not.toBe(first.accessToken);
    expect([...api.jar.values()][0]).not.toBe(before);
  });
});
