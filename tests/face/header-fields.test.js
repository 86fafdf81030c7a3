// One field of a container of headers: names in any spelling, what a value is cleaned to, and what can be sent of it. The
// module alone.
import { describe, expect, test, vi } from 'vitest';

const fresh = () => {
  vi.resetModules();
  return import('../../pkg-template/src/http/header-fields.js');
};
const { clean, find, findName, isRegExp, lower, matches, slot, titleCase, toBytes, trimBlanks } =
  await fresh();

const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).concat('\x7f');

describe('a value', () => {
  test('loses blanks at its edges, and no other spaces', () => {
    for (const [text, left] of [
      ['', ''],
      [' ', ''],
      [' \t ', ''],
      ['a', 'a'],
      ['\t a\tb \t', 'a\tb'],
      ['\u00a0a\u00a0', '\u00a0a\u00a0'],
      ['\na\n', '\na\n'],
      ['a ', 'a'],
      [' a', 'a'],
    ])
      expect(trimBlanks(text)).toBe(left);
  });

  test('is cleaned of all control characters but the tab', () => {
    for (const control of controls) {
      const kept = control === '\t' ? '\t' : '';
      expect(clean(`a${control}b`)).toBe(`a${kept}b`);
      expect(clean(`a${control}${control}b${control}c`)).toBe(`a${kept}${kept}b${kept}c`);
      expect([clean(control), clean(`${control}a`), clean(`a${control}`)]).toEqual(['', 'a', 'a']);
    }
    for (const text of ['a', 'a b', '!', '~', '! ~', 'é', '€', '\x80']) expect(clean(text)).toBe(text);
    expect([clean(''), clean(' '), clean(' a b ')]).toEqual(['', '', 'a b']);
  });

  test('stays where it blocks a header, and becomes a text else, also in a list', () => {
    for (const value of [false, null, undefined]) expect(clean(value)).toBe(value);
    expect([0, true, 5, NaN, {}].map(clean)).toEqual(['0', 'true', '5', 'NaN', '[object Object]']);
    expect(clean([' a ', 5, null, false, ['b\n']])).toEqual(['a', '5', null, false, ['b']]);
  });

  test('is sent as bytes of Latin-1, however often and in which order', () => {
    const long = 'a'.repeat(201);
    for (let count = 0; count < 2; count++)
      for (const [value, text] of [
        ['a', 'a'],
        [' a\tb ', 'a\tb'],
        ['', ''],
        ['€', ''],
        ['a€€b€c', 'abc'],
        ['\x80ÿ', '\x80ÿ'],
        ['~', '~'],
        ['a\x1fb\x7fc', 'abc'],
        ['é ', 'é'],
        [long, long],
        [long + ' ', long],
        [long + 'b', long + 'b'],
        [long + '\n', long],
        [5, '5'],
        [null, 'null'],
      ])
        expect(toBytes(value)).toBe(text);
    for (const control of controls) expect(toBytes(`a${control}b`)).toBe(control === '\t' ? 'a\tb' : 'ab');
  });

  test('the first one that is sent may be empty', async () => {
    const { toBytes: first } = await fresh();
    expect([first(''), first(' '), first('mutant')]).toEqual(['', '', 'mutant']);
  });
});

describe('a name', () => {
  test('is found in any spelling, the last one first', () => {
    const headers = { 'x-a': 1, 'X-A': 2, 'X-AB': 3, 'X-B': 4, 'x-c': 5 };
    expect(['x-a', 'x-ab', 'x-b', 'x-c', 'x-d', 'x-', 'a'].map((name) => findName(headers, name))).toEqual([
      'X-A',
      'X-AB',
      'X-B',
      'x-c',
      undefined,
      undefined,
      undefined,
    ]);
    expect(findName({}, 'x-a')).toBeUndefined();
    expect([' X-B\t', 'x-B', 'x-A'].map((name) => find(headers, name))).toEqual(['X-B', 'X-B', 'X-A']);
    expect(find({ 5: 'a' }, 5)).toBe('5');
    // In lower case one letter may become two.
    expect(findName({ İ: 1, i̇: 2 }, 'i̇')).toBe('i̇');
  });

  test('that is none is not found', () => {
    for (const name of ['', ' ', null, undefined, 0, false])
      expect(find({ '': 1, null: 2 }, name)).toBeFalsy();
    expect([lower(' X-A '), lower(5), lower('')]).toEqual(['x-a', '5', '']);
  });

  test('is kept as it is, but for the one that every object has a setter for', () => {
    expect(['__proto__', '__Proto__', 'proto', 'constructor', 'x__proto__'].map(slot)).toEqual([
      '__Proto__',
      '__Proto__',
      'proto',
      'constructor',
      'x__proto__',
    ]);
  });

  test('begins each of its words with a capital', () => {
    expect([' x-a ', 'CONTENT-type', 'x_a.b', 'x-1st', '', 'é-a', 'a b'].map(titleCase)).toEqual([
      'X-A',
      'Content-Type',
      'X_a.B',
      'X-1st',
      '',
      'é-A',
      'A B',
    ]);
  });
});

describe('whether a header is meant', () => {
  const self = {};
  const meant = (matcher, byName) => matches(self, 'value', 'name', matcher, byName);

  test('says a text, an expression or a function, by its value or its name', () => {
    expect([meant('alu'), meant('am'), meant(/^v/), meant(/^n/)]).toEqual([true, false, true, false]);
    expect([meant('alu', true), meant('am', true), meant(/^v/, true), meant(/^n/, true)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    const ask = vi.fn(function () {
      return this === self && 'yes';
    });
    expect([meant(ask), meant(ask, true)]).toEqual(['yes', 'yes']);
    expect(ask.mock.calls).toEqual(Array(2).fill(['value', 'name']));
  });

  test('nothing else says so, and no value that is no text is meant', () => {
    for (const matcher of [5, true, {}, { test: () => true }, { exec: () => [] }])
      expect(meant(matcher)).toBe(false);
    for (const value of [5, ['value'], null, undefined, false])
      expect([matches(self, value, 'name', 'v'), matches(self, value, 'name', /./)]).toEqual([false, false]);
  });

  test('an expression is one of any realm', () => {
    expect([/a/, new RegExp('a'), '/a/', { test() {} }, null].map(isRegExp)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
