// createAuthRefresh, with the signature of axios-auth-refresh, against a fetch in the test's own process. That it works
// beside the real server, in a page, tests/axios sees.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { createAuthRefresh } from 'everfetch/auth-refresh';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

/** An application that keeps its token itself. @param {any} [options] @param {any} [answers] */
const application = (options, answers = {}) => {
  const server = fakeServer(answers);
  const api = everfetch.create({ baseURL: BASE });
  const app = {
    server,
    api,
    token: 'access-1',
    /** What the refreshes were given. */
    failed: [],
    refresh: async (error) => {
      app.failed.push(error);
      server.rotate();
      app.token = server.tokens().accessToken;
    },
  };
  api.interceptors.request.use((config) => {
    config.headers.set('Authorization', `Bearer ${app.token}`);
    return config;
  });
  app.id = createAuthRefresh(api, (error) => app.refresh(error), options);
  return app;
};
const sent = ({ server }) => server.requests.map(({ path, headers }) => [path, headers.authorization]);

test('a refusal is followed by one refresh and one resend, with the new token', async () => {
  const app = application();
  app.server.expire();
  const { status, data } = await app.api.get('/x');
  expect([status, data.path, app.failed.length, app.failed[0].response.status, app.id]).toEqual([
    200,
    '/x',
    1,
    401,
    0,
  ]);
  expect(sent(app)).toEqual([
    ['/x', 'Bearer access-1'],
    ['/x', 'Bearer access-2'],
  ]);
});

describe('maxRetries', () => {
  for (const maxRetries of [0, -1])
    test(`${maxRetries}: no refresh and no resend`, async () => {
      const app = application({ maxRetries });
      app.server.expire();
      expect((await rejection(app.api.get('/x'))).response.status).toBe(401);
      expect([app.failed.length, app.server.requests.length]).toEqual([0, 1]);
    });

  for (const maxRetries of [1, 2, undefined])
    test(`${maxRetries}: one refresh and one resend, whatever that meets`, async () => {
      const app = application({ maxRetries });
      app.server.expire();
      expect((await app.api.get('/x')).status).toBe(200);
      expect([app.failed.length, app.server.requests.length]).toEqual([1, 2]);

      const refused = application({ maxRetries }, { request: () => json({}, 401) });
      expect((await rejection(refused.api.get('/x'))).response.status).toBe(401);
      expect([refused.failed.length, refused.server.requests.length]).toEqual([1, 2]);
    });
});

describe('what an option asks for and does not get is said once, by its name', () => {
  // Each text is said once in a page, so each list of options gets a page of its own.
  const said = async (options) => {
    vi.resetModules();
    const fresh = await import('everfetch/auth-refresh');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    try {
      for (let i = 0; i < 2; i++) fresh.createAuthRefresh(everfetch.create(), async () => {}, options);
      return warn.mock.calls.map(([text]) => text);
    } finally {
      warn.mockRestore();
    }
  };

  test('more than one retry, and a refresh for each request', async () => {
    const retries = (n) =>
      `createAuthRefresh: maxRetries: ${n} counts as 1, since a request is sent again once at most`;
    const together =
      'createAuthRefresh: deduplicateRefresh: false has no effect, since requests that are refused together share one refresh';
    expect(await said({ maxRetries: 7 })).toEqual([retries(7)]);
    expect(await said({ maxRetries: 2, deduplicateRefresh: false })).toEqual([retries(2), together]);
    for (const options of [{}, { maxRetries: 1 }, { maxRetries: 0 }, { deduplicateRefresh: true }, undefined])
      expect(await said(options)).toEqual([]);
  });

  test('requests that are refused together share a refresh, whatever deduplicateRefresh says', async () => {
    for (const deduplicateRefresh of [true, false]) {
      const app = application({ deduplicateRefresh });
      app.server.expire();
      const all = await Promise.all(['/a', '/b', '/c'].map((path) => app.api.get(path)));
      expect([all.map(({ status }) => status), app.failed.length]).toEqual([[200, 200, 200], 1]);
    }
  });
});

test('refusals at once share a refresh, and a late one is sent again without another', async () => {
  const late = later();
  const answers = [late.promise];
  const app = application(
    {},
    { request: (call, self) => (call.path === '/late' && answers.shift()) || self.answer(call) },
  );
  const first = app.api.get('/late');
  await turns();
  app.server.expire();
  const shared = await Promise.all([app.api.get('/a'), app.api.get('/b')]);
  expect(shared.map(({ status }) => status)).toEqual([200, 200]);
  late.resolve(json({}, 401));
  expect((await first).status).toBe(200);
  expect(app.failed).toHaveLength(1);
});

test('a refresh that fails rejects everybody with its own reason, and the next refusal tries again', async () => {
  const app = application();
  const works = app.refresh;
  const reason = new Error('signed out');
  app.refresh = async (error) => {
    app.failed.push(error);
    throw reason;
  };
  app.server.expire();
  const errors = await Promise.all([rejection(app.api.get('/a')), rejection(app.api.get('/b'))]);
  expect([errors[0] === reason, errors[1] === reason, app.failed.length]).toEqual([true, true, 1]);
  app.refresh = works;
  expect((await app.api.get('/c')).status).toBe(200);
  expect(app.failed).toHaveLength(2);
});

test('a refresh function that throws rejects with what it throws', async () => {
  const app = application();
  const reason = new Error('not even a promise');
  app.refresh = () => {
    throw reason;
  };
  app.server.expire();
  expect(await rejection(app.api.get('/x'))).toBe(reason);
  // Nothing is held back after it.
  expect((await app.api.get('/x', { skipAuthRefresh: true }).catch(({ response }) => response)).status).toBe(
    401,
  );
});

test('what is sent during the refresh waits for it, except for what the refresh sends itself', async () => {
  const gate = later();
  const app = application();
  const { refresh } = app;
  app.refresh = (error) => {
    const own = app.api.get('/own');
    return Promise.all([rejection(own), gate.promise]).then(() => refresh(error));
  };
  app.server.expire();
  const first = app.api.get('/x');
  await vi.waitFor(() => expect(app.server.requests).toHaveLength(2));
  const during = app.api.get('/during');
  const skipping = rejection(app.api.get('/skipping', { skipAuthRefresh: true }));
  expect((await skipping).response.status).toBe(401);
  expect(app.server.requests.map(({ path }) => path)).toEqual(['/x', '/own', '/skipping']);
  gate.resolve();
  expect((await Promise.all([first, during])).map(({ status }) => status)).toEqual([200, 200]);
  expect(app.server.requests.filter(({ path }) => path === '/during')).toHaveLength(1);
});

test('who gives up waits no longer, and leaves no listener behind', async () => {
  const gate = later();
  const app = application();
  const { refresh } = app;
  app.refresh = (error) => gate.promise.then(() => refresh(error));
  app.server.expire();
  const controller = new AbortController();
  const remove = vi.spyOn(controller.signal, 'removeEventListener');
  const source = everfetch.CancelToken.source();
  const waiting = [
    rejection(app.api.get('/signal', { signal: controller.signal })),
    rejection(app.api.get('/token', { cancelToken: source.token })),
  ];
  const other = app.api.get('/other');
  await vi.waitFor(() => expect(app.server.requests).toHaveLength(3));
  await turns();
  controller.abort();
  source.cancel();
  expect((await Promise.all(waiting)).map(({ code }) => code)).toEqual(['ERR_CANCELED', 'ERR_CANCELED']);
  expect(remove).toHaveBeenCalled();
  gate.resolve();
  expect((await other).status).toBe(200);
});

describe('options', () => {
  test('statusCodes, shouldRefresh and skipAuthRefresh say what a refusal is', async () => {
    const refused = (status) => ({
      request: (call, self) => (self.isAccepted(call) ? json({}) : json({}, status)),
    });
    const forbidden = application({ statusCodes: [403] }, refused(403));
    forbidden.server.expire();
    expect((await forbidden.api.get('/x')).status).toBe(200);

    const usual = application({}, refused(403));
    usual.server.expire();
    expect((await rejection(usual.api.get('/x'))).response.status).toBe(403);
    expect(usual.failed).toHaveLength(0);

    const asked = application({ shouldRefresh: (error) => error.response.status === 419 }, refused(419));
    asked.server.expire();
    expect((await asked.api.get('/x')).status).toBe(200);

    const skipping = application();
    skipping.server.expire();
    expect((await rejection(skipping.api.get('/x', { skipAuthRefresh: true }))).response.status).toBe(401);
    expect(skipping.failed).toHaveLength(0);
  });

  test('interceptNetworkError counts an answer that never came', async () => {
    let isDown = true;
    const answers = {
      request: (call, self) => (isDown ? Promise.reject(new TypeError('fetch failed')) : self.answer(call)),
    };
    const plain = application({}, answers);
    expect((await rejection(plain.api.get('/x'))).code).toBe('ERR_NETWORK');
    expect(plain.failed).toHaveLength(0);
    const app = application({ interceptNetworkError: true }, answers);
    const { refresh } = app;
    app.refresh = (error) => ((isDown = false), refresh(error));
    expect((await app.api.get('/x')).status).toBe(200);
    // As with an answer, the config is where refresh functions look for it.
    expect(app.failed[0].response.config.url).toBe('/x');
  });

  test('onRetry and retryInstance have the resend', async () => {
    const server = { calls: [] };
    const retryInstance = vi.fn(async (config) => (server.calls.push(config), { status: 299 }));
    const app = application({ onRetry: (config) => ({ ...config, marked: true }), retryInstance });
    app.server.expire();
    expect((await app.api.get('/x')).status).toBe(299);
    expect([server.calls[0].marked, app.server.requests.length]).toEqual([true, 1]);
  });

  test('what it cannot work with is refused at once', async () => {
    const api = everfetch.create();
    expect(() => createAuthRefresh(api)).toThrow(/second argument/);
    expect(() => createAuthRefresh({}, async () => {})).toThrow(/an instance of everfetch/);
    expect(() => createAuthRefresh(undefined, async () => {})).toThrow(/an instance of everfetch/);
    const own = everfetch.create({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
    expect(() => createAuthRefresh(own, async () => {})).toThrow(/has a session/);
  });
});

describe('h173_h174_functions of the application', () => {
  for (const [name, onRetry] of /** @type {[string, (config: any) => any][]} */ ([
    ['returns nothing', () => {}],
    ['returns a new config', ({ url, method, baseURL }) => ({ url, method, baseURL })],
  ]))
    test(`h173_onRetry that ${name} ends after one refresh and two sends`, async () => {
      const app = application({ onRetry });
      app.refresh = async (error) => void app.failed.push(error);
      app.server.expire();
      expect((await rejection(app.api.get('/x'))).response.status).toBe(401);
      expect([app.failed.length, app.server.requests.length]).toEqual([1, 2]);
    });

  test('h174_onRetry that throws is logged, and the request is sent', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const thrown = new TypeError('of the application');
    const app = application({
      onRetry: () => {
        throw thrown;
      },
    });
    app.server.expire();
    expect((await app.api.get('/x')).status).toBe(200);
    expect(log.mock.calls[0][1]).toBe(thrown);
  });

  test('h174_shouldRefresh that throws is logged, and hides no error', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const app = application({ shouldRefresh: (error) => error.response.data.none.code === 1 });
    app.server.expire();
    expect((await rejection(app.api.get('/x'))).response.status).toBe(401);
    expect([app.failed.length, log.mock.calls.length]).toEqual([0, 1]);
  });
});
