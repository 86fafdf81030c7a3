// How members of a user's objects are read: what stands on a prototype that all objects have is never taken for a user's.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bare, hasOwn, isUnsafeKey, own, ownKeys, safe } from '../../pkg-template/src/http/values.js';
import { Base, Derived, foreign, symbol } from './objects.js';

afterEach(() => {
  delete Object.prototype.polluted;
});

describe('a member', () => {
  test('is own where the object itself has it', () => {
    Object.prototype.polluted = 'evil';
    const object = { a: 1, none: undefined, [symbol]: 2 };
    expect([own(object, 'a'), own(object, symbol), own(object, 'none'), own(object, 'b')]).toEqual([
      1,
      2,
      undefined,
      undefined,
    ]);
    expect([own(object, 'polluted'), own(new Derived(), 'given'), own([], 'map'), own('abc', 'at')]).toEqual(
      Array(4).fill(undefined),
    );
    expect([own('abc', 'length'), own([1], 0), own(0, 'a'), own(false, 'a')]).toEqual([
      3,
      1,
      undefined,
      undefined,
    ]);
    expect([own(null, 'a'), own(undefined, 'a')]).toEqual([undefined, undefined]);
    expect([hasOwn(object, 'none'), hasOwn(object, 'polluted'), hasOwn(bare(), 'a')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is safe where the object, its class or its template has it', () => {
    Object.prototype.polluted = 'evil';
    const made = new Derived();
    expect([safe(made, 'own'), safe(made, 'inherited'), safe(made, 'given')]).toEqual([2, 1, 2]);
    expect(safe(made, 'method')).toBe(Base.prototype.method);
    expect(safe(Object.create({ a: 1 }), 'a')).toBe(1);
    expect(safe(Object.create(Object.create({ a: 1 })), 'a')).toBe(1);
    expect(safe({ a: 1 }, 'a')).toBe(1);
    expect(safe(Object.assign(bare(), { a: 1 }), 'a')).toBe(1);
    for (const object of [made, {}, bare(), [], () => {}, 'text', 5, new Map(), Object.create({ a: 1 })])
      for (const key of ['polluted', 'isPrototypeOf', 'hasOwnProperty', '__proto__'])
        expect(safe(object, key)).toBe(undefined);
    expect([safe(null, 'a'), safe(undefined, 'a'), safe(Object.prototype, 'polluted')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is not safe on the last prototype of another realm, nor on a bare template', () => {
    const [object, template] = foreign('Object.prototype.evil = 1; [{ a: 1 }, Object.create({ b: 2 })]');
    expect([safe(object, 'a'), safe(object, 'evil'), safe(template, 'b'), safe(template, 'evil')]).toEqual([
      1,
      undefined,
      2,
      undefined,
    ]);
    expect(safe(Object.create(Object.assign(Object.create(null), { a: 1 })), 'a')).toBe(undefined);
    const asRoot = foreign('Object.prototype');
    expect(safe(asRoot, 'evil')).toBe(undefined);
  });

  test('is enumerated with the symbols that a spread sees', () => {
    const hidden = Object.defineProperty({ b: 1, a: 2, 5: 3 }, 'hidden', { value: 1 });
    expect(ownKeys(hidden)).toEqual(['5', 'b', 'a']);
    expect(ownKeys({ a: 1, [symbol]: 2 })).toEqual(['a', symbol]);
    const both = Object.defineProperty({ a: 1, [symbol]: 1 }, 'hidden', { value: 1 });
    expect(ownKeys(Object.defineProperty(both, Symbol('hidden'), { value: 1 }))).toEqual(['a', symbol]);
    expect(ownKeys(Object.create({ inherited: 1, [symbol]: 1 }))).toEqual([]);
    expect(ownKeys(Object.defineProperty({ a: 1 }, symbol, { value: 1 }))).toEqual(['a']);
  });

  test('may have any name but three', () => {
    expect(['__proto__', 'constructor', 'prototype'].every(isUnsafeKey)).toBe(true);
    const near = [
      '__proto',
      '_proto_',
      '__PROTO__',
      'Constructor',
      'constructor ',
      'prototypes',
      'proto',
      '',
      symbol,
      0,
    ];
    expect(near.some(isUnsafeKey)).toBe(false);
  });
});

test('an object without prototype is a new one each time', () => {
  const one = bare();
  expect([Object.getPrototypeOf(one), Object.keys(one), one === bare()]).toEqual([null, [], false]);
});

test('where Object.hasOwn is missing, own members are found as well', async () => {
  const { hasOwn: native } = Object;
  const object = Object.assign(bare(), { a: 1, hasOwnProperty: () => true });
  let found;
  try {
    delete Object.hasOwn;
    vi.resetModules();
    const { hasOwn: mended } = await import('../../pkg-template/src/http/values.js');
    found = [mended(object, 'a'), mended(object, 'b'), mended({}, 'toString')];
  } finally {
    Object.defineProperty(Object, 'hasOwn', { value: native, writable: true, configurable: true });
  }
  expect(found).toEqual([true, false, false]);
});
