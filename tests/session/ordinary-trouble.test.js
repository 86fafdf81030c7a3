// @vitest-environment jsdom
// What a page meets on an ordinary day: a full keepalive quota, a prerendered page, a frozen prototype; and what
// `api.session` says of its token.
import { describe, expect, test, vi } from 'vitest';
import { AxiosError } from 'everfetch';
import { alone, fakeServer, json, rejection } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import { freshId } from './support/page.js';

describe('h151_a_full_keepalive_quota', () => {
  /** As Chromium does: what has keepalive fails at once, unsent. */
  const full = (answers) => {
    const server = fakeServer(answers);
    const { fetch } = globalThis;
    const unsent = [];
    vi.stubGlobal('fetch', (url, init) => {
      if (!init?.keepalive) return fetch(url, init);
      unsent.push(String(url));
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    return { server, unsent };
  };
  // A page that goes away breaks a call off just as quickly, and that one has arrived: sending it again is reuse.
  test('h151_a_refresh_that_fails_at_once_is_not_sent_again', async () => {
    const { server, unsent } = full({ refresh: () => json({ accessToken: 'access-2' }) });
    const api = await server.signedIn({ id: freshId(), carrier: 'split' });
    expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
    expect([unsent.length, server.refreshes.length]).toEqual([1, 0]);
  });

  for (const carrier of ['split', 'cookie'])
    test('h151_the_next_refresh_goes_without_keepalive', async () => {
      const clock = fakeClock();
      const { server, unsent } = full();
      const api = await server.signedIn({ id: freshId(), carrier });
      // While the quota stays full, each renewal takes two calls, and none goes out twice.
      for (let renewal = 1; renewal <= 2; renewal++) {
        expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
        clock.advance(60_000);
        await api.session.refresh();
        expect([unsent.length, server.refreshes.length]).toEqual([renewal, renewal]);
        expect(server.refreshes.at(-1).init.keepalive).toBe(false);
      }
      expect(api.session.state).toBe('active');
    });

  test('h151_after_a_failure_that_takes_its_time_keepalive_is_asked_for_again', async () => {
    const clock = fakeClock();
    const answers = [() => Promise.reject(new TypeError('Failed to fetch')), (_, self) => self.rotate()];
    const server = fakeServer({
      refresh: (...args) => {
        clock.advance(1100);
        return answers.shift()(...args);
      },
    });
    const api = await server.signedIn({ id: freshId(), carrier: 'cookie' });
    await rejection(api.session.refresh());
    clock.advance(60_000);
    await api.session.refresh();
    expect(server.refreshes.map(({ init }) => init.keepalive)).toEqual([true, true]);
  });

  test('h151_the_revocation_at_sign_out_is_sent_once_more_without_keepalive', async () => {
    const { server, unsent } = full({ request: () => json({}) });
    const api = await server.signedIn({ id: freshId(), revoke: '/auth/revoke' });
    expect(await api.session.signOut()).toEqual({ revoked: true });
    expect([unsent.length, server.requests.length]).toEqual([1, 1]);
    expect(server.requests[0].body).toContain('refresh-1');
  });

  test('h151_what_fails_later_is_not_sent_again', async () => {
    const server = fakeServer({
      refresh: () =>
        new Promise((_, reject) => setTimeout(() => reject(new TypeError('Failed to fetch')), 80)),
    });
    const api = await server.signedIn({ id: freshId(), carrier: 'cookie' });
    expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
    expect(server.refreshes).toHaveLength(1);
  });

  test('h151_a_bearer_refresh_which_has_no_keepalive_is_not_sent_again', async () => {
    const server = fakeServer({ refresh: () => Promise.reject(new TypeError('Failed to fetch')) });
    const api = await server.signedIn({ id: freshId() });
    await rejection(api.session.refresh());
    expect(server.refreshes).toHaveLength(1);
  });
});

test('h171_a_page_that_is_prerendered_rejects_with_a_cause_that_says_so', async () => {
  const deferred = () => new Promise(() => {});
  Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  vi.stubGlobal('navigator', { onLine: true, locks: { request: deferred, query: deferred } });
  try {
    const server = fakeServer();
    const api = server.create({ id: freshId(), shareTabs: true, refreshTimeout: 200 });
    await api.session.signIn(server.tokens());
    server.expire();
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
    expect(error.cause.message).toMatch(/prerendered/);
  } finally {
    delete document.prerendering;
  }
});

test('h171_a_wait_for_the_lock_that_takes_too_long_has_a_cause', async () => {
  const deferred = () => new Promise(() => {});
  vi.stubGlobal('navigator', { onLine: true, locks: { request: deferred, query: deferred } });
  const server = fakeServer();
  const api = server.create({ id: freshId(), shareTabs: true, refreshTimeout: 200 });
  await api.session.signIn(server.tokens());
  server.expire();
  expect((await rejection(api.get('/x'))).cause).toBeInstanceOf(Error);
});

test('h172_with_fake_timers_and_without_locks_shareTabs_false_renews', async () => {
  vi.useFakeTimers();
  try {
    const server = fakeServer();
    const alone = await server.signedIn({ id: freshId(), shareTabs: false });
    server.expire();
    expect((await alone.get('/x')).status).toBe(200);
    // Tabs that share take turns by waiting: the test has to let time pass.
    const api = server.create({ id: freshId(), shareTabs: true });
    await api.session.signIn(server.tokens());
    server.expire();
    const request = api.get('/x');
    await vi.advanceTimersByTimeAsync(5000);
    expect((await request).status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});

test('h178_with_a_frozen_Error_prototype_a_failing_request_rejects', async () => {
  // Frozen for good, so only for these names: the rest of the file goes on.
  const { name } = Object.getOwnPropertyDescriptors(Error.prototype);
  for (const key of ['name', 'message'])
    Object.defineProperty(Error.prototype, key, { writable: false, configurable: true });
  try {
    const server = fakeServer({ request: () => json({}, 500) });
    const api = await server.signedIn({ id: freshId() });
    const error = await rejection(api.get('/x'));
    expect([error.name, error.status]).toEqual(['AxiosError', 500]);
    expect(AxiosError.from(new TypeError('x')).name).toBe('TypeError');
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect((await rejection(api.get('/x'))).code).toBe('ERR_NETWORK');
    const controller = new AbortController();
    controller.abort();
    expect((await rejection(api.get('/x', { signal: controller.signal }))).code).toBe('ERR_CANCELED');
  } finally {
    Object.defineProperty(Error.prototype, 'name', { ...name, writable: true });
    Object.defineProperty(Error.prototype, 'message', { writable: true });
  }
});

const jwt = (claims) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2ln`;
};

describe('h167_one_boolean_for_guards_and_what_is_known_of_the_token', () => {
  test('h167_isSignedIn_in_every_state', async () => {
    const gate = { resolve: undefined };
    const server = fakeServer({ refresh: () => new Promise((resolve) => (gate.resolve = resolve)) });
    const api = server.create({ id: freshId() });
    const said = () => [api.session.state, api.session.isSignedIn];
    expect(said()).toEqual(['anonymous', false]);
    await api.session.signIn(server.tokens());
    expect(said()).toEqual(['active', true]);
    server.expire();
    const request = rejection(api.get('/x'));
    await vi.waitFor(() => expect(gate.resolve).toBeDefined());
    expect(said()).toEqual(['refreshing', true]);
    gate.resolve(json({}, 503));
    await request;
    expect(said()).toEqual(['stale', true]);
    await api.session.signOut();
    expect(said()).toEqual(['ended', false]);
    const load = () => new Promise(() => {});
    const slow = server.create({ id: freshId(), storage: { load, save() {}, clear() {} } });
    expect([slow.session.state, slow.session.isSignedIn]).toEqual(['restoring', false]);
  });

  test('h167_claims_and_expiresAt', async () => {
    const api = fakeServer().create({ id: freshId(), ...alone() });
    const exp = Math.floor(Date.now() / 1000) + 600;
    expect([api.session.claims(), api.session.expiresAt]).toEqual([undefined, undefined]);
    await api.session.signIn(jwt({ sub: 'ada', name: 'Zoë 令', exp }));
    expect(api.session.claims()).toEqual({ sub: 'ada', name: 'Zoë 令', exp });
    expect(Math.abs(api.session.expiresAt - exp * 1000)).toBeLessThan(2000);
    // In base64url these have the two characters that base64 has not, each more than once.
    const odd = { sub: '~~~???>>>~~~???>>>', to: '>>?>>?' };
    expect(jwt(odd).split('.')[1]).toMatch(/(?=.*-.*-).*_.*_/);
    await api.session.signIn(jwt(odd));
    expect(api.session.claims()).toEqual(odd);
    for (const token of ['opaque', 'a.b.c', jwt('text'), jwt(null), jwt(5), `x.${'='.repeat(3)}.y`]) {
      await api.session.signIn({ accessToken: token });
      expect([api.session.claims(), api.session.expiresAt]).toEqual([undefined, undefined]);
    }
    await api.session.signOut();
    expect(api.session.claims()).toBe(undefined);
  });
});

test('h169_a_fifth_of_the_whole_life_is_the_margin_where_a_JWT_tells_it', async () => {
  // The largest share of what sessions differ by.
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));
  const clock = fakeClock();
  const now = Math.floor(Date.now() / 1000);
  const server = fakeServer({ request: () => json({}) });
  const api = server.create({ id: freshId(), refreshAhead: 300 });
  // 400 of 900 seconds are left: a fifth of all is 180, one of the rest 80.
  await api.session.signIn({ accessToken: jwt({ iat: now - 500, exp: now + 400 }), refreshToken: 'r' });
  clock.advance(219_000);
  await api.get('/x');
  expect(server.refreshes).toHaveLength(0);
  clock.advance(2000);
  await api.get('/x');
  expect(server.refreshes).toHaveLength(1);
});
