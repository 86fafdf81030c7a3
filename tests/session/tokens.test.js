// api.session: where tokens come from and go to: signIn, update, renew, refresh and getAccessToken.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

describe('signIn', () => {
  test('a request after it, in the same task, carries the token, and is dispatched before its call returns', async () => {
    const server = fakeServer();
    const api = server.create();
    api.session.signIn(server.tokens());
    const request = api.get('/x');
    expect(server.requests[0].headers.authorization).toBe('Bearer access-1');
    expect((await request).status).toBe(200);
  });

  test('h86_as_another_user_rejects_what_waits_and_drops_the_other_one’s_late_tokens', async () => {
    const gate = later();
    const revoke = vi.fn();
    const server = fakeServer({
      refresh: () => gate.promise,
      request: (call) => (call.headers.authorization === 'Bearer of-b' ? json({ user: 'b' }) : json({}, 401)),
    });
    const api = await server.signedIn({ revoke });
    const refused = rejection(api.get('/refused'));
    await turns();
    const queued = rejection(api.post('/queued', { secret: 'of a' }));
    await turns();
    await api.session.signIn({ accessToken: 'of-b', refreshToken: 'rb' });
    for (const [error, status] of [
      [await refused, 401],
      [await queued, undefined],
    ])
      expect(error).toMatchObject({
        code: 'ERR_SESSION_CHANGED',
        retryable: false,
        ...(status && { refused: { status } }),
      });
    gate.resolve(json({ accessToken: 'late-a', refreshToken: 'late-ra' }));
    await vi.waitFor(() =>
      expect(revoke).toHaveBeenCalledWith({ accessToken: 'late-a', refreshToken: 'late-ra' }),
    );
    expect((await api.get('/x')).data.user).toBe('b');
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/refused', 'Bearer access-1'],
      ['/x', 'Bearer of-b'],
    ]);
  });

  test('h86_the_late_401_of_one_user_is_never_resent_with_the_token_of_another', async () => {
    const gate = later();
    const server = fakeServer({ request: (call) => (call.path === '/slow' ? gate.promise : json({})) });
    const api = await server.signedIn();
    const slow = rejection(api.post('/slow', { of: 'a' }));
    await api.session.signIn({ accessToken: 'of-b' });
    gate.resolve(json({}, 401));
    expect(await slow).toMatchObject({ code: 'ERR_SESSION_CHANGED', refused: { status: 401 } });
    expect(server.requests).toHaveLength(1);
  });
});

describe('update', () => {
  test('is a newer generation of the same session, and keeps the refresh token where none is given', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    const refreshed = vi.fn();
    api.session.on('refreshed', refreshed);
    server.generation = 7;
    await api.session.update({ accessToken: 'access-7', expiresIn: 60 });
    expect((await api.get('/x')).status).toBe(200);
    await api.session.refresh();
    expect(JSON.parse(server.refreshes[0].body)).toEqual({ refreshToken: 'refresh-1' });
    expect(refreshed).toHaveBeenCalledTimes(2);
  });

  test('a late 401 of the token before it is resent', async () => {
    const gate = later();
    const server = fakeServer({
      request: (call, self) => (self.isAccepted(call) ? json({}) : gate.promise.then(() => json({}, 401))),
    });
    const api = await server.signedIn();
    server.generation = 2;
    const request = api.get('/x');
    await api.session.update('access-2');
    gate.resolve();
    expect((await request).status).toBe(200);
    expect(server.refreshes).toHaveLength(0);
  });

  test('without a session it is an error', async () => {
    const api = fakeServer().create();
    expect((await rejection(api.session.update('access-2'))).code).toBe('ERR_SESSION_ENDED');
    expect(api.session.state).toBe('anonymous');
  });

  test('while the session is being restored it waits', async () => {
    const gate = later();
    const server = fakeServer();
    const api = server.create({ storage: { load: () => gate.promise, save() {}, clear() {} } });
    const updated = api.session.update('access-2');
    gate.resolve({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    await updated;
    expect(await api.session.getAccessToken()).toBe('access-2');
  });
});

describe('renew', () => {
  const answers = (token) => ({
    request: (call, self) =>
      call.path === '/slow'
        ? self.gate.promise.then(() => json({}, 200, { 'X-Token': token }))
        : json({}, 200, { 'X-Token': token }),
  });
  const renew = ({ headers }) => headers['x-token'];

  test('commits a newer generation from any answer, that of a failed request too', async () => {
    const server = fakeServer({
      request: (call) =>
        json({}, call.path === '/bad' ? 500 : 200, { 'X-Token': `from${call.path.slice(1)}` }),
    });
    const api = await server.signedIn({ renew });
    await api.get('/good');
    expect(await api.session.getAccessToken()).toBe('fromgood');
    await rejection(api.get('/bad'));
    expect(await api.session.getAccessToken()).toBe('frombad');
  });

  test('what it throws, and what is no token, changes nothing but is told', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const bad of [
      () => {
        throw new Error('oops');
      },
      () => 'a\r\nb',
      () => ({}),
      () => Promise.resolve('x'),
    ]) {
      const server = fakeServer(answers('ignored'));
      const api = await server.signedIn({ renew: bad });
      expect((await api.get('/x')).status).toBe(200);
      expect(await api.session.getAccessToken()).toBe('access-1');
    }
    const said = warn.mock.calls.map(([text, error]) => error?.message ?? text);
    expect(said).toEqual([
      'oops',
      'everfetch: session.renew gave something that is no token (bad token)',
      'everfetch: session.renew gave something that is no token (no token)',
      'everfetch: session.renew() is a promise; it takes tokens or nothing',
    ]);
  });

  test('keeps the refresh token where none is given, and says nothing of what is a token', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer(answers('access-9'));
    const api = await server.signedIn({ renew });
    await api.get('/x');
    expect(await api.session.getAccessToken()).toBe('access-9');
    await api.session.refresh();
    expect([server.refreshes[0].body, warn.mock.calls]).toEqual(['{"refreshToken":"refresh-1"}', []]);
  });

  test('a token in an answer to the user before is not taken for the present one’s', async () => {
    const server = fakeServer(answers('of-a'));
    server.gate = later();
    const api = await server.signedIn({ renew });
    const slow = api.get('/slow');
    await api.session.signIn('of-b');
    server.gate.resolve();
    await slow;
    expect(await api.session.getAccessToken()).toBe('of-b');
  });

  test('an answer without a session, or of another origin, is not asked', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const asked = vi.fn();
    const server = fakeServer(answers('x'));
    const api = await server.signedIn({ renew: asked });
    await api.get('/x', { session: false });
    await api.get('https://other.example/x');
    expect(asked).not.toHaveBeenCalled();
  });
});

describe('refresh and getAccessToken', () => {
  test('refresh renews now, and joins what is under way', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    await Promise.all([api.session.refresh(), api.session.refresh(), api.session.refresh()]);
    expect(server.refreshes).toHaveLength(1);
    await api.session.refresh();
    expect(server.refreshes).toHaveLength(2);
  });

  test('refresh without a session is an error', async () => {
    const api = fakeServer().create();
    expect((await rejection(api.session.refresh())).code).toBe('ERR_SESSION_ENDED');
  });

  test('refresh while the session is being restored comes after that', async () => {
    const gate = later();
    const server = fakeServer();
    const api = server.create({ storage: { load: () => gate.promise, save() {}, clear() {} } });
    const refreshing = api.session.refresh();
    gate.resolve(server.tokens());
    await refreshing;
    expect(server.refreshes).toHaveLength(1);
  });

  test('h134_getAccessToken_gives_a_fresh_one_for_sockets', async () => {
    const clock = fakeClock();
    const server = fakeServer();
    const api = await server.signedIn();
    expect(await api.session.getAccessToken()).toBe('access-1');
    clock.advance(3_590_000);
    expect(await Promise.all([api.session.getAccessToken(), api.session.getAccessToken()])).toEqual([
      'access-2',
      'access-2',
    ]);
    expect(server.refreshes).toHaveLength(1);
  });

  test('getAccessToken without a session gives nothing, and rejects where the token cannot be renewed', async () => {
    const clock = fakeClock();
    const server = fakeServer({ refresh: () => json({}, 503) });
    const api = server.create();
    expect(await api.session.getAccessToken()).toBeUndefined();
    await api.session.signIn(server.tokens());
    clock.advance(3_700_000);
    expect(await rejection(api.session.getAccessToken())).toMatchObject({
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
    });
  });
});
