// What a call ends with: responses, errors, and the interceptors in between.

import { ONCE } from './surface.js';

export const response = [
  {
    item: '`data`, `status`, `statusText`, `config`',
    run: ({ client, outcome }) => outcome(() => client().get('/status/201', { params: { a: 1 } })),
  },
  {
    item: '`headers` is AxiosHeaders, also by index',
    run: async ({ client, lib }) => {
      const { headers } = await client().get('/headers');
      return [
        headers instanceof lib.AxiosHeaders,
        headers['content-type'],
        headers.get('ETag'),
        headers['x-one'],
        headers['x-two'],
        headers.get('Cache-Control', true),
      ];
    },
  },
  {
    item: '`request` is what was sent',
    run: async ({ client }) => {
      const { request } = await client().get('/echo', { params: { a: 1 } });
      return [new URL(request.responseURL || request.url).search, request.constructor.name !== undefined];
    },
    gives: ['?a=1', true],
  },
  {
    item: '`duration` is the whole milliseconds of the adapter, also of failures',
    run: async ({ client, fail }) => {
      const one = await client().get('/late/60');
      const { response: failed } = await fail(client().get('/status/500'));
      return [Number.isInteger(one.duration), one.duration >= 50, Number.isInteger(failed.duration)];
    },
    gives: [true, true, true],
  },
  {
    item: 'a redirect is followed',
    run: async ({ client }) => (await client().get('/redirect')).data,
    gives: 'just text',
  },
];

const chain = (item, set, config) => ({
  item,
  by: ONCE,
  run: async ({ lib, facts }) => {
    const steps = [];
    const api = lib.create({
      adapter: async (sent) => {
        steps.push(['adapter', sent.url, sent.headers.toJSON(), sent.data]);
        return { data: '{"a":1}', status: 200, statusText: '', headers: {}, config: sent };
      },
    });
    const rest = await set(api, steps, lib);
    const promise = api.get('/x', config);
    steps.push('returned');
    await promise.then(
      (value) => steps.push(value && value.config ? value.data : value),
      (error) => steps.push(error instanceof Error ? facts(error) : error),
    );
    if (rest) await rest();
    return steps;
  },
});
const SYNC = { synchronous: true };

export const interceptors = [
  chain('`use(fulfilled, rejected, options)` returns an id, from 0 on', (api, steps) => {
    steps.push(
      api.interceptors.request.use((config) => config),
      api.interceptors.request.use(null, null),
    );
  }),
  chain('a handler may be null, and may replace the value', (api) => {
    api.interceptors.request.use(undefined, (error) => error);
    api.interceptors.request.use((config) => ({
      ...config,
      url: '/replaced',
      headers: { ...config.headers, 'X-New': '1' },
    }));
    api.interceptors.response.use(null, null);
    api.interceptors.response.use((value) => ({ ...value, data: 'replaced' }));
  }),
  chain('a handler may be asynchronous', (api, steps) => {
    api.interceptors.request.use(async (config) => (await null, steps.push('late'), config));
  }),
  chain('`synchronous`: everything happens before the call returns', (api, steps) => {
    api.interceptors.request.use((config) => (steps.push('sync'), config), null, SYNC);
  }),
  chain('one asynchronous handler makes all of them so', (api, steps) => {
    api.interceptors.request.use((config) => (steps.push('sync'), config), null, SYNC);
    api.interceptors.request.use((config) => (steps.push('async'), config));
  }),
  chain(
    '`runWhen(config)` false skips a handler',
    (api, steps) => {
      api.interceptors.request.use((config) => (steps.push('no'), config), null, { runWhen: () => false });
      api.interceptors.request.use((config) => (steps.push('yes'), config), null, {
        ...SYNC,
        runWhen: ({ mark }) => mark,
      });
    },
    { mark: true },
  ),
  chain('`eject(id)` takes a number or its text, and ids are not reused', (api, steps) => {
    const { request } = api.interceptors;
    const one = request.use((config) => (steps.push('one'), config), null, SYNC);
    request.use((config) => (steps.push('two'), config), null, SYNC);
    request.eject(String(one));
    request.eject('01');
    request.eject(77);
    steps.push(request.use((config) => (steps.push('three'), config), null, SYNC));
  }),
  chain('`clear()` removes all', (api, steps) => {
    api.interceptors.request.use(() => steps.push('no'));
    api.interceptors.request.clear();
    steps.push(api.interceptors.request.handlers.length);
  }),
  chain('`handlers` is a public list, and may be assigned, also to null', (api, steps) => {
    const { request, response: after } = api.interceptors;
    request.use((config) => (steps.push('gone'), config));
    steps.push(Object.keys(request.handlers[0]).sort());
    request.handlers = [{ fulfilled: (config) => (steps.push('mine'), config), synchronous: true }];
    after.handlers = null;
  }),
  chain('`forEach(fn)` visits the live handlers', (api, steps) => {
    const { request } = api.interceptors;
    const id = request.use((config) => config, null, SYNC);
    request.use((config) => config, null, SYNC);
    request.eject(id);
    request.forEach((handler) => steps.push(typeof handler.fulfilled));
  }),
  chain('a synchronous handler that throws is caught by its own `rejected`', (api, steps) => {
    api.interceptors.request.use((config) => (steps.push('later'), config), null, SYNC);
    api.interceptors.request.use(
      () => {
        throw new Error('mine');
      },
      (error) => steps.push(error.message),
      SYNC,
    );
  }),
  chain('and without one the call rejects', (api) => {
    api.interceptors.request.use(
      () => {
        throw new Error('mine');
      },
      null,
      SYNC,
    );
  }),
  chain('an asynchronous handler that throws goes to the next `rejected`', (api, steps) => {
    api.interceptors.request.use(
      (config) => config,
      (error) => (steps.push(error.message), Promise.reject(error)),
    );
    api.interceptors.request.use(() => {
      throw new Error('mine');
    });
  }),
  chain('a response handler may turn failure into success, and the other way', (api) => {
    api.interceptors.response.use(() => {
      throw new Error('turned');
    });
    api.interceptors.response.use(undefined, (error) => 'caught ' + error.message);
  }),
  chain('a response handler that gives nothing resolves with nothing', (api) => {
    api.interceptors.response.use(() => {});
  }),
  {
    item: 'interceptors around a real request, with a resend inside',
    run: async ({ client }) => {
      const api = client();
      let count = 0;
      api.interceptors.response.use(undefined, (error) =>
        count++ ? Promise.reject(error) : api({ ...error.config, url: '/echo', params: { again: 1 } }),
      );
      return (await api.post('/status/500', { a: 1 })).data;
    },
  },
];

export const errors = [
  {
    item: '`new AxiosError(message, code, config, request, response)`',
    by: ONCE,
    run: ({ lib, facts }) => {
      const error = new lib.AxiosError('text', 'CODE', { url: '/x' }, { r: 1 }, { status: 418 });
      return [
        facts(error),
        error instanceof Error,
        Object.keys(error).sort(),
        Object.keys(new lib.AxiosError('x')).sort(),
      ];
    },
  },
  {
    item: '`toJSON()` is a plain snapshot',
    run: async ({ client, fail }) => {
      const json = (await fail(client().get('/status/404'))).toJSON();
      return [Object.keys(json), json.message, json.code, json.status, json.config.method, typeof json.stack];
    },
  },
  {
    item: '`AxiosError.from(error, …)` keeps the name, sets the cause, and tells it in the stack',
    by: ONCE,
    run: ({ lib }) => {
      const cause = new TypeError('low');
      const error = lib.AxiosError.from(cause, 'CODE', { url: '/x' }, null, { status: 500 }, { extra: 1 });
      return [
        error.name,
        error.message,
        error.code,
        error.status,
        error.extra,
        error.cause === cause,
        Object.keys(error).includes('cause'),
        /Caused by: TypeError: low/.test(error.stack),
        error instanceof lib.AxiosError,
      ];
    },
  },
  {
    item: "the caller's frames are in the stack",
    run: async ({ client }) => {
      async function namedCaller() {
        await client().get('/status/500');
      }
      const error = await namedCaller().catch((failed) => failed);
      return /namedCaller/.test(error.stack);
    },
    gives: true,
  },
  {
    item: '`CanceledError(message, config, request)`',
    by: ONCE,
    run: ({ lib, facts }) => {
      const error = new lib.CanceledError(undefined, { a: 1 }, {});
      return [
        facts(error),
        facts(new lib.CanceledError('why')),
        error instanceof lib.AxiosError,
        error.__CANCEL__,
      ];
    },
  },
  {
    item: 'a 4xx is `ERR_BAD_REQUEST`, with everything about the answer',
    run: ({ client, outcome }) => outcome(() => client().post('/status/422', { a: 1 })),
  },
  {
    item: 'another refused status is `ERR_BAD_RESPONSE`',
    run: ({ client, outcome }) => outcome(() => client().get('/status/503')),
  },
  {
    item: 'no answer is `ERR_NETWORK`, "Network Error"',
    run: async ({ client, fail, facts }) => {
      const error = await fail(client().get('/drop'));
      return [facts(error), error.response, !!error.request, !!error.config];
    },
  },
  {
    item: 'an answer that breaks off is `ERR_NETWORK`',
    run: async ({ client, fail, facts }) => facts(await fail(client().get('/half'))).code,
  },
  {
    item: 'a network error of XMLHttpRequest has its event',
    by: ['xhr'],
    run: async ({ client, fail }) => (await fail(client().get('/drop'))).event.type,
    gives: 'error',
  },
  {
    item: 'a request that the browser aborts is "Request aborted", `ECONNABORTED`',
    by: ['xhr'],
    run: async ({ client, fail, facts }) => {
      const Real = globalThis.XMLHttpRequest;
      globalThis.XMLHttpRequest = class extends Real {
        send(...args) {
          super.send(...args);
          setTimeout(() => this.abort(), 20);
        }
      };
      try {
        return facts(await fail(client().get('/late/600000')));
      } finally {
        globalThis.XMLHttpRequest = Real;
      }
    },
  },
  {
    item: 'a bad option is `ERR_BAD_OPTION` or `ERR_BAD_OPTION_VALUE`',
    by: ONCE,
    run: async ({ lib, fail, facts }) => [
      facts(await fail(lib.get('/x', { paramsSerializer: { serialize: 'text' } }))),
      facts(await fail(lib.get('/x', { transitional: 5 }))),
    ],
  },
  {
    item: 'what is not supported here is `ERR_NOT_SUPPORT`',
    by: ONCE,
    run: async ({ lib, fail, facts }) => facts(await fail(lib.get('/x', { adapter: 'http' }))),
  },
  {
    item: 'the constants of the codes',
    by: ONCE,
    run: ({ lib }) =>
      (
        'ERR_BAD_OPTION_VALUE ERR_BAD_OPTION ECONNABORTED ETIMEDOUT ECONNREFUSED ERR_NETWORK ERR_FR_TOO_MANY_REDIRECTS ' +
        'ERR_DEPRECATED ERR_BAD_RESPONSE ERR_BAD_REQUEST ERR_CANCELED ERR_NOT_SUPPORT ERR_INVALID_URL ERR_FORM_DATA_DEPTH_EXCEEDED'
      )
        .split(' ')
        .map((code) => lib.AxiosError[code] === code),
  },
];
