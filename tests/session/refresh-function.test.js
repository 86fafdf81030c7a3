// The refresh as the application's own function: whatever it does, requests settle and the session goes on.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, microtasks, rejection, turns } from './support/fake.js';

test('it gets the tokens and a signal, and may return tokens, a text, or a promise of them', async () => {
  for (const reply of [
    { accessToken: 'access-2' },
    'access-2',
    Promise.resolve({ token: 'access-2' }),
    Promise.resolve('access-2'),
  ]) {
    const server = fakeServer();
    const refresh = vi.fn(() => ((server.generation = 2), reply));
    const api = await server.signedIn({ refresh });
    server.generation = 2;
    expect((await api.get('/x')).status).toBe(200);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refresh.mock.calls[0][0]).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' });
    expect(refresh.mock.calls[0][0].signal).toBeInstanceOf(AbortSignal);
  }
});

test('a session without a refresh token is renewed by it', async () => {
  const server = fakeServer();
  const api = server.create({ refresh: () => ((server.generation = 2), 'access-2') });
  await api.session.signIn('access-0');
  expect((await api.get('/x')).status).toBe(200);
});

describe('h07_a_function_that_fails_settles_every_waiter_with_a_typed_error_and_its_cause', () => {
  const cause = new Error('the identity library said no');
  const ways = {
    'throws synchronously': [
      () => {
        throw cause;
      },
      cause,
    ],
    rejects: [
      async () => {
        throw cause;
      },
      cause,
    ],
    'rejects with undefined': [() => Promise.reject(undefined), undefined],
    'throws a text': [
      () => {
        throw 'nope';
      },
      'nope',
    ],
    'returns nothing': [
      () => undefined,
      expect.objectContaining({ message: expect.stringMatching(/no usable token/) }),
    ],
    'returns a number': [
      () => 5,
      expect.objectContaining({ message: expect.stringMatching(/no usable token/) }),
    ],
  };
  for (const [name, [refresh, expected]] of Object.entries(ways))
    test(name, async () => {
      const server = fakeServer();
      const api = await server.signedIn({ refresh });
      server.expire();
      const errors = await Promise.all([1, 2, 3].map((i) => rejection(api.get(`/q${i}`))));
      errors.forEach((error, i) => {
        expect(error).toMatchObject({
          code: 'ERR_REFRESH_FAILED',
          retryable: true,
          isAxiosError: true,
          refused: { status: 401 },
        });
        expect(error.refused.data.path).toBe(`/q${i + 1}`);
        if (expected !== undefined) expect(error.cause).toEqual(expected);
      });
      expect(api.session.state).toBe('stale');
    });

  test('a rejection is judged by the status of its response, its own or its cause’s', async () => {
    const refusal = Object.assign(new Error('refused'), { response: { status: 401 } });
    for (const reason of [refusal, new Error('wrapped', { cause: refusal })]) {
      const server = fakeServer();
      const api = await server.signedIn({ refresh: () => Promise.reject(reason) });
      server.expire();
      const error = await rejection(api.get('/x'));
      expect(error).toMatchObject({
        code: 'ERR_SESSION_ENDED',
        reason: 'refused',
        retryable: false,
        status: 401,
      });
      expect(error.cause).toBe(reason);
    }
  });
});

test('h09_requests_wait_for_a_function_that_never_settles_as_long_as_refreshTimeout_and_it_is_given_up_after_two_minutes', async () => {
  const clock = fakeClock();
  const server = fakeServer();
  let signal;
  const called = later();
  const refresh = vi.fn((context) => {
    ({ signal } = context);
    called.resolve();
    return new Promise(() => {});
  });
  const api = await server.signedIn({ refresh, refreshTimeout: 3000 });
  server.expire();
  const waiting = rejection(api.get('/x'));
  await called.promise;
  await turns();
  expect([signal.aborted, api.session.state]).toEqual([false, 'refreshing']);
  clock.advance(6000);
  expect(await waiting).toMatchObject({
    code: 'ERR_REFRESH_FAILED',
    retryable: true,
    cause: { message: /refreshTimeout/ },
  });
  expect(signal.aborted).toBe(false);
  clock.advance(113_999);
  await turns();
  expect(signal.aborted).toBe(false);
  clock.advance(1);
  expect(signal.aborted).toBe(true);
  // The next attempt may succeed.
  refresh.mockImplementation(() => ((server.isExpired = false), (server.generation = 2), 'access-2'));
  clock.advance(5000);
  expect((await api.get('/x')).status).toBe(200);
});

describe('h10_a_function_may_use_the_same_client', () => {
  const login = (call, self) =>
    call.path === '/renew'
      ? call.headers.authorization
        ? json({}, 401)
        : self.refresh(call)
      : self.answer(call);

  test('before any await, however the call looks', async () => {
    const server = fakeServer({ request: login });
    const api = await server.signedIn({ refresh: async () => (await api.post('/renew')).data });
    server.expire();
    const answers = await Promise.all([1, 2, 3].map((i) => api.get(`/q${i}`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.calls.filter(({ path }) => path === '/renew')).toHaveLength(1);
  });

  const carriers = {
    body: ({ refreshToken }) => [{ refreshToken }],
    form: ({ refreshToken }) => [new URLSearchParams({ rt: refreshToken })],
    query: ({ refreshToken }) => [
      null,
      { params: { rt: refreshToken }, url: `/renew?rt=${encodeURIComponent(refreshToken)}` },
    ],
    header: ({ refreshToken }) => [null, { headers: { 'X-Refresh': refreshToken } }],
    'session: false': () => [null, { session: false }],
  };
  for (const [name, make] of Object.entries(carriers))
    test(`after an await, with the token in: ${name}`, async () => {
      const server = fakeServer({ request: login });
      const api = server.create({
        refresh: async (context) => {
          await microtasks(3);
          const [data, { url = '/renew', ...config } = {}] = make(context);
          return (await api.post(url, data, config)).data;
        },
      });
      await api.session.signIn({ accessToken: 'access-1', refreshToken: 'r+/=%25&1' });
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(server.calls.filter(({ path }) => path === '/renew')).toHaveLength(1);
    });

  test('after an await, with skipAuthRefresh, whether the token was refused or has expired', async () => {
    const clock = fakeClock();
    const server = fakeServer({
      request: (call, self) => (call.path === '/renew' ? self.refresh(call) : self.answer(call)),
    });
    const api = await server.signedIn({
      refresh: async () => {
        await microtasks(3);
        return (await api.post('/renew', null, { skipAuthRefresh: true })).data;
      },
    });
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    clock.advance(4_000_000);
    expect((await api.get('/x')).status).toBe(200);
    expect(
      server.calls.filter(({ path }) => path === '/renew').map(({ headers }) => headers.authorization),
    ).toEqual(['Bearer access-1', 'Bearer access-2']);
  });

  test('a call that cannot be told from others gets an error when the refresh times out, and nothing hangs', async () => {
    const clock = fakeClock();
    const server = fakeServer();
    let inner;
    const asked = later();
    const api = await server.signedIn({
      refresh: async () => {
        await microtasks(3);
        inner = rejection(api.get('/profile'));
        asked.resolve();
        await inner;
        return 'access-2';
      },
    });
    server.expire();
    const outer = rejection(api.get('/x'));
    await asked.promise;
    // Both wait now: what is left to happen needs the clock.
    await turns();
    clock.advance(63_000);
    expect((await outer).code).toBe('ERR_REFRESH_FAILED');
    expect((await inner).code).toBe('ERR_REFRESH_FAILED');
  });
});

test('the requests of others wait while the function uses the client', async () => {
  const gate = later();
  const server = fakeServer({
    request: (call, self) =>
      call.path === '/renew' ? gate.promise.then(() => self.rotate()) : self.answer(call),
  });
  const api = await server.signedIn({ refresh: async (context) => (await api.post('/renew', context)).data });
  const renewing = api.session.refresh();
  await turns();
  const other = api.get('/other');
  await turns();
  expect(server.calls.map(({ path }) => path)).toEqual(['/renew']);
  gate.resolve();
  await renewing;
  expect((await other).status).toBe(200);
});

describe('h149_a_function_that_signs_in_after_an_await', () => {
  for (const [name, give] of Object.entries({
    'and returns the same': (tokens) => tokens,
    'and returns nothing': () => {},
    'and returns the access token': ({ accessToken }) => accessToken,
    'and returns what is no token': () => ({ ok: true }),
  }))
    test(`h149_${name}_begins_no_session`, async () => {
      const server = fakeServer();
      const signedIn = vi.fn();
      const refresh = vi.fn(async () => {
        await turns();
        server.rotate();
        await api.session.signIn(server.tokens());
        await turns();
        return give(server.tokens());
      });
      const api = await server.signedIn({ refresh });
      api.session.on('signedIn', signedIn);
      for (const number of [2, 3]) {
        server.expire();
        const answers = await Promise.all(['/x', '/y'].map((url) => api.get(url)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        expect(refresh).toHaveBeenCalledTimes(number - 1);
        expect(await api.session.getAccessToken()).toBe(`access-${number}`);
      }
      expect(refresh.mock.calls[1][0].refreshToken).toBe('refresh-2');
      expect([api.session.state, signedIn.mock.calls.length]).toEqual(['active', 0]);
    });

  for (const [name, end] of Object.entries({
    'brings other tokens': ({ resolve }) => resolve({ accessToken: 'access-9', refreshToken: 'refresh-9' }),
    fails: ({ reject }) => reject(new Error('mine')),
    'is refused': ({ resolve }) => resolve(json({ error: 'invalid_grant' }, 400)),
  }))
    test(`h149_another_user_who_signs_in_while_it_runs_has_a_session_of_her_own_when_it_${name}`, async () => {
      const gate = later();
      const server = fakeServer({ request: () => json({}) });
      const api = await server.signedIn({ refresh: () => gate.promise, onSessionEnd: vi.fn() });
      const renewed = rejection(api.session.refresh());
      const former = rejection(api.get('/former'));
      await turns();
      await api.session.signIn({ accessToken: 'hers' });
      const request = api.get('/hers');
      await turns();
      expect(server.requests).toHaveLength(0);
      end(gate);
      expect((await former).code).toBe('ERR_SESSION_CHANGED');
      expect((await request).status).toBe(200);
      await renewed.catch(() => {});
      expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
        ['/hers', 'Bearer hers'],
      ]);
    });

  test('h149_which_ran_at_a_sign_out_does_not_undo_it', async () => {
    const gate = later();
    const server = fakeServer();
    const revoke = vi.fn();
    const refresh = async () => {
      await gate.promise;
      server.rotate();
      await api.session.signIn(server.tokens());
      await turns();
      return server.tokens();
    };
    const api = await server.signedIn({ refresh, revoke });
    api.session.refresh().catch(() => {});
    await turns();
    await api.session.signOut();
    gate.resolve();
    await vi.waitFor(() => expect(revoke).toHaveBeenCalledTimes(2));
    expect([api.session.state, await api.session.getAccessToken()]).toEqual(['ended', undefined]);
    expect(revoke.mock.calls[1][0]).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2' });
  });
});
