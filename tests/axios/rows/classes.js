// CancelToken, AxiosHeaders, the conversions of forms, the defaults, and the status codes.

const ONCE = [''];
const row = (item, run, gives) => ({ item, run, gives, by: ONCE });
const throwing = (work) => {
  try {
    return work();
  } catch (error) {
    return [error.name, error.message, error.code];
  }
};

export const tokens = [
  row('`new CancelToken(executor)` needs a function', ({ lib }) => throwing(() => new lib.CancelToken())),
  row('the executor gets `cancel(message, config, request)`', ({ lib, facts }) => {
    let cancel;
    const token = new lib.CancelToken((stop) => (cancel = stop));
    cancel('why', { a: 1 }, { b: 2 });
    cancel('again');
    return [facts(token.reason), token.reason.config, token.reason.request];
  }),
  row('`CancelToken.source()`', ({ lib }) => Object.keys(lib.CancelToken.source()).sort(), [
    'cancel',
    'token',
  ]),
  row('`promise` resolves with the reason', async ({ lib, facts }) => {
    const { token, cancel } = lib.CancelToken.source();
    cancel('why');
    return [facts(await token.promise), (await token.promise) === token.reason];
  }),
  row('`throwIfRequested()` throws the reason', ({ lib }) => {
    const { token, cancel } = lib.CancelToken.source();
    token.throwIfRequested();
    cancel('why');
    return throwing(() => token.throwIfRequested());
  }),
  row(
    '`subscribe(fn)` and `unsubscribe(fn)`',
    async ({ lib }) => {
      const { token, cancel } = lib.CancelToken.source();
      const heard = [];
      const no = () => heard.push('no');
      token.subscribe(({ message }) => heard.push('early ' + message));
      token.subscribe(no);
      token.unsubscribe(no);
      cancel('why');
      await token.promise;
      token.subscribe(({ message }) => heard.push('late ' + message));
      return heard;
    },
    ['early why', 'late why'],
  ),
  row(
    '`toAbortSignal()`',
    async ({ lib }) => {
      const { token, cancel } = lib.CancelToken.source();
      const signal = token.toAbortSignal();
      const before = signal.aborted;
      cancel('why');
      await token.promise;
      return [before, signal.aborted, typeof signal.unsubscribe];
    },
    [false, true, 'function'],
  ),
];

export const classes = [
  row('`new AxiosHeaders(init)` of objects, of its kind, of text, of pairs', ({ lib }) =>
    [
      { A: '1', b: 2 },
      new lib.AxiosHeaders({ A: '1' }),
      'A: 1\nb: 2\nA: 3',
      [
        ['A', '1'],
        ['a', '2'],
      ],
      new Map([['A', '1']]),
      undefined,
      null,
    ].map((init) => ({ ...new lib.AxiosHeaders(init) })),
  ),
  row(
    'own enumerable properties, the first spelling, look-up without case',
    ({ lib }) => {
      const headers = new lib.AxiosHeaders({ 'X-One': '1' });
      headers.set('x-one', '2');
      return [Object.keys(headers), headers['X-One'], headers.get('X-ONE'), { ...headers }];
    },
    [['X-One'], '2', '2', { 'X-One': '2' }],
  ),
  row('`set(name, value, rewrite)`, and false blocks', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ A: '1', B: false });
    const same = headers.set('A', '2', false).set('B', 'x').set('C', '3') === headers;
    headers
      .set('B', 'forced', true)
      .set({ D: '4', A: '5' }, false)
      .set('E: 6\nF: 7')
      .set([['G', '8']]);
    return [same, { ...headers }];
  }),
  row('`get(name, parser)`: true, RegExp, function', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ 'Cache-Control': 'max-age=1, no-store' });
    return [
      headers.get('cache-control', true),
      headers.get('Cache-Control', /max-age=(\d+)/)?.[1],
      headers.get('cache-control', (value, name) => [value, name]),
      headers.get('none'),
      throwing(() => headers.get('cache-control', 'no')),
    ];
  }),
  row('`has(name, matcher)`', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ A: 'text', B: undefined });
    return [
      headers.has('a'),
      headers.has('b'),
      headers.has('a', 'ex'),
      headers.has('a', /^T/),
      headers.has('a', (value) => value === 'text'),
    ];
  }),
  row('`delete(name or list, matcher)`', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ A: '1', B: '2', C: '3' });
    return [headers.delete('a', '9'), headers.delete(['a', 'B']), headers.delete('x'), { ...headers }];
  }),
  row('`clear(matcher)`', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ 'X-A': '1', B: '2' });
    return [headers.clear(/^x-/i), { ...headers }, headers.clear(), { ...headers }, headers.clear()];
  }),
  row('`normalize(format)`', ({ lib }) => {
    const headers = new lib.AxiosHeaders();
    Object.assign(headers, { 'x-a': '1', 'X-A': ' 2 ', 'content-type': 'x' });
    return [{ ...headers.normalize() }, { ...headers.normalize(true) }];
  }),
  row('`concat(…)`, as a static too', ({ lib }) => {
    const { AxiosHeaders } = lib;
    return [
      { ...new AxiosHeaders({ A: '1' }).concat({ a: '2' }, 'B: 3', null) },
      { ...AxiosHeaders.concat({ A: '1' }, { B: '2' }) },
    ];
  }),
  row('`toJSON(asStrings)`', ({ lib }) => {
    const headers = new lib.AxiosHeaders({ A: ['1', '2'], B: null, C: false, D: undefined, E: 5 });
    return [headers.toJSON(), headers.toJSON(true), Object.getPrototypeOf(headers.toJSON())];
  }),
  row('`toString()`', ({ lib }) => String(new lib.AxiosHeaders({ A: '1', B: ['x', 'y'] }))),
  row(
    '`Symbol.iterator` and `Symbol.toStringTag`',
    ({ lib }) => {
      const headers = new lib.AxiosHeaders({ A: '1', B: '2' });
      return [[...headers], Object.prototype.toString.call(headers)];
    },
    [
      [
        ['A', '1'],
        ['B', '2'],
      ],
      '[object AxiosHeaders]',
    ],
  ),
  row('`getSetCookie()` is a list', ({ lib }) => [
    new lib.AxiosHeaders().getSetCookie(),
    new lib.AxiosHeaders({ 'Set-Cookie': ['a', 'b'] }).getSetCookie(),
    new lib.AxiosHeaders('Set-Cookie: a').getSetCookie(),
  ]),
  row(
    '`AxiosHeaders.from(thing)`',
    ({ lib }) => {
      const headers = new lib.AxiosHeaders();
      return [lib.AxiosHeaders.from(headers) === headers, { ...lib.AxiosHeaders.from({ A: '1' }) }];
    },
    [true, { A: '1' }],
  ),
  row('`AxiosHeaders.parseParameters(value)`', ({ lib }) => {
    const { parseParameters } = lib.AxiosHeaders;
    const headers = new lib.AxiosHeaders({
      'Content-Disposition': 'attachment; filename="a;b\\"c.txt"; Size=5',
    });
    return [
      parseParameters('text/html; Charset="utf-8"; x=1'),
      headers.get('content-disposition', parseParameters),
    ];
  }),
  row(
    '`AxiosHeaders.accessor(names)`',
    ({ lib }) => {
      class Mine extends lib.AxiosHeaders {}
      Mine.accessor(['X-Mine', 'x-other']);
      const headers = new Mine().setXMine('1');
      return [headers.getXMine(), headers.hasXOther(), { ...headers }];
    },
    ['1', false, { 'X-Mine': '1' }],
  ),
  row('predefined accessors', ({ lib }) =>
    [
      'ContentType',
      'ContentLength',
      'Accept',
      'UserAgent',
      'Authorization',
      'AcceptEncoding',
      'ContentEncoding',
    ].map((name) =>
      ['get', 'set', 'has'].map((verb) => typeof lib.AxiosHeaders.prototype[verb + name]).join(' '),
    ),
  ),
  row('headers named like methods or `__proto__` leave the methods intact', ({ lib }) => {
    const headers = new lib.AxiosHeaders('get: 1\nset: 2\n__proto__: 3');
    return [typeof headers.get, headers.get('get'), headers.get('__proto__'), Object.keys(headers)];
  }),
  row('duplicate response headers', ({ lib }) => ({
    ...new lib.AxiosHeaders(
      'X-A: 1\nX-A: 2\nSet-Cookie: a\nSet-Cookie: b\nContent-Type: x\nContent-Type: y\nAge: 1\nAge: 2',
    ),
  })),
];

const pairs = (form) =>
  [...form].map(([name, value]) => [name, typeof value === 'string' ? value : [value.type, value.size]]);
const object = () => ({
  a: 1,
  'list[]': [1, 2],
  'json{}': { x: [1] },
  deep: { list: [{ b: 1 }, 2] },
  no: null,
  gone: undefined,
  yes: true,
  when: new Date(0),
  bytes: new Uint8Array([1, 2]),
  file: new Blob(['x'], { type: 'text/x' }),
  ü: 'ß',
});
const converted = (item, options) =>
  row(item, ({ lib }) => pairs(lib.toFormData(object(), undefined, options)));

export const conversions = [
  converted('`toFormData` keys and values'),
  converted('`toFormData` option `dots`', { dots: true }),
  converted('`toFormData` option `indexes`: null', { indexes: null }),
  converted('`toFormData` option `indexes`: true', { indexes: true }),
  converted('`toFormData` option `metaTokens`', { metaTokens: false }),
  converted('`toFormData` option `visitor`, with its helpers', {
    visitor(value, key, path, helpers) {
      if (key === 'a')
        this.append('helpers', ['convertValue', 'isVisitable'].map((name) => typeof helpers[name]).join());
      return helpers.defaultVisitor.call(this, value, key, path, helpers);
    },
  }),
  row('`toFormData` option `maxDepth`', ({ lib }) =>
    throwing(() => lib.toFormData({ a: { b: { c: 1 } } }, undefined, { maxDepth: 1 })),
  ),
  row(
    '`toFormData` into a target',
    ({ lib }) => {
      const target = new FormData();
      target.append('before', '1');
      return [lib.toFormData({ a: 1 }, target) === target, pairs(target)];
    },
    [
      true,
      [
        ['before', '1'],
        ['a', '1'],
      ],
    ],
  ),
  row('`toFormData` refuses what is no object', ({ lib }) => throwing(() => lib.toFormData('text'))),
  row('`formToJSON` of paths, repeated keys, sparse lists', ({ lib }) => {
    const form = new FormData();
    for (const [name, value] of [
      ['a', '1'],
      ['a', '2'],
      ['b[c][d]', '3'],
      ['e.f', '4'],
      ['g[]', '5'],
      ['g[]', '6'],
      ['h[0]', '7'],
      ['h[1]', '8'],
      ['i[5]', '9'],
      ['__proto__[x]', 'bad'],
      ['j[0][k]', '10'],
    ])
      form.append(name, value);
    return lib.formToJSON(form);
  }),
  row(
    '`formToJSON` of a `<form>`',
    ({ lib }) => {
      const form = document.createElement('form');
      form.innerHTML = '<input name="a[b]" value="1"><select name="c"><option selected>2</select>';
      return lib.formToJSON(form);
    },
    { a: { b: '1' }, c: '2' },
  ),
];

export const defaults = [
  row(
    '`defaults.headers.common.Accept`',
    ({ lib }) => lib.defaults.headers.common.Accept,
    'application/json, text/plain, */*',
  ),
  row('`defaults.headers` has an empty map for each method', ({ lib }) =>
    Object.fromEntries(Object.entries(lib.defaults.headers).map(([name, map]) => [name, Object.keys(map)])),
  ),
  {
    item: 'post, put and patch bodies without a type are urlencoded',
    run: async ({ client }) => {
      const types = [];
      for (const method of ['post', 'put', 'patch', 'delete'])
        types.push(
          (await client().request({ url: '/echo', method, data: 'a=1' })).data.headers['content-type'],
        );
      return types;
    },
  },
  row(
    'limits and times',
    ({ lib: { defaults: d } }) => [
      d.timeout,
      d.maxContentLength,
      d.maxBodyLength,
      d.xsrfCookieName,
      d.xsrfHeaderName,
    ],
    [0, -1, -1, 'XSRF-TOKEN', 'X-XSRF-TOKEN'],
  ),
  row(
    '`defaults.transformRequest` and `transformResponse` are lists of one, callable on their own',
    ({ lib }) => {
      const { transformRequest, transformResponse } = lib.defaults;
      const headers = new lib.AxiosHeaders();
      return [
        transformRequest.length,
        transformRequest[0]({ a: 1 }, headers),
        headers.get('content-type'),
        transformResponse.length,
        transformResponse[0].call({}, '{"a":1}'),
        transformResponse[0].call({}, 'text'),
      ];
    },
  ),
  row(
    'a transform concatenated to the default ones',
    async ({ lib }) => {
      const api = lib.create({
        transformResponse: lib.defaults.transformResponse.concat((data) => [data]),
        adapter: async (config) => ({ data: '{"a":1}', status: 200, headers: {}, config }),
      });
      return (await api.get('/x')).data;
    },
    [{ a: 1 }],
  ),
  row('`defaults.transitional` and `validateStatus`', ({ lib: { defaults: d } }) => [
    d.transitional,
    d.validateStatus(204),
    d.validateStatus(304),
  ]),
  row(
    'a new default `adapter` is used',
    async ({ lib }) => {
      const api = lib.create();
      api.defaults.adapter = async (config) => ({ data: 'mine', status: 200, headers: {}, config });
      return (await api.get('/x')).data;
    },
    'mine',
  ),
];

export const status = [
  row('`HttpStatusCode`: names, numbers, aliases, and the way back', ({ lib }) => ({
    ...lib.HttpStatusCode,
  })),
];
