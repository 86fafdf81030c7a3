// In which order things run: traces of axios and of everfetch must be the same, step for step.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, test, vi } from 'vitest';

/** Runs a scenario with either library and returns what it noted, with turns of the microtask queue left out. */
const both = async (scenario) => {
  const traces = [];
  for (const library of [axios, everfetch]) {
    const trace = [];
    const note = (...entry) => trace.push(entry.length > 1 ? entry : entry[0]);
    const adapter = (config) => {
      note('adapter', config.url, { ...config.headers.toJSON() }, config.data);
      const response = {
        data: '{"a":1}',
        status: 200,
        statusText: '',
        headers: { 'Content-Type': 'x' },
        config,
      };
      return Promise.resolve(response);
    };
    const client = library.create({ adapter, baseURL: 'http://h' });
    let result;
    try {
      result = await scenario(client, note, library);
    } catch (error) {
      result = ['rejected', error && error.message, error && error.code];
    }
    traces.push({
      trace,
      result: result && result.config ? { data: result.data, url: result.config.url } : result,
    });
  }
  return traces;
};

const scenarios = {
  'no interceptors: the adapter runs before the call returns': async (client, note) => {
    const promise = client.get('/a');
    note('returned');
    return promise;
  },
  'synchronous interceptors: so it does': async (client, note) => {
    client.interceptors.request.use((config) => (note('first'), config), null, { synchronous: true });
    client.interceptors.request.use((config) => (note('second'), config), null, { synchronous: true });
    const promise = client.post('/a', { x: 1 });
    note('returned');
    return promise;
  },
  'one asynchronous among them: the call returns first': async (client, note) => {
    client.interceptors.request.use((config) => (note('sync'), config), null, { synchronous: true });
    client.interceptors.request.use((config) => (note('async'), config));
    const promise = client.get('/a');
    note('returned');
    return promise;
  },
  'an asynchronous one that is skipped does not count': async (client, note) => {
    client.interceptors.request.use((config) => (note('skipped'), config), null, { runWhen: () => false });
    const promise = client.get('/a');
    note('returned');
    return promise;
  },
  'in the order in which they were added, if wished': async (client, note) => {
    client.defaults.transitional = { legacyInterceptorReqResOrdering: false };
    client.interceptors.request.use((config) => (note('first'), config));
    client.interceptors.request.use((config) => (note('second'), config));
    client.interceptors.response.use((response) => (note('third'), response));
    client.interceptors.response.use((response) => (note('fourth'), response));
    return client.get('/a');
  },
  'last added first, and responses first added first': async (client, note) => {
    client.interceptors.request.use((config) => (note('first'), config));
    client.interceptors.request.use(async (config) => (note('second'), config));
    client.interceptors.response.use((response) => (note('third'), response));
    client.interceptors.response.use((response) => (note('fourth'), response));
    return client.get('/a');
  },
  'a synchronous interceptor that throws': async (client, note) => {
    client.interceptors.request.use((config) => (note('not reached'), config), null, { synchronous: true });
    client.interceptors.request.use(
      () => {
        throw new Error('thrown');
      },
      null,
      { synchronous: true },
    );
    return client.get('/a');
  },
  'its own rejected handler runs, and the request is sent': async (client, note) => {
    client.interceptors.request.use(
      () => {
        throw new Error('thrown');
      },
      (error) => note('handled', error.message),
      { synchronous: true },
    );
    return client.get('/a');
  },
  'its rejected handler is asynchronous': async (client, note) => {
    client.interceptors.request.use(
      () => {
        throw new Error('thrown');
      },
      async (error) => note('handled', error.message),
      { synchronous: true },
    );
    const promise = client.get('/a');
    note('returned');
    return promise;
  },
  'its rejected handler throws': async (client) => {
    client.interceptors.request.use(
      () => {
        throw new Error('thrown');
      },
      () => {
        throw new Error('again');
      },
      { synchronous: true },
    );
    return client.get('/a');
  },
  'its rejected handler rejects': async (client) => {
    client.interceptors.request.use(
      () => {
        throw new Error('thrown');
      },
      () => Promise.reject(new Error('again')),
      { synchronous: true },
    );
    return client.get('/a');
  },
  'an asynchronous interceptor that rejects': async (client, note) => {
    client.interceptors.request.use(
      (config) => config,
      (error) => (note('seen', error.message), Promise.reject(error)),
    );
    client.interceptors.request.use(() => Promise.reject(new Error('rejected')));
    return client.get('/a');
  },
  'headers written past set(): spellings are joined, values cleaned': async (client) => {
    client.interceptors.request.use((config) => {
      config.headers.ACCEPT = ' text/plain\n';
      config.headers[' X-Padded '] = ' value ';
      return config;
    });
    return client.get('/a');
  },
  'an interceptor that replaces the config': async (client) => {
    client.interceptors.request.use((config) => ({
      ...config,
      url: '/b',
      headers: { ...config.headers, X: '1' },
    }));
    return client.get('/a');
  },
  'an interceptor that returns nothing': async (client) => {
    client.interceptors.request.use(() => undefined);
    const outcome = await client.get('/a').catch((error) => error.constructor.name);
    return ['rejected with', outcome];
  },
  'response handlers that replace and recover': async (client, note) => {
    client.interceptors.response.use(() => Promise.reject(new Error('refused')));
    client.interceptors.response.use(
      (response) => (note('not reached'), response),
      (error) => (note(error.message), undefined),
    );
    client.interceptors.response.use((response) => ['end', response]);
    return client.get('/a');
  },
  'handlers that are null': async (client) => {
    client.interceptors.request.use(null, null);
    client.interceptors.response.use(undefined, undefined);
    return client.get('/a');
  },
  'an interceptor that ejects itself': async (client, note) => {
    const id = client.interceptors.request.use((config) => {
      note('once');
      client.interceptors.request.eject(id);
      return config;
    });
    await client.get('/a');
    return client.get('/b');
  },
  'ids are never used again': async (client, note) => {
    const { request } = client.interceptors;
    const use = (name) => request.use((config) => (note(name), config));
    const ids = [use('a'), use('b')];
    request.eject(ids[1]);
    request.eject(ids[1]);
    ids.push(use('c'));
    request.eject(String(ids[0]));
    request.eject('');
    request.eject(null);
    request.eject(99);
    request.clear();
    ids.push(use('d'));
    request.eject(ids[2]);
    await client.get('/a');
    note(ids, request.handlers.length);
    request.handlers = null;
    await client.get('/b');
    note(request.use(null), request.handlers.length);
  },
  'ejected ones are null inside, and dropped at the end': async (client, note) => {
    const { response } = client.interceptors;
    const ids = [1, 2, 3].map(() => response.use((value) => value));
    response.eject(ids[0]);
    note(response.handlers.map((handler) => handler && Object.keys(handler)));
    response.eject(ids[2]);
    note(response.handlers.length);
    response.forEach((handler) => note(typeof handler.fulfilled));
  },
  'runWhen sees the config': async (client, note) => {
    client.interceptors.request.use((config) => config, null, {
      synchronous: true,
      runWhen: (config) => note('asked', config.url, config.method, config.headers.get('accept')),
    });
    return client.get('/a');
  },
  'transforms see data, headers and status': async (client, note) =>
    client.post(
      '/a',
      { x: 1 },
      {
        transformRequest: [
          function (data, headers) {
            note('request', data, this.url, headers.get('accept'));
            return 'body';
          },
        ],
        transformResponse: [
          function (data, headers, status) {
            note('response', data, headers.get('content-type'), status, !!this.response);
            return { parsed: true };
          },
        ],
      },
    ),
  'a transform that throws': async (client) =>
    client.get('/a', {
      transformRequest: () => {
        throw new Error('transform');
      },
    }),
  'a response transform that throws': async (client) =>
    client.get('/a', {
      transformResponse: () => {
        throw new Error('transform');
      },
    }),
  'an adapter that throws': async (client) =>
    client.get('/a', {
      adapter: () => {
        throw new Error('adapter');
      },
    }),
  'an adapter that rejects with what is no error': async (client) =>
    client.get('/a', { adapter: () => Promise.reject('text') }).catch((reason) => ['reason', reason]),
  'an adapter whose error has a response': async (client) => {
    const adapter = (config) =>
      Promise.reject({ response: { data: '{"b":2}', status: 500, headers: { a: 'b' }, config } });
    const reason = await client.get('/a', { adapter }).catch((error) => error);
    return [
      reason.response.data,
      Number.isInteger(reason.response.duration),
      reason.response.headers.toJSON(),
    ];
  },
  'the verbs with and without data': async (client) => {
    for (const verb of ['get', 'delete', 'head', 'options'])
      await client[verb]('/' + verb, { data: { d: 1 } });
    for (const verb of ['post', 'put', 'patch', 'query'])
      await client[verb]('/' + verb, { d: 1 }, { data: 'ignored' });
    await client.post('/none');
    await client('/called', { method: 'PUT', data: 'x' });
    await client({ url: '/config' });
    await client.request('/text', { method: 'delete' });
  },
  'wrong options': async (client, note) => {
    for (const config of [
      { transitional: { silentJSONParsing: 1 } },
      { transitional: { unknown: true } },
      { transitional: null },
      { paramsSerializer: { encode: 1 } },
      { paramsSerializer: 'text' },
      { method: 5 },
      { adapter: 'unknown' },
      { adapter: [] },
    ])
      await client
        .get('/a', config)
        .catch((error) => note(error.code, error.name, error.message.replace(/\(.*/, '')));
    await client.request({ method: 5 }).catch((error) => note(error.name));
  },
  'a signal that is aborted already': async (client, note) => {
    client.interceptors.response.use(
      null,
      (error) => (note(error.code, !!error.config), Promise.reject(error)),
    );
    return client.get('/a', { signal: AbortSignal.abort() });
  },
  'a token that is canceled already': async (client, note, library) => {
    const source = library.CancelToken.source();
    source.cancel('why');
    return client.get('/a', { cancelToken: source.token });
  },
  'a cancellation while the adapter runs': async (client) => {
    const controller = new AbortController();
    const adapter = async (config) => {
      controller.abort();
      return { data: 1, status: 200, headers: {}, config };
    };
    return client.get('/a', { adapter, signal: controller.signal });
  },
  'what interceptors do to a body, they do to a copy': async (client, note) => {
    const data = { list: { a: 1 } };
    client.interceptors.request.use((config) => (delete config.data.list.a, config));
    await client.post('/a', data);
    note(data);
  },
  'so do transforms': async (client, note) => {
    const data = { list: { a: 1 } };
    await client.post('/a', data, {
      transformRequest: [(body) => (delete body.list.a, JSON.stringify(body))],
    });
    note(data);
  },
  'so does an adapter that gets an object': async (client, note) => {
    const data = { list: { a: 1 } };
    const adapter = (config) => {
      note(config.data === data, config.data);
      return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
    };
    return client.post('/a', data, { transformRequest: [], adapter });
  },
  'keys that would pollute are not sent': async (client) =>
    client.post('/a', JSON.parse('{"__proto__":{"x":1},"own":{"constructor":{"y":2},"z":3}}')),
  'nor in forms': async (client) =>
    client.post('/a', JSON.parse('{"__proto__":{"x":1},"own":{"constructor":{"y":2},"z":3}}'), {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    }),
};

describe('things run in axios’s order', () => {
  for (const [name, scenario] of Object.entries(scenarios))
    test(name, async () => {
      const [theirs, ours] = await both(scenario);
      expect(ours).toEqual(theirs);
    });
});

describe('a request leaves before its call returns', () => {
  afterEach(() => vi.unstubAllGlobals());
  const stub = () => {
    const fetch = vi.fn(async () => new Response('{"a":1}'));
    vi.stubGlobal('fetch', fetch);
    return fetch;
  };

  test('by the default transport, by fetch, and whatever the function that is called', () => {
    const fetch = stub();
    const calls = [];
    calls.push(everfetch.get('http://h/1'), everfetch.post('http://h/2', { a: 1 }), everfetch('http://h/3'));
    calls.push(
      everfetch.get('http://h/4', { adapter: 'fetch' }),
      everfetch.get('http://h/5', { timeout: 9 }),
    );
    calls.push(new everfetch.ApiClient().get('http://h/6'), everfetch.create().get('http://h/7'));
    expect(fetch.mock.calls.map(([sent]) => sent.url || sent)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => `http://h/${n}`),
    );
    return Promise.all(calls);
  });

  test('also with limits, where axios waits first', () => {
    const fetch = stub();
    const promise = everfetch.post('http://h/', 'text', { adapter: 'fetch', maxBodyLength: 1000 });
    expect(fetch).toHaveBeenCalledTimes(1);
    return promise;
  });

  test('fetch is looked up at the call, not at the import', async () => {
    const first = stub();
    await everfetch.get('http://h/');
    const second = stub();
    await everfetch.get('http://h/');
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
  });
});

describe('verbs go through a `request` that was replaced', () => {
  for (const library of [axios, everfetch])
    test(library === axios ? 'in axios' : 'in everfetch', async () => {
      class Own extends library.Axios {
        request(config) {
          return ['own', config.method, config.url, config.data, config.headers && { ...config.headers }];
        }
      }
      const own = new Own({});
      expect(await own.get('/a')).toEqual(['own', 'get', '/a', undefined, undefined]);
      expect(await own.postForm('/a', { b: 1 })).toEqual([
        'own',
        'post',
        '/a',
        { b: 1 },
        { 'Content-Type': 'multipart/form-data' },
      ]);
    });
});

test('data is copied once, however many keys it has', async () => {
  let reads = 0;
  const data = {};
  for (let i = 0; i < 100; i++)
    Object.defineProperty(data, 'k' + i, { enumerable: true, get: () => (reads++, i) });
  await everfetch.post('http://h/', data, {
    adapter: async (config) => ({ data: config.data, status: 200, headers: {}, config }),
  });
  expect(reads).toBe(100);
});
