// How toFormData writes nested values into the fields of a form, beside axios: every kind of value, with every option, into
// every kind of target.
import { describe, expect, test } from 'vitest';
import { toFormData } from '../../pkg-template/src/forms/to-form-data.js';
import { differing, ReactNative, Recorder } from './form-targets.js';

const tagged = (tag, members) => Object.assign(Object.create({ [Symbol.toStringTag]: tag }), members);
const list = (members) => tagged('FileList', members);
const values = {
  empty: [null, undefined, '', 0, -0, NaN, false, true, 5n],
  text: ['a', ' b ', '[]'],
  dates: [new Date(0), new Date(1e12)],
  bytes: [new Uint8Array(2), new Float64Array(1), new ArrayBuffer(3), new DataView(new ArrayBuffer(4))],
  blobs: [new Blob(['abc']), new File(['x'], 'x.txt')],
  objects: [
    {},
    { x: 1 },
    { x: { y: null, z: [1] } },
    Object.create(null),
    new (class A {
      x = 1;
    })(),
  ],
  lists: [[], [1], [1, null, undefined, 2], [[1], 2], [{ x: 1 }, 2], [new Date(0), true], [[]], Array(2)],
  almost: [
    list({ length: 2, 0: 'f', 1: 'g' }),
    list({ length: 0 }),
    list({ length: 2, 0: 'f' }),
    tagged('FileLists', { length: 1, 0: 'f' }),
    { length: 1, 0: 'a' },
    { length: 2, 0: 'a' },
    { length: -1 },
    { length: 1.5, 0: 'a' },
    { length: '1', 0: 'a' },
    { length: NaN },
    { length: 0 },
    { 0: 'a' },
  ],
  files: [{ uri: 'file:///a', name: 'a', type: 'b/c' }, { uri: null }, { uri: undefined, x: 1 }, { uri: '' }],
  others: [() => {}, Symbol.iterator, new Map([[1, 2]]), new URLSearchParams('a=1'), Promise],
};
const keys = ['a', 'a[]', 'a{}', ' a ', 'a[] ', 'a.b', '[]', '{}', '', 'a[]x', 'x{}x', 'a]', 'a}'];
const optionSets = [
  undefined,
  null,
  { dots: true },
  { indexes: true },
  { indexes: null },
  { indexes: undefined },
  { indexes: 'yes' },
  { dots: true, indexes: true },
  { metaTokens: false },
  { metaTokens: undefined },
  { metaTokens: null },
  { dots: null, indexes: false, maxDepth: undefined, Blob: undefined, visitor: undefined },
  { visitor: null, Blob: null },
  { visitor: 0, Blob: '' },
  { Blob: class Own extends Blob {} },
  { Blob: 'no class' },
  { Blob: {} },
  { visitor: {} },
  { visitor: 'text' },
];

describe('a value', () => {
  for (const [name, few] of Object.entries(values))
    test(`of ${name}, under any key and below one`, () => {
      const wrong = [];
      for (const value of few)
        for (const key of keys)
          for (const options of [
            undefined,
            { dots: true, indexes: true },
            { indexes: null, metaTokens: false },
          ])
            for (const source of [{ [key]: value }, { o: { [key]: value } }, { o: [{ [key]: value }] }])
              wrong.push(...differing(source, options, ['Recorder', 'Form']));
      expect(wrong.slice(0, 3)).toEqual([]);
    });

  test('of any kind, with any option, into any target', () => {
    const wrong = [];
    for (const value of Object.values(values).flat())
      for (const options of optionSets)
        for (const source of [{ a: value, 'b[]': value, 'c{}': [value] }, { o: { a: value } }, [value]])
          wrong.push(...differing(source, options));
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test('is written where a user expects it', () => {
    const fields = (source, options) => [...toFormData(source, undefined, options)];
    const source = { a: 1, b: { c: [1, { d: true }] }, e: [1, 2], 'f{}': { g: 1 }, h: null, i: new Date(0) };
    const fixed = ['i', '1970-01-01T00:00:00.000Z'];
    expect(fields(source)).toEqual([
      ...[
        ['a', '1'],
        ['b[c][0]', '1'],
        ['b[c][1][d]', 'true'],
        ['e[]', '1'],
        ['e[]', '2'],
      ],
      ...[['f{}', '{"g":1}'], fixed],
    ]);
    expect(fields(source, { dots: true, indexes: true, metaTokens: false })).toEqual([
      ...[
        ['a', '1'],
        ['b.c.0', '1'],
        ['b.c.1.d', 'true'],
        ['e.0', '1'],
        ['e.1', '2'],
      ],
      ...[['f', '{"g":1}'], fixed],
    ]);
    expect(fields({ e: [1, 2] }, { indexes: null })).toEqual([
      ['e', '1'],
      ['e', '2'],
    ]);
  });

  test('below Object.prototype is no option', () => {
    const names = ['metaTokens', 'dots', 'indexes', 'maxDepth', 'Blob', 'visitor', 'uri'];
    const source = { a: { b: [1, { c: 1 }] }, 'd{}': {} };
    const clean = [...toFormData(source)];
    try {
      for (const name of names)
        Object.prototype[name] = name === 'maxDepth' ? 0 : name === 'metaTokens' ? false : 'x';
      Object.prototype.getParts = () => {};
      expect([...toFormData(source, undefined, {})]).toEqual(clean);
    } finally {
      for (const name of [...names, 'getParts']) delete Object.prototype[name];
    }
    class Options {
      dots = true;
    }
    expect([...toFormData({ a: { b: 1 } }, undefined, new (class extends Options {})())]).toEqual([
      ['a.b', '1'],
    ]);
  });
});

describe('a file of React Native', () => {
  const file = { uri: 'file:///a', name: 'a', type: 'b/c' };
  test('is appended as it is, at any place, to its form and no other', () => {
    const form = toFormData({ a: file, b: { c: file }, d: [file] }, new ReactNative());
    expect(form.fields).toEqual([
      ['a', file],
      ['b[c]', file],
      ['d[0]', file],
    ]);
    expect(form.fields.every(([, value]) => value === file)).toBe(true);
    expect(toFormData({ a: file }, new Recorder()).fields.map(([name]) => name)).toEqual([
      ...['a[uri]', 'a[name]', 'a[type]'],
    ]);
  });
});
