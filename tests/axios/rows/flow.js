// Time, cancellation, progress, credentials, transports and environment, transitional options.

import { ONCE } from './surface.js';

/** An abort controller whose signal counts its listeners. */
const counted = () => {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  const count = { now: 0 };
  signal.addEventListener = (...args) => (count.now++, addEventListener.apply(signal, args));
  signal.removeEventListener = (...args) => (count.now--, removeEventListener.apply(signal, args));
  return { controller, signal, count };
};

const progressFacts = (event) => ({
  keys: Object.keys(event).sort(),
  loaded: event.loaded,
  total: event.total,
  progress: event.progress,
  lengthComputable: event.lengthComputable,
  up: event.upload,
  down: event.download,
  hasEvent: !!event.event,
});

/** The server answers `/late/600000` and `/drip/600000` when nobody waits any more: what ends a request comes first. */
export const time = [
  {
    item: '`timeout` is `ECONNABORTED`, by the fetch adapter `ETIMEDOUT`',
    run: async ({ client, fail, facts }) => facts(await fail(client().get('/late/600000', { timeout: 30 }))),
  },
  {
    item: '`timeout` covers the body',
    run: async ({ client, fail, facts }) => facts(await fail(client().get('/drip/600000', { timeout: 60 }))),
  },
  {
    item: '`timeout: 0` is none',
    run: async ({ client }) => (await client().get('/late/50', { timeout: 0 })).data,
    gives: 'late',
  },
  {
    item: '`timeoutErrorMessage`',
    by: ['default', 'xhr'],
    run: async ({ client, fail, facts }) =>
      facts(await fail(client().get('/late/600000', { timeout: 30, timeoutErrorMessage: 'too slow' })))
        .message,
    gives: 'too slow',
  },
  {
    item: '`signal` aborted before, during the wait, and in the body',
    run: async ({ client, fail, facts, lib }) => {
      const results = [];
      for (const [path, wait] of [
        ['/echo', -1],
        ['/late/600000', 20],
        ['/drip/600000', 80],
      ]) {
        const { controller, signal, count } = counted();
        if (wait < 0) controller.abort();
        else setTimeout(() => controller.abort(), wait);
        const error = await fail(client().get(path, { signal }));
        results.push(facts(error), lib.isCancel(error), error instanceof lib.CanceledError, count.now);
      }
      return results;
    },
  },
  {
    item: "a signal's reason is dropped by XMLHttpRequest, and its message kept by fetch",
    run: async ({ client, fail, facts }) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('my reason')), 20);
      return facts(await fail(client().get('/late/600000', { signal: controller.signal })));
    },
  },
  {
    item: '`cancelToken`, alone and beside `signal`',
    run: async ({ client, fail, facts, lib }) => {
      const source = lib.CancelToken.source();
      setTimeout(() => source.cancel('by token'), 20);
      const first = await fail(client().get('/late/600000', { cancelToken: source.token }));
      const both = lib.CancelToken.source();
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      const config = { cancelToken: both.token, signal: controller.signal };
      const second = await fail(client().get('/late/600000', config));
      return [
        facts(first),
        facts(second),
        facts(await fail(client().get('/x', { cancelToken: source.token }))),
      ];
    },
  },
  {
    item: 'listeners are gone when a request has ended, however it ended',
    run: async ({ client, lib }) => {
      const { signal, count } = counted();
      const source = lib.CancelToken.source();
      const config = { signal, cancelToken: source.token };
      const left = [];
      for (const path of ['/echo', '/status/500', '/drop', '/half']) {
        await client()
          .get(path, config)
          .catch(() => {});
        left.push(count.now, (source.token._listeners || []).length);
      }
      return left;
    },
    gives: [0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    item: '`onDownloadProgress`: the last event always comes, with all bytes',
    run: async ({ client }) => {
      const events = [];
      await client().get('/bytes/200000', {
        onDownloadProgress: (event) => events.push(progressFacts(event)),
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
      return events.at(-1);
    },
  },
  {
    item: '`onUploadProgress`: the last event always comes, with all bytes',
    by: ['default', 'xhr'],
    run: async ({ client }) => {
      const events = [];
      await client().post('/echo', 'x'.repeat(100000), {
        onUploadProgress: (event) => events.push(progressFacts(event)),
      });
      return events.at(-1);
    },
  },
  {
    item: 'progress is throttled to about three events a second',
    run: async ({ client }) => {
      let count = 0;
      const begun = performance.now();
      await client().get('/bytes/5000000', { onDownloadProgress: () => count++ });
      // As many as fit into the time that it took, and some at its ends.
      const fitting = (performance.now() - begun) / 333;
      return count > 0 && count < 6 + fitting;
    },
    gives: true,
  },
];

const CROSS = ['default', 'xhr', 'fetch'];

export const credentials = [
  {
    item: '`withCredentials` sends cookies to other origins, and its absence does not',
    by: CROSS,
    run: async ({ client, far }) => {
      const api = client({ baseURL: far });
      await api.get('/cookie', { withCredentials: true });
      const cookies = [];
      for (const withCredentials of [true, false, undefined])
        cookies.push((await api.get('/echo', { withCredentials })).data.headers.cookie);
      return cookies.map((cookie) => /seen=yes/.test(cookie));
    },
    gives: [true, false, false],
  },
  {
    item: "the XSRF cookie's value is sent to the page's own origin only",
    run: async ({ client, near, far }) => {
      document.cookie = 'XSRF-TOKEN=to%20ken; path=/';
      await new Promise((resolve) => setTimeout(resolve));
      const seen = [];
      for (const baseURL of [near, far])
        seen.push((await client({ baseURL }).get('/echo')).data.headers['x-xsrf-token']);
      return seen;
    },
    gives: ['to ken', undefined],
  },
  {
    item: '`xsrfCookieName`, `xsrfHeaderName`, and null',
    run: async ({ client }) => {
      document.cookie = 'MINE=1; path=/';
      document.cookie = 'XSRF-TOKEN=2; path=/';
      await new Promise((resolve) => setTimeout(resolve));
      const sent = async (config) => (await client().get('/echo', config)).data.headers;
      const [renamed, none] = [
        await sent({ xsrfCookieName: 'MINE', xsrfHeaderName: 'X-Mine' }),
        await sent({ xsrfCookieName: null }),
      ];
      return [renamed['x-mine'], renamed['x-xsrf-token'], none['x-xsrf-token']];
    },
    gives: ['1', undefined, undefined],
  },
  {
    item: '`withXSRFToken`: true, false, a function, and a value that is only truthy',
    run: async ({ client, near, far }) => {
      document.cookie = 'XSRF-TOKEN=2; path=/';
      await new Promise((resolve) => setTimeout(resolve));
      const seen = [];
      for (const baseURL of [near, far])
        for (const withXSRFToken of [true, false, () => true, () => undefined, 'yes'])
          seen.push(!!(await client({ baseURL, withXSRFToken }).get('/echo')).data.headers['x-xsrf-token']);
      return seen;
    },
  },
];

const respond = (config, data = '{"by":"adapter"}') => ({
  data,
  status: 200,
  statusText: 'OK',
  headers: { 'x-a': '1' },
  config,
  request: { mine: true },
});

export const environment = [
  {
    item: '`adapter` by name and as a list',
    run: async ({ lib, near, transport }) =>
      (
        await lib.get(near + '/echo', {
          adapter: transport === 'default' ? ['xhr', 'http', 'fetch'] : ['http', transport],
        })
      ).status,
    gives: 200,
  },
  {
    item: '`adapter` as a function: not status-checked, transforms and interceptors run',
    by: ONCE,
    run: async ({ lib, outcome }) => {
      const api = lib.create({ adapter: async (config) => ({ ...respond(config), status: 500 }) });
      api.interceptors.response.use((response) => ({ ...response, seen: true }));
      return outcome(() => api.post('/x', { a: 1 }));
    },
  },
  {
    item: 'an adapter is called before the call returns, if nothing asynchronous precedes it',
    by: ONCE,
    run: async ({ lib }) => {
      const steps = [];
      const api = lib.create({ adapter: async (config) => (steps.push('adapter'), respond(config)) });
      api.interceptors.request.use((config) => (steps.push('interceptor'), config), null, {
        synchronous: true,
      });
      const promise = api.get('/x');
      steps.push('returned');
      await promise;
      return steps;
    },
    gives: ['interceptor', 'adapter', 'returned'],
  },
  {
    item: '`env.fetch` is used instead of fetch, with `env.Request` null as `(url, init)`',
    by: ['fetch'],
    run: async ({ client }) => {
      const calls = [];
      const fetch = async (input, init) => {
        calls.push([typeof input, input.method ?? init.method]);
        return new Response('{"own":true}');
      };
      const { data } = await client({ env: { fetch, Request: null, Response: null } }).get('/x');
      return [calls, data];
    },
  },
  {
    item: 'a replaced `globalThis.fetch` is seen at the call',
    by: ['fetch'],
    run: async ({ client }) => {
      const { fetch } = globalThis;
      globalThis.fetch = async () => new Response('"replaced"');
      try {
        return (await client({ env: { fetch: globalThis.fetch } }).get('/x')).data;
      } finally {
        globalThis.fetch = fetch;
      }
    },
    gives: 'replaced',
  },
  {
    item: '`env.FormData` makes the forms of objects',
    by: ONCE,
    run: async ({ lib }) => {
      class Mine extends FormData {}
      let body;
      const api = lib.create({
        env: { FormData: Mine },
        adapter: async (config) => ((body = config.data), respond(config)),
      });
      await api.postForm('/x', { a: 1 });
      return [body instanceof Mine, [...body]];
    },
    gives: [true, [['a', '1']]],
  },
  {
    item: '`fetchOptions` reach fetch, but not what belongs to the request',
    by: ['fetch'],
    run: async ({ client }) => {
      let seen;
      const fetch = async (url, init) => ((seen = init), new Response('{}'));
      await client({
        env: { fetch, Request: null, Response: null },
        fetchOptions: { cache: 'no-store', priority: 'low', method: 'PUT', body: 'no' },
      }).get('/x');
      return [seen.cache, seen.priority, seen.method, seen.body];
    },
    gives: ['no-store', 'low', 'GET', undefined],
  },
  {
    item: '`maxRedirects: 0` is `redirect: "manual"` for the fetch adapter',
    by: ['fetch'],
    run: async ({ client }) => [
      (await client().get('/redirect')).data,
      (await client().get('/redirect', { maxRedirects: 0 })).status,
    ],
    gives: ['just text', 0],
  },
  {
    item: '`redact` masks keys of any depth and case in `error.toJSON().config`',
    run: async ({ client, fail }) => {
      const { config } = (
        await fail(
          client().post(
            '/status/500',
            { a: 1, deep: { Token: 'secret' } },
            {
              redact: ['token', 'AUTHORIZATION'],
              headers: { Authorization: 'secret', 'X-Kept': 'yes' },
              own: { TOKEN: ['secret'], kept: 1 },
            },
          ),
        )
      ).toJSON();
      return [config.headers.Authorization, config.headers['X-Kept'], config.own, config.method];
    },
  },
  {
    item: 'unknown keys and symbols reach interceptors and `response.config`',
    run: async ({ client }) => {
      const key = Symbol('key');
      const api = client({ fromDefaults: { a: 1 } });
      let seen;
      api.interceptors.request.use(
        (config) => ((seen = [config.mine, config[key], config.fromDefaults]), config),
      );
      const { config } = await api.get('/echo', { mine: { b: 2 }, [key]: 3 });
      return [seen, config.mine, config[key], config.fromDefaults];
    },
    gives: [[{ b: 2 }, 3, { a: 1 }], { b: 2 }, 3, { a: 1 }],
  },
  {
    item: 'what pollutes `Object.prototype` has no effect',
    run: async ({ client }) => {
      const polluted = {
        baseURL: 'http://evil.test',
        params: { a: 1 },
        auth: { username: 'x' },
        transformRequest: () => 'x',
        timeout: 1,
      };
      Object.assign(Object.prototype, polluted);
      try {
        return (await client().get('/echo')).data;
      } finally {
        for (const name of Object.keys(polluted)) delete Object.prototype[name];
      }
    },
  },
  {
    item: '`baseUrl` and `withXsrfToken` warn on the console',
    by: ONCE,
    run: async ({ lib }) => {
      const { warn } = console;
      const warned = [];
      console.warn = (text) => warned.push(/baseUrl|withXsrfToken/.exec(text)?.[0]);
      try {
        await lib.get('/x', {
          baseUrl: 'x',
          withXsrfToken: true,
          adapter: async (config) => respond(config),
        });
      } finally {
        console.warn = warn;
      }
      return warned.sort();
    },
    gives: ['baseUrl', 'withXsrfToken'],
  },
];

export const transitional = [
  {
    item: '`silentJSONParsing: false` refuses invalid JSON',
    run: async ({ client, fail, facts }) => {
      const config = { responseType: 'json', transitional: { silentJSONParsing: false } };
      const error = await fail(client().get('/badjson', config));
      return [facts(error).name, error.code, error.response.status, (await client().get('/badjson')).data];
    },
    gives: ['SyntaxError', 'ERR_BAD_RESPONSE', 200, '{"a":'],
  },
  {
    item: '`forcedJSONParsing: false` leaves text',
    run: async ({ client }) =>
      typeof (await client().get('/echo', { transitional: { forcedJSONParsing: false } })).data,
    gives: 'string',
  },
  {
    item: '`clarifyTimeoutError` makes timeouts `ETIMEDOUT`',
    run: async ({ client, fail }) =>
      (await fail(client().get('/late/600000', { timeout: 30, transitional: { clarifyTimeoutError: true } })))
        .code,
    gives: 'ETIMEDOUT',
  },
  {
    item: '`legacyInterceptorReqResOrdering: false` runs request interceptors in the order added',
    by: ONCE,
    run: async ({ lib }) => {
      const orders = [];
      for (const legacyInterceptorReqResOrdering of [true, false]) {
        const order = [];
        const api = lib.create({
          adapter: async (config) => respond(config),
          transitional: { legacyInterceptorReqResOrdering },
        });
        for (const name of ['first', 'second'])
          api.interceptors.request.use((config) => (order.push(name), config));
        await api.get('/x');
        orders.push(order);
      }
      return orders;
    },
    gives: [
      ['second', 'first'],
      ['first', 'second'],
    ],
  },
  {
    item: '`validateStatusUndefinedResolves: false` counts undefined as left out',
    run: async ({ client, fail, facts }) => [
      (await client().get('/status/500', { validateStatus: undefined })).status,
      facts(
        await fail(
          client().get('/status/500', {
            validateStatus: undefined,
            transitional: { validateStatusUndefinedResolves: false },
          }),
        ),
      ),
    ],
  },
  {
    item: 'a value of another type is `ERR_BAD_OPTION_VALUE`, an unknown name `ERR_BAD_OPTION`',
    by: ONCE,
    run: async ({ lib, fail, facts }) => [
      facts(await fail(lib.get('/x', { transitional: { silentJSONParsing: 'yes' } }))),
      facts(await fail(lib.get('/x', { transitional: { unknown: true } }))),
    ],
  },
];
