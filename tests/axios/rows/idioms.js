// What real applications write, most of it around a 401.

import { ONCE } from './surface.js';

/** A server of one adapter: 401 for the old token, and what was sent. */
const guarded = (item, setUp, { url = '/x', method = 'post', data = { a: 1 }, defaults } = {}) => ({
  item,
  by: ONCE,
  run: async ({ lib, facts }) => {
    const sent = [];
    const adapter = async (config) => {
      sent.push([
        config.method,
        config.baseURL,
        config.url,
        config.headers.toJSON(),
        config.data,
        config._retry,
      ]);
      const status = /new/.test(config.headers.get('Authorization')) ? 200 : 401;
      const response = {
        data: `{"status":${status}}`,
        status,
        statusText: '',
        headers: {},
        config,
        request: { status },
      };
      if (status === 200) return response;
      throw new lib.AxiosError(
        'Request failed with status code 401',
        'ERR_BAD_REQUEST',
        config,
        response.request,
        response,
      );
    };
    const api = lib.create({ adapter, baseURL: 'https://h', ...defaults });
    const notes = [];
    await setUp(api, notes, lib);
    const end = await api.request({ url, method, data: typeof data === 'function' ? data() : data }).then(
      (value) => (value && value.config ? value.data : value),
      (error) => (error instanceof Error ? facts(error) : error),
    );
    return { sent, notes, end };
  },
});
const on401 = (api, resend) => api.interceptors.response.use((response) => response, resend);

export const idioms = [
  guarded('a flag `_retry` on the config survives the resend', (api, notes) => {
    on401(api, (error) => {
      notes.push(error.config._retry);
      if (error.config._retry) throw error;
      error.config._retry = true;
      return api(error.config);
    });
  }),
  guarded('one header set on `error.config.headers`, by index', (api) => {
    on401(api, (error) => {
      error.config.headers.Authorization = 'Bearer new';
      return api(error.config);
    });
  }),
  guarded('the same through `headers.set` and `setAuthorization`', (api) => {
    on401(api, ({ config }) => {
      config.headers.set('X-Set', '1').setAuthorization('Bearer new');
      return api(config);
    });
  }),
  guarded('`error.response.config` is `error.config`', (api, notes) => {
    on401(api, (error) => {
      notes.push(error.response.config === error.config);
      error.response.config.headers.Authorization = 'Bearer new';
      return api(error.config);
    });
  }),
  guarded('`error.config.headers` replaced by a spread of itself and a header', (api) => {
    on401(api, ({ config }) => {
      config.headers = { ...config.headers, Authorization: 'Bearer new' };
      return api(config);
    });
  }),
  guarded('replaced by a plain object, with a body that is text already', (api) => {
    on401(api, ({ config }) => {
      config.headers = { Authorization: 'Bearer new' };
      return api(config);
    });
  }),
  guarded('and with the body parsed back first', (api) => {
    on401(api, ({ config }) => {
      config.headers = { Authorization: 'Bearer new' };
      config.data = JSON.parse(config.data);
      return api(config);
    });
  }),
  guarded(
    'resent through another instance: its interceptors run, the `baseURL` of the config stays',
    (api, notes, lib) => {
      const other = lib.create({ baseURL: 'https://other' });
      other.interceptors.request.use((config) => (notes.push('other', config.baseURL), config));
      on401(api, ({ config }) => {
        config.headers.Authorization = 'Bearer new';
        return other(config);
      });
    },
  ),
  guarded('`instance.request(config.url, { ...config })`', (api) => {
    on401(api, ({ config }) => {
      config.headers.Authorization = 'Bearer new';
      return api.request(config.url, { ...config });
    });
  }),
  guarded(
    '`defaults.headers.common.Authorization`, and a header that the config has already',
    (api, notes) => {
      api.defaults.headers.common.Authorization = 'Bearer old';
      on401(api, async (error) => {
        const { config } = error;
        if (config._retry) throw error;
        config._retry = 'first';
        api.defaults.headers.common.Authorization = 'Bearer new';
        notes.push(await api(config).catch((error) => error.response.status));
        delete config.headers.Authorization;
        return api({ ...config, _retry: 'second' });
      });
    },
  ),
  guarded('`defaults.headers.Authorization`, deleted and replaced maps', async (api, notes) => {
    const seen = async () => {
      const { config } = await api.get('/y').catch((error) => error);
      notes.push(config.headers.toJSON());
    };
    api.defaults.headers.Authorization = 'Bearer flat';
    await seen();
    delete api.defaults.headers.Authorization;
    await seen();
    api.defaults.headers.common = {};
    await seen();
    api.defaults.headers = {};
    await seen();
  }),
  guarded('a request interceptor returns a spread config, and null headers', (api) => {
    api.interceptors.request.use((config) => ({
      ...config,
      headers: { ...config.headers, Authorization: 'Bearer new', 'X-Null': null },
    }));
  }),
  guarded(
    'a custom header that is false can be read in interceptors',
    (api, notes) => {
      api.interceptors.request.use((config) => {
        notes.push(config.headers['X-Skip'], config.headers.skip);
        return config;
      });
    },
    { defaults: { headers: { 'X-Skip': false, skip: false } } },
  ),
  {
    item: '`error.request.responseURL`, `error.request.status`, `response.request.responseType`',
    by: ['default', 'xhr'],
    run: async ({ client, fail }) => {
      const failed = await fail(client().get('/status/404'));
      const dropped = await fail(client().get('/drop'));
      const { request } = await client().get('/bytes/3', { responseType: 'arraybuffer' });
      return [
        new URL(failed.request.responseURL).pathname.endsWith('/plain/status/404'),
        failed.request.status,
        dropped.request.status,
        request.responseType,
      ];
    },
    gives: [true, 404, 0, 'arraybuffer'],
  },
  guarded('a queue: a promise resolved later with the call of the instance', (api) => {
    on401(
      api,
      ({ config }) =>
        new Promise((resolve) =>
          setTimeout(() => {
            config.headers.Authorization = 'Bearer new';
            resolve(api(config));
          }),
        ),
    );
  }),
  guarded('a rejected handler that gives nothing resolves with nothing', (api) => on401(api, () => {})),
  guarded('a rejected handler that returns the error resolves with it', (api) =>
    on401(api, (error) => error.response.status),
  ),
  guarded('a rejection with something that is no Error', (api) =>
    on401(api, () => Promise.reject('signed out')),
  ),
  guarded('the resent config is a new object', (api, notes) => {
    let first;
    on401(api, (error) => {
      if (first) {
        notes.push(first === error.config);
        throw error;
      }
      first = error.config;
      return api(error.config);
    });
  }),
  {
    item: '`new AxiosError(…)`, subclasses, `AxiosHeaders.from`, `instanceof`',
    by: ONCE,
    run: ({ lib }) => {
      class Mine extends lib.AxiosError {
        constructor() {
          super('mine', 'MINE');
        }
      }
      return [
        new Mine() instanceof lib.AxiosError,
        lib.isAxiosError(new Mine()),
        lib.AxiosHeaders.from({}) instanceof lib.AxiosHeaders,
      ];
    },
    gives: [true, true, true],
  },
  {
    item: 'exact texts of messages',
    by: ['default', 'xhr'],
    run: async ({ client, fail }) => [
      (await fail(client().get('/drop'))).message,
      (await fail(client().get('/late/600000', { timeout: 25 }))).message,
      (await fail(client().get('/status/418'))).message.slice(-3),
    ],
    gives: ['Network Error', 'timeout of 25ms exceeded', '418'],
  },
  guarded('`eject` inside its own handler, `use(undefined, fn)`, `use(fn, null, options)`', (api, notes) => {
    api.interceptors.request.use((config) => config, null, { synchronous: false });
    const id = api.interceptors.response.use(undefined, ({ config }) => {
      api.interceptors.response.eject(id);
      notes.push('once');
      return api(config);
    });
  }),
  {
    item: 'a token per request from an interceptor, then a resend; a signal set there',
    run: async ({ client, lib, fail }) => {
      const api = client();
      let cancel;
      api.interceptors.request.use((config) => {
        config.cancelToken = new lib.CancelToken((stop) => (cancel = stop));
        config.signal = AbortSignal.timeout(20_000);
        return config;
      });
      const first = await api.get('/echo');
      const second = await api(first.config);
      setTimeout(() => cancel('enough'), 30);
      const error = await fail(api.get('/late/600000'));
      return [second.status, lib.isCancel(error), error.message];
    },
    gives: [200, true, 'enough'],
  },
  guarded('an interceptor rewrites url, params, baseURL, and makes text of `data`', (api) => {
    api.interceptors.request.use((config) => {
      Object.assign(config, { url: '/rewritten', baseURL: 'https://elsewhere', params: { a: 1 } });
      config.data = new URLSearchParams(config.data).toString();
      config.headers.Authorization = 'Bearer new';
      return config;
    });
  }),
  {
    item: 'FormData resent in a browser: boundary and Content-Type are right',
    run: async ({ client }) => {
      const api = client();
      on401(api, ({ config }) => api({ ...config, url: '/echo' }));
      const form = new FormData();
      form.append('file', new File(['content'], 'a.txt'));
      form.append('name', 'value');
      return (await api.post('/status/401', form)).data;
    },
  },
  {
    item: "`response.headers['x']`, `.has`, `.get`",
    run: async ({ client }) => {
      const { headers } = await client().get('/headers');
      return [headers.etag, headers.has('ETag'), headers.get('LINK')];
    },
    gives: ['"e"', true, '</a>; rel="next"'],
  },
  {
    item: 'a hand-written refresh: `_retry`, a queue, `refreshToken()`, `api(originalRequest)`',
    run: async ({ client, api: server }) => {
      const state = { refreshes: 0, isRefreshing: false, queue: [] };
      const login = async () =>
        (await client({ baseURL: server }).post('/auth/login', { user: 'ada', mode: 'bearer' })).data;
      let tokens = await login();
      await client({ baseURL: server }).post('/control/expire', {});
      // Code of this kind never answers a request that is refused between the refresh and the end of the resend, so all
      // four are refused before.
      await client({ baseURL: server }).post('/control/knobs', {
        accessTtl: 600_000,
        refreshLatency: { value: 60_000, times: 1 },
      });
      const api = client({ baseURL: server });
      const processQueue = (error, token) => {
        for (const { resolve, reject } of state.queue) error ? reject(error) : resolve(token);
        state.queue = [];
      };
      const refreshToken = async () => {
        state.refreshes++;
        const { data } = await client({ baseURL: server }).post('/auth/refresh', {
          refreshToken: tokens.refreshToken,
        });
        tokens = data;
        return data.accessToken;
      };
      api.interceptors.request.use((config) => {
        config.headers.Authorization = `Bearer ${tokens.accessToken}`;
        return config;
      });
      api.interceptors.response.use(
        (response) => response,
        async (error) => {
          const originalRequest = error.config;
          if (error.response?.status !== 401 || originalRequest._retry) return Promise.reject(error);
          if (state.isRefreshing)
            return new Promise((resolve, reject) => state.queue.push({ resolve, reject })).then((token) => {
              originalRequest.headers.Authorization = 'Bearer ' + token;
              return api(originalRequest);
            });
          originalRequest._retry = true;
          state.isRefreshing = true;
          try {
            const token = await refreshToken();
            processQueue(null, token);
            originalRequest.headers.Authorization = 'Bearer ' + token;
            return await api(originalRequest);
          } catch (failed) {
            processQueue(failed, null);
            throw failed;
          } finally {
            state.isRefreshing = false;
          }
        },
      );
      const all = Promise.all(
        [1, 2, 3, 4].map((page) => api.get('/api/items', { params: { page, limit: 1 } })),
      );
      while (state.queue.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      for (let released = 0; !released;)
        ({ released } = (await client({ baseURL: server }).post('/control/release', {})).data);
      const answers = await all;
      return [
        answers.map(({ status, data }) => [status, data.items[0].id]),
        state.refreshes,
        state.queue.length,
      ];
    },
    gives: [
      [
        [200, 1],
        [200, 2],
        [200, 3],
        [200, 4],
      ],
      1,
      0,
    ],
  },
];
