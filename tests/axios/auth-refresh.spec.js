// createAuthRefresh, with axios-auth-refresh's signature, against the API server's tokens.

import { expect, test } from './lib/fixtures.js';

/** Signs in by the application's own code, and expires the token; `work` gets the instance and what is counted. */
const signedIn = (side, work, options = {}) =>
  side.page.evaluate(
    async ([source, options]) => {
      const bench = window.side.workbench('everfetch', '');
      const { client, lib, createAuthRefresh, key } = bench;
      const base = bench.api + '-' + key();
      const { data: tokens } = await lib.post(base + '/auth/login', { user: 'ada', mode: 'bearer' });
      await lib.post(base + '/control/knobs', { accessTtl: 600_000, ...options.knobs });
      await lib.post(base + '/control/expire', {});
      const api = client({ baseURL: base });
      const state = { refreshes: 0, token: tokens.accessToken, base, tokens };
      api.interceptors.request.use((config) => {
        config.headers.Authorization = 'Bearer ' + state.token;
        return config;
      });
      const refresh = async (failed) => {
        state.refreshes++;
        state.failed = failed;
        const { data } = await lib.post(base + '/auth/refresh', { refreshToken: state.tokens.refreshToken });
        state.tokens = data;
        state.token = data.accessToken;
        failed.response.config.headers.Authorization = 'Bearer ' + data.accessToken;
      };
      const id = options.plain ? undefined : createAuthRefresh(api, refresh, options.given);
      const count = async (name) => (await lib.get(base + '/control/counters')).data.calls[name] ?? 0;
      return (0, eval)(`(${source})`)({ ...bench, api, state, id, count, refresh });
    },
    [work.toString(), options],
  );

test('one refusal: one refresh, and the request is sent again', async ({ side }) => {
  const seen = await signedIn(side, async ({ api, state, count, id }) => {
    const { status, data } = await api.get('/api/me');
    return [status, data.user, state.refreshes, await count('GET /api/me'), state.failed.response.status, id];
  });
  expect(seen).toEqual([200, 'ada', 1, 2, 401, 0]);
});

test('many refusals at once: one refresh, and every caller is answered', async ({ side }) => {
  const seen = await signedIn(side, async ({ api, state }) => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, page) =>
        api.get('/api/items', { params: { page: page + 1, limit: 1 } }),
      ),
    );
    return [all.map(({ data }) => data.items[0].id), state.refreshes];
  });
  expect(seen).toEqual([Array.from({ length: 20 }, (_, index) => index + 1), 1]);
});

test('a request made during the refresh waits, and goes out once, with the new token', async ({ side }) => {
  const seen = await signedIn(
    side,
    async ({ api, state, count, createAuthRefresh, refresh }) => {
      let during;
      createAuthRefresh(api, async (failed) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        during = api.get('/api/items');
        await new Promise((resolve) => setTimeout(resolve, 100));
        await refresh(failed);
      });
      await api.get('/api/me');
      return [(await during).status, await count('GET /api/items'), state.refreshes];
    },
    { plain: true },
  );
  expect(seen).toEqual([200, 1, 1]);
});

test('h02 a late refusal of the old token is sent again without another refresh', async ({ side }) => {
  const seen = await signedIn(
    side,
    async ({ api, lib, state }) => {
      const late = api.get('/api/late401', { params: { ms: 0 } });
      await api.get('/api/me');
      const early = state.refreshes;
      await lib.post(state.base + '/control/knobs', { hold: null });
      return [(await late).status, early, state.refreshes];
    },
    { knobs: { hold: 'late401' } },
  );
  expect(seen).toEqual([200, 1, 1]);
});

test('a refresh that fails answers everybody with its own reason, and the next refusal tries again', async ({
  side,
}) => {
  const seen = await signedIn(
    side,
    async ({ api, createAuthRefresh, refresh, state }) => {
      let works = false;
      createAuthRefresh(api, async (failed) => {
        if (works) return refresh(failed);
        state.refreshes++;
        await null;
        throw new Error('sign in again');
      });
      const all = await Promise.all(
        ['/api/me', '/api/items', '/api/me?x'].map((url) => api.get(url).catch((error) => error.message)),
      );
      works = true;
      return [all, state.refreshes, (await api.get('/api/me')).status, state.refreshes];
    },
    { plain: true },
  );
  expect(seen).toEqual([['sign in again', 'sign in again', 'sign in again'], 1, 200, 2]);
});

test('a second refusal is delivered: no loop', async ({ side }) => {
  const seen = await signedIn(side, async ({ api, state, count, fail }) => {
    const error = await fail(api.get('/api/always401'));
    return [error.response.status, state.refreshes, await count('GET /api/always401')];
  });
  expect(seen).toEqual([401, 1, 2]);
});

test('a refresh that uses the same instance does not wait for itself', async ({ side }) => {
  const seen = await signedIn(
    side,
    async ({ api, createAuthRefresh, state, fail }) => {
      createAuthRefresh(api, (failed) => {
        state.refreshes++;
        // Refused as well, since its token is over.
        return api
          .get('/api/items')
          .catch(() => Promise.reject(new Error('no luck ' + failed.response.status)));
      });
      return [(await fail(api.get('/api/me'))).message, state.refreshes];
    },
    { plain: true },
  );
  expect(seen).toEqual(['no luck 401', 1]);
});

test('`statusCodes`, `shouldRefresh`, `skipAuthRefresh`, `maxRetries: 0`', async ({ side }) => {
  const refreshes = (given, config) =>
    side.page.evaluate(
      async ([given, config]) => {
        const { client, createAuthRefresh } = window.side.workbench('everfetch', '');
        const api = client();
        let count = 0;
        if (given.code) given.shouldRefresh = (error) => error.response.data.code === given.code;
        createAuthRefresh(api, async () => void count++, given);
        await api.get('/status/403', config).catch(() => {});
        return count;
      },
      [given, config],
    );
  expect(await refreshes({})).toBe(0);
  expect(await refreshes({ statusCodes: [401, 403] })).toBe(1);
  expect(await refreshes({ code: 403 })).toBe(1);
  expect(await refreshes({ code: 401, statusCodes: [403] })).toBe(0);
  expect(await refreshes({ statusCodes: [403] }, { skipAuthRefresh: true })).toBe(0);
  expect(await refreshes({ statusCodes: [403], maxRetries: 0 })).toBe(0);
  expect(await refreshes({ statusCodes: [403], deduplicateRefresh: false })).toBe(1);
  expect(await refreshes({ statusCodes: [403], pauseInstanceWhileRefreshing: true })).toBe(1);
});

test('`retryInstance` and `onRetry`', async ({ side }) => {
  const seen = await side.page.evaluate(async () => {
    const { client, createAuthRefresh } = window.side.workbench('everfetch', '');
    const [api, other] = [client(), client()];
    const notes = [];
    other.interceptors.request.use((config) => (notes.push('other'), config));
    createAuthRefresh(api, async () => {}, {
      retryInstance: other,
      onRetry: async (config) => ({ ...config, url: '/echo', params: { again: 1 } }),
    });
    const { data } = await api.post('/status/401', { a: 1 });
    return [data.url, data.body, notes];
  });
  expect(seen).toEqual(['/plain/echo?again=1', '{"a":1}', ['other']]);
});

test('`interceptNetworkError` takes a lost answer for a refusal', async ({ side }) => {
  const seen = await side.page.evaluate(async () => {
    const { client, createAuthRefresh, key } = window.side.workbench('everfetch', '');
    const counts = [];
    for (const interceptNetworkError of [true, false]) {
      const api = client();
      let refreshes = 0;
      createAuthRefresh(api, async () => void refreshes++, { interceptNetworkError });
      const status = await api.get(`/fail/${key()}?status=0`).then(
        ({ status }) => status,
        ({ code }) => code,
      );
      counts.push([refreshes, status]);
    }
    return counts;
  });
  expect(seen).toEqual([
    [1, 200],
    [0, 'ERR_NETWORK'],
  ]);
});

test('its id ejects it', async ({ side }) => {
  const seen = await signedIn(side, async ({ api, state, id, fail }) => {
    api.interceptors.response.eject(id);
    return [(await fail(api.get('/api/me'))).response.status, state.refreshes];
  });
  expect(seen).toEqual([401, 0]);
});

test('a caller that gives up while it waits is answered at once', async ({ side }) => {
  const seen = await side.page.evaluate(async () => {
    const { client, createAuthRefresh, lib, fail } = window.side.workbench('everfetch', '');
    const api = client();
    let end;
    createAuthRefresh(api, () => new Promise((resolve) => (end = resolve)));
    const controller = new AbortController();
    const refused = fail(api.get('/status/401', { signal: controller.signal }));
    while (!end) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    const error = await refused;
    end();
    return [lib.isCancel(error), error.code];
  });
  expect(seen).toEqual([true, 'ERR_CANCELED']);
});

test('what it cannot work with is refused with a sentence', async ({ side }) => {
  const seen = await side.page.evaluate(() => {
    const { client, createAuthRefresh } = window.side.workbench('everfetch', '');
    const said = (...args) => {
      try {
        return createAuthRefresh(...args);
      } catch (error) {
        return error.message;
      }
    };
    const session = { id: 'auth-refresh-refused', refresh: '/auth/refresh', storage: 'memory' };
    return [said(client()), said({}, async () => {}), said(client({ session }), async () => {})];
  });
  expect(seen).toEqual([
    expect.stringContaining('second argument'),
    expect.stringContaining('an instance of everfetch'),
    expect.stringContaining('has a session'),
  ]);
});
