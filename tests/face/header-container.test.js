// What is asked of a container of headers in unusual ways: names of any spelling, matchers and parsers of every kind, pairs
// that are none. The same is done with the containers of axios and of everfetch.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { same } from './helpers.js';

const entries = (headers) => Object.entries(headers);

describe('what is asked of a container', () => {
  same('names in any spelling, or none', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders({ 'X-A': '1', 'X-AB': '2', 5: 'five' });
    return [
      'x-a',
      ' X-a ',
      'X-A\n',
      'x-',
      'X-ABC',
      5,
      '5',
      null,
      undefined,
      '',
      ' ',
      0,
      false,
      {},
      ['x-a'],
    ].map((name) => [headers.get(name), headers.has(name), new AxiosHeaders(headers).delete(name)]);
  });
  same('of spellings that were written past set(), the last one', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders({ 'X-A': '1' });
    headers['x-a'] = '2';
    return [
      headers.get('X-A'),
      headers.get('x-a'),
      headers.delete('x-A'),
      entries(headers),
      headers.get('x-a'),
    ];
  });
  same('by matchers of every kind', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders({ 'X-A': 'abc', b: ['abc'], c: null, d: undefined, e: false, f: '' });
    const seen = [];
    const ask = function (value, name, other) {
      seen.push([this === headers, value, name, typeof other]);
      return name === 'X-A';
    };
    const answers = ['bc', 'abcd', '', /b/, /B/, ask, true, 5, {}, null].map((matcher) =>
      ['x-a', 'b', 'c', 'd', 'e', 'f'].map((name) => !!headers.has(name, matcher)),
    );
    return [answers, seen];
  });
  same('clear by matchers', ({ AxiosHeaders }) =>
    [
      'X',
      'x',
      /^x/,
      /^X/,
      'none',
      (value, name) => name === 'b',
      (value) => value === '1',
      undefined,
      true,
    ].map((matcher) => {
      const headers = new AxiosHeaders({ 'X-A': '1', b: '2', cX: '1' });
      return [headers.clear(matcher), entries(headers)];
    }),
  );
  same('delete of lists, and of what is not there', ({ AxiosHeaders }) =>
    [['a', 'b'], ['none', 'a'], [], 'none', [['a']], [null]].map((names) => {
      const headers = new AxiosHeaders({ a: '1', b: '2' });
      return [headers.delete(names), headers.delete(names, '1'), entries(headers)];
    }),
  );
  same('parsers of every kind', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders({ a: 'max-age=5, no-store; x = y ;=z', b: null });
    return [true, /max-(\w+)/, (value, key) => [value, key], false, null, 0, ''].map((parser) => [
      headers.get('a', parser),
      headers.get('none', parser),
    ]);
  });
  for (const parser of [1, {}, 'text', []])
    same(`a parser that is none: ${JSON.stringify(parser)}`, ({ AxiosHeaders }) =>
      new AxiosHeaders({ a: '1' }).get('a', parser),
    );
  same('token lists of every form', ({ AxiosHeaders }) =>
    [
      '',
      'a',
      'a=1',
      ' a = 1 , b',
      'a=,b=2',
      'a=1;b=2',
      '=1',
      'a=b=c',
      'a="1, 2"',
      'a b',
      'a= ',
      ',,;',
      'a=1\t,b',
    ].map((text) => Object.entries(new AxiosHeaders({ a: text, b: '1' }).get('a', true) ?? {})),
  );
  same('rewriting: by true, by false, and by anything else', ({ AxiosHeaders }) =>
    [true, false, undefined, null, 0, 1, 'yes'].map((rewrite) => {
      const headers = new AxiosHeaders({ a: '1', b: false, c: null });
      for (const name of ['A', 'B', 'C', 'D']) headers.set(name, '2', rewrite);
      const all = new AxiosHeaders({ a: '1', b: false, c: null }).set({ A: '2', B: '2', C: '2' }, rewrite);
      return [entries(headers), entries(all)];
    }),
  );
  same('normalize, with a format and without', ({ AxiosHeaders }) =>
    [undefined, true, false].map((format) => {
      const headers = new AxiosHeaders({ 'x-foo-bar': '1', ETAG: '2' });
      headers['X-FOO-BAR'] = '3';
      headers[' y_z 1a'] = '4';
      headers["it's-5g"] = ' 5 ';
      headers.blocked = false;
      headers.nothing = null;
      return [headers.normalize(format) === headers, entries(headers)];
    }),
  );
  same('the order in which a matcher is asked by clear, and what concat gives', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders({ a: '1', b: '2', c: '3' });
    const asked = [];
    headers.clear((value, name) => {
      asked.push([name, value]);
    });
    const joined = AxiosHeaders.concat(headers, { d: '4' });
    return [asked, entries(headers), joined instanceof AxiosHeaders, joined === headers, entries(joined)];
  });
  same('set-cookie as a list', ({ AxiosHeaders }) =>
    [['a=1', 'b=2'], ['a=1'], [], false, null, undefined].map((value) =>
      new AxiosHeaders({ 'set-cookie': value }).getSetCookie(),
    ),
  );
  same('accessors of any spelling', ({ AxiosHeaders }) => {
    class Own extends AxiosHeaders {}
    Own.accessor('x-one').accessor(['X_two_3d', 'THREE']);
    const headers = new Own();
    headers.setXOne('1').setXTwo3d('2').setThree('3');
    return [entries(headers), headers.hasXOne('1'), headers.getThree(/3/)[0], Object.keys(Own.prototype)];
  });
  same(
    'a second accessor of a name leaves the first, and what has no pairs is refused',
    ({ AxiosHeaders }) => {
      class Own extends AxiosHeaders {
        getXOne() {
          return 'own';
        }
      }
      if (AxiosHeaders === everfetch.AxiosHeaders) Own.accessor('X-One');
      return [
        new Own().getXOne(),
        AxiosHeaders.from(new Own()) instanceof Own,
        Own.from({ a: 1 }) instanceof Own,
      ];
    },
  );
  for (const wrong of [['a'], [5], [null], new Set(['a'])])
    same(`pairs that are none: ${JSON.stringify([...wrong])}`, ({ AxiosHeaders }) =>
      entries(new AxiosHeaders(wrong)),
    );
  same('pairs: one name thrice, a list as a value, more than two, one only', ({ AxiosHeaders }) =>
    entries(
      new AxiosHeaders([
        ['a', '1'],
        ['a', '2'],
        ['a', '3'],
        ['b', ['x', 'y']],
        ['b', 'z'],
        ['c', 'd', 'e'],
        ['f'],
      ]),
    ),
  );
  same('cookies: a list, one, none, blocked', ({ AxiosHeaders }) =>
    [['a', 'b'], 'a', '', null, undefined].map((value) =>
      new AxiosHeaders({ 'Set-Cookie': value }).getSetCookie(),
    ),
  );
  same('headers called like methods are kept under a capital, and methods stay', ({ AxiosHeaders }) => {
    const headers = new AxiosHeaders();
    for (const name of ['get', 'has', 'toJSON', 'setAccept', 'concat', 'normalize']) headers[name] = name;
    return [entries(headers), typeof headers.get, headers.get('has'), typeof headers.setAccept];
  });
});

test('axios reads what everfetch writes, and the other way round', () => {
  for (const [Theirs, Ours] of [
    [axios.AxiosHeaders, everfetch.AxiosHeaders],
    [everfetch.AxiosHeaders, axios.AxiosHeaders],
  ])
    expect(entries(new Ours(new Theirs({ a: '1', b: ['x', 'y'], c: false })))).toEqual([
      ['a', '1'],
      ['b', ['x', 'y']],
    ]);
});
