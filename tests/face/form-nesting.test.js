// What toFormData does with a visitor, how deep it goes, and what it refuses; beside axios.
import axios from 'axios-browser';
import { describe, expect, test } from 'vitest';
import { toFormData } from '../../pkg-template/src/forms/to-form-data.js';
import { differing, Form, Recorder } from './form-targets.js';
import { attempt } from './helpers.js';

describe('a visitor', () => {
  const seen = (library, source, verdict) => {
    const notes = [];
    const target = new Recorder();
    const form = library.toFormData(source, target, {
      visitor(value, key, path, helpers) {
        notes.push([this === target, value, key, path, Object.keys(helpers).length > 2]);
        return verdict(value, helpers, [value, key, path, helpers]);
      },
    });
    return [form === target, notes, form.fields];
  };
  const sources = [
    { a: { b: { c: 1 } }, ' d ': 1, n: null, u: undefined },
    [1, [2, [3]], { x: [null, { y: 1 }] }],
  ];
  const verdicts = {
    'true for objects': (value) => typeof value === 'object',
    truthy: () => 1,
    undefined: () => undefined,
    default: (value, { defaultVisitor }, all) => defaultVisitor(...all),
    visitable: (value, { isVisitable }) => isVisitable(value),
  };
  for (const [name, verdict] of Object.entries(verdicts))
    test(`that says ${name} is called for the same members, with the same paths`, () => {
      for (const source of sources)
        expect(attempt(() => seen({ toFormData }, source, verdict))).toEqual(
          attempt(() => seen(axios, source, verdict)),
        );
    });

  test('may give the default one a value of its own, or none', () => {
    for (const value of [undefined, null, 0, '']) {
      const [ours, theirs] = [{ toFormData }, axios].map((library) =>
        attempt(() => {
          const form = new Recorder();
          library.toFormData({ a: 1, b: { c: 1 } }, form, {
            visitor(item, key, path, { defaultVisitor }) {
              return path || key === 'a' ? defaultVisitor.call(this, value, key, path) : true;
            },
          });
          return form.fields;
        }),
      );
      expect({ value, ...ours }).toEqual({ value, ...theirs });
    }
  });

  test('learns from the default one whether it is to be visited, as true or false', () => {
    const verdicts = [];
    toFormData({ a: 1, b: { c: 1 }, d: [1, 2], e: [[1]], 'f{}': {} }, new Recorder(), {
      visitor(value, key, path, { defaultVisitor }) {
        const verdict = defaultVisitor(value, key, path);
        if (!path) verdicts.push([key, verdict]);
        return verdict;
      },
    });
    expect(verdicts).toEqual(Object.entries({ a: false, b: true, d: false, e: true, 'f{}': false }));
  });

  test('is refused where it is no function', () => {
    for (const visitor of [1, 'x', {}, true])
      expect(() => toFormData({}, undefined, { visitor })).toThrow(
        new TypeError('visitor must be a function'),
      );
  });
});

describe('nesting', () => {
  const deep = (depth, end = 1) => (depth ? { n: deep(depth - 1, end) } : end);
  const refused = (levels, max) =>
    expect.objectContaining({
      name: 'AxiosError',
      code: 'ERR_FORM_DATA_DEPTH_EXCEEDED',
      message: `Object is too deeply nested (${levels} levels). Max depth: ${max}`,
    });
  test('is limited to a hundred levels, or to what maxDepth says', () => {
    for (const [depth, options, levels, max] of [
      [101, undefined],
      [102, undefined, 101, 100],
      [2, { maxDepth: 1 }],
      [3, { maxDepth: 1 }, 2, 1],
      [1, { maxDepth: 0 }],
      [2, { maxDepth: 0 }, 1, 0],
      [300, { maxDepth: Infinity }],
    ]) {
      const write = () => toFormData(deep(depth), new Recorder(), options);
      levels ? expect(write).toThrow(refused(levels, max)) : expect(write().fields).toHaveLength(1);
      expect(differing(deep(depth), options, ['Recorder'])).toEqual([]);
    }
  });

  test('is limited in what becomes JSON as well', () => {
    const wrong = [];
    for (const depth of [1, 2, 3, 99, 100, 101, 102])
      for (const maxDepth of [undefined, 1, 2, 100, Infinity])
        for (const end of [1, [], [1, [2], { x: [3] }, [4, [5]]]])
          wrong.push(
            ...differing(
              { 'a{}': { b: deep(depth, end), c: deep(1, end), d: [deep(1), deep(2)] } },
              { maxDepth },
              ['Form'],
            ),
          );
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(() => toFormData({ 'a{}': deep(101) })).toThrow(refused(101, 100));
  });

  test('that never ends is refused, and the same value at two places is none', () => {
    const one = { x: 1 };
    expect(toFormData({ a: one, b: one, c: [one, one] }, new Recorder()).fields).toHaveLength(4);
    const root = { a: { b: {} } };
    root.a.b.c = root.a;
    expect(() => toFormData(root)).toThrow('Circular reference detected in a.b.c');
    for (const make of [
      (o) => (o.a = o),
      (o) => (o.a = [o]),
      (o) => (o['a{}'] = o),
      (o) => (o.b = { c: [[o]] }),
    ]) {
      const source = {};
      make(source);
      expect(differing(source, undefined, ['Recorder'])).toEqual([]);
    }
  });
});

test('what is no object is refused', () => {
  for (const source of [undefined, null, 'a=1', 5, true, () => {}])
    expect(() => toFormData(source)).toThrow(new TypeError('target must be an object'));
});

test('bytes and blobs need a class of their own, or a form that takes it', () => {
  const bytes = { a: new Uint8Array(3) };
  class Own extends Blob {}
  expect(toFormData(bytes, new Form(), { Blob: Own }).fields[0][1]).toBeInstanceOf(Own);
  expect(toFormData(bytes).get('a')).toMatchObject({ size: 3 });
  for (const [source, code] of [
    [bytes, 'ERR_NOT_SUPPORT'],
    [{ a: new ArrayBuffer(1) }, 'ERR_NOT_SUPPORT'],
    [{ a: new Blob(['x']) }, undefined],
  ])
    expect(attempt(() => toFormData(source, new Recorder()))).toEqual({
      thrown: 'AxiosError',
      message: 'Blob is not supported. Use a Buffer instead.',
      code,
    });
  const { Blob: Real } = globalThis;
  try {
    delete globalThis.Blob;
    expect(() => toFormData(bytes, new Form())).toThrow('Blob is not supported');
    expect(toFormData({ a: 1 }, new Form()).fields).toEqual([['a', 1]]);
  } finally {
    globalThis.Blob = Real;
  }
});
