// How the headers of one request are put together from several sources: which members are maps for methods, which are
// headers that are called like a method, what replaces what, and how a name is spelled in the end.
import { describe, expect, test } from 'vitest';
import { METHODS } from '../../pkg-template/src/client/defaults.js';
import { requestHeaders } from '../../pkg-template/src/client/request-headers.js';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';

const made = (sources, method = 'get') => Object.entries(requestHeaders(sources, method));

describe('the maps', () => {
  test('for all methods and for the method count, before the literal headers, and others do not', () => {
    const source = { common: { A: '1', B: '1' }, get: { B: '2', C: '2' }, post: { D: '3' }, C: '4', E: '4' };
    expect(made([source])).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['C', '4'],
      ['E', '4'],
    ]);
    expect(made([source], 'post')).toEqual([
      ['A', '1'],
      ['B', '1'],
      ['D', '3'],
      ['C', '4'],
      ['E', '4'],
    ]);
    expect(made([source], 'other')).toEqual([
      ['A', '1'],
      ['B', '1'],
      ['C', '4'],
      ['E', '4'],
    ]);
  });

  test('are named like every method, in lower case only', () => {
    for (const method of METHODS) expect(made([{ [method]: { A: '1' } }], method)).toEqual([['A', '1']]);
    expect(made([{ get: { A: '1' } }])).toEqual([['A', '1']]);
    for (const name of ['GET', 'Common', 'gets', 'commons', 'xget'])
      expect(made([{ [name]: 'v' }])).toEqual([[name, 'v']]);
  });

  test('of two sources are merged by their names, the later one first', () => {
    expect(made([{ common: { A: '1', B: '1' } }, { common: { B: '2' } }])).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect(made([{ get: { A: '1' } }, { get: { B: '2' } }])).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect(made([{ common: { A: '1' } }, { common: null }])).toEqual([]);
    expect(made([{ common: null }, { common: { A: '1' } }])).toEqual([['A', '1']]);
    expect(made([{ common: { A: '1' } }, { common: undefined }])).toEqual([]);
    // A container replaces a map, as it has its own rules for names.
    const container = new AxiosHeaders({ B: '2' });
    expect(made([{ common: { A: '1' } }, { common: container }])).toEqual([['B', '2']]);
    expect(made([{ common: container }, { common: { A: '1' } }])).toEqual([['A', '1']]);
  });

  test('may be containers of another copy of the library, and nothing that only looks like one', () => {
    class Copy {
      A = '1';
      normalize() {}
      get [Symbol.toStringTag]() {
        return 'AxiosHeaders';
      }
    }
    class Other extends Copy {
      get [Symbol.toStringTag]() {
        return 'AxiosHeaders2';
      }
    }
    class Bare extends Copy {
      normalize = 1;
    }
    expect(made([{ get: new Copy() }])).toEqual([['A', '1']]);
    for (const Near of [Other, Bare])
      expect(made([{ get: new Near() }]).map(([name]) => name)).toEqual(['Get']);
    for (const text of ['v', 5, true])
      expect(made([{ link: text }], 'link')).toEqual([['link', String(text)]]);
  });
});

describe('a header that is called like a method', () => {
  test('replaces the map of that name, and keeps its spelling', () => {
    expect(made([{ link: { A: '1' } }, { Link: '</x>' }], 'link')).toEqual([['link', '</x>']]);
    expect(made([{ Link: '</x>' }], 'link')).toEqual([['Link', '</x>']]);
    expect(made([{ Link: '</x>' }, { link: { A: '1' } }], 'link')).toEqual([
      ['A', '1'],
      ['link', '</x>'],
    ]);
    expect(made([{ Link: '</x>' }, { LINK: '</y>' }], 'get')).toEqual([['Link', '</y>']]);
  });
});

describe('a source', () => {
  test('that is no map of headers replaces what came before it', () => {
    const before = { common: { A: '1' }, get: { B: '1' }, C: '1' };
    for (const source of ['X: 2', [['X', '2']], new Headers({ X: '2' }), new Map([['X', '2']])])
      expect(made([before, source]).map(([name, value]) => [name.toLowerCase(), value])).toEqual([
        ['x', '2'],
      ]);
    expect(made([before, null])).toEqual([]);
    expect(made([before, null, { D: '3' }])).toEqual([['D', '3']]);
    // The next one has its own spelling.
    expect(made([before, null, { c: '3' }])).toEqual([['c', '3']]);
    expect(made([before, undefined, { D: '3' }])).toEqual([
      ['A', '1'],
      ['B', '1'],
      ['C', '1'],
      ['D', '3'],
    ]);
  });

  test('that is a container adds to what came before it', () => {
    expect(made([{ A: '1', B: '1' }, new AxiosHeaders({ b: '2', D: '2' })])).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['D', '2'],
    ]);
  });

  test('gives no header that it has inherited', () => {
    try {
      Object.assign(Object.prototype, { 'X-Evil': '1', common: { 'X-Evil': '2' }, post: { 'X-Evil': '3' } });
      expect(made([{ A: '1' }, new AxiosHeaders({ B: '2' }), {}], 'post')).toEqual([
        ['A', '1'],
        ['B', '2'],
      ]);
      expect(made([])).toEqual([]);
    } finally {
      for (const name of ['X-Evil', 'common', 'post']) delete Object.prototype[name];
    }
  });
});

describe('a name', () => {
  test('is spelled as it came first, and has the value that came last', () => {
    expect(made([{ 'X-A': '1' }, { 'x-a': '2', 'X-a': '3' }])).toEqual([['X-A', '3']]);
    expect(made([{ common: { 'X-A': '1' }, get: { 'x-a': '2' } }, { 'x-A': '3' }])).toEqual([['X-A', '3']]);
    expect(made([{ 'X-A': '1' }, { ' x-a ': '2' }])).toEqual([['X-A', '2']]);
    expect(made([{ '': '1', ' ': '2' }])).toEqual([]);
    for (const name of ['__proto__', 'constructor', 'toString', 'get', 'set'])
      expect(made([JSON.parse(`{"x":"1","${name}":"2"}`)], 'post')).toHaveLength(2);
  });

  test('that is false in a map blocks what comes later, and null or undefined do not', () => {
    expect(made([{ common: { A: false }, get: { a: '1' } }, { A: '2' }])).toEqual([['A', false]]);
    expect(made([{ common: { A: null }, get: { a: '1' } }])).toEqual([['A', '1']]);
    expect(made([{ A: false }, { a: '1' }])).toEqual([['A', '1']]);
    expect(made([{ A: '1' }, { a: false }])).toEqual([['A', false]]);
  });

  test('has its value as text that can be sent', () => {
    expect(made([{ A: 5, B: ' v ', C: 'a\r\nX: 1', common: { D: 'x\0y' } }])).toEqual([
      ...[
        ['D', 'xy'],
        ['A', '5'],
        ['B', 'v'],
        ['C', 'aX: 1'],
      ],
    ]);
  });
});

test('what is made is a container', () => {
  expect(requestHeaders([], 'get')).toBeInstanceOf(AxiosHeaders);
});
