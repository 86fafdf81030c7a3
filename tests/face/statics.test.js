// The functions and classes that the instance carries, beside axios's: same arguments, same results.
import { createRequire } from 'node:module';
import axios, * as axiosModule from 'axios-browser';
import everfetch, * as everfetchModule from 'everfetch';
import { describe, expect, test } from 'vitest';
import { attempt, same } from './helpers.js';

const pairs = (form) =>
  [...form].map(([name, value]) => [name, typeof value === 'string' ? value : [value.type, value.size]]);

describe('the module', () => {
  test('exports every name of axios, and each is the static of that name', () => {
    for (const name of Object.keys(axiosModule)) expect(everfetchModule, name).toHaveProperty(name);
    // The questions that axios does not have weigh nothing where they are not asked.
    const own = /^(default|isApiClient|isCancelToken|isEverfetch\w+)$/;
    for (const name of Object.keys(everfetchModule).filter((key) => !own.test(key)))
      expect(everfetch[name], name).toBe(everfetchModule[name]);
    expect(everfetch.default).toBe(everfetch);
    expect(everfetchModule.default).toBe(everfetch);
  });

  test('carries every member of axios, of the same type', () => {
    for (const name of Object.keys(axios).filter((key) => key !== '_request'))
      expect(typeof everfetch[name], name).toBe(typeof axios[name]);
  });

  test('adds its own names for the same things', () => {
    expect(new everfetch.ApiClient()).toBeInstanceOf(everfetch.Axios);
    expect(everfetch.EverfetchError).toBe(everfetch.AxiosError);
    expect(everfetch.EverfetchHeaders).toBe(everfetch.AxiosHeaders);
    expect(everfetch.VERSION).toMatch(/^\d+\.\d+\.\d+/);
  });

  // Two copies, as where a library has one of its own: no class of one is a class of the other.
  const other = createRequire(import.meta.url)('everfetch');
  const { CancelToken, AxiosHeaders, AxiosError, CanceledError } = everfetch;
  const questions = {
    isEverfetchError: [AxiosError, () => new AxiosError('x'), () => new other.AxiosError('x')],
    isAxiosError: [AxiosError, () => new AxiosError('x'), () => new other.AxiosError('x')],
    isCancel: [CanceledError, () => new CanceledError(), () => new other.CanceledError()],
    isEverfetchHeaders: [AxiosHeaders, () => new AxiosHeaders(), () => new other.AxiosHeaders()],
    isCancelToken: [CancelToken, () => CancelToken.source().token, () => other.CancelToken.source().token],
    isApiClient: [
      everfetch.Axios,
      () => new everfetch.ApiClient(),
      () => new other.ApiClient(),
      () => new everfetch.Axios(),
      () => everfetch,
      () => other.create(),
    ],
  };
  for (const [name, [own, ...made]] of Object.entries(questions))
    test(`${name} knows what is of its class, in either copy, and nothing else`, () => {
      expect(made[1]()).not.toBeInstanceOf(own);
      for (const ask of [everfetchModule[name], other[name]]) {
        for (const make of made) expect(ask(make())).toBe(true);
        for (const [key, [, make]] of Object.entries(questions))
          if (!(make() instanceof own)) expect(ask(make()), key).toBe(false);
        for (const value of [
          null,
          undefined,
          '',
          'text',
          1,
          true,
          {},
          [],
          () => {},
          new Error('x'),
          new Headers(),
          // Nearly one.
          { getUri() {} },
          { getUri: 1, session: 1 },
          { session: 1 },
          { throwIfRequested: 1 },
          { isAxiosError: 1, __CANCEL__: 0 },
          { [Symbol.toStringTag]: 'Headers' },
          { [Symbol.toStringTag]: 'XAxiosHeaders' },
        ])
          expect(ask(value)).toBe(false);
      }
    });

  test('every class has its question', () => {
    const classes = Object.values(everfetchModule).filter((one) => /^class\b/.test(String(one)));
    expect(classes.length).toBeGreaterThan(4);
    for (const one of new Set(classes))
      expect(
        Object.values(questions).some(([, ...made]) => made.some((make) => make() instanceof one)),
        one.name,
      ).toBe(true);
  });

  same('knows the same status codes', ({ HttpStatusCode }) => ({ ...HttpStatusCode }));
  same('has the same error codes', ({ AxiosError }) =>
    Object.fromEntries(Object.keys(axios.AxiosError).map((key) => [key, AxiosError[key]])),
  );
  same('has the same defaults, but for the transport', ({ defaults }) => ({
    ...defaults,
    adapter: 0,
    transformRequest: defaults.transformRequest.length,
    transformResponse: defaults.transformResponse.length,
    validateStatus: [199, 200, 299, 300].map(defaults.validateStatus),
  }));
});

describe('mergeConfig', () => {
  const symbol = Symbol('own');
  class Thing {
    x = 1;
  }
  const thing = new Thing();
  const list = [{ a: 1 }];
  const cases = {
    'per-request keys come from the second alone': [{ url: 'a', method: 'm', data: 1 }, {}],
    'data is copied deep': [{}, { data: { a: { b: 1 } } }],
    'null and undefined': [
      { timeout: 1, baseURL: 'x', auth: { a: 1 } },
      { timeout: undefined, baseURL: null, auth: undefined },
    ],
    'deep keys': [
      { auth: { username: 'u', password: 'p' }, own: { a: { b: 1 } } },
      { auth: { password: 'q' }, own: { a: { c: 2 } } },
    ],
    'whole keys': [{ paramsSerializer: { indexes: null } }, { paramsSerializer: { dots: true } }],
    'functions and lists': [{ transformRequest: [1] }, { transformRequest: list }],
    'headers without regard to case': [
      { headers: { Accept: 'a', common: { X: 1 }, get: {} } },
      { headers: { accept: 'b', common: { Y: 2 }, NEW: 1 } },
    ],
    'undefined headers': [{ headers: { a: 1 } }, { headers: { a: undefined, b: undefined } }],
    'no headers on one side': [{ headers: { a: 1 } }, {}],
    'literal header over a map': [{ headers: { link: {} } }, { headers: { Link: '</a>' } }],
    'text headers': [{ headers: { a: 1 } }, { headers: 'b: 2' }],
    params: [
      { params: { a: { x: 1 }, l: [1], s: 1 } },
      { params: { a: { y: 2 }, l: [2], n: null, u: undefined } },
    ],
    'params replaced': [{ params: { a: 1 } }, { params: new URLSearchParams('b=2') }],
    'default params alone': [{ params: { a: { b: [1] } } }, {}],
    'class instances by reference': [{ thing }, { other: thing }],
    symbols: [{ [symbol]: { a: 1 } }, { [symbol]: { b: 2 } }],
    'unsafe keys': [
      JSON.parse('{"__proto__":{"x":1},"constructor":{"y":2},"own":{"__proto__":{"z":1}}}'),
      JSON.parse('{"prototype":1}'),
    ],
    'validateStatus undefined': [{ validateStatus: 1 }, { validateStatus: undefined }],
    'validateStatus omitted': [{ validateStatus: 1 }, {}],
    'validateStatus undefined that counts as omitted': [
      { validateStatus: 1, transitional: { validateStatusUndefinedResolves: false } },
      { validateStatus: undefined },
    ],
    nothing: [undefined, null],
  };
  for (const [name, [a, b]] of Object.entries(cases))
    same(name, ({ mergeConfig }) => {
      const merged = mergeConfig(a, b);
      return {
        merged,
        keys: Reflect.ownKeys(merged).length,
        prototype: Object.getPrototypeOf(merged),
        thing: merged.thing === thing,
      };
    });
  same('of AxiosHeaders', ({ mergeConfig, AxiosHeaders }) =>
    mergeConfig({ headers: new AxiosHeaders({ A: 1 }) }, { headers: new AxiosHeaders({ a: 2, b: 3 }) }),
  );
  same('refuses circular params', ({ mergeConfig }) => {
    const params = { a: {} };
    params.a.b = [params];
    return mergeConfig({}, { params });
  });
  same('takes the same object twice, where it is no circle', ({ mergeConfig }) => {
    const shared = { x: 1 };
    return mergeConfig({}, { params: { a: shared, b: [shared, shared] } });
  });
  test('keeps a session by reference, the newer one', () => {
    const session = { refresh: '/r', storage: {} };
    expect(everfetch.mergeConfig({ session: { refresh: '/old' } }, { session }).session).toBe(session);
    expect(everfetch.mergeConfig({ session }, {}).session).toBe(session);
    expect(everfetch.mergeConfig({ session }, { session: false }).session).toBe(false);
  });
});

describe('getUri', () => {
  const cases = [
    [{ url: '/a', params: { x: 1, list: [1, 2], deep: { y: 'ä b' } } }],
    [{ baseURL: 'http://h/base/', url: '/a?b=1#hash', params: { c: 2 } }],
    [{ baseURL: 'http://h/base//', url: '//other/a' }],
    [{ baseURL: 'http://h', url: 'http://other/a', allowAbsoluteUrls: false }],
    [{ baseURL: 'http://h', url: 'a#hash' }],
    [{ baseURL: 'http://h' }],
    [{}],
    [undefined],
    [{ url: 'http:broken' }],
    [{ baseURL: ' ht\ntp:broken', url: '/a' }],
    [{ url: '/a', params: { d: new Date(0), n: null, u: undefined, b: true, o: {}, e: [] } }],
    [{ url: '/a', params: { list: [{ x: 1 }, 2] } }],
    [{ url: '/a', params: { "o'ps": "!'()*~" } }],
    [{ url: '/a', params: 'text' }],
    [{ url: '/a', params: new URLSearchParams('a=1&a=2') }],
  ];
  for (const [config] of cases)
    same(JSON.stringify(config) || 'nothing', (library) => library.getUri(config));
  test('a malformed URL is shown without what may be secret', () => {
    for (const url of [
      'http:broken?token=secret&a=b',
      'https:/user:secret@host/x',
      'http:x#secret=1',
      'https:secret@host?secret',
    ])
      expect(attempt(() => everfetch.getUri({ url }))).toMatchObject({
        code: 'ERR_INVALID_URL',
        message: expect.not.stringContaining('secret'),
      });
  });
  for (const paramsSerializer of [
    { indexes: null },
    { indexes: true },
    { dots: true },
    { metaTokens: false },
    { encode: (value) => `~${value}` },
    {
      visitor: function (value, key) {
        this.append(key, 'visited');
        return false;
      },
    },
    { serialize: (params, options) => Object.keys(params) + '!' + Object.keys(options) },
  ])
    same(`paramsSerializer ${Object.entries(paramsSerializer)}`, (library) =>
      library.getUri({
        url: '/a',
        params: { 'l[]': [1, 2], l: ['x'], o: { p: { q: 1 } }, 'j{}': { a: 1 } },
        paramsSerializer,
      }),
    );
});

describe('toFormData and formToJSON', () => {
  const cyclic = { a: { b: {} } };
  cyclic.a.b.c = cyclic.a;
  const deep = (depth) => (depth ? { n: deep(depth - 1) } : 1);
  const cases = {
    nested: { a: 1, b: { c: [1, { d: 2 }], e: null, f: undefined, g: true }, h: new Date(0) },
    'meta tokens': { 'a[]': [1, 2], 'b{}': { x: [1] }, 'c[]': { 0: 'x', length: 1 }, 'd[]': 'scalar' },
    'flat and nested lists': { flat: [1, null, undefined, 'x'], nested: [[1], [2, { a: 1 }]], empty: [] },
    buffers: { a: new Uint8Array([1, 2]), b: new ArrayBuffer(3), c: new Blob(['x'], { type: 't/x' }) },
    'keys that need trimming': { ' a ': 1, ' b [] ': [1] },
    'a list at the top': [1, { a: 2 }, [3]],
    circular: cyclic,
    'too deep': deep(102),
    'just deep enough': deep(99),
  };
  const optionSets = {
    none: undefined,
    dots: { dots: true },
    'indexes true': { indexes: true },
    'indexes null': { indexes: null },
    'no tokens': { metaTokens: false },
    shallow: { maxDepth: 1 },
  };
  for (const [name, source] of Object.entries(cases))
    for (const [options, value] of Object.entries(optionSets))
      same(`toFormData: ${name}, options: ${options}`, ({ toFormData }) =>
        pairs(toFormData(source, null, value)),
      );
  same('toFormData refuses what is no object', ({ toFormData }) => toFormData('text'));
  same('toFormData refuses a visitor that is no function', ({ toFormData }) =>
    toFormData({}, null, { visitor: 1 }),
  );
  same('a visitor gets path and helpers', ({ toFormData }) => {
    const seen = [];
    toFormData({ a: { b: 1 }, c: [1] }, null, {
      visitor(value, key, path, helpers) {
        seen.push([key, path, helpers.isVisitable(value), helpers.convertValue(true)]);
        return helpers.defaultVisitor.call(this, value, key, path, helpers);
      },
    });
    return seen;
  });
  for (const entries of [
    [
      ['a', '1'],
      ['a', '2'],
      ['b[]', 'x'],
      ['c[x][y]', '1'],
      ['c[x][z]', '2'],
    ],
    [
      ['list[0]', 'a'],
      ['list[1]', 'b'],
    ],
    [
      ['sparse[2]', 'a'],
      ['sparse[0]', 'b'],
    ],
    [
      ['mixed[0]', 'a'],
      ['mixed[x]', 'b'],
    ],
    [
      ['d.o.t', '1'],
      ['d.o.u', '2'],
      ['a-b c', '3'],
    ],
    [
      ['__proto__[x]', '1'],
      ['a[__proto__]', '2'],
      ['constructor[x]', '3'],
    ],
    [
      ['x[]', '1'],
      ['x[]', '2'],
      ['x', '3'],
    ],
    [
      ['[]', 'list'],
      ['[a', 'open'],
      ['a]b', 'close'],
    ],
    [
      ['rows[0][id]', '1'],
      ['rows[1][id]', '2'],
      ['rows[1][tags][]', 't'],
    ],
    [
      ['a', '1'],
      ['a[b]', '2'],
    ],
  ])
    same(`formToJSON: ${JSON.stringify(entries)}`, ({ formToJSON }) => {
      const form = new FormData();
      for (const [name, value] of entries) form.append(name, value);
      return formToJSON(form);
    });
  same('formToJSON of what is no form', ({ formToJSON }) => [
    formToJSON(null),
    formToJSON({}),
    formToJSON('a=1'),
  ]);
  same('formToJSON refuses endless nesting', ({ formToJSON }) => {
    const form = new FormData();
    form.append('a' + '[x]'.repeat(150), '1');
    return formToJSON(form);
  });
});

describe('getAdapter', () => {
  const name = (library, adapter) => attempt(() => typeof library.getAdapter(adapter));
  for (const adapter of [
    'fetch',
    'FETCH',
    ['fetch'],
    ['xhr', 'fetch'],
    'xhr',
    'http',
    ['xhr', 'http'],
    'unknown',
    [],
    null,
    undefined,
    () => {},
    [false, 'http'],
  ])
    test(`of ${JSON.stringify(adapter) || String(adapter)}`, () => {
      expect(name(everfetch, adapter)).toEqual(name(axios, adapter));
    });
});

test('all and spread', async () => {
  expect(await everfetch.all([1, Promise.resolve(2)])).toEqual([1, 2]);
  expect(everfetch.spread((a, b) => a + b)([1, 2])).toBe(3);
});
