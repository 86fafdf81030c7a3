// How formToJSON reads the names of a form's fields: as paths, in every spelling that is short, beside axios; and what it
// must never do with a name, which may come from anybody.
import axios from 'axios-browser';
import { describe, expect, test } from 'vitest';
import { formToJSON } from '../../pkg-template/src/forms/form-to-json.js';
import { attempt } from './helpers.js';

const formOf = (fields) => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
};
const read = (...fields) => formToJSON(formOf(fields));

/** Everything that can be seen of a value: its members in their order, and whether it is an array or an object. */
const shape = (value) =>
  value !== null && typeof value === 'object'
    ? [
        [Object.prototype, Array.prototype].indexOf(Object.getPrototypeOf(value)),
        Array.isArray(value),
        ...Object.keys(value).map((key) => [key, shape(value[key])]),
      ]
    : value;
const madeBy = (library, fields) => JSON.stringify(attempt(() => shape(library.formToJSON(formOf(fields)))));
/** The fields, where the two libraries do not make the same of them. */
const differing = (fields) => {
  const [ours, theirs] = [madeBy({ formToJSON }, fields), madeBy(axios, fields)];
  return ours === theirs ? [] : [{ fields, ours, theirs }];
};

describe('a name is a path', () => {
  test('of parts in brackets or after dots', () => {
    expect(read(['a', '1'], ['b[c]', '2'], ['b.d', '3'], ['e[f][g h]', '4'], ['e.f.i-j', '5'])).toEqual({
      a: '1',
      b: { c: '2', d: '3' },
      e: { f: { 'g h': '4', 'i-j': '5' } },
    });
  });

  test('to an array, where all names at a place are the next number or empty', () => {
    expect(read(['a[]', '1'], ['a[]', '2'], ['b[0]', '3'], ['b[1]', '4'], ['c[0][d]', '5'])).toEqual({
      a: ['1', '2'],
      b: ['3', '4'],
      c: [{ d: '5' }],
    });
  });

  test('to an object, where a number is left out or another name is there', () => {
    expect(read(['a[1]', '1'], ['b[0]', '2'], ['b[x]', '3'], ['c[d][2]', '4'], ['e[0][1]', '5'])).toEqual({
      a: { 1: '1' },
      b: { 0: '2', x: '3' },
      c: { d: { 2: '4' } },
      e: [{ 1: '5' }],
    });
    for (const value of Object.values(read(['a[1]', '1'], ['b[0]', '2'], ['b[x]', '3'], ['b[1]', '4'])))
      expect(Array.isArray(value)).toBe(false);
  });

  test('more than once gives a list of the values, in their order', () => {
    expect(read(['a', '1'], ['a', '2'], ['a', '3'], ['b[c]', '4'], ['b[c]', '5'])).toEqual({
      a: ['1', '2', '3'],
      b: { c: ['4', '5'] },
    });
  });

  test('or a key as it stands, where it has no part at all', () => {
    for (const name of ['', '.', '[', ']', '..', '].[', '[.]'])
      expect(read([name, '1'])).toEqual({ [name]: '1' });
    expect(read(['', '1'], ['', '2'])).toEqual({ '': ['1', '2'] });
  });

  test('and a file stays the file that it is', () => {
    const file = new File(['x'], 'a.txt');
    const out = read(['a[b]', file], ['c', file], ['c', '1']);
    expect(out.a.b).toBeInstanceOf(File);
    expect(out.c[0].name).toBe('a.txt');
  });
});

describe('beside axios', () => {
  const letters = ['a', '0', '.', '[', ']'];
  const names = [''];
  for (let i = 0; names[i].length < 4; i++) for (const letter of letters) names.push(names[i] + letter);

  test('every name of up to four characters', () => {
    const parted = names.filter((name) => /[^.[\]]|\[\]/.test(name));
    expect(parted.flatMap((name) => differing([[name, 'v']])).slice(0, 3)).toEqual([]);
  });

  const some = (
    'a|a[]|a[0]|a[1]|a[2]|a[b]|a.b|a[b][]|a[b][0]|a[0][b]|a[1][b]|a[][b]|a[][]|0|[]|[0]|[1]|a[-1]|a[1.5]|a[ ]|a[01]|' +
    'a[1e1]|a[Infinity]|a[length]|a[b][c]|a[b][c][1]|a[0][1]|a[0][0]|a[__proto__]|__proto__|a[__proto__][b]|' +
    'constructor|a[constructor]|a[constructor][prototype]|a[toString]|toString|a[push]'
  ).split('|');
  test('two fields, of all pairs of names', () => {
    const pairs = some.flatMap((one) =>
      some.map((two) => [
        [one, '1'],
        [two, '2'],
      ]),
    );
    expect(pairs.flatMap(differing).slice(0, 3)).toEqual([]);
  });

  test('three fields and four', () => {
    const few = ['a', 'a[]', 'a[0]', 'a[2]', 'a[-1]', 'a[b]', 'a[0][b]', 'a[1][]', 'a[b][0]'];
    const wrong = [];
    for (const one of few)
      for (const two of few)
        for (const three of few) {
          const fields = [one, two, three, one].map((name, i) => [name, String(i)]);
          wrong.push(...differing(fields), ...differing(fields.slice(0, 3)));
        }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});

describe('a name from anybody', () => {
  test('changes no prototype, at any place of the path', () => {
    const parts = ['__proto__', 'constructor', 'prototype', 'a', '0', ''];
    const foreign = (value) =>
      value !== null &&
      typeof value === 'object' &&
      (![Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)) ||
        Object.values(value).some(foreign));
    const wrong = [];
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const names = [`${one || 'x'}[${two}][${three}]`, `x[${one}].${two}.${three}`];
          if (foreign(read(...names.map((name) => [name, 'v'])))) wrong.push(names);
        }
    expect(wrong.slice(0, 3)).toEqual([]);
    for (const { prototype } of [Object, Array, Function, String]) expect(Object.keys(prototype)).toEqual([]);
    expect([Object.a, Object[0], Function.a, Array.a]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('is lost where it has __proto__ in it, and only there', () => {
    expect(read(['__proto__', '1'], ['a', '2'])).toEqual({ a: '2' });
    expect(Object.keys(read(['__proto__[x]', '1']))).toEqual([]);
    expect(
      Object.keys(read(['__proto', '1'], ['xproto__', '2'], ['__PROTO__', '3'], ['__proto__x', '4'])),
    ).toEqual(['__proto', 'xproto__', '__PROTO__', '__proto__x']);
    // An own member of that name, which JSON could have.
    expect(Object.keys(read(['constructor', '1'], ['constructor', '2']))).toEqual(['constructor']);
    expect(read(['constructor', '1'], ['constructor', '2']).constructor).toEqual(['1', '2']);
    expect(read(['toString[a]', '1']).toString).toEqual({ a: '1' });
  });

  test('has a hundred parts beyond the first at most', () => {
    const nested = (parts) => 'a' + '[x]'.repeat(parts - 1);
    expect(() => read([nested(101), '1'])).not.toThrow();
    for (const parts of [102, 103, 5000])
      expect(() => read([nested(parts), '1'])).toThrow(
        expect.objectContaining({
          name: 'AxiosError',
          code: 'ERR_FORM_DATA_DEPTH_EXCEEDED',
          message: 'FormData field is too deeply nested (101 levels). Max depth: 100',
        }),
      );
    for (const parts of [100, 101, 102, 150]) expect(differing([[nested(parts), '1']])).toEqual([]);
  });
});

describe('what is no form', () => {
  class Looks {
    append() {}
    get [Symbol.toStringTag]() {
      return 'FormData';
    }
  }
  class Iterable extends Looks {
    entries() {}
    *[Symbol.iterator]() {
      yield ['a[b]', '1'];
    }
  }
  test('gives null, and so does a form that cannot be read', () => {
    for (const thing of [
      null,
      undefined,
      '',
      'a=1',
      5,
      {},
      [],
      new Map(),
      new URLSearchParams('a=1'),
      new Looks(),
    ])
      expect(formToJSON(thing)).toBe(null);
    expect(formToJSON(Object.assign(new Looks(), { entries: [] }))).toBe(null);
  });

  test('is read where it has all that a form has', () => {
    expect(formToJSON(new Iterable())).toEqual({ a: { b: '1' } });
  });

  test('is made one where it is an element', () => {
    const element = { [Symbol.toStringTag]: 'HTMLFormElement' };
    const Real = globalThis.FormData;
    try {
      globalThis.FormData = class extends Real {
        constructor(from) {
          super();
          expect(from).toBe(element);
          this.append('a[b]', '1');
        }
      };
      expect(formToJSON(element)).toEqual({ a: { b: '1' } });
    } finally {
      globalThis.FormData = Real;
    }
    for (const tag of ['HTMLFormElement2', 'HTMLFormelement', 'XHTMLFormElement', 'HTMLElement'])
      expect(formToJSON({ [Symbol.toStringTag]: tag })).toBe(null);
  });
});
