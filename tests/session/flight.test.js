// One flight: however many requests meet an expired token, the token is renewed once and each of them is answered.
import { describe, expect, test, vi } from 'vitest';
import { openSandbox } from './support/sandbox.js';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

describe('beside the API server', () => {
  test('h01_fifty_requests_with_an_expired_token_cost_one_refresh_and_are_sent_twice_each', async () => {
    const box = await openSandbox();
    const api = await box.signedIn();
    await box.expire();
    const answers = await Promise.all(
      many(50, (i) => api.get('/api/me', { headers: { 'X-Request-Id': `q${i}` } })),
    );
    expect(answers.map(({ data }) => data.user)).toEqual(many(50, () => 'ada'));
    const { refresh, sends } = await box.counters();
    expect(refresh).toMatchObject({ calls: 1, rotated: 1, peak: 1 });
    expect(Object.values(sends)).toEqual(many(50, () => 2));
  });

  test('h02_a_late_401_of_an_older_token_costs_no_refresh', async () => {
    const box = await openSandbox();
    const api = await box.signedIn();
    await box.expire();
    const late = api.get('/api/late401', { params: { ms: 60_000 } });
    await vi.waitFor(async () =>
      expect((await box.counters()).calls).toMatchObject({ 'GET /api/late401': 1 }),
    );
    await api.get('/api/me');
    expect((await box.counters()).refresh.calls).toBe(1);
    await box.release();
    // The second send is kept waiting too.
    await box.release();
    expect((await late).data.user).toBe('ada');
    expect((await box.counters()).refresh.calls).toBe(1);
  });

  test('h03_401s_that_dribble_in_cost_one_refresh', async () => {
    const box = await openSandbox({ refreshLatency: 150 });
    const api = await box.signedIn();
    await box.expire();
    const answers = await Promise.all(
      [0, 50, 100, 200, 400, 600].map((ms) => api.get('/api/late401', { params: { ms } })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await box.counters()).refresh.calls).toBe(1);
  });

  test('h06_a_request_that_is_refused_with_every_token_is_sent_twice_and_delivered', async () => {
    const box = await openSandbox();
    const api = await box.signedIn();
    const error = await rejection(api.get('/api/always401', { headers: { 'X-Request-Id': 'r' } }));
    expect([error.code, error.response.status, error.retryable]).toEqual(['ERR_BAD_REQUEST', 401, undefined]);
    // The breaker: further refusals of the token that was just renewed renew nothing.
    await Promise.allSettled(many(5, () => api.get('/api/always401')));
    const { refresh, sends } = await box.counters();
    expect([refresh.calls, sends.r]).toEqual([1, 2]);
    expect((await api.get('/api/me')).status).toBe(200);
  });
});

describe('the clock', () => {
  const start = async (session, expiresIn) => {
    const clock = fakeClock();
    const server = fakeServer();
    const api = server.create(session);
    await api.session.signIn({ ...server.tokens(), expiresIn });
    return { server, api, clock };
  };

  test('a_token_is_renewed_before_the_request_as_soon_as_refreshAhead_says_and_an_eighth_of_its_life_earlier_at_most', async () => {
    const { server, api, clock } = await start({ refreshAhead: 100 }, 3600);
    clock.advance(3_049_000);
    await api.get('/early');
    expect(server.refreshes).toHaveLength(0);
    clock.advance(452_000);
    await api.get('/late');
    expect(server.refreshes).toHaveLength(1);
    expect(server.requests.at(-1).headers.authorization).toBe('Bearer access-2');
  });

  test('h99_the_margin_is_capped_at_a_fraction_of_the_lifetime', async () => {
    // The largest margin that a session can draw.
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));
    const { server, api, clock } = await start({ refreshAhead: 30 }, 10);
    clock.advance(7900);
    await api.get('/early');
    expect(server.refreshes).toHaveLength(0);
    clock.advance(200);
    await api.get('/late');
    expect(server.refreshes).toHaveLength(1);
  });

  test('h95_after_sleep_that_only_the_wall_clock_saw_the_first_request_renews_first_and_once', async () => {
    const { server, api, clock } = await start({}, 3600);
    clock.shiftWall(5 * 3_600_000);
    await Promise.all(many(10, (i) => api.get(`/q${i}`)));
    expect([server.refreshes.length, server.requests.length]).toEqual([1, 10]);
  });
});

test('h04_a_request_that_starts_during_a_refresh_waits_and_is_sent_once', async () => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const api = await server.signedIn();
  server.expire();
  const first = api.get('/first');
  await turns();
  expect(server.refreshes).toHaveLength(1);
  const second = api.get('/second');
  await turns();
  expect(server.requests.map(({ path }) => path)).toEqual(['/first']);
  gate.resolve();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  expect(server.requests.map(({ path }) => path).sort()).toEqual(['/first', '/first', '/second']);
  expect(server.requests.at(-1).headers.authorization).toBe('Bearer access-2');
});

test('h05_a_request_without_a_session_is_not_delayed_by_a_refresh_and_carries_no_token', async () => {
  const server = fakeServer({ refresh: () => new Promise(() => {}), request: () => json({}, 200) });
  const api = await server.signedIn({ refreshTimeout: 50 });
  const renewing = rejection(api.session.refresh());
  await api.get('/public', { session: false });
  expect(server.requests[0].headers.authorization).toBeUndefined();
  await renewing;
});

test('h08_when_a_refresh_fails_every_waiter_gets_its_own_401_and_the_cause', async () => {
  const gate = later();
  const server = fakeServer({ refresh: () => gate.promise });
  const api = await server.signedIn();
  server.expire();
  const waiters = many(20, (i) => rejection(api.get(`/q${i}`)));
  await turns();
  const settled = [];
  waiters.forEach((waiter, i) => waiter.then(() => settled.push(i)));
  gate.resolve(json({ error: 'busy' }, 503));
  // When the first one is told, all are, within one macrotask at the most.
  await waiters[0];
  await turns();
  expect(settled).toHaveLength(20);
  const errors = await Promise.all(waiters);
  errors.forEach((error, i) => {
    expect(error).toMatchObject({
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
      isAxiosError: true,
      refused: { status: 401 },
    });
    expect(error.refused.data).toEqual({ why: 'expired', path: `/q${i}` });
    expect(error.config.url).toBe(`/q${i}`);
    expect(error.cause.message).toMatch(/status 503/);
  });
  expect(new Set(errors).size).toBe(20);
  expect(server.refreshes).toHaveLength(1);
});

test('h25_a_renewal_ahead_of_expiry_and_a_401_share_one_flight', async () => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const api = server.create({ refreshAhead: 30 });
  await api.session.signIn({ ...server.tokens(), expiresIn: 3600 });
  server.expire();
  const refused = api.get('/refused');
  await turns();
  const renewing = api.session.refresh();
  const token = api.session.getAccessToken();
  const next = api.get('/next');
  gate.resolve();
  await Promise.all([refused, renewing, next]);
  expect(await token).toBe('access-2');
  expect(server.refreshes).toHaveLength(1);
});

test('the_token_just_refused_that_comes_back_again_is_delivered_as_the_401_that_it_was', async () => {
  const server = fakeServer({ refresh: () => json({ accessToken: 'access-1', refreshToken: 'refresh-1' }) });
  server.isAccepted = () => false;
  const api = await server.signedIn();
  const error = await rejection(api.get('/x'));
  expect([error.code, error.response.status]).toEqual(['ERR_BAD_REQUEST', 401]);
  expect([server.requests.length, server.refreshes.length]).toEqual([1, 1]);
});
