// The options of createAuthRefresh in unusual forms: what is refused at once and in which words, what is taken as none, and
// what a function of the application may return.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { createAuthRefresh } from 'everfetch/auth-refresh';
import { BASE, fakeServer, json, rejection } from './support/fake.js';

const refresh = async () => {};

/** An API that refuses every call, or all up to a resend, and an instance with a handler. */
const setUp = (options, { status = 401, isLasting = true } = {}) => {
  let isRefused = true;
  const server = fakeServer({ request: () => (isRefused ? json({}, status) : json({})) });
  const api = everfetch.create({ baseURL: BASE });
  const call = vi.fn(async () => void (isRefused = isLasting));
  createAuthRefresh(api, call, options);
  return { api, server, call };
};

describe('what it cannot work with', () => {
  const message = (...args) => {
    try {
      createAuthRefresh(...args);
    } catch (error) {
      return error.message;
    }
  };

  test('a function that is none', () => {
    for (const value of [undefined, null, 'refresh', {}, Promise.resolve()])
      expect(message(everfetch.create(), value)).toBe(
        'createAuthRefresh takes a function that returns a promise as its second argument',
      );
  });

  test('an instance that is none of everfetch', () => {
    for (const value of [undefined, null, {}, { create() {} }, { session: {} }, { create: {}, session: {} }])
      expect(message(value, refresh)).toBe(
        'createAuthRefresh takes an instance of everfetch, made by create() or new ApiClient()',
      );
  });

  test('an instance with a session', () => {
    const api = everfetch.create({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
    expect(message(api, refresh)).toBe(
      'this instance has a session, which renews by itself: remove createAuthRefresh, or the session',
    );
  });

  for (const name of ['shouldRefresh', 'retryInstance', 'onRetry'])
    test(`${name} that is no function`, () => {
      for (const value of [true, 'x', {}, 0])
        expect(message(everfetch.create(), refresh, { [name]: value })).toBe(
          `createAuthRefresh: ${name} is no function, but ${typeof value}`,
        );
      for (const value of [undefined, null])
        expect(message(everfetch.create(), refresh, { [name]: value })).toBe(undefined);
    });

  test('nothing is left on an instance that is refused', async () => {
    const api = everfetch.create({ baseURL: BASE });
    expect(() => createAuthRefresh(api, refresh, { onRetry: 'x' })).toThrow();
    expect(createAuthRefresh(api, refresh)).toBe(0);
  });
});

describe('what is none', () => {
  test('options of null', async () => {
    const { api, call } = setUp(null, { isLasting: false });
    expect((await api.get('/x')).status).toBe(200);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('statuses of null: the caller gets his own error', async () => {
    const { api, call } = setUp({ statusCodes: null });
    expect((await rejection(api.get('/x'))).response.status).toBe(401);
    expect(call).not.toHaveBeenCalled();
  });

  test('an error without a config, from another interceptor, is passed on', async () => {
    for (const reason of [undefined, null, 'text', 0, new Error('of the application')]) {
      const api = everfetch.create({ baseURL: BASE });
      fakeServer({ request: () => json({}, 401) });
      api.interceptors.response.use(null, () => Promise.reject(reason));
      createAuthRefresh(api, refresh, { interceptNetworkError: true });
      expect(await rejection(api.get('/x'))).toBe(reason);
    }
  });

  test('no response is no refusal, unless there was no connection either', async () => {
    const api = everfetch.create({ baseURL: BASE });
    const call = vi.fn(refresh);
    createAuthRefresh(api, call, { interceptNetworkError: true, shouldRefresh: () => true });
    for (const request of [undefined, {}, { status: 502 }]) {
      const error = new everfetch.AxiosError('of an adapter', 'ERR', undefined, request);
      const adapter = (config) => Promise.reject(Object.assign(error, { config }));
      expect(await rejection(api.get('/x', { adapter }))).toBe(error);
    }
    expect(call).not.toHaveBeenCalled();
  });
});

describe('functions of the application', () => {
  test('shouldRefresh decides alone, also late, and whatever it returns', async () => {
    for (const [result, refreshes] of [
      [true, 1],
      [1, 1],
      [Promise.resolve(true), 1],
      [undefined, 0],
      [Promise.resolve(false), 0],
    ]) {
      const { api, call } = setUp({ shouldRefresh: () => result, statusCodes: refreshes ? [] : [401] });
      expect((await rejection(api.get('/x'))).response.status).toBe(401);
      expect(call).toHaveBeenCalledTimes(refreshes);
    }
  });

  test('a promise of shouldRefresh that rejects is logged by name, and hides no error', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const reason = new Error('of the application');
    const { api } = setUp({ shouldRefresh: () => Promise.reject(reason) });
    expect((await rejection(api.get('/x'))).response.status).toBe(401);
    expect(log.mock.calls).toEqual([['createAuthRefresh: shouldRefresh failed', reason]]);
  });

  test('a promise of onRetry that rejects is logged by name, and the request is sent', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const reason = new Error('of the application');
    const { api } = setUp({ onRetry: () => Promise.reject(reason) }, { isLasting: false });
    expect((await api.get('/x')).status).toBe(200);
    expect(log.mock.calls).toEqual([['createAuthRefresh: onRetry failed', reason]]);
  });

  for (const value of ['Bearer secret', 5, true, null, undefined])
    test(`onRetry that returns ${value} instead of a config: the config that it has changed is sent`, async () => {
      const onRetry = (config) => (config.headers.set('X-Token', 'secret'), value);
      const { api, server } = setUp({ onRetry }, { isLasting: false });
      expect((await api.get('/x')).status).toBe(200);
      expect(server.calls.map(({ path, headers }) => [path, headers['x-token']])).toEqual([
        ['/x', undefined],
        ['/x', 'secret'],
      ]);
    });

  test('onRetry may return a config late, and that is sent', async () => {
    const { api, server } = setUp(
      { onRetry: async (config) => ({ ...config, url: '/y' }) },
      { isLasting: false },
    );
    await api.get('/x');
    // Later requests have nothing to do with it.
    await api.get('/z');
    expect(server.calls.map(({ path }) => path)).toEqual(['/x', '/y', '/z']);
  });

  test('what is held back goes through onRetry as well, and is sent once more if it is refused', async () => {
    const server = fakeServer({});
    const api = everfetch.create({ baseURL: BASE });
    const seen = [];
    let end;
    const call = vi.fn(() => new Promise((resolve) => (end = resolve)));
    createAuthRefresh(api, call, { onRetry: ({ url }) => void seen.push(url) });
    const first = rejection(api.get('/a'));
    await vi.waitFor(() => expect(call).toHaveBeenCalled());
    const held = rejection(api.get('/b'));
    end();
    expect((await first).response.status).toBe(401);
    expect((await held).response.status).toBe(401);
    expect([seen.slice(0, 2).sort(), server.calls.length]).toEqual([['/a', '/b'], 4]);
  });
});

test('the refresh knows what failed: the error, with its config and response', async () => {
  const { api, call } = setUp({}, { isLasting: false });
  await api.get('/x');
  const [[error]] = call.mock.calls;
  expect([error.config.url, error.response.status, error.isAxiosError]).toEqual(['/x', 401, true]);
});

test('a network error that counts as a refusal has its config in a response, where refresh functions look', async () => {
  fakeServer({ request: () => Promise.reject(new TypeError('fetch failed')) });
  const api = everfetch.create({ baseURL: BASE });
  const call = vi.fn(refresh);
  createAuthRefresh(api, call, { interceptNetworkError: true });
  expect((await rejection(api.get('/x'))).code).toBe('ERR_NETWORK');
  const [[error]] = call.mock.calls;
  expect(error.response).toEqual({ config: error.config });
});

describe('the private session of a refresh', () => {
  test('a failure is final, also one that looks temporary: the function is called once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    try {
      const { AxiosError } = everfetch;
      for (const reason of [
        new AxiosError('busy', 'ERR_BAD_RESPONSE', {}, {}, { status: 503, headers: {}, data: {} }),
        new AxiosError('bad', 'ERR_BAD_REQUEST', {}, {}, { status: 400, headers: {}, data: {} }),
        new AxiosError('down', 'ERR_NETWORK', {}, { status: 0 }),
        new TypeError('fetch failed'),
      ]) {
        fakeServer({ request: () => json({}, 401) });
        const api = everfetch.create({ baseURL: BASE });
        const call = vi.fn(() => Promise.reject(reason));
        createAuthRefresh(api, call);
        expect(await rejection(api.get('/x'))).toBe(reason);
        expect(vi.getTimerCount()).toBe(0);
        await vi.advanceTimersByTimeAsync(120_000);
        expect(call).toHaveBeenCalledTimes(1);
        expect(vi.getTimerCount()).toBe(0);
      }
    } finally {
      vi.useRealTimers();
    }
  });

  test('it is nobody’s: with debug it says nothing, and the instance has none after it', async () => {
    const said = ['log', 'debug', 'info', 'warn', 'error'].map((name) => vi.spyOn(console, name));
    for (const spy of said) spy.mockImplementation(() => {});
    let isRefused = true;
    fakeServer({ request: () => (isRefused ? json({}, 401) : json({})) });
    const api = everfetch.create({ baseURL: BASE, debug: true });
    createAuthRefresh(api, async () => void (isRefused = false));
    expect((await api.get('/x')).status).toBe(200);
    expect(said.flatMap((spy) => spy.mock.calls)).toEqual([]);
    expect([api.session.state, api.defaults.session]).toEqual(['anonymous', undefined]);
  });

  for (const baseURL of ['/api', '//[', 'ftp://x', ''])
    test(`it does not matter to it that the instance has the base ${baseURL || 'of nothing'}`, async () => {
      let isRefused = true;
      const api = everfetch.create({ baseURL });
      api.defaults.adapter = async (config) => {
        const response = { status: isRefused ? 401 : 200, data: '', headers: {}, config };
        if (isRefused) throw new everfetch.AxiosError('refused', 'ERR', config, {}, response);
        return response;
      };
      createAuthRefresh(api, async () => void (isRefused = false));
      expect((await api.get('/x')).status).toBe(200);
    });
});

test('who logs a config sees whose mark is on it', async () => {
  const { api } = setUp({}, { isLasting: false });
  const { config } = await api.get('/x');
  expect(Object.getOwnPropertySymbols(config).map(String)).toContain('Symbol(everfetch.authRefresh)');
});
