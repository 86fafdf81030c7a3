// `everfetch/testing` as an application's tests use it: the fake server and its clock, with the real client on top.
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import everfetch from 'everfetch';
import { createClock, createFakeServer } from 'everfetch/testing';

let undo = [];
afterEach(() => {
  for (const one of undo.reverse()) one();
  undo = [];
});

const installed = (options) => {
  const server = createFakeServer(options);
  undo.push(server.install());
  return server;
};

const signedIn = async (server, session = {}, tokens = server.signIn('ada')) => {
  const api = everfetch.create({
    baseURL: server.origin,
    session: { refresh: '/auth/refresh', storage: 'memory', ...session },
  });
  await api.session.signIn(tokens);
  return api;
};

const codeOf = (promise) =>
  promise.then(
    () => 'none',
    (error) => error.code,
  );

describe('the fake server', () => {
  test('serves the main job: fifty requests with an expired token cost one refresh', async () => {
    const server = installed();
    const api = await signedIn(server);
    server.expireAccessTokens();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => api.get(`/items/${i}`)));
    expect(answers.map(({ data }) => data)).toEqual(
      answers.map((_, i) => ({ path: `/items/${i}`, user: 'ada' })),
    );
    expect(server.counters).toMatchObject({
      refreshes: 1,
      rotated: 1,
      refused: 0,
      answered: 50,
      unauthorized: 50,
    });
  });

  test('ends a session whose replaced refresh token comes back', async () => {
    const server = createFakeServer();
    const { refreshToken } = server.signIn();
    const refresh = async (token) =>
      server.fetch('/auth/refresh', { method: 'POST', body: JSON.stringify({ refreshToken: token }) });
    const next = await (await refresh(refreshToken)).json();
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(next.refreshToken)).status).toBe(401);
    expect(server.counters).toMatchObject({ refreshes: 3, rotated: 1, refused: 2, reused: 1 });
  });

  test('answers a replaced token with its successor within the grace period', async () => {
    const clock = createClock({ now: 1_000_000 });
    const server = createFakeServer({ clock, grace: 2_000 });
    const { refreshToken } = server.signIn();
    const refresh = async () =>
      server.fetch('/auth/refresh', { method: 'POST', body: JSON.stringify({ refreshToken }) });
    const first = await (await refresh()).json();
    await clock.advance(1_999);
    expect((await (await refresh()).json()).refreshToken).toBe(first.refreshToken);
    await clock.advance(1);
    expect((await refresh()).status).toBe(401);
  });

  test('speaks the refresh grant of OAuth 2.0', async () => {
    const server = installed();
    const api = await signedIn(server, { refresh: { url: '/oauth/token', format: 'form', clientId: 'app' } });
    server.expireAccessTokens();
    expect((await api.get('/me')).data.user).toBe('ada');
    server.endSessions();
    expect(await codeOf(api.get('/me'))).toBe('ERR_SESSION_ENDED');
  });

  test.each(['cookie', 'split'])('carries a session by %s', async (carrier) => {
    const server = installed();
    const api = await signedIn(server, { carrier }, server.signIn('ada', { carrier }));
    server.expireAccessTokens();
    expect((await api.get('/me')).data.user).toBe('ada');
    expect(server.counters.refreshes).toBe(1);
    await api.post('/auth/logout', null, { session: false });
    server.expireAccessTokens();
    expect(await codeOf(api.get('/me'))).toBe('ERR_SESSION_ENDED');
  });

  test('signs in and out by calls, as the application does', async () => {
    const server = installed({ paths: { signIn: '/login', signOut: '/bye' } });
    const { data } = await everfetch.post(`${server.origin}/login`, { user: 'eve' });
    const api = await signedIn(server, {}, data);
    expect((await api.get('/me')).data.user).toBe('eve');
    await api.post('/bye', { refreshToken: data.refreshToken });
    expect(await codeOf(api.get('/me'))).toBe('ERR_SESSION_ENDED');
    expect(server.counters).toMatchObject({ signIns: 1, signOuts: 1 });
    expect(await codeOf(everfetch.post(`${server.origin}/login`, {}))).toBe('ERR_BAD_REQUEST');
  });

  test('fails the next calls of a kind as it is told, and the session bears it', async () => {
    const server = installed();
    const api = await signedIn(server);
    server.expireAccessTokens();
    server.fail('refresh', { status: 429, headers: { 'Retry-After': '1' } });
    const error = await api.get('/me').catch((caught) => caught);
    expect([error.code, error.retryable, error.cause.response.status]).toEqual([
      'ERR_REFRESH_FAILED',
      true,
      429,
    ]);
    expect(api.session.state).not.toBe('signedOut');
  });

  test('loses a request before it is served, and an answer after it', async () => {
    const server = createFakeServer();
    const { refreshToken } = server.signIn();
    const refresh = () =>
      server.fetch('/auth/refresh', { method: 'POST', body: JSON.stringify({ refreshToken }) });
    server.fail('refresh', { lose: 'request' });
    await expect(refresh()).rejects.toThrow(TypeError);
    expect(server.counters).toMatchObject({ refreshes: 0, lost: 1 });
    server.fail('refresh', { lose: 'answer' });
    await expect(refresh()).rejects.toThrow(TypeError);
    expect(server.counters).toMatchObject({ refreshes: 1, rotated: 1, lost: 2 });
    server.fail('api', { status: 502, processed: true });
    expect((await server.fetch('/me')).status).toBe(502);
    expect(server.counters.unauthorized).toBe(1);
  });

  test('hears the signal of a call, before it and while it waits', async () => {
    const server = createFakeServer({ latency: 60_000, clock: createClock() });
    const controller = new AbortController();
    const waiting = server.fetch('/me', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(server.fetch('/me', { signal: controller.signal })).rejects.toThrow('enough');
    expect(server.counters.requests).toBe(1);
  });

  test('answers with the application’s own resources, and needs no token for public ones', async () => {
    const server = createFakeServer({
      publicPaths: ['/public/'],
      handler: (request, { user, path }) =>
        path === '/teapot'
          ? new Response('short and stout', { status: 418 })
          : { method: request.method, user },
    });
    const { accessToken } = server.signIn('ada');
    const headers = { Authorization: `Bearer ${accessToken}` };
    expect(await (await server.fetch('/things', { method: 'PUT', headers })).json()).toEqual({
      method: 'PUT',
      user: 'ada',
    });
    expect((await server.fetch('/teapot', { headers })).status).toBe(418);
    expect(await (await server.fetch('/public/news')).json()).toEqual({ method: 'GET', user: null });
    const refused = await server.fetch('/things');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="fake"']);
  });

  test('leaves the calls to other origins to the fetch that was there', async () => {
    const before = globalThis.fetch;
    const others = [];
    globalThis.fetch = async (input) => {
      others.push(String(input));
      return new Response('other');
    };
    onTestFinished(() => void (globalThis.fetch = before));
    const server = createFakeServer({ origin: 'https://api.example.com/v1' });
    const uninstall = server.install();
    await fetch('https://elsewhere.example/x');
    expect((await fetch('https://api.example.com/me')).status).toBe(401);
    uninstall();
    await fetch('https://api.example.com/me');
    expect(others).toEqual(['https://elsewhere.example/x', 'https://api.example.com/me']);
    await expect(server.fetch('https://elsewhere.example/x')).rejects.toThrow('is not the fake server');
  });

  test('keeps a log without tokens, and forgets everything at a reset', async () => {
    const server = installed();
    const api = await signedIn(server);
    await api.get('/me');
    expect(server.log).toEqual([{ kind: 'api', method: 'GET', path: '/me', status: 200 }]);
    server.reset();
    expect(server.log).toEqual([]);
    expect(await codeOf(api.get('/me'))).toBe('ERR_SESSION_ENDED');
  });

  test.each([
    [{ lifetime: 3 }, '"lifetime" takes no value, since there are only origin'],
    [{ origin: 'api' }, '"origin" takes an absolute URL such as https://api.example.com, got "api"'],
    [{ accessTokenLifetime: '5m' }, '"accessTokenLifetime" takes seconds, 0 or more, got "5m"'],
    [{ paths: { login: '/x' } }, '"paths" takes an object with signIn, refresh, token'],
    [{ handler: {} }, '"handler" takes a function, got {}'],
  ])('says what is wrong with the options %j', (options, message) => {
    expect(() => createFakeServer(options)).toThrow(message);
  });

  test.each([
    [['login', {}], '"kind" takes one of signIn, refresh, signOut, api, got "login"'],
    [['api', { code: 1 }], '"fault" takes status'],
    [['api', { status: 99 }], '"status" takes a status from 200 to 599, got 99'],
    [['api', {}, 0], '"times" takes a whole number from 1, got 0'],
  ])('says what is wrong with the fault %j', (args, message) => {
    expect(() => createFakeServer().fail(...args)).toThrow(message);
  });
});

describe('the clock', () => {
  test('lets a token grow old, and the client renew it ahead of its end', async () => {
    const clock = createClock();
    undo.push(clock.install());
    const server = installed({ clock, accessTokenLifetime: 600 });
    const api = await signedIn(server);
    // Half a minute ahead and, as each session draws it, up to an eighth of the lifetime more.
    await clock.advance(490_000);
    await api.get('/me');
    expect(server.counters.refreshes).toBe(0);
    await clock.advance(85_000);
    await api.get('/me');
    expect(server.counters).toMatchObject({ refreshes: 1, unauthorized: 0 });
  });

  test('runs timers when they are due, in order, and the timers that they start', async () => {
    const clock = createClock({ now: new Date(0) });
    const seen = [];
    const note = (name) => seen.push([name, clock.now()]);
    clock.setTimeout(() => note('late'), 30);
    clock.setTimeout(() => {
      note('early');
      clock.setTimeout(note, 5, 'nested');
    }, 10);
    const gone = clock.setTimeout(() => note('never'), 20);
    clock.clearTimeout(gone);
    await clock.advance(29);
    expect(seen).toEqual([
      ['early', 10],
      ['nested', 15],
    ]);
    await clock.advance(1);
    expect(seen.at(-1)).toEqual(['late', 30]);
    expect(clock.now()).toBe(30);
  });

  test('puts the page’s own time back', () => {
    const own = [Date.now, setTimeout, clearTimeout];
    const restore = createClock({ now: 5 }).install();
    expect([Date.now(), new Date(Date.now()).getTime(), performance.now()]).toEqual([5, 5, 0]);
    restore();
    expect([Date.now, setTimeout, clearTimeout]).toEqual(own);
    expect(performance.now()).toBeGreaterThan(0);
  });

  test('says what is wrong', async () => {
    expect(() => createClock({ now: 'noon' })).toThrow(
      '"now" takes milliseconds since 1970, or a Date, got "noon"',
    );
    await expect(createClock().advance(-1)).rejects.toThrow('"ms" takes milliseconds, 0 or more, got -1');
  });
});
