// createAuthRefresh over time: several handlers on one instance, refreshes that follow each other, configs that lose what was
// put on them, and what comes too late. What a single refusal does has tests of its own.
import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { createAuthRefresh } from 'everfetch/auth-refresh';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

/** An API that answers what `answer` says, and an instance of it. */
const setUp = (answer) => {
  const server = fakeServer({ request: (call) => answer(call) });
  return { server, api: everfetch.create({ baseURL: BASE }) };
};

const ok = () => json({});
const refused = (status = 401) => json({}, status);

/** The answers of each path in turn, and then 200. */
const inTurn = (answers) => {
  const calls = {};
  return ({ path }) => answers[path]?.[(calls[path] = (calls[path] ?? -1) + 1)]?.() ?? ok();
};

describe('several handlers on one instance', () => {
  const both = (answer) => {
    const { server, api } = setUp(answer);
    const seen = [];
    createAuthRefresh(api, async () => void seen.push('token'), { statusCodes: [401] });
    createAuthRefresh(api, async () => void seen.push('scope'), { statusCodes: [403] });
    return { server, api, seen };
  };

  test('each refreshes for its own statuses, again and again', async () => {
    const statuses = [401, 401, 403, 401, 403, 403];
    const { api, seen } = both(
      inTurn(Object.fromEntries(statuses.map((status, i) => [`/${i}`, [() => refused(status)]]))),
    );
    for (const i of statuses.keys()) expect((await api.get(`/${i}`)).status).toBe(200);
    expect(seen).toEqual(['token', 'token', 'scope', 'token', 'scope', 'scope']);
  });

  test('a request that was sent before one’s refresh ended shares it, whatever the other does', async () => {
    const late = later();
    const { api, seen } = both(({ path }) =>
      path === '/late' && !late.over ? ((late.over = true), late.promise) : first({ path }),
    );
    const first = inTurn({ '/a': [refused], '/b': [() => refused(403)] });
    const waiting = api.get('/late');
    await turns();
    await api.get('/a');
    await api.get('/b');
    late.resolve(refused());
    expect((await waiting).status).toBe(200);
    expect(seen).toEqual(['token', 'scope']);
  });
});

test('refreshes that follow each other: each new refusal has its own', async () => {
  const { server, api } = setUp(inTurn({ '/a': [refused], '/b': [refused], '/c': [refused] }));
  let refreshes = 0;
  createAuthRefresh(api, async () => void refreshes++);
  for (const path of ['/a', '/b', '/c']) await api.get(path);
  expect([refreshes, server.calls.length]).toEqual([3, 6]);
});

test('an interceptor that returns a config of its own has its refusals refreshed, too', async () => {
  const { api } = setUp(inTurn({ '/a': [refused], '/b': [refused] }));
  let refreshes = 0;
  createAuthRefresh(api, async () => void refreshes++);
  // It keeps what it knows, and no symbols.
  api.interceptors.request.use((config) => Object.fromEntries(Object.entries(config)));
  for (const path of ['/a', '/b']) expect((await api.get(path)).status).toBe(200);
  expect(refreshes).toBe(2);
});

test('a request that was sent before a refresh failed shares the failure, also when its refusal is late', async () => {
  const late = later();
  const { server, api } = setUp(({ path }) => (path === '/late' ? late.promise : refused()));
  const reason = new Error('signed out');
  let refreshes = 0;
  createAuthRefresh(api, async () => {
    refreshes++;
    throw reason;
  });
  const waiting = rejection(api.get('/late'));
  await turns();
  expect(await rejection(api.get('/a'))).toBe(reason);
  late.resolve(refused());
  expect(await waiting).toBe(reason);
  expect([refreshes, server.calls.length]).toEqual([1, 2]);
});

test('after a refresh that works, an earlier failure is forgotten', async () => {
  const late = later();
  const answer = inTurn({ '/a': [refused], '/b': [refused], '/late': [() => late.promise] });
  const { api } = setUp(answer);
  const reason = new Error('once');
  const results = [() => Promise.reject(reason), async () => {}];
  createAuthRefresh(api, () => results.shift()());
  expect(await rejection(api.get('/a'))).toBe(reason);
  const waiting = api.get('/late');
  await turns();
  expect((await api.get('/b')).status).toBe(200);
  late.resolve(refused());
  expect((await waiting).status).toBe(200);
});

describe('a refresh that never ends', () => {
  const TEN_MINUTES = 600_000;

  test('is given up after ten minutes; when it fails later, that spoils no other', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    try {
      const late = later();
      const answers = inTurn({ '/a': [refused], '/b': [refused], '/late': [() => late.promise] });
      const { api } = setUp(answers);
      const calls = [later(), later()];
      let refreshes = 0;
      createAuthRefresh(api, () => calls[refreshes++].promise);
      let error;
      api.get('/a').catch((reason) => (error = reason));
      await vi.waitFor(() => expect(refreshes).toBe(1));
      await vi.advanceTimersByTimeAsync(TEN_MINUTES - 1_000);
      expect(error).toBe(undefined);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(error).toBeInstanceOf(Error);

      const waiting = api.get('/late');
      await turns();
      const second = api.get('/b');
      await vi.waitFor(() => expect(refreshes).toBe(2));
      calls[0].reject(new Error('of the first'));
      await turns();
      calls[1].resolve();
      expect((await second).status).toBe(200);
      late.resolve(refused());
      expect((await waiting).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a caller who has given up before', () => {
  /** A refresh that goes on until `end`, of a refused `/a`, and a refused `/b` that is judged when `asked` says so. */
  const busy = async (config) => {
    const [gate, asked] = [later(), later()];
    const { server, api } = setUp(inTurn({ '/a': [refused], '/b': [refused] }));
    const refresh = vi.fn(() => gate.promise);
    const shouldRefresh = vi.fn((error) => (error.config.url === '/b' ? asked.promise : true));
    createAuthRefresh(api, refresh, { shouldRefresh });
    const judged = api.get('/b', config);
    judged.catch(() => {});
    await vi.waitFor(() => expect(shouldRefresh).toHaveBeenCalled());
    const first = api.get('/a');
    await vi.waitFor(() => expect(refresh).toHaveBeenCalled());
    return { server, api, asked, judged, end: async () => (gate.resolve(), (await first).status) };
  };

  test('does not wait for a refresh with a request that is held back', async () => {
    const { server, api, asked, end } = await busy();
    const source = everfetch.CancelToken.source();
    source.cancel();
    for (const config of [{ signal: AbortSignal.abort() }, { cancelToken: source.token }])
      expect((await rejection(api.get('/held', config))).code).toBe('ERR_CANCELED');
    expect(server.calls).toHaveLength(2);
    asked.resolve(false);
    expect(await end()).toBe(200);
  });

  test('does not wait with a request whose refusal was still being judged', async () => {
    const controller = new AbortController();
    const { server, asked, judged, end } = await busy({ signal: controller.signal });
    controller.abort();
    asked.resolve(true);
    expect((await rejection(judged)).code).toBe('ERR_CANCELED');
    expect(server.calls).toHaveLength(2);
    expect(await end()).toBe(200);
  });
});

test('what a caller may give up with is let go of after the refresh, and may have no listeners at all', async () => {
  const { api } = setUp(inTurn({ '/a': [refused], '/b': [refused] }));
  createAuthRefresh(api, async () => {});
  const { signal } = new AbortController();
  const { token } = everfetch.CancelToken.source();
  const [subscribe, unsubscribe] = ['subscribe', 'unsubscribe'].map((name) => vi.spyOn(token, name));
  expect((await api.get('/a', { signal, cancelToken: token })).status).toBe(200);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  const left = new Set(subscribe.mock.calls.map(([listener]) => listener));
  for (const [listener] of unsubscribe.mock.calls) left.delete(listener);
  expect([subscribe.mock.calls.length > 0, left.size]).toEqual([true, 0]);
  // An adapter of the application's own, which knows this signal.
  const send = everfetch.getAdapter('fetch');
  const adapter = (config) =>
    send({ ...config, signal: undefined }).catch((error) => Promise.reject(Object.assign(error, { config })));
  expect((await api.get('/b', { signal: { aborted: false }, adapter })).status).toBe(200);
});
