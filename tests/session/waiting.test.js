// Waiting for a refresh: it can be left at any moment, it counts against the timeout, and it always ends.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

/** A client whose requests wait for a refresh that the test answers. */
const renewing = async (session, config) => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then((answer) => answer ?? self.rotate()) });
  const api = await server.signedIn(session, config);
  server.expire();
  return { gate, server, api };
};

describe('abort', () => {
  test('h14_h16_whoever_started_the_refresh_or_waits_for_it_rejects_at_once_and_the_flight_goes_on', async () => {
    const { gate, server, api } = await renewing();
    const controllers = [1, 2, 3].map(() => new AbortController());
    const requests = controllers.map(({ signal }, i) => rejection(api.get(`/q${i}`, { signal })));
    await turns();
    expect([server.requests.length, server.refreshes.length]).toEqual([3, 1]);
    controllers.forEach((controller) => controller.abort());
    // No timer passes: within the same task.
    await turns();
    const settled = await Promise.race([Promise.all(requests), turns().then(() => 'late')]);
    expect(settled.map(({ code, name }) => [code, name])).toEqual(
      [1, 2, 3].map(() => ['ERR_CANCELED', 'CanceledError']),
    );
    const next = api.get('/next');
    await turns();
    expect(server.refreshes).toHaveLength(1);
    expect(server.refreshes[0].init.signal.aborted).toBe(false);
    gate.resolve();
    expect((await next).status).toBe(200);
    // The aborted ones were never resent.
    expect(server.requests.map(({ path }) => path)).toEqual(['/q0', '/q1', '/q2', '/next']);
  });

  test('h15_h18_a_queued_request_that_is_canceled_is_never_sent', async () => {
    const { gate, server, api } = await renewing();
    const refreshing = api.session.refresh();
    await turns();
    const source = everfetch.CancelToken.source();
    const queued = rejection(api.post('/x', { a: 1 }, { cancelToken: source.token }));
    await turns();
    source.cancel('no longer needed');
    expect(await queued).toMatchObject({ code: 'ERR_CANCELED', message: 'no longer needed' });
    gate.resolve();
    await refreshing;
    await turns();
    expect(server.requests).toHaveLength(0);
  });

  test('an abort between the end of the refresh and the resend wins', async () => {
    const { gate, server, api } = await renewing();
    const controller = new AbortController();
    api.session.on('refreshed', () => controller.abort());
    const request = rejection(api.get('/x', { signal: controller.signal }));
    await turns();
    gate.resolve();
    expect((await request).code).toBe('ERR_CANCELED');
    expect(server.requests).toHaveLength(1);
  });
});

describe('h17_timeout_is_one_budget_for_waiting_and_both_sends', () => {
  test('it passes while the request waits', async () => {
    const clock = fakeClock();
    const { server, api } = await renewing();
    const request = rejection(api.get('/x', { timeout: 300 }));
    await turns();
    clock.advance(299);
    await turns();
    expect(server.refreshes).toHaveLength(1);
    clock.advance(1);
    expect(await request).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 300ms exceeded' });
    expect(api.session.state).toBe('refreshing');
  });

  test('what waiting has used up is missing for the resend', async () => {
    const clock = fakeClock();
    const { gate, server, api } = await renewing();
    const request = rejection(api.get('/x', { timeout: 1000 }));
    await turns();
    clock.advance(700);
    server.answer = () => new Promise(() => {});
    gate.resolve();
    await turns();
    expect(server.requests).toHaveLength(2);
    clock.advance(299);
    await turns();
    const before = await Promise.race([request, turns().then(() => 'pending')]);
    expect(before).toBe('pending');
    clock.advance(2);
    expect((await request).code).toBe('ECONNABORTED');
  });

  test('what the first send has used up is missing for a resend that did not wait', async () => {
    const clock = fakeClock();
    const gate = later();
    const server = fakeServer({
      request: (call) =>
        call.headers.authorization === 'Bearer access-1' ? gate.promise : new Promise(() => {}),
    });
    const api = await server.signedIn();
    const request = rejection(api.get('/x', { timeout: 1000 }));
    await api.session.refresh();
    clock.advance(900);
    gate.resolve(json({}, 401));
    await turns();
    expect(server.requests).toHaveLength(2);
    clock.advance(101);
    expect((await request).code).toBe('ECONNABORTED');
  });

  test('a request whose time is over when the refresh ends is not sent, though no timer has fired yet', async () => {
    const { gate, server, api } = await renewing();
    const request = rejection(api.get('/x', { timeout: 500, transitional: { clarifyTimeoutError: true } }));
    await turns();
    // After sleep the clock may be ahead of the timers.
    const { now } = performance;
    vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 600);
    gate.resolve();
    expect((await request).code).toBe('ETIMEDOUT');
    expect(server.requests).toHaveLength(1);
  });
});

test('h09_h145_requests_wait_for_a_refresh_that_is_not_answered_as_long_as_refreshTimeout_and_the_call_goes_on', async () => {
  const clock = fakeClock();
  const server = fakeServer({
    refresh: vi.fn((_, self) => self.rotate()).mockImplementationOnce(() => new Promise(() => {})),
  });
  const api = await server.signedIn({ refreshTimeout: 4000 });
  server.expire();
  const errors = [1, 2].map((i) => rejection(api.get(`/q${i}`)));
  await turns();
  clock.advance(6999);
  await turns();
  expect(await Promise.race([...errors, turns().then(() => 'pending')])).toBe('pending');
  clock.advance(1);
  for (const error of await Promise.all(errors))
    expect(error).toMatchObject({
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
      refused: { status: 401 },
      cause: { message: /refreshTimeout/ },
    });
  clock.advance(112_999);
  await turns();
  expect([server.refreshes.length, server.refreshes[0].init.signal.aborted]).toEqual([1, false]);
  clock.advance(1);
  expect(server.refreshes[0].init.signal.aborted).toBe(true);
  clock.advance(5000);
  expect((await api.get('/x')).status).toBe(200);
});

describe('h145_a_late_answer_is_the_answer', () => {
  for (const carrier of ['bearer', 'split'])
    for (const delay of [12_000, 30_000])
      test(`${carrier}, after ${delay / 1000} s`, async () => {
        const clock = fakeClock();
        const { gate, server, api } = await renewing({ carrier });
        const ended = vi.fn();
        api.session.on('ended', ended);
        const requests = [1, 2, 3].map((i) => api.get(`/q${i}`));
        await turns();
        clock.advance(delay);
        await turns();
        expect(server.refreshes).toHaveLength(1);
        gate.resolve();
        expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([200, 200, 200]);
        expect([server.refreshes.length, ended.mock.calls.length]).toEqual([1, 0]);
      });

  test('after 90 s whoever waited has been told to try again, and the next request has the new token', async () => {
    const clock = fakeClock();
    const { gate, server, api } = await renewing();
    const waited = rejection(api.get('/x'));
    await turns();
    clock.advance(63_000);
    expect(await waited).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
    clock.advance(27_000);
    gate.resolve();
    await turns();
    expect((await api.get('/y')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });
});

describe('the bound that does not depend on Rust', () => {
  /** Timers of Rust never fire: what it would take to hang for ever. */
  const lose = (delay) => {
    const { setTimeout } = globalThis;
    vi.stubGlobal('setTimeout', (callback, ms) => (ms === delay ? 0 : setTimeout(callback, ms)));
    return setTimeout;
  };

  test('every wait ends after refreshTimeout + 3 s, and a flight that no refresh can explain is ended', async () => {
    const clock = fakeClock();
    const lost = lose(120_000);
    const server = fakeServer({ refresh: () => new Promise(() => {}) });
    const api = await server.signedIn({ refreshTimeout: 1000 });
    server.expire();
    const waits = [
      api.get('/x'),
      api.session.refresh(),
      api.session.getAccessToken(),
      api.get('/y', { timeout: 60_000 }),
    ].map(rejection);
    const ready = api.session.ready();
    await turns();
    clock.advance(3999);
    await turns();
    expect(await Promise.race([...waits, turns().then(() => 'pending')])).toBe('pending');
    clock.advance(1);
    for (const error of await Promise.all(waits))
      expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
    expect(await ready).toBe('refreshing');
    expect((await waits[0]).refused.status).toBe(401);
    clock.advance(250_000);
    const late = rejection(api.get('/z'));
    await turns();
    clock.advance(4000);
    expect((await late).code).toBe('ERR_REFRESH_FAILED');
    vi.stubGlobal('setTimeout', lost);
    server.refresh = () => server.rotate();
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(2);
  });
});

test('h21_a_request_that_waits_when_the_session_ends_is_not_sent', async () => {
  const { gate, server, api } = await renewing();
  const refreshing = rejection(api.session.refresh());
  await turns();
  const waiting = rejection(api.post('/x', {}));
  await turns();
  gate.resolve(json({ error: 'invalid_grant' }, 400));
  expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'refused', retryable: false });
  expect((await waiting).response).toBeUndefined();
  expect((await refreshing).code).toBe('ERR_SESSION_ENDED');
  expect(server.requests).toHaveLength(0);
});
