// Bodies, transforms, and the headers of a request.

import { ONCE } from './surface.js';

const form = () => {
  const out = new FormData();
  out.append('name', 'välue\n"q"');
  out.append('list[]', 'a');
  out.append('list[]', 'b');
  out.append('deep[x][y]', '1');
  out.append('file', new File(['content'], 'f"ü.txt', { type: 'text/plain' }));
  return out;
};
const formElement = () => {
  const element = document.createElement('form');
  element.innerHTML = '<input name="a" value="1"><input name="b[c]" value="2">';
  return element;
};

/** @param {string} item @param {() => any} make @param {any} [config] @param {string[]} [by] */
const post = (item, make, config, by) => ({
  item,
  by,
  run: async ({ client }) => (await client().post('/echo', make(), config)).data,
});

const URLENCODED = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
const MULTIPART = { headers: { 'Content-Type': 'multipart/form-data' } };
const JSON_TYPE = { headers: { 'Content-Type': 'application/json' } };
const NESTED = () => ({
  a: 1,
  list: [1, { b: 2 }],
  deep: { x: { y: null } },
  when: new Date(0),
  no: undefined,
  yes: true,
});

export const body = [
  post('`data` of text', () => 'plain text, Grüße'),
  post('`data` of an object is JSON', NESTED),
  post('`data` of a number, a boolean, null', () => 42),
  post('`data` of FormData', form),
  {
    ...post('`data` of URLSearchParams', () => new URLSearchParams('a=1&b=zw ei')),
    differs: {
      default: 'the charset of a text is on the wire as it was set; XMLHttpRequest spells it in capitals',
    },
  },
  post('`data` of a Blob', () => new Blob(['blob body'], { type: 'text/x-blob' })),
  post('`data` of a File', () => new File(['file body'], 'name.txt', { type: 'text/x-file' })),
  post('`data` of an ArrayBuffer', () => new Uint8Array([1, 2, 250]).buffer),
  post('`data` of a view is its whole buffer', () => new Uint8Array([1, 2, 3, 4]).subarray(1, 3)),
  post('`data` of a `<form>`', formElement),
  post('`data` of a `<form>` as JSON', formElement, JSON_TYPE),
  post('an object with Content-Type urlencoded', NESTED, URLENCODED),
  post('an object with Content-Type multipart', NESTED, MULTIPART),
  post(
    'a FileList becomes FormData',
    () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['one'], 'one.txt', { type: 'text/plain' }));
      transfer.items.add(new File(['two'], 'two.txt', { type: 'text/plain' }));
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = true;
      input.files = transfer.files;
      return input.files;
    },
    MULTIPART,
  ),
  post('FormData with Content-Type JSON becomes JSON', form, JSON_TYPE),
  post('text with Content-Type JSON is encoded unless it is JSON', () => 'not json', JSON_TYPE),
  post('text that is JSON already is sent as it is', () => ' {"a":1} ', JSON_TYPE),
  {
    item: '`data` of a ReadableStream',
    by: ['fetch'],
    // Chromium streams a request only over HTTP/2; both libraries fail alike over HTTP/1.1, and send nothing.
    run: async ({ client, fail, facts }) =>
      facts(await fail(client().post('/echo', new Blob(['streamed']).stream()))).code,
    gives: 'ERR_NETWORK',
  },
  {
    item: 'without a body Content-Type is removed, but not by the fetch adapter',
    run: async ({ sent }) => (await sent({ headers: { 'Content-Type': 'text/x' } })).headers,
  },
  {
    item: '`transformRequest` as function and as list, `this` is the config',
    run: async ({ client }) => {
      const one = await client().post(
        '/echo',
        { a: 1 },
        {
          transformRequest(data, headers) {
            headers.set('X-This', String(this.url));
            return 'transformed ' + JSON.stringify(data);
          },
        },
      );
      const list = await client().post('/echo', 'a', { transformRequest: [(x) => x + 'b', (x) => x + 'c'] });
      return [one.data, list.data];
    },
  },
  {
    item: '`transformResponse` as function and as list, also on failures',
    run: async ({ client, fail }) => {
      const ok = await client().get('/text', {
        transformResponse: (data, headers, status) => [data, typeof headers.get, status],
      });
      const failed = await fail(client().get('/status/404', { transformResponse: [(data) => data.length] }));
      return [ok.data, failed.response.data];
    },
  },
  post('`formSerializer.dots`', NESTED, { ...MULTIPART, formSerializer: { dots: true } }),
  post('`formSerializer.indexes`', NESTED, { ...MULTIPART, formSerializer: { indexes: true } }),
  post('`formSerializer.metaTokens`', () => ({ 'json{}': { a: 1 } }), {
    ...URLENCODED,
    formSerializer: { metaTokens: false },
  }),
  post('`formSerializer.visitor`', NESTED, {
    ...URLENCODED,
    formSerializer: {
      visitor(value, key, path, helpers) {
        return key === 'deep'
          ? (this.append('deep', 'visited'), false)
          : helpers.defaultVisitor.call(this, value, key, path, helpers);
      },
    },
  }),
  {
    item: '`formSerializer.maxDepth`, 100 by default',
    by: ONCE,
    run: async ({ lib, fail, facts }) => {
      let deep = {};
      for (let i = 0; i < 120; i++) deep = { deep };
      return [
        facts(await fail(lib.post('/x', deep, MULTIPART))),
        facts(
          await fail(
            lib.post('/x', { a: { b: { c: 1 } } }, { ...MULTIPART, formSerializer: { maxDepth: 1 } }),
          ),
        ),
      ];
    },
  },
  {
    item: '`auth` is Basic, and wins over Authorization',
    run: async ({ sent }) =>
      (await sent({ auth: { username: 'user', password: 'pässword' }, headers: { Authorization: 'mine' } }))
        .headers.authorization,
    gives: 'Basic ' + btoa('user:pÃ¤ssword'),
  },
  {
    item: 'a user name that is not Latin-1 fails, unless opted in',
    run: async ({ sent, fail, facts, client }) => [
      facts(await fail(client().get('/echo', { auth: { username: '€', password: '' } }))).name,
      (await sent({ auth: { username: '€' }, transitional: { encodeBasicAuthUsername: true } })).headers
        .authorization,
    ],
  },
  {
    item: 'credentials in the URL become Basic auth',
    by: ['fetch'],
    run: async ({ lib, near }) =>
      (await lib.get(near.replace('//', '//us%40er:se%3Acret@') + '/echo', { adapter: 'fetch' })).data.headers
        .authorization,
    gives: 'Basic ' + btoa('us@er:se:cret'),
  },
];

const header = (item, config, defaults) => ({
  item,
  run: async ({ sent }) => (await sent(config, defaults)).headers,
});

export const headers = [
  header('`headers` of an object', {
    headers: { 'X-A': 'a', 'x-number': 5, 'X-True': true, 'X-List': ['a', 'b'] },
  }),
  {
    item: '`headers` of AxiosHeaders, and raw text',
    run: async ({ lib, sent }) => [
      (await sent({ headers: new lib.AxiosHeaders({ 'X-A': 'a' }) })).headers,
      (await sent({ headers: 'X-Raw: yes\nX-More: too' })).headers,
    ],
  },
  header(
    'null, undefined and false remove a default',
    { headers: { Accept: null, 'X-One': undefined, 'X-Two': false } },
    {
      headers: { common: { 'X-One': '1', 'X-Two': '2', 'X-Three': '3' } },
    },
  ),
  header(
    '`common` and per-method maps are merged in',
    { method: 'put', data: 'x', headers: { put: { 'X-Put': 'p' }, get: { 'X-Get': 'g' } } },
    {
      headers: { common: { 'X-Common': 'c' }, put: { 'X-Other': 'o' } },
    },
  ),
  header('a literal header named like a method survives', { headers: { Link: '</x>; rel=y' } }),
  header('CR, LF and control characters are removed, edges trimmed', {
    headers: { 'X-Dirty': ' a\r\nb\tc\u0000 ', 'X-Bell': '\u0007x' },
  }),
  header('characters that are not Latin-1 are dropped', { headers: { 'X-Wide': 'ü€x' } }),
  header('names differ in spelling only', { headers: { 'x-custom': 'lower', 'X-CUSTOM': 'upper' } }),
];
