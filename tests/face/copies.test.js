// How a user's objects are copied, merged and flattened: no key reaches a prototype, and nothing is taken from the one that
// all objects have.
import { afterEach, describe, expect, test } from 'vitest';
import { bare, clone, flat, merge } from '../../pkg-template/src/http/values.js';
import { Base, Derived, foreign, symbol } from './objects.js';

afterEach(() => {
  delete Object.prototype.polluted;
});

describe('a copy', () => {
  const json =
    '{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},"prototype":2,"a":{"__proto__":3,"b":[{"__proto__":4}]}}';
  test('is deep in plain objects, flat in arrays, and the rest itself', () => {
    const kept = [new Date(), new Map(), () => {}, new Base(), new Blob([])];
    const source = { a: { b: { c: 1 } }, list: [{ d: 1 }], kept, none: null, [symbol]: { e: 1 } };
    const copy = clone(source);
    expect(copy).toEqual(source);
    expect([
      copy === source,
      copy.a === source.a,
      copy.a.b === source.a.b,
      copy.list === source.list,
    ]).toEqual(Array(4).fill(false));
    expect(copy[symbol]).not.toBe(source[symbol]);
    expect(copy.list[0]).toBe(source.list[0]);
    kept.forEach((value, i) => expect(copy.kept[i]).toBe(value));
    for (const value of [...kept, null, undefined, 5, 'text']) expect(clone(value)).toBe(value);
    const list = [1, [2]];
    expect(clone(list)).toEqual(list);
    expect(clone(list)).not.toBe(list);
    expect(clone({ date: kept[0] }).date).toBe(kept[0]);
  });

  test('has no key that reaches a prototype, at any depth of objects', () => {
    const copy = clone(JSON.parse(json));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect([Object.keys(copy), Object.keys(copy.a), copy.x, copy.a.x]).toEqual([
      ['a'],
      ['b'],
      undefined,
      undefined,
    ]);
    // Arrays are kept as they are.
    expect(Object.keys(copy.a.b[0])).toEqual(['__proto__']);
    const merged = merge({ a: { c: 1 } }, JSON.parse(json));
    expect([Object.keys(merged), Object.keys(merged.a)]).toEqual([['a'], ['c', 'b']]);
    expect([Object.getPrototypeOf(merged), Object.getPrototypeOf(merged.a)]).toEqual([
      Object.prototype,
      Object.prototype,
    ]);
    const flattened = flat(JSON.parse(json));
    expect([Object.keys(flattened), Object.getPrototypeOf(flattened)]).toEqual([['a'], null]);
  });

  test('of several is merged, the later ones first', () => {
    const [one, two] = [
      { a: { x: 1, y: 1 }, b: [1], c: 1, [symbol]: { x: 1 } },
      { a: { y: 2 }, b: [2], c: { z: 2 }, [symbol]: { y: 2 } },
    ];
    const merged = merge(one, null, undefined, two);
    expect(merged).toEqual({ a: { x: 1, y: 2 }, b: [2], c: { z: 2 }, [symbol]: { x: 1, y: 2 } });
    expect(one).toEqual({ a: { x: 1, y: 1 }, b: [1], c: 1, [symbol]: { x: 1 } });
    for (const key of ['b', 'c']) expect(merged[key]).not.toBe(two[key]);
    expect(merge({ a: { x: 1 } }, { a: 5 })).toEqual({ a: 5 });
    expect(merge({ a: 5 }, { a: { x: 1 } })).toEqual({ a: { x: 1 } });
    expect(merge({ a: { x: 1 } }, { a: undefined })).toEqual({ a: undefined });
    expect(merge()).toEqual({});
  });

  test('takes nothing from the prototype of all', () => {
    Object.prototype.polluted = { evil: 1 };
    expect(Object.keys(merge({ polluted: { own: 1 } }).polluted)).toEqual(['own']);
    expect(Object.keys(clone({ a: {} }).a)).toEqual([]);
    expect('polluted' in flat({})).toBe(false);
    expect('polluted' in flat(new Derived())).toBe(false);
  });
});

describe('a flat object', () => {
  test('has the members of the object, its class and its templates, and no prototype', () => {
    const out = flat(Object.assign(new Derived(), { [symbol]: 5 }));
    expect(Object.getPrototypeOf(out)).toBe(null);
    expect({ ...out }).toEqual({
      inherited: 1,
      own: 2,
      given: 2,
      method: Base.prototype.method,
      [symbol]: 5,
    });
    expect({ ...flat(Object.create({ a: 1, b: 1 }, { a: { value: 2 } })) }).toEqual({ a: 2, b: 1 });
    expect(Object.keys(flat({}))).toEqual([]);
    const [other] = foreign('Object.prototype.evil = 1; [{ a: 1 }]');
    expect({ ...flat(other) }).toEqual({ a: 1 });
  });

  test('is itself where it has no prototype and can be extended, and so is what is no object', () => {
    const object = Object.assign(bare(), { a: 1, constructor: 2 });
    expect(flat(object)).toBe(object);
    for (const value of [null, undefined, 5, 'text', () => {}]) expect(flat(value)).toBe(value);
    const frozen = flat(Object.freeze(object));
    expect(frozen).not.toBe(object);
    expect([Object.isExtensible(frozen), { ...frozen }]).toEqual([true, { a: 1 }]);
  });
});
