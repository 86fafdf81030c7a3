// Handlers that applications wrote for axios and left in place: none of them signs a user out because a refresh failed
// for now, or because another user has signed in.
import { describe, expect, test, vi } from 'vitest';
import { fakeServer, json, rejection } from './support/fake.js';

/** The common shapes, each of which calls `logout` where the server refuses the user. */
const shapes = {
  'error.response?.status === 401': (error, logout) => {
    if (error.response?.status === 401) logout();
  },
  'error.response && error.response.status': (error, logout) => {
    if (error.response && [401, 403].includes(error.response.status)) logout();
  },
  'error.status': (error, logout) => {
    if (error.status === 401) logout();
  },
  'error.request.status': (error, logout) => {
    if (error.request?.status === 401) logout();
  },
  'a switch in three branches': (error, logout) => {
    if (error.response) {
      if (error.response.status === 401) logout();
    } else if (error.request) {
      if (error.request.status === 401) logout();
    } else if (/401/.test(error.message)) logout();
  },
  'a message': (error, logout) => {
    if (/status code 401|unauthori[sz]ed/i.test(error.message)) logout();
  },
  'toJSON of a logger': (error, logout) => {
    if (JSON.parse(JSON.stringify(error.toJSON())).status === 401) logout();
  },
};

const calls = async (api, act) => {
  const logout = vi.fn();
  const seen = [];
  api.interceptors.response.use(undefined, (error) => {
    for (const [name, handle] of Object.entries(shapes)) handle(error, () => logout(name));
    seen.push(error);
    throw error;
  });
  await act();
  return { logout: logout.mock.calls.flat(), error: seen[0] };
};

describe('h166_code_written_for_axios_signs_nobody_out', () => {
  for (const [name, answer] of Object.entries({
    'a refresh that is answered 503': () => json({}, 503),
    'a refresh that fails on the network': () => Promise.reject(new TypeError('Failed to fetch')),
    'a refresh that is misconfigured': () => json({ error: 'invalid_client' }, 401),
  }))
    test(`h166_after_${name}`, async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const api = await fakeServer({ refresh: answer, request: () => json({ why: 'x' }, 401) }).signedIn();
      const { logout, error } = await calls(api, () => rejection(api.get('/x')));
      expect([logout, api.session.isSignedIn]).toEqual([[], true]);
      expect(error.code).toMatch(/^ERR_REFRESH_/);
      expect([error.response, error.status, error.request]).toEqual([undefined, undefined, undefined]);
      expect(error.refused).toMatchObject({ status: 401, data: { why: 'x' } });
      expect(Object.keys(error)).not.toContain('refused');
    });

  test('h166_after_another_user_has_signed_in', async () => {
    let answer;
    const server = fakeServer({ request: () => new Promise((resolve) => (answer = resolve)) });
    const api = await server.signedIn();
    const { logout, error } = await calls(api, async () => {
      const request = rejection(api.get('/x'));
      await api.session.signIn('of-b');
      answer(json({}, 401));
      await request;
    });
    expect([logout, error.code, error.refused.status]).toEqual([[], 'ERR_SESSION_CHANGED', 401]);
  });

  test('h166_after_a_refusal_of_a_stream', async () => {
    const api = await fakeServer({ request: () => json({}, 401) }).signedIn();
    const { logout, error } = await calls(api, () => rejection(api.post('/x', new ReadableStream())));
    expect([logout, error.code, error.refused.status]).toEqual([[], 'ERR_BODY_NOT_REPLAYABLE', 401]);
  });

  test('h166_but_all_of_them_do_when_the_session_has_ended', async () => {
    const server = fakeServer({
      refresh: () => json({ error: 'invalid_grant' }, 400),
      request: () => json({}, 401),
    });
    const api = await server.signedIn();
    const { logout, error } = await calls(api, () => rejection(api.get('/x')));
    expect([error.code, error.response.status, error.status]).toEqual(['ERR_SESSION_ENDED', 401, 401]);
    expect(logout).toEqual(expect.arrayContaining(['error.response?.status === 401', 'error.status']));
  });
});

describe('h165_a_permission_that_is_refused_again_and_again_does_not_hide_an_expiry', () => {
  test('h165_the_401_of_a_token_that_has_expired_renews', async () => {
    const server = fakeServer({
      request: (call, self) => (call.path === '/secret' ? json({}, 403) : self.answer(call)),
    });
    const api = await server.signedIn({ refreshOn: [401, 403] });
    for (let i = 0; i < 3; i++) {
      const poll = await rejection(api.get('/secret'));
      expect([poll.status, poll.retryable, server.refreshes.length]).toEqual([403, undefined, 1]);
    }
    server.expire();
    expect([(await api.get('/x')).status, server.refreshes.length]).toEqual([200, 2]);
  });

  test('h165_a_resend_that_is_refused_is_not_marked_nor_is_a_401_that_says_nothing_of_the_token', async () => {
    const server = fakeServer({ request: () => json({}, 401) });
    const api = await server.signedIn();
    expect((await rejection(api.get('/x'))).retryable).toBe(undefined);
    expect((await rejection(api.get('/x', { skipAuthRefresh: true }))).retryable).toBe(undefined);
    expect((await rejection(api.get('/x'))).retryable).toBe(true);
    for (const refreshOn of [[419], () => false]) {
      const other = await server.signedIn({ refreshOn });
      expect((await rejection(other.get('/x'))).retryable).toBe(undefined);
    }
    // Where a function says that the token is refused, the same is told of it.
    const asked = await server.signedIn({ refreshOn: ({ status }) => status === 401 });
    expect((await rejection(asked.get('/x'))).retryable).toBe(undefined);
    expect((await rejection(asked.get('/x'))).retryable).toBe(true);
  });
});
