// How params become the query of a URL, beside axios: which characters are encoded, who serializes them, and where the query
// goes when the URL has one already, or a fragment.
import axios from 'axios-browser';
import { describe, expect, test, vi } from 'vitest';
import { buildURL } from '../../pkg-template/src/http/url.js';
import { attempt } from './helpers.js';

const both = (url, params, paramsSerializer) => [
  attempt(() => buildURL(url, params, paramsSerializer)),
  attempt(() => axios.getUri({ url, params, paramsSerializer })),
];
const ASCII = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i));

describe('a query', () => {
  test('has each character as axios writes it, in names and in values', () => {
    const wrong = [...ASCII, 'ü', '€', '\u{1f600}', '%20', '%3A', '+', '%'].filter((char) => {
      const [ours, theirs] = both('/a', { [`x${char}y${char}`]: `${char}${char}z` });
      return ours.value === undefined || ours.value !== theirs.value;
    });
    expect(wrong).toEqual([]);
    expect(buildURL('/a', { 'a b': 'c:$, +&=[]%20%3A' })).toBe('/a?a+b=c:$,+%2B%26%3D%5B%5D%2520%253A');
  });

  test('begins after ? or &, and before a fragment, which is dropped', () => {
    for (const [url, built] of [
      ['/a', '/a?b=1'],
      ['/a?', '/a?&b=1'],
      ['/a?c=2', '/a?c=2&b=1'],
      ['/a#d', '/a?b=1'],
      ['/a#d?e#f', '/a?b=1'],
      ['/a?c#d', '/a?c&b=1'],
      ['#d', '?b=1'],
      ['', '?b=1'],
      [undefined, '?b=1'],
    ]) {
      expect(buildURL(url, { b: 1 })).toBe(built);
      expect(both(url ?? '', { b: 1 })[1].value).toBe(built);
    }
  });

  test('is left out with its mark where there is nothing to say', () => {
    for (const params of [
      undefined,
      null,
      0,
      '',
      false,
      {},
      [],
      { a: undefined, b: null },
      new URLSearchParams(),
    ])
      for (const url of ['/a', '/a#d', '/a?b', ''])
        expect([url, params, buildURL(url, params)]).toEqual([url, params, url]);
    expect(buildURL(undefined, undefined)).toBe(undefined);
    expect(buildURL(undefined, {})).toBe('');
  });

  test('of many values is one of pairs', () => {
    const params = {
      a: [1, 2],
      b: { c: [{ d: 1 }], e: null },
      f: new Date(0),
      g: true,
      'h{}': { i: 1 },
      'j[]': [3],
    };
    for (const options of [
      undefined,
      {},
      { dots: true },
      { indexes: null },
      { indexes: true },
      { metaTokens: false },
    ]) {
      const [ours, theirs] = both('/a', params, options);
      expect({ options, ...ours }).toEqual({ options, ...theirs });
    }
    expect(buildURL('/a', { a: 1, b: 2, c: 3 })).toBe('/a?a=1&b=2&c=3');
  });

  test('of a URLSearchParams is its own text, and of what only looks like one is not', () => {
    const tagged = (tag) =>
      Object.assign(Object.create({ [Symbol.toStringTag]: tag }), { a: 1, toString: () => 'own=1' });
    expect(buildURL('/a', new URLSearchParams('a=b c:$'))).toBe('/a?a=b+c%3A%24');
    expect(buildURL('/a', tagged('URLSearchParams'))).toBe('/a?own=1');
    for (const tag of ['XURLSearchParams', 'URLSearchParams2', 'urlsearchparams'])
      expect(buildURL('/a', tagged(tag))).toContain('a=1');
    expect(() => buildURL('/a', 'a=1')).toThrow('target must be an object');
  });
});

describe('a serializer', () => {
  test('gets the params and the settings, and its text is the query', () => {
    const params = { a: 1 };
    const serialize = vi.fn(() => 'own=1');
    const settings = { serialize, encode: () => 'never' };
    expect(buildURL('/a?b#c', params, settings)).toBe('/a?b&own=1');
    expect(serialize.mock.calls).toEqual([[params, settings]]);
    expect(serialize.mock.calls[0][0]).toBe(params);
    // Also of what is no object.
    expect(buildURL('/a', 'text', settings)).toBe('/a?own=1');
    for (const none of ['', undefined, null])
      expect(buildURL('/a#b', params, { serialize: () => none })).toBe('/a#b');
  });

  test('may be a function alone', () => {
    const serialize = vi.fn(() => 'own=1');
    expect(buildURL('/a', { b: 1 }, serialize)).toBe('/a?own=1');
    expect(serialize.mock.calls).toEqual([[{ b: 1 }, { serialize }]]);
  });

  test('is not taken from the prototype of all', () => {
    try {
      Object.assign(Object.prototype, { serialize: () => 'evil', encode: () => 'evil' });
      expect(buildURL('/a', { b: 1 }, {})).toBe('/a?b=1');
      expect(buildURL('/a', { b: 1 })).toBe('/a?b=1');
      expect(
        buildURL(
          '/a',
          { b: 1 },
          new (class Settings {
            encode(text) {
              return `<${text}>`;
            }
          })(),
        ),
      ).toBe('/a?<b>=<1>');
    } finally {
      delete Object.prototype.serialize;
      delete Object.prototype.encode;
    }
  });
});

describe('an encoder', () => {
  test('gets each name and value, and the strict one of the platform of forms', () => {
    const seen = [];
    const encode = function (value, strict) {
      seen.push([value, typeof this.append]);
      return strict(value);
    };
    expect(buildURL('/a', { 'b c': ["!'()~*-._ :$,", 1] }, { encode })).toBe(
      '/a?b+c%5B%5D=%21%27%28%29%7E*-._+%3A%24%2C&b+c%5B%5D=1',
    );
    expect(seen).toEqual([
      ['b c[]', 'function'],
      ["!'()~*-._ :$,", 'function'],
      ['b c[]', 'function'],
      [1, 'function'],
    ]);
  });

  test('encodes strictly as axios does', () => {
    const encode = (value, strict) => strict(value);
    for (const char of ASCII) {
      const [ours, theirs] = both('/a', { x: `${char}a${char}` }, { encode });
      expect({ char, ...ours }).toEqual({ char, ...theirs });
    }
  });

  test('that is none is not asked', () => {
    for (const encode of [undefined, null, 0, ''])
      expect(buildURL('/a', { b: ' ' }, { encode })).toBe('/a?b=+');
  });
});

test('a visitor of params appends to what it gets as this', () => {
  const visitor = function (value, key) {
    this.append(key, `<${value}>`);
    return false;
  };
  expect(buildURL('/a', { b: 1, c: 2 }, { visitor, encode: (text) => text })).toBe('/a?b=<1>&c=<2>');
});
