// Where a request goes, and what is made of the answer's body.

import { ONCE } from './surface.js';

const url = (item, config, defaults) => ({
  item,
  run: async ({ sent }) => {
    const { method, url: reached } = await sent(config, defaults);
    return { method, url: reached.replace(/^\/s\/[^/]+/, '') };
  },
});
const serializer = (item, paramsSerializer, params) =>
  url(item, {
    params: params ?? { list: [1, 'b'], deep: { a: { b: 1 } }, 'json{}': { x: 1 }, 'arr[]': [1, 2] },
    paramsSerializer,
  });

export const target = [
  url('`url` as text, relative to `baseURL`', { url: 'echo/relative' }),
  {
    item: '`url` as a URL object is no text, and is treated so',
    by: ONCE,
    run: async ({ lib, fail, facts }) => facts(await fail(lib.get({ not: 'a text' }))).name,
  },
  url('`method` in any case', { method: 'PaTcH' }),
  {
    item: '`config.method` is in lower case, and get by default',
    run: async ({ client }) => [
      (await client().request({ url: '/echo', method: 'POST' })).config.method,
      (await client().request({ url: '/echo' })).config.method,
    ],
    gives: ['post', 'get'],
  },
  {
    item: '`baseURL` is put before relative URLs, with one slash between',
    run: async ({ client, near }) => {
      const reached = [];
      for (const [baseURL, path] of [
        [near + '/echo', 'x'],
        [near + '/echo/', '/x'],
        [near + '/echo//', '//x'.slice(1)],
        [near + '/echo', ''],
      ])
        reached.push((await client({ baseURL }).get(path)).data.url.replace(/^\/s\/[^/]+/, ''));
      return reached;
    },
  },
  {
    item: '`allowAbsoluteUrls: false` puts it before absolute URLs too',
    run: ({ lib }) =>
      [true, false, undefined].map((allowAbsoluteUrls) =>
        lib.create({ baseURL: 'https://h/base', allowAbsoluteUrls }).getUri({ url: 'https://other/x' }),
      ),
    by: ONCE,
    gives: ['https://other/x', 'https://h/base/https://other/x', 'https://other/x'],
  },
  url('`params` of an object', {
    params: { a: 1, b: 'zwei drei', c: null, d: undefined, e: true, f: new Date(0), g: ":$,+[]@!'()*~" },
  }),
  {
    item: '`params` of URLSearchParams',
    run: async ({ sent }) => (await sent({ params: new URLSearchParams('q=1&q=zw ei') })).url.split('?')[1],
    gives: 'q=1&q=zw+ei',
  },
  url(
    '`params` are merged deep with default params',
    { params: { deep: { a: 1 }, x: 1 } },
    {
      params: { deep: { b: 2 }, y: 2 },
    },
  ),
  {
    item: 'circular `params` are `ERR_BAD_OPTION_VALUE`',
    by: ONCE,
    run: async ({ lib, fail, facts }) => {
      const params = { a: {} };
      params.a.again = params;
      return facts(await fail(lib.get('/x', { params }))).code;
    },
    gives: 'ERR_BAD_OPTION_VALUE',
  },
  serializer('`paramsSerializer.encode`', { encode: (value, encode) => `<${encode(value)}>` }),
  serializer('`paramsSerializer.serialize`', { serialize: (params) => 'keys=' + Object.keys(params).length }),
  serializer('`paramsSerializer` as a function', (params) => 'bare=' + Object.keys(params).length),
  serializer('`paramsSerializer.indexes`: null', { indexes: null }),
  serializer('`paramsSerializer.indexes`: true', { indexes: true }),
  serializer('`paramsSerializer.indexes`: false', { indexes: false }),
  serializer('`paramsSerializer.dots`', { dots: true }),
  serializer('`paramsSerializer.metaTokens`', { metaTokens: false }),
  serializer('`paramsSerializer.maxDepth`', { maxDepth: 5 }),
  {
    item: '`paramsSerializer.maxDepth` exceeded is `ERR_FORM_DATA_DEPTH_EXCEEDED`',
    by: ONCE,
    run: async ({ lib, fail, facts }) =>
      facts(await fail(lib.get('/x', { params: { a: { b: { c: 1 } } }, paramsSerializer: { maxDepth: 1 } }))),
  },
  serializer('`paramsSerializer.visitor`', {
    visitor(value, key, path, helpers) {
      if (key === 'list') {
        this.append('visited', value.join('-'));
        return false;
      }
      return helpers.defaultVisitor.call(this, value, key, path, helpers);
    },
  }),
  serializer('`:`, `$`, `,` stay in a query, and blanks become `+`', undefined, {
    a: ':$,',
    'b c': 'd e',
    ü: "+&=#?/[]@!'()*~",
  }),
  {
    item: 'a URL without `//` is `ERR_INVALID_URL`, and shown without secrets',
    differs: 'the message leaves user, password and query out, where axios masks them',
    run: async ({ client, fail, facts }) => [
      facts(await fail(client().get('https:user:secret@h/x?token=1'))),
      facts(await fail(client({ baseURL: 'http:h' }).get('x'))),
    ],
  },
  {
    item: 'another scheme is `ERR_BAD_REQUEST` by XMLHttpRequest',
    by: ['default', 'xhr'],
    run: async ({ client, fail, facts }) => facts(await fail(client().get('ftp://h/x'))),
  },
];

const data = (item, path, config, by) => ({
  item,
  by,
  run: async ({ client }) => (await client().get(path, config)).data,
});

export const received = [
  data('`responseType: "text"`', '/echo', {
    responseType: 'text',
    transformResponse: [(text) => typeof text],
  }),
  data('`responseType: "json"`', '/status/200', { responseType: 'json' }),
  data('`responseType: "arraybuffer"`', '/bytes/5', { responseType: 'arraybuffer' }),
  data('`responseType: "blob"`', '/bytes/5', { responseType: 'blob' }),
  data('`responseType: "document"`', '/html', { responseType: 'document' }, ['default', 'xhr']),
  {
    item: '`responseType: "stream"`',
    by: ['fetch'],
    run: async ({ client }) => {
      const { data: stream, status } = await client().get('/bytes/300000', { responseType: 'stream' });
      let bytes = 0;
      for await (const chunk of stream) bytes += chunk.length;
      return { status, bytes };
    },
    gives: { status: 200, bytes: 300000 },
  },
  {
    item: '`responseType: "formdata"`',
    by: ['fetch'],
    run: async ({ client }) => [...(await client().get('/form', { responseType: 'formdata' })).data],
    gives: [
      ['a', '1'],
      ['b', 'zwei'],
    ],
  },
  {
    item: '`responseType: "response"`',
    differs: 'the Response itself, where axios 1.21.1 has read it into text',
    by: ['fetch'],
    run: async ({ client }) => (await client().get('/text', { responseType: 'response' })).data.text(),
    gives: 'just text',
  },
  data('without a type: JSON where it parses', '/status/200'),
  data('without a type: text where it does not', '/badjson'),
  data('a byte order mark', '/bom'),
  data('an empty body', '/empty'),
  {
    item: 'a charset other than UTF-8',
    run: async ({ client }) => (await client().get('/latin1')).data,
    by: ['default', 'xhr'],
    gives: 'café',
  },
  data('`parseReviver`', '/status/200', {
    parseReviver: (key, value, context) =>
      typeof value === 'number' ? [value, context ? context.source : 'no context'] : value,
  }),
  {
    item: '`validateStatus`',
    run: async ({ client, outcome }) => [
      await outcome(() => client().get('/status/404')),
      await outcome(() => client().get('/status/404', { validateStatus: (status) => status === 404 })),
      await outcome(() => client().get('/status/500', { validateStatus: null })),
      await outcome(() => client().get('/status/500', { validateStatus: undefined })),
      await outcome(() => client().get('/status/200', { validateStatus: () => false })),
    ],
  },
  {
    item: '`maxContentLength`, of a length that is declared, and of a stream',
    run: async ({ client, fail, facts, transport }) => {
      if (transport !== 'fetch')
        return (await client().get('/bytes/20', { maxContentLength: 5 })).data.length;
      return [
        facts(await fail(client().get('/bytes/20', { maxContentLength: 5 }))),
        facts(await fail(client().get('/drip/1', { maxContentLength: 5 }))),
        (await client().get('/bytes/20', { maxContentLength: 20 })).data.length,
      ];
    },
  },
  {
    item: '`maxContentLength` of a `data:` URL',
    by: ['fetch'],
    run: async ({ lib, fail, facts }) => [
      (await lib.get('data:text/plain,hello', { adapter: 'fetch' })).data,
      facts(
        await fail(lib.get('data:text/plain,' + 'x'.repeat(100), { adapter: 'fetch', maxContentLength: 10 })),
      ),
    ],
  },
  {
    item: '`maxBodyLength`',
    run: async ({ client, fail, facts, transport }) => {
      const post = (body) => client().post('/echo', body, { maxBodyLength: 4 });
      if (transport !== 'fetch') return (await post('12345')).data.body;
      return [
        facts(await fail(post('12345'))),
        facts(await fail(post(new Blob(['12345'])))),
        facts(await fail(post({ a: 'long' }))),
        (await post('1234')).data.body,
      ];
    },
  },
];
