// AxiosHeaders beside axios's own: the same operations on both, and the same container afterwards.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';

/** Runs `work` with either class and returns what can be seen afterwards. */
const both = (work) =>
  [axios.AxiosHeaders, everfetch.AxiosHeaders].map((Class) => {
    const seen = (value) =>
      value instanceof Class ? { entries: Object.entries(value), json: value.toJSON() } : value;
    try {
      const result = work(Class);
      return Array.isArray(result) ? result.map(seen) : seen(result);
    } catch (error) {
      return { thrown: error.constructor.name, message: error.message };
    }
  });

const cases = {
  'a plain object, keeping the first spelling': (H) => new H({ Foo: '1', foo: '2', FOO: '3' }),
  'raw text with duplicates': (H) =>
    new H(
      'Foo: 1\nfoo: 2\r\nSet-Cookie: a\nSet-Cookie: b\nContent-Type: x\nContent-Type: y\n: none\nno colon\n X : 1',
    ),
  'a single raw line': (H) => new H('Content-Type: text/html; charset=utf-8'),
  pairs: (H) =>
    new H([
      ['a', '1'],
      ['a', '2'],
      ['b', 'x'],
    ]),
  'a Map': (H) =>
    new H(
      new Map([
        ['a', '1'],
        ['B', '2'],
      ]),
    ),
  'a fetch Headers': (H) =>
    new H(
      new Headers([
        ['a', '1'],
        ['a', '2'],
        ['set-cookie', 'x'],
        ['set-cookie', 'y'],
      ]),
    ),
  'an iterator without pairs': (H) => new H([1]),
  'undefined, null, false, numbers and lists': (H) =>
    new H({ a: undefined, b: null, c: false, d: 0, e: [1, ' 2 '], f: true }),
  'dirty values': (H) =>
    new H({ a: ' x\r\ny\u0000\u007f ', b: '\t tabs \t', c: 'ü€', d: '\u00a0kept\u00a0' }),
  'set with rewrite false': (H) =>
    new H({ a: '1', b: false }).set('a', '2', false).set('b', '2', false).set('c', '3', false),
  'a false value blocks later ones': (H) =>
    new H({ a: false }).set('A', '2').set({ a: '3' }).set('a', '4', true),
  'a null value does not': (H) => new H({ a: null }).set('A', '2'),
  'set(undefined) and set("")': (H) => new H({ a: 1 }).set().set('').set(null),
  'set with an object and rewrite': (H) =>
    new H({ a: '1' }).set({ A: '2', b: '3' }, false).set({ A: '4' }, true),
  'get in every manner': (H) => {
    const h = new H({ 'Cache-Control': 'max-age=5, no-store', x: 'abc' });
    return [
      h.get('cache-control'),
      h.get('cache-control', true),
      h.get('x', /b(.)/),
      h.get('x', (v, n) => v + n),
      h.get('none'),
      h.get(''),
    ];
  },
  'get with a wrong parser': (H) => new H({ a: '1' }).get('a', 'text'),
  'has in every manner': (H) => {
    const h = new H({ a: 'abc', b: undefined, c: null, d: false });
    return [
      h.has('A'),
      h.has('b'),
      h.has('c'),
      h.has('d'),
      h.has('a', 'bc'),
      h.has('a', /^c/),
      h.has('a', (v) => v === 'abc'),
      h.has(''),
    ];
  },
  'delete by name, list and matcher': (H) => {
    const h = new H({ a: '1', B: '2', c: '3', d: '4' });
    return [h.delete('A'), h.delete('none'), h.delete(['b', 'c'], '2'), h.delete('d', /5/), h];
  },
  'clear, all and by name': (H) => {
    const h = new H({ 'X-A': '1', 'X-B': '2', c: '3' });
    return [h.clear(/^x-/i), h.clear('none'), { ...h }, h.clear(), { ...h }, h.clear()];
  },
  'normalize joins spellings written past set()': (H) => {
    const h = new H({ Foo: '1' });
    h.foo = ' 2 ';
    h[' bar '] = '3';
    return h.normalize();
  },
  'normalize to title case': (H) => new H({ 'x-foo-bar': '1', ETAG: '2', "it's": 3 }).normalize(true),
  concat: (H) => H.concat({ a: '1' }, 'b: 2', new H({ A: '3' }), null, undefined),
  'concat of an instance': (H) => new H({ a: 1 }).concat({ a: 2, b: 3 }),
  'toJSON as strings': (H) => new H({ a: ['1', '2'], b: 'x' }).toJSON(true),
  'toString and iteration': (H) => [
    String(new H({ a: '1', b: ['2', '3'], c: null })),
    ...new H({ a: '1', b: false }),
  ],
  tag: (H) => Object.prototype.toString.call(new H()),
  getSetCookie: (H) => [
    new H('Set-Cookie: a').getSetCookie(),
    new H({ 'set-cookie': 'a' }).getSetCookie(),
    new H().getSetCookie(),
  ],
  'from keeps an instance': (H) => {
    const h = new H();
    return [H.from(h) === h, H.from({ a: 1 }), H.from('a: 1'), H.from()];
  },
  'headers named like methods': (H) => {
    const h = new H({
      get: '1',
      set: '2',
      constructor: '3',
      toString: '4',
      __proto__: { x: 1 },
      concat: '5',
    });
    return [h, typeof h.get, h.get('get'), h.get('constructor')];
  },
  'a header named __proto__': (H) => {
    const h = new H([['__proto__', 'v']]);
    return [h.get('__proto__'), Object.keys(h), Object.getPrototypeOf(h) === H.prototype];
  },
  'predefined accessors': (H) => {
    const h = new H();
    h.setContentType('text/html', false);
    h.setAccept('a').setUserAgent('u').setAuthorization('z').setContentLength(5).setAcceptEncoding('gzip');
    return [
      h,
      h.getContentType(),
      h.getContentType(/html/),
      h.hasAuthorization(),
      h.hasAccept('b'),
      h.getAcceptEncoding(),
    ];
  },
  'own accessors': (H) => {
    class Own extends H {}
    Own.accessor(['X-My-Header']);
    const h = new Own();
    h.setXMyHeader('1');
    return [h.getXMyHeader(), h.hasXMyHeader(), { ...h }];
  },
  parameters: (H) =>
    [
      'text/html; charset=utf-8; Q="a;b\\"c", x=y',
      'form-data; name="field"; filename="a\\\\b.txt"',
      'a="open; b=c',
      'constructor=1; __proto__=2; ok=3; =4; bad name=5; empty=',
      '',
      null,
      '"quoted=1"; a = b ',
      'a="x"y; b=""; c="',
    ].map((text) => H.parseParameters(text)),
  'parameters as a parser': (H) =>
    new H({ 'Content-Type': 'a/b; charset=x' }).getContentType(H.parseParameters),
};

describe('AxiosHeaders behaves as axios’s', () => {
  for (const [name, work] of Object.entries(cases))
    test(name, () => {
      const [theirs, ours] = both(work);
      expect(ours).toEqual(theirs);
    });
});
