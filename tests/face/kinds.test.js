// What kind of value something is: a form, a body, a plain object; of this realm or another, of the platform or a package.
// What only looks like it is none.
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  bare,
  finite,
  isBuffer,
  isFormData,
  isFunction,
  isIterableForm,
  isObject,
  isPage,
  isPlain,
  isStream,
  isString,
  isThenable,
  kindOf,
} from '../../pkg-template/src/http/values.js';

const foreign = (code) => runInNewContext(code);
class Own {}
const tagged = (tag, members) => Object.assign(Object.create({ [Symbol.toStringTag]: tag }), members);

afterEach(() => {
  delete Object.prototype.append;
  vi.unstubAllGlobals();
});

describe('an object', () => {
  test('is plain where it is a literal, of any realm, or made from one', () => {
    const plain = [
      {},
      { a: 1 },
      bare(),
      Object.create(null),
      Object.create({ a: 1 }.__proto__),
      Object.prototype,
    ];
    for (const value of [...plain, foreign('({ a: 1 })'), foreign('Object.create(null)'), { constructor: 1 }])
      expect(isPlain(value)).toBe(true);
    const not = [
      null,
      undefined,
      'a',
      5,
      true,
      Symbol('s'),
      () => {},
      [],
      new Own(),
      Object.create({}),
      new Map(),
      new Date(),
    ];
    const marked = [
      { [Symbol.toStringTag]: 'X' },
      { [Symbol.iterator]: 1 },
      { [Symbol.iterator]: undefined },
    ];
    for (const value of [
      ...not,
      ...marked,
      Object.assign(bare(), { [Symbol.toStringTag]: 'X' }),
      foreign('[]'),
    ])
      expect(isPlain(value)).toBe(false);
    // A bare template.
    expect(isPlain(Object.create(Object.create(null)))).toBe(true);
  });

  test('has the tag of its class', () => {
    const kinds = [
      undefined,
      null,
      {},
      [],
      '',
      1,
      new Blob([]),
      new File([], ''),
      new FormData(),
      tagged('Own'),
    ];
    expect(kinds.map(kindOf)).toEqual(
      'Undefined Null Object Array String Number Blob File FormData Own'.split(' '),
    );
  });

  test('is a promise where it can be waited for', () => {
    expect([Promise.resolve(), { then() {} }, tagged('X', { then() {} })].map(isThenable)).toEqual([
      true,
      true,
      true,
    ]);
    const callable = Object.assign(() => {}, { then() {} });
    expect([null, undefined, {}, { then: 1 }, 'then', callable].some(isThenable)).toBe(false);
  });
});

describe('a form', () => {
  const append = () => {};
  class Text {
    append() {}
    toString() {
      return '[object FormData]';
    }
  }
  class Near extends Text {
    toString() {
      return 'FormData';
    }
  }
  test('is one of the platform, of another realm or of a package', () => {
    for (const form of [
      new FormData(),
      new (class extends FormData {})(),
      new Text(),
      tagged('FormData', { append }),
    ])
      expect(isFormData(form)).toBe(true);
    const real = new FormData();
    vi.stubGlobal('FormData', undefined);
    expect(isFormData(real)).toBe(true);
    vi.stubGlobal('FormData', { [Symbol.hasInstance]: () => true });
    expect(isFormData({})).toBe(false);
  });

  test('is not what has only some of it', () => {
    const literal = { append, toString: () => '[object FormData]', [Symbol.toStringTag]: 'FormData' };
    const bareForm = Object.assign(Object.create(null), { append, [Symbol.toStringTag]: 'FormData' });
    const almost = [
      tagged('FormData'),
      tagged('FormData', { append: 1 }),
      tagged('FormData2', { append }),
      new Near(),
    ];
    const texts = [
      tagged('Own', { append, toString: () => '[object FormData]' }),
      '[object FormData]',
      append,
    ];
    for (const value of [
      literal,
      bareForm,
      ...almost,
      ...texts,
      null,
      undefined,
      new URLSearchParams(),
      new Headers(),
    ])
      expect(isFormData(value)).toBe(false);
    Object.prototype.append = append;
    expect(isFormData({ toString: () => '[object FormData]' })).toBe(false);
  });

  test('of a subclass of the platform without a tag is one too', () => {
    class Hidden extends FormData {
      get [Symbol.toStringTag]() {
        return 'Hidden';
      }
    }
    expect(isFormData(new Hidden())).toBe(true);
    expect(isIterableForm(new Hidden())).toBe(false);
  });

  test('can be iterated where it has an iterator', () => {
    const iterable = { append, *[Symbol.iterator]() {} };
    expect([new FormData(), tagged('FormData', iterable)].map(isIterableForm)).toEqual([true, true]);
    const not = [
      tagged('FormData', { append }),
      tagged('FormData2', iterable),
      tagged('FormData', { ...iterable, append: 1 }),
    ];
    for (const value of [...not, null, undefined, '', new URLSearchParams(), [], new Text()])
      expect(isIterableForm(value)).toBe(false);
  });
});

describe('a body', () => {
  test('is a Buffer where its class says so', () => {
    const own = new (class {
      static isBuffer = (value) => value === own || value.isOwn;
    })();
    expect([isBuffer(Buffer.from('a')), isBuffer(own)]).toEqual([true, true]);
    const not = [
      null,
      undefined,
      0,
      '',
      {},
      bare(),
      new Uint8Array(1),
      { constructor: undefined },
      { constructor: { isBuffer: () => 0 } },
    ];
    for (const value of not) expect(isBuffer(value)).toBe(false);
  });

  test('is a stream where it can be piped, read or iterated', () => {
    const streams = [
      { pipe() {} },
      { getReader() {} },
      { async *[Symbol.asyncIterator]() {} },
      new ReadableStream(),
    ];
    expect(streams.map(isStream)).toEqual([true, true, true, true]);
    const callable = Object.assign(() => {}, { pipe() {} });
    const not = [
      null,
      undefined,
      'pipe',
      {},
      { pipe: 1 },
      { getReader: true },
      { *[Symbol.iterator]() {} },
      new Blob([]),
    ];
    expect([...not, callable, new Uint8Array(1)].some(isStream)).toBe(false);
  });

  test('has a number of bytes, or none', () => {
    const numbers = [0, 5, -1, 1.5, '7', ' 8 ', '', true, false, new Date(9), [], { valueOf: () => 3 }];
    expect(numbers.map(finite)).toEqual([0, 5, -1, 1.5, 7, 8, 0, 1, 0, 9, 0, 3]);
    for (const value of [null, undefined, NaN, Infinity, -Infinity, '7px', 'Infinity', {}, [1, 2]])
      expect(finite(value)).toBe(undefined);
  });
});

test('a page has a window and a document, and neither a worker nor a server has both', () => {
  for (const [window, document, expected] of [
    [{}, {}, true],
    [undefined, {}, false],
    [{}, undefined, false],
    [undefined, undefined, false],
    [() => {}, {}, false],
    [{}, 'text', false],
  ]) {
    vi.stubGlobal('window', window);
    vi.stubGlobal('document', document);
    expect(isPage()).toBe(expected);
  }
});

test('a value is a text, a function or an object by its type alone', () => {
  const all = ['', 'a', () => {}, class {}, {}, [], null, undefined, 0, true, Symbol('s'), Object('text')];
  expect(all.filter(isString)).toEqual(['', 'a']);
  expect(all.filter(isFunction)).toEqual(all.slice(2, 4));
  expect(all.filter(isObject)).toEqual([{}, [], Object('text')]);
});
