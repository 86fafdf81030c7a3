// api.session: signOut, and what it tells the server.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

describe('signOut', () => {
  test('ends the session, revokes at the server, and says what was reached', async () => {
    const server = fakeServer({ request: () => new Response(null, { status: 200 }) });
    const api = await server.signedIn({
      revoke: '/oauth/revoke',
      refresh: { url: '/auth/refresh', format: 'form', clientId: 'app' },
    });
    expect(await api.session.signOut()).toEqual({ revoked: true });
    const [call] = server.requests;
    expect([call.path, call.method, call.init.keepalive]).toEqual(['/oauth/revoke', 'POST', true]);
    expect(Object.fromEntries(new URLSearchParams(call.body))).toEqual({
      token: 'refresh-1',
      token_type_hint: 'refresh_token',
      client_id: 'app',
    });
    expect([api.session.state, await api.session.signOut()]).toEqual(['ended', { revoked: false }]);
  });

  test('revoke may be declared as refresh is, or be a function, and revoke: false does without', async () => {
    const server = fakeServer({ request: () => json({}) });
    await (
      await server.signedIn({
        revoke: { url: '/logout', method: 'DELETE', tokenField: 'rt', headers: { 'X-A': '1' } },
      })
    ).session.signOut();
    expect(server.requests[0]).toMatchObject({
      method: 'DELETE',
      body: '{"rt":"refresh-1","token_type_hint":"refresh_token"}',
    });
    const revoke = vi.fn(async () => {});
    expect(await (await server.signedIn({ revoke })).session.signOut()).toEqual({ revoked: true });
    expect(revoke).toHaveBeenCalledWith({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(await (await server.signedIn({ revoke })).session.signOut({ revoke: false })).toEqual({
      revoked: false,
    });
    expect([revoke.mock.calls.length, server.requests.length]).toEqual([1, 1]);
  });

  test('h87_a_revocation_that_fails_or_never_answers_ends_the_session_all_the_same', async () => {
    const clock = fakeClock();
    const ways = [
      () => Promise.reject(new TypeError('offline')),
      () => json({}, 500),
      () => {
        throw new Error('sync');
      },
    ];
    for (const revoke of ways) {
      const server = fakeServer({ request: revoke });
      const api = await server.signedIn({ revoke: '/revoke' });
      expect(await api.session.signOut()).toMatchObject({ revoked: false, error: expect.any(Error) });
      expect(api.session.state).toBe('ended');
    }
    const server = fakeServer({ request: () => new Promise(() => {}) });
    const api = await server.signedIn({ revoke: '/revoke', refreshTimeout: 1000 });
    const out = api.session.signOut();
    expect(api.session.state).toBe('ended');
    clock.advance(7001);
    expect(await out).toMatchObject({ revoked: false });
  });

  test('h82_a_refresh_that_lands_after_it_is_not_committed_and_its_tokens_are_revoked', async () => {
    const gate = later();
    const revoke = vi.fn();
    const server = fakeServer({ refresh: () => gate.promise });
    const api = await server.signedIn({ revoke });
    const refreshing = rejection(api.session.refresh());
    await turns();
    await api.session.signOut();
    expect(await refreshing).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'signedOut' });
    expect(revoke.mock.calls).toEqual([[{ accessToken: 'access-1', refreshToken: 'refresh-1' }]]);
    gate.resolve(json({ accessToken: 'late', refreshToken: 'late-r' }));
    await vi.waitFor(() =>
      expect(revoke).toHaveBeenLastCalledWith({ accessToken: 'late', refreshToken: 'late-r' }),
    );
    expect([api.session.state, await api.session.getAccessToken()]).toEqual(['ended', undefined]);
  });

  test('an earlier failure of a refresh is not the cause of the end', async () => {
    const clock = fakeClock();
    const server = fakeServer({
      refresh: vi.fn(() => new Promise(() => {})).mockImplementationOnce(() => json({}, 503)),
    });
    const api = await server.signedIn();
    await rejection(api.session.refresh());
    clock.advance(60_000);
    const refreshing = rejection(api.session.refresh());
    await turns();
    await api.session.signOut();
    expect(await refreshing).not.toHaveProperty('cause');
  });
});
