// A refresh that fails: transient, in doubt, definitive, misconfigured; and what refreshOn and classify say.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { openSandbox } from './support/sandbox.js';
import { fakeServer, json, rejection, turns } from './support/fake.js';

/** A client whose one expired token meets this answer of the token endpoint. */
const meet = async (answer, session) => {
  const server = fakeServer({ refresh: answer });
  const api = await server.signedIn(session);
  const events = [];
  for (const name of ['refreshed', 'refreshFailed', 'ended'])
    api.session.on(name, (event) => events.push(event));
  server.expire();
  return { server, api, events, error: await rejection(api.get('/x')) };
};

describe('h71_h72_h73_what_is_transient_keeps_the_session', () => {
  for (const status of [408, 425, 429, 503, 500, 502, 504])
    test(`status ${status}`, async () => {
      const { api, events, error } = await meet(() => json({}, status));
      expect(error).toMatchObject({
        code: 'ERR_REFRESH_FAILED',
        retryable: true,
        refused: { status: 401 },
      });
      expect([error.status, error.response, error.request]).toEqual([undefined, undefined, undefined]);
      expect(error.cause).toMatchObject({ isAxiosError: true, response: { status } });
      expect(events).toEqual([
        {
          type: 'refreshFailed',
          failure: expect.stringMatching(/transient|inDoubt/),
          retryIn: expect.any(Number),
        },
      ]);
      expect(api.session.state).toBe('stale');
    });

  test('h73_Retry_After_is_obeyed_in_seconds_and_as_a_date', async () => {
    const clock = fakeClock();
    for (const value of [() => '20', () => new Date(Date.now() + 20_000).toUTCString()]) {
      const { server, api, events } = await meet(() => json({}, 429, { 'Retry-After': value() }));
      expect(events[0].retryIn).toBeGreaterThan(18_000);
      clock.advance(18_000);
      expect((await rejection(api.get('/x'))).code).toBe('ERR_REFRESH_FAILED');
      expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
      expect(server.refreshes).toHaveLength(1);
      clock.advance(23_000);
      await rejection(api.get('/x'));
      expect(server.refreshes).toHaveLength(2);
    }
  });

  test('h73_a_Retry_After_that_makes_no_sense_is_bounded_and_told_in_the_timeline', async () => {
    // Of all bits set the pause is the longest.
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));
    for (const [value, least, most] of [
      ['0', 5000, 5000],
      ['-5', 5000, 5000],
      ['soon', 5000, 5000],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 5000, 5000],
      ['3153600000', 3_600_000, 3_900_000],
      ['Fri, 01 Jan 2100 00:00:00 GMT', 3_600_000, 3_900_000],
    ]) {
      const { api, events } = await meet(() => json({}, 503, { 'Retry-After': value }));
      expect(events[0].retryIn).toBeGreaterThanOrEqual(least);
      expect(events[0].retryIn).toBeLessThanOrEqual(most);
      const told = api.session.timeline().findLast(({ event }) => event === 'refreshFailed');
      expect(told.retryIn).toBe(events[0].retryIn);
    }
  });

  test('h71_a_call_that_fails_at_once_on_a_device_that_is_offline_leaves_no_doubt_and_keeps_the_session', async () => {
    // No time passes during the call, however busy the machine is.
    fakeClock();
    for (const [onLine, failure] of [
      [false, 'transient'],
      [true, 'inDoubt'],
    ]) {
      vi.stubGlobal('navigator', { onLine });
      const { error, events } = await meet(() => Promise.reject(new TypeError('Failed to fetch')));
      expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', cause: { message: 'Failed to fetch' } });
      expect(events).toMatchObject([{ type: 'refreshFailed', failure }]);
    }
  });

  test('h71_a_call_that_fails_later_may_have_arrived_whatever_the_device_says', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const { now } = performance;
    const { events } = await meet(() => {
      vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 200);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    expect(events).toMatchObject([{ type: 'refreshFailed', failure: 'inDoubt' }]);
  });

  test('h150_a_device_that_says_it_is_offline_and_is_not_renews', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const server = fakeServer();
    const api = await server.signedIn();
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });

  test('h77_after_the_first_failure_the_pauses_are_minutes_long', async () => {
    const clock = fakeClock();
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));
    const server = fakeServer({ refresh: () => json({}, 503) });
    const api = await server.signedIn();
    const waits = [];
    api.session.on('refreshFailed', ({ retryIn }) => waits.push(retryIn));
    server.expire();
    for (let i = 0; i < 4; i++) {
      await rejection(api.get('/x'));
      clock.advance(301_000);
    }
    expect(waits).toEqual([5000, 300_000, 300_000, 300_000]);
  });
});

describe('h74_what_is_definitive_ends_the_session_once', () => {
  const answers = {
    'invalid_grant with 400': () => json({ error: 'invalid_grant' }, 400),
    'invalid_grant with 403': () => json({ error: 'invalid_grant' }, 403),
    401: () => json({}, 401),
  };
  for (const [name, answer] of Object.entries(answers))
    test(name, async () => {
      const { server, api, events, error } = await meet(answer);
      expect(error).toMatchObject({
        code: 'ERR_SESSION_ENDED',
        reason: 'refused',
        retryable: false,
        status: 401,
      });
      expect(error.cause.message).toMatch(/status 40[013]/);
      expect(events).toEqual([{ type: 'ended', reason: 'refused' }]);
      expect(api.session.state).toBe('ended');
      // One call; what comes later is anonymous.
      const later = await rejection(api.get('/later'));
      expect([later.code, later.reason, server.requests.at(-1).headers.authorization]).toEqual([
        'ERR_BAD_REQUEST',
        'noSession',
        undefined,
      ]);
      expect(server.refreshes).toHaveLength(1);
    });

  test('a page of HTML with 400 or 403 is a proxy’s, and in doubt', async () => {
    for (const status of [400, 403]) {
      const html = () => new Response('<html></html>', { status, headers: { 'content-type': 'text/html' } });
      expect((await meet(html)).error.code).toBe('ERR_REFRESH_FAILED');
    }
  });
});

test('h75_a_mistake_of_the_set_up_keeps_the_session_loudly_and_pauses_for_a_minute', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const clock = fakeClock();
  for (const [body, status] of [
    [{ error: 'invalid_client' }, 401],
    [{ error: 'unsupported_grant_type' }, 400],
    [{}, 404],
    [{}, 405],
  ]) {
    warn.mockClear();
    const { server, api, events, error } = await meet(() => json(body, status));
    expect(error).toMatchObject({
      code: 'ERR_REFRESH_MISCONFIGURED',
      retryable: false,
      refused: { status: 401 },
    });
    expect(events).toEqual([expect.objectContaining({ type: 'refreshFailed', failure: 'misconfigured' })]);
    expect(warn.mock.calls.flat().join()).toMatch(/session\.refresh/);
    clock.advance(59_000);
    expect((await rejection(api.get('/x'))).code).toBe('ERR_REFRESH_MISCONFIGURED');
    expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_MISCONFIGURED');
    expect(server.refreshes).toHaveLength(1);
    clock.advance(1001);
    await rejection(api.get('/x'));
    expect(server.refreshes).toHaveLength(2);
  }
});

test('inDoubt: end ends the session where an answer was lost, but not where the server was busy', async () => {
  const lost = await meet(() => Promise.reject(new TypeError('lost')), { inDoubt: 'end' });
  expect(lost.error).toMatchObject({
    code: 'ERR_SESSION_ENDED',
    reason: 'inDoubt',
    cause: { message: 'lost' },
  });
  const busy = await meet(() => json({}, 503), { inDoubt: 'end' });
  expect(busy.error.code).toBe('ERR_REFRESH_FAILED');
});

describe('classify', () => {
  test('overrides how a failed refresh is judged, and sees status, data, headers and error', async () => {
    const classify = vi.fn(() => 'transient');
    const { api, error } = await meet(
      () => json({ error: 'invalid_grant' }, 400, { 'X-Why': 'maintenance' }),
      { classify },
    );
    expect([error.code, api.session.state]).toEqual(['ERR_REFRESH_FAILED', 'stale']);
    const [seen] = classify.mock.calls[0];
    expect(seen).toMatchObject({ status: 400, data: { error: 'invalid_grant' } });
    expect(seen.response.headers.get('x-why')).toBe('maintenance');
    expect(JSON.stringify(classify.mock.calls)).not.toMatch(/access-|refresh-/);
  });

  test('is asked about a 2xx answer without a token: a refusal hidden in a 200', async () => {
    const classify = ({ data }) => (data.code === 'SESSION_OVER' ? 'definitive' : undefined);
    expect((await meet(() => json({ code: 'SESSION_OVER' }), { classify })).error.code).toBe(
      'ERR_SESSION_ENDED',
    );
    expect((await meet(() => json({ code: 'WAIT' }), { classify })).error.code).toBe('ERR_REFRESH_FAILED');
  });

  test('is asked about what a refresh function threw', async () => {
    const classify = ({ error }) => (error.message === 'login_required' ? 'definitive' : undefined);
    const refresh = () => Promise.reject(new Error('login_required'));
    expect((await meet(undefined, { classify, refresh })).error).toMatchObject({
      code: 'ERR_SESSION_ENDED',
      reason: 'refused',
    });
  });

  test('one that throws or says nonsense is told, and the usual judgement holds', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const throwing = () => {
      throw new Error('oops');
    };
    for (const classify of [throwing, () => 'fatal']) {
      const { error } = await meet(() => json({}, 503), { classify });
      expect(error.code).toBe('ERR_REFRESH_FAILED');
    }
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/function of yours failed/),
      expect.stringMatching(/"fatal"/),
    ]);
  });
});

describe('refreshOn', () => {
  test('a list of statuses', async () => {
    const server = fakeServer({
      request: (call, self) => (self.isAccepted(call) ? json({}) : json({}, 419)),
    });
    const api = await server.signedIn({ refreshOn: [401, 419] });
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });

  test('h27_403_starts_nothing_unless_it_is_named', async () => {
    const server = fakeServer({ request: () => json({}, 403) });
    const error = await rejection((await server.signedIn()).get('/x'));
    expect([error.response.status, server.refreshes.length]).toEqual([403, 0]);
  });

  test('a predicate sees the parsed data before transformResponse: GraphQL’s errors in a 200', async () => {
    const box = await openSandbox();
    const transformed = vi.fn((data) => JSON.parse(data).data);
    const api = await box.signedIn(
      {
        refreshOn: ({ status, data }) =>
          status === 401 || data?.errors?.[0]?.extensions?.code === 'UNAUTHENTICATED',
      },
      { transformResponse: [transformed] },
    );
    await box.expire();
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.post('/api/graphql', { query: '{ me { name } }' })),
    );
    expect(answers.map(({ data }) => data.me.name)).toEqual(['ada', 'ada', 'ada']);
    expect((await box.counters()).refresh.calls).toBe(1);
    expect(transformed).toHaveBeenCalledTimes(3);
  });

  test('a refusal hidden in a 200 that cannot be cured is delivered as the 200 that it was', async () => {
    const server = fakeServer({ request: () => json({ code: 'expired' }) });
    const api = await server.signedIn({ refreshOn: ({ data }) => data.code === 'expired' });
    expect(await api.get('/x')).toMatchObject({ status: 200, data: { code: 'expired' } });
    expect([server.requests.length, server.refreshes.length]).toEqual([2, 1]);
  });

  test("'end' ends the session without a refresh", async () => {
    const server = fakeServer({ request: () => json({ code: 'BANNED' }, 401) });
    const api = await server.signedIn({
      refreshOn: ({ status, data }) => (data.code === 'BANNED' ? 'end' : status === 401),
    });
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({
      code: 'ERR_SESSION_ENDED',
      reason: 'refused',
      status: 401,
      retryable: false,
    });
    expect(error).not.toHaveProperty('cause');
    expect([server.refreshes.length, api.session.state]).toEqual([0, 'ended']);
  });

  test('a predicate that matches the refresh call’s own answer makes that definitive', async () => {
    const refreshOn = vi.fn(({ status, data }) => status === 401 || data?.code === 'LOGIN');
    const { error } = await meet(() => json({ code: 'LOGIN', token: 'access-9' }, 200, { 'X-A': '1' }), {
      refreshOn,
    });
    expect(error.code).toBe('ERR_SESSION_ENDED');
    expect(refreshOn.mock.lastCall[0].headers.get('x-a')).toBe('1');
  });

  test('one that throws refuses nothing, and is told', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    const api = await server.signedIn({ refreshOn: ({ data }) => data.errors.length > 0 });
    expect((await api.get('/x')).status).toBe(200);
    expect(warn).toHaveBeenCalled();
  });

  test('h27_a_network_error_is_never_a_refusal', async () => {
    const server = fakeServer({ request: () => Promise.reject(new TypeError('fetch failed')) });
    const api = await server.signedIn({ refreshOn: () => true });
    const error = await rejection(api.get('/x'));
    expect([error.code, server.refreshes.length, server.requests.length]).toEqual(['ERR_NETWORK', 0, 1]);
  });
});

describe('challenges', () => {
  const challenged = (value) => ({ request: () => json({}, 401, { 'WWW-Authenticate': value }) });

  test('h125_a_demand_for_a_stronger_sign_in_starts_no_refresh_and_is_told_with_what_it_asks', async () => {
    const server = fakeServer(
      challenged('Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="5"'),
    );
    const api = await server.signedIn();
    const told = vi.fn();
    api.session.on('stepUpRequired', told);
    const error = await rejection(api.get('/x'));
    expect([error.code, error.response.status, server.refreshes.length, api.session.state]).toEqual([
      'ERR_BAD_REQUEST',
      401,
      0,
      'active',
    ]);
    expect(told.mock.calls).toEqual([[{ type: 'stepUpRequired', acrValues: 'mfa', maxAge: '5' }]]);
  });

  test('h125_what_it_does_not_ask_for_is_not_told', async () => {
    const error = 'Bearer error="insufficient_user_authentication"';
    for (const [asked, expected] of [
      [', acr_values="mfa otp"', { acrValues: 'mfa otp' }],
      [', max_age=0', { maxAge: '0' }],
    ]) {
      const api = await fakeServer(challenged(error + asked)).signedIn();
      const told = [];
      api.session.on('stepUpRequired', (event) => told.push(event));
      await rejection(api.get('/x'));
      expect(told).toEqual([{ type: 'stepUpRequired', ...expected }]);
    }
  });

  test('a challenge beside another status than 401 asks for nothing', async () => {
    const server = fakeServer({
      request: () =>
        json({}, 403, {
          'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", acr_values="a"',
        }),
    });
    const refreshOn = vi.fn(({ status }) => status === 403);
    const api = await server.signedIn({ refreshOn });
    const told = vi.fn();
    api.session.on('stepUpRequired', told);
    await rejection(api.get('/x'));
    expect([told.mock.calls.length, server.refreshes.length]).toEqual([0, 1]);
  });

  test('h126_a_missing_scope_starts_no_refresh', async () => {
    const server = fakeServer(challenged('Bearer error="insufficient_scope"'));
    const api = await server.signedIn();
    const told = vi.fn();
    api.session.on('stepUpRequired', told);
    await rejection(api.get('/x'));
    expect([server.refreshes.length, told.mock.calls.length]).toEqual([0, 0]);
  });

  test('h127_what_cannot_be_read_leaves_the_decision_to_the_status', async () => {
    for (const value of [
      'Bearer error="invalid_token"',
      '"broken',
      'Bearer error=insufficient_scope"',
      'Basic realm="x"',
    ]) {
      const server = fakeServer(challenged(value));
      await rejection((await server.signedIn()).get('/x'));
      expect(server.refreshes).toHaveLength(1);
    }
  });
});

test('a session that cannot be renewed for lack of a refresh token ends with its first refusal', async () => {
  const server = fakeServer();
  const api = server.create();
  await api.session.signIn('access-0');
  const error = await rejection(api.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'refused', status: 401 });
  await turns();
  expect(server.refreshes).toHaveLength(0);
});

test('h20_without_a_session_a_401_starts_nothing_and_says_so', async () => {
  const server = fakeServer();
  const api = server.create();
  const error = await rejection(api.get('/x'));
  expect([error.code, error.reason, error.response.status]).toEqual(['ERR_BAD_REQUEST', 'noSession', 401]);
  expect([server.refreshes.length, api.session.state]).toEqual([0, 'anonymous']);
});
