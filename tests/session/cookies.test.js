// @vitest-environment jsdom
// The carriers 'cookie' and 'split', beside the API server with HTTP-only cookies.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeClock, longestPauses, skip } from './support/clock.js';
import { cookieJar } from './support/jar.js';
import { openSandbox } from './support/sandbox.js';
import { alone, fakeServer, json, rejection, turns } from './support/fake.js';
import { freshId, reload } from './support/page.js';

let cookies;
beforeEach(() => {
  cookies = cookieJar();
});

const xsrf = { withXSRFToken: true };
/** Signs in at the server as a page does, and tells the client. */
const start = async (carrier, session, knobs) => {
  const box = await openSandbox(knobs);
  const api = box.create({ id: freshId(), carrier, ...session }, xsrf);
  const login = async () =>
    (await api.post('/auth/login', { mode: carrier }, { session: false, withCredentials: true })).data;
  return { box, api, login };
};
const signedIn = async (...parts) => {
  const it = await start(...parts);
  await it.api.session.signIn(await it.login());
  cookies.calls.length = 0;
  return it;
};
const dump = () => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]);

describe('cookie', () => {
  test('no token is held: cookies go along, and an expired one is renewed once with the CSRF header and keepalive', async () => {
    const { box, api } = await signedIn('cookie');
    await box.expire();
    const answers = await Promise.all([1, 2, 3].map(() => api.get('/api/me')));
    expect(answers.map(({ data }) => data.mode)).toEqual(['cookie', 'cookie', 'cookie']);
    const [refresh, ...others] = cookies.calls.filter(({ path }) => path === '/auth/refresh');
    expect(others).toEqual([]);
    expect(refresh).toMatchObject({
      init: { credentials: 'include', keepalive: true, body: '{}' },
      headers: { 'x-xsrf-token': expect.any(String) },
    });
    for (const { init, headers } of cookies.calls)
      expect([init.credentials, headers.authorization]).toEqual(['include', undefined]);
    expect(await api.session.getAccessToken()).toBeUndefined();
    expect(dump()).not.toMatch(/eyJ|rt_/);
  });

  test('signIn takes nothing where cookies have it all', async () => {
    const { api, login } = await start('cookie');
    await login();
    await api.session.signIn();
    expect([api.session.state, (await api.get('/api/me')).data.mode]).toEqual(['active', 'cookie']);
  });

  test('the CSRF header is read again at the resend of a POST', async () => {
    const { box, api } = await signedIn('cookie');
    await box.expire();
    expect((await api.post('/api/items', { name: 'a' })).status).toBe(201);
    const [first, , second] = cookies.calls;
    expect([first.path, second.path]).toEqual(['/api/items', '/api/items']);
    expect(second.headers['x-xsrf-token']).not.toBe(first.headers['x-xsrf-token']);
    expect((await box.counters()).csrfRefused).toBe(0);
  });

  test('without a record ready() tries one refresh, and finds the session', async () => {
    const { box, api, login } = await start('cookie');
    await login();
    expect(api.session.state).toBe('restoring');
    expect(await api.session.ready()).toBe('active');
    expect((await api.get('/api/me')).data.user).toBe('ada');
    expect((await box.counters()).refresh.calls).toBe(1);
  });

  test('without a record the first 401 tries one refresh', async () => {
    const { box, api, login } = await start('cookie');
    await login();
    cookies.forget(/access/);
    expect((await api.get('/api/me')).data.user).toBe('ada');
    expect((await box.counters()).refresh.calls).toBe(1);
  });

  test('a refusal while nothing is known makes it anonymous, without an end, and the own 401 is delivered', async () => {
    const onSessionEnd = vi.fn();
    const { box, api } = await start('cookie', { onSessionEnd, loginUrl: '/login' });
    const error = await rejection(api.get('/api/me'));
    expect([error.code, error.response.data.why, api.session.state]).toEqual([
      'ERR_BAD_REQUEST',
      'missing',
      'anonymous',
    ]);
    await rejection(api.get('/api/me'));
    expect(await api.session.ready()).toBe('anonymous');
    expect(onSessionEnd).not.toHaveBeenCalled();
    expect((await box.counters()).refresh.calls).toBe(1);
  });

  test('a session that is known and refused ends', async () => {
    const onSessionEnd = vi.fn();
    const { box, api } = await signedIn('cookie', { onSessionEnd });
    await box.kill();
    expect((await rejection(api.get('/api/me'))).code).toBe('ERR_SESSION_ENDED');
    expect(onSessionEnd.mock.calls).toEqual([['refused']]);
  });

  test('after a reload it is known at once', async () => {
    const { box, api } = await signedIn('cookie');
    const again = (await reload()).create({
      baseURL: box.base,
      session: { id: api.session.id, carrier: 'cookie', refresh: '/auth/refresh', ...alone() },
    });
    expect([again.session.state, (await again.get('/api/me')).status]).toEqual(['active', 200]);
    expect((await box.counters()).refresh.calls).toBe(0);
  });

  test('h88_sign_out_tells_the_server_with_the_cookies_and_the_CSRF_header', async () => {
    const { box, api } = await signedIn('cookie', { revoke: { url: '/auth/logout', tokenField: false } });
    expect(await api.session.signOut()).toEqual({ revoked: true });
    expect((await box.counters()).familiesKilled).toBe(1);
    expect(cookies.jar.size).toBe(0);
  });

  test('h83_sign_out_during_a_refresh_reaches_the_server_after_it_so_that_no_late_cookie_brings_the_session_back', async () => {
    const { box, api } = await signedIn(
      'cookie',
      { revoke: { url: '/auth/logout', tokenField: false } },
      { refreshLatency: 60_000 },
    );
    const refreshing = rejection(api.session.refresh());
    await vi.waitFor(() => expect(cookies.calls.map(({ path }) => path)).toContain('/auth/refresh'));
    const out = api.session.signOut();
    await box.release();
    expect((await refreshing).code).toBe('ERR_SESSION_ENDED');
    expect(await out).toEqual({ revoked: true });
    expect(cookies.calls.map(({ path }) => path)).toEqual(['/auth/refresh', '/auth/logout']);
    expect(cookies.jar.size).toBe(0);
    expect((await box.counters()).familiesKilled).toBe(1);
  });

  test('h83_a_sign_in_that_does_not_wait_for_such_a_sign_out_is_not_revoked_by_it', async () => {
    const clock = fakeClock();
    const revoke = vi.fn();
    const server = fakeServer({ refresh: () => new Promise(() => {}) });
    const api = await server.signedIn({ id: freshId(), carrier: 'cookie', revoke });
    const refreshing = rejection(api.session.refresh());
    const out = api.session.signOut();
    await refreshing;
    await api.session.signIn({ expiresIn: 60 });
    expect(await out).toEqual({ revoked: false });
    clock.advance(20_000);
    await turns();
    expect(revoke).not.toHaveBeenCalled();
    expect(api.session.state).toBe('active');
  });
});

test('a refresh function may use the same client, and its call carries the cookie', async () => {
  for (const carrier of ['cookie', 'split']) {
    const it = await start(carrier, { refresh: async () => (await it.api.post('/auth/refresh')).data });
    const { api } = it;
    await api.session.signIn(await it.login());
    await it.box.expire();
    expect((await api.get('/api/me')).data.mode).toBe(carrier);
    expect((await it.box.counters()).refresh.rotated).toBe(1);
  }
});

test('h164_a_public_request_waits_three_seconds_for_a_refresh_that_hangs', async () => {
  const clock = fakeClock();
  const server = fakeServer({ refresh: () => new Promise(() => {}), request: () => json({}) });
  const api = server.create({ carrier: 'split' });
  const request = api.get('/public');
  await turns();
  clock.advance(2999);
  await turns();
  expect([server.requests.length, server.refreshes.length]).toEqual([0, 1]);
  clock.advance(1);
  expect((await request).status).toBe(200);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

describe('split', () => {
  test('the access token goes in the header, the refresh carries none, and an access token alone is a valid reply', async () => {
    const { box, api } = await signedIn('split');
    await box.expire();
    const answers = await Promise.all([1, 2, 3].map(() => api.get('/api/me')));
    expect(answers.map(({ data }) => data.token)).toEqual(['a2', 'a2', 'a2']);
    const refreshes = cookies.calls.filter(({ path }) => path === '/auth/refresh');
    expect(refreshes).toHaveLength(1);
    expect(refreshes[0].init).toMatchObject({ credentials: 'include', keepalive: true, body: '{}' });
    for (const { path, init } of cookies.calls)
      if (path === '/api/me') expect(init.credentials).toBeUndefined();
  });

  test('without a record the first request tries one refresh, before it is sent', async () => {
    const { box, api, login } = await start('split');
    await login();
    cookies.calls.length = 0;
    const answers = await Promise.all([api.get('/api/me'), api.get('/api/me')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(cookies.calls.map(({ path }) => path)).toEqual(['/auth/refresh', '/api/me', '/api/me']);
    expect((await box.counters()).unauthorized).toBe(0);
  });

  test('a refusal then makes it anonymous, and the request is sent without a token', async () => {
    const onSessionEnd = vi.fn();
    const { api } = await start('split', { onSessionEnd });
    const error = await rejection(api.get('/api/me'));
    expect([error.code, error.response.data.why, api.session.state]).toEqual([
      'ERR_BAD_REQUEST',
      'missing',
      'anonymous',
    ]);
    expect(onSessionEnd).not.toHaveBeenCalled();
  });

  test('a transient failure then leaves it open whether there is a session', async () => {
    longestPauses();
    const { box, api, login } = await start('split', {}, { refreshStatus: { value: 503, times: 1 } });
    await login();
    expect(await rejection(api.get('/api/me'))).toMatchObject({
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
    });
    expect(api.session.state).toBe('restoring');
    skip(5_001);
    expect((await api.get('/api/me')).data.user).toBe('ada');
    expect((await box.counters()).refresh.calls).toBe(2);
  });
});
