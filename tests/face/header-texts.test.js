// Texts of headers that are almost of a form: names that only begin or end like another one, quotes that stay open,
// blanks of every kind. The same is done with the containers of axios and of everfetch.
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { same } from './helpers.js';

const entries = (headers) => Object.entries(headers);

describe('a raw block', () => {
  const single = [
    ...['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host'],
    ...['if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards'],
    ...['proxy-authorization', 'referer', 'retry-after', 'user-agent'],
  ];
  const almost = [
    'pag',
    'ages',
    'x-authorization',
    'authorizations',
    'content',
    'content-types',
    'if-since',
    'hosts',
  ];
  same('keeps the first of a header that has one value, and joins others', ({ AxiosHeaders }) =>
    [...single, ...almost, 'accept', 'un', 'proxy-host', 'if-age'].map((name) => [
      name,
      new AxiosHeaders(`${name}: a\n${name.toUpperCase()}: b\nx: 1`).get(name),
    ]),
  );
  same('may have any end of line, no value, no name, and colons', ({ AxiosHeaders }) =>
    [
      'a: 1\r\nb: 2',
      'a:1\nb',
      ' a : 1 \n: x\nb:',
      'a: b: c',
      'a:\n\nb: 2\n',
      '\ta\t:\t1\t',
      'a: 1\n a: 2',
      '::',
      ':',
    ].map((text) => entries(new AxiosHeaders(text))),
  );
  same('keeps cookies apart, and nothing that is called almost so', ({ AxiosHeaders }) =>
    entries(
      new AxiosHeaders(
        'set-cookie: a\nSet-Cookie: b\nSET-COOKIE2: c\nset-cookie2: d\nset-cooki: e\nset-cooki: f',
      ),
    ),
  );
  same('may name what every object has', ({ AxiosHeaders }) =>
    entries(new AxiosHeaders('toString: 1\nvalueOf: 2\nhasOwnProperty: 3\nhasOwnProperty: 4')),
  );
});

describe('a text is one name, or a block', () => {
  for (const text of [
    'X-A',
    'x_a',
    'a.b',
    '*',
    "it's",
    'a b',
    'a:',
    'ä',
    ' X-A ',
    'a/b',
    "a!#$%&'*+.^`|~1",
    'a@b',
    '(a)',
    '',
  ])
    same(JSON.stringify(text), ({ AxiosHeaders }) => [
      entries(new AxiosHeaders(text)),
      entries(new AxiosHeaders().set(text, 'v')),
      entries(new AxiosHeaders({ 'X-A': '1' }).set(text, 'v', false)),
    ]);
});

describe('values', () => {
  const values = [
    ...[
      'a',
      'ab',
      'a b',
      ' a',
      'a ',
      '\ta\t',
      '\u00a0a\u00a0',
      '',
      ' ',
      '\t',
      'a\tb',
      'a\u007fb',
      'a\u0000b',
      '\n',
      'a\u001fb\u0080c',
    ],
    ...['é', '€', '~', '!', '"', 'a\r\nInjected: yes', '\r\n\r\n<b>', 'a\x0bb\x0cc\x08d', 'a \n ', '\n a'],
    ...[0, 1, -1, NaN, true, false, null, undefined, [], ['a', ' b '], [null, 'a\nb'], [['a']], 10n],
    ...[{}, { toString: () => ' x\n' }, new Date(0), () => 'f'],
  ];
  for (const [at, value] of values.entries())
    same(`number ${at}: ${String(value) && JSON.stringify(String(value))}`, ({ AxiosHeaders }) => {
      const headers = new AxiosHeaders({ a: value }).set('b', value).set([['c', value]]);
      return [
        entries(headers),
        headers.toJSON(true),
        String(headers),
        headers.has('a'),
        headers.has('a', 'a'),
      ];
    });

  test('reach fetch without what could end them, as bytes of Latin-1', async () => {
    const sent = [];
    const fetch = async (url, init) => (sent.push(new Headers(init.headers).get('x-a')), new Response(''));
    const long = 'a'.repeat(300);
    for (const value of [
      'a',
      ' é ',
      'a€b',
      '€a€b€',
      '€',
      'a\tb',
      long,
      long,
      long + 'é',
      long + '€',
      `${long} `,
      '\u0080',
      '\u007f',
    ])
      await everfetch.get('http://h/', { headers: { 'X-A': value }, env: { fetch } });
    expect(sent.map((text) => text && text.replace(long, '<long>'))).toEqual([
      ...['a', 'é', 'ab', 'ab', '', 'a\tb', '<long>', '<long>', '<long>é', '<long>', '<long>', '\u0080', ''],
    ]);
  });
});

describe('parameters', () => {
  for (const text of [
    ...[
      'a=1',
      'a = 1',
      ';a=1;',
      'a=1,b=2',
      'A=1;a=2',
      'a',
      '=1',
      'a==1',
      'a=1=2',
      'a="1;2,3";b=4',
      'a="1\\"2"',
      'a="1\\',
    ],
    ...[
      'a="1',
      'a="1" b',
      'a=b"c;d"e',
      'a="";b',
      '"a"=1',
      'a b=1',
      'a\t=\t1\t',
      'ä=1',
      "!#$%&'*+-.^_`|~09=x",
      'a="1\\"2\\"3"',
      'a=x"y"',
      'a/b=1',
      'a@=1',
    ],
    ...[
      '__proto__=1;constructor=2;prototype=3;__proto=4;constructors=5',
      'a="\\\\";b="\\x"',
      'a=\u00a01',
      'a="\n"',
      ' ',
      '(a)=1',
    ],
  ])
    same(JSON.stringify(text), ({ AxiosHeaders }) => {
      const out = AxiosHeaders.parseParameters(text);
      return [Object.getPrototypeOf(out), Object.entries(out)];
    });
});

test('the headers of a fetch that is not the platform’s are taken as they are', async () => {
  const { AxiosHeaders } = everfetch;
  const pairs = [
    ['x-a', ' 1 '],
    ['set-cookie', 'a'],
    ['set-cookie', 'b'],
    ['__proto__', 'p'],
  ];
  const own = { forEach: (fn) => pairs.forEach(([name, value]) => fn(value, name)), get: () => null };
  const read = async (headers) => {
    const fetch = async () => ({ status: 200, statusText: '', headers, text: async () => '', ok: true });
    return (await everfetch.get('http://h/', { env: { fetch } })).headers;
  };
  const headers = await read(own);
  expect(entries(headers)).toEqual([
    ['x-a', '1'],
    ['set-cookie', ['a', 'b']],
    ['__Proto__', 'p'],
  ]);
  expect(headers.get('__proto__')).toBe('p');
  for (const given of [
    null,
    undefined,
    {},
    { 'X-A': '1' },
    { forEach: 5, get: 5 },
    { 'X-A': '1', get: () => 1 },
  ]) {
    const got = await read(given);
    expect(got).toBeInstanceOf(AxiosHeaders);
    expect(got.get('x-a')).toBe(given?.['X-A']);
  }
});
