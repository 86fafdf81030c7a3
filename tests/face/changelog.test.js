// What axios's changelog says has changed from 1.18 to 1.21, as far as it is seen in a browser: both libraries do it. What
// has tests of its own (tests/axios/rows, and the other files here) is not repeated.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';

/** What a call gives or is refused with. */
const outcome = async (work) => {
  try {
    return { value: await work() };
  } catch (error) {
    const { name, code, message, status } = error;
    return { name, code, message, status, cause: error.cause?.name };
  }
};

/** The requests that a library sends by fetch. @param {any} lib */
const sender = (lib) => {
  const requests = [];
  const fetch = async (request) => {
    const headers = Object.fromEntries(request.headers);
    // Each its own.
    delete headers['user-agent'];
    const { url, method, cache, mode, redirect, credentials } = request;
    requests.push({ url, method, headers, cache, mode, redirect, credentials });
    return new Response('{"a":1}');
  };
  const send = (config, client = lib) =>
    client.request({ url: 'http://h/x', adapter: 'fetch', env: { fetch }, ...config });
  return { send, requests };
};

const circular = () => {
  const params = {};
  params.self = params;
  return params;
};

/** @type {Record<string, (lib: any) => unknown>} */
const changes = {
  '1.21: a default of a class is a literal header': async (lib) => {
    class Literal {
      constructor() {
        this.a = '1';
      }
      toString() {
        return 'literal';
      }
    }
    const { send, requests } = sender(lib);
    const api = lib.create();
    api.defaults.headers.get = new Literal();
    await send({}, api);
    return requests;
  },
  '1.21: a literal header with the name of a verb or of the defaults stays': async (lib) => {
    const { send, requests } = sender(lib);
    await send({ headers: { Link: '<a>; rel=b', common: 'x', Get: 'z' } });
    return requests;
  },
  '1.21: defaults without prototype, and those of another copy of AxiosHeaders': async (lib) => {
    const { send, requests } = sender(lib);
    await send({ headers: { common: Object.assign(Object.create(null), { X: '1' }), link: null } });
    const other = lib === axios ? everfetch : axios;
    await send({ headers: { common: new other.AxiosHeaders({ Y: '1' }) } });
    return requests;
  },
  '1.21: a duration of an adapter is replaced': async (lib) => {
    const adapter = async (config) => ({ data: 1, status: 200, headers: {}, config, duration: 'mine' });
    return typeof (await lib.get('/x', { adapter })).duration;
  },
  '1.21: UTF-8 in Basic authentication': async (lib) => {
    const { send, requests } = sender(lib);
    const auth = { username: '日ü', password: 'ä' };
    return [
      await outcome(() =>
        send({ auth, transitional: { encodeBasicAuthUsername: true } }).then(() => requests),
      ),
      await outcome(() => send({ auth }).then(() => requests)),
    ];
  },
  '1.21: no implicit cache, and the caller’s own': async (lib) => {
    const { send, requests } = sender(lib);
    await send({ fetchOptions: { cache: 'no-store', mode: 'same-origin' } });
    return requests;
  },
  '1.21: circular parameters': async (lib) => [
    await outcome(() => sender(lib).send({ params: circular() })),
    await outcome(() => lib.getUri({ url: '/x', params: circular() })),
  ],
  '1.21: sparse and odd names of a form': (lib) => {
    const form = new FormData();
    for (const name of 'a[3] b[1] b[0] c[01] d[] e.f g-h|i j[k] l[m [n] o[]p'.split(' '))
      form.append(name.replace('|', ' '), name);
    return lib.formToJSON(form);
  },
  '1.21: a header named __proto__, and matchers that are called on the headers': (lib) => {
    const headers = new lib.AxiosHeaders({ a: '1' });
    headers.set('__proto__', 'v');
    const on = [];
    headers.has('a', function () {
      on.push(this === headers);
    });
    headers.clear(function () {
      on.push(this === headers);
      return false;
    });
    return [Object.keys(headers), headers.get('__proto__'), headers instanceof lib.AxiosHeaders, on];
  },
  '1.21: schemes and base64 in any case, and data that is percent-encoded': async (lib) => {
    const read = (url, maxContentLength) =>
      outcome(() => lib.get(url, { adapter: 'fetch', maxContentLength }).then(({ data }) => data));
    return [
      await read('DATA:text/plain;BASE64,aGk='),
      await read('data:text/plain;base64,aG%6B%3D', 10),
      await read('data:text/plain;base64,aGkhaGkhaGkh', 3),
    ];
  },
  '1.21: the stack of a cause': (lib) => {
    const error = lib.AxiosError.from(new Error('low'), 'X');
    return [error.stack.split('Caused by:').length, Object.keys(error).sort()];
  },
  '1.21: parameters are merged deep': (lib) => [
    lib.create({ params: { a: { b: 1, c: [1] } } }).getUri({ url: '/x', params: { a: { d: 2, c: [2] } } }),
    lib.create({ params: { a: 1 } }).getUri({ url: '/x', params: new URLSearchParams('b=2') }),
  ],
  '1.19: symbols on a config and on its data': (lib) => {
    const symbol = Symbol('own');
    const { data } = lib.mergeConfig({ data: { [symbol]: 1 } }, {});
    return [
      lib.mergeConfig({ [symbol]: 1 }, {})[symbol],
      lib.mergeConfig({ [symbol]: 1 }, { [symbol]: { a: 1 } })[symbol],
      data && Object.getOwnPropertySymbols(data).length,
    ];
  },
  '1.19: parameters of a header': (lib) =>
    [
      'text/html; charset="a;b"; q=0.5',
      'a; b="c\\"d"',
      '; x',
      'form-data; name=a; name=b',
      'x; __proto__=1',
    ].map((value) => ({ ...lib.AxiosHeaders.parseParameters(value) })),
  '1.19: getSetCookie is a list, and the first of two values stays': (lib) => [
    new lib.AxiosHeaders({ 'set-cookie': 'a' }).getSetCookie(),
    new lib.AxiosHeaders().getSetCookie(),
    new lib.AxiosHeaders({ 'set-cookie': ['a', 'b'] }).getSetCookie(),
    new lib.AxiosHeaders('age: \nage: 4').get('age'),
    new lib.AxiosHeaders('x: 1\nx: 2').get('x'),
  ],
  '1.19: malformed URLs, which show no secret': (lib) =>
    Promise.all(
      ['http:/x', 'https:x', 'HTTP:x?a=b', 'http:user:pw@h/x', '  http:x', 'ht\ttp:x'].map(async (url) => {
        const { value, code, message } = await outcome(() => lib.getUri({ url }));
        return [value, code, /user|pw/.test(message)];
      }),
    ),
  '1.19: slashes between a base and a URL': (lib) =>
    [
      ['http://h//', '//x'],
      ['http://h/a///', 'b'],
      ['http://h', ''],
      ['', '/x'],
      ['http://h/', 'HTTP://j/'],
    ].map(([baseURL, url]) => lib.getUri({ baseURL, url })),
  '1.19: an AggregateError without a message': (lib) => {
    const error = lib.AxiosError.from(new AggregateError([new Error('a'), new Error(''), 'c', null, 0]));
    return [error.message, error.name, error.cause.name];
  },
  '1.19: a Set in the JSON of an error': (lib) => {
    const config = {
      data: new Set([1, { a: 2 }]),
      m: new Map([[1, 2]]),
      d: new Date(0),
      n: null,
      l: [1, undefined],
    };
    return JSON.parse(JSON.stringify(new lib.AxiosError('x', 'C', config).toJSON().config));
  },
  '1.19: a synchronous interceptor that fails': async (lib) => {
    const results = [];
    for (const rejected of [
      () => 'handled',
      (error) => {
        throw error;
      },
      undefined,
    ]) {
      const api = lib.create();
      let sent = 0;
      const fail = () => {
        throw new Error('no');
      };
      api.interceptors.request.use(fail, rejected, { synchronous: true });
      const adapter = async (config) => (sent++, { data: 1, status: 200, headers: {}, config });
      results.push(await outcome(() => api.get('/x', { adapter }).then(({ data }) => data)), sent);
    }
    return results;
  },
  '1.19: the status 520': ({ HttpStatusCode }) => [
    HttpStatusCode[520],
    HttpStatusCode.WebServerReturnsAnUnknownError,
  ],
  '1.18: an undefined validateStatus': (lib) => {
    const env = { fetch: async () => new Response('', { status: 500 }) };
    const transitional = { validateStatusUndefinedResolves: false };
    return outcome(() =>
      lib.get('http://h/x', { adapter: 'fetch', env, validateStatus: undefined, transitional }),
    );
  },
  '1.18: options of the wrong type': async (lib) => [
    await outcome(() => sender(lib).send({ transitional: { encodeBasicAuthUsername: 'yes' } })),
    await outcome(() => sender(lib).send({ paramsSerializer: { encode: 'x' } })),
    await outcome(() =>
      sender(lib)
        .send({ transitional: { unknown: 'yes' } })
        .then(({ status }) => status),
    ),
  ],
};

describe('does what the changelog of axios says since 1.18', () => {
  for (const [name, work] of Object.entries(changes))
    test(name, async () => {
      const expected = await work(axios);
      expect(expected).toBeDefined();
      expect(await work(everfetch)).toEqual(expected);
    });
});
