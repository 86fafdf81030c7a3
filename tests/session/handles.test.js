// The table of the values that the core as JavaScript holds: a value is found at its place until it is taken, and a place
// is used again only after that.
import { expect, test, vi } from 'vitest';

const fresh = () => {
  vi.resetModules();
  return import('../../pkg-template/src/wasm/handles.js');
};

test('four values have fixed places, which stay theirs', async () => {
  const { add, get, take } = await fresh();
  const fixed = [1024, 1025, 1026, 1027];
  const values = [undefined, null, true, false];
  expect(fixed.map(get)).toEqual(values);
  expect(fixed.map(take)).toEqual(values);
  expect([add('a'), add('b')]).toEqual([1028, 1029]);
  expect(fixed.map(get)).toEqual(values);
});

test('the places that were left are used again, the last one first, and then new ones', async () => {
  const { add, get, take } = await fresh();
  const places = ['a', 'b', 'c', 'd'].map(add);
  expect([take(places[1]), take(places[3])]).toEqual(['b', 'd']);
  expect(['e', 'f', 'g'].map(add)).toEqual([places[3], places[1], places[3] + 1]);
  expect([places[0], places[1], places[2], places[3]].map(get)).toEqual(['a', 'f', 'c', 'e']);
  // The first place of all is one of these.
  expect(take(places[0])).toBe('a');
  expect(add('h')).toBe(places[0]);
});

test('values that are empty or are numbers are held like others', async () => {
  const { add, get, take } = await fresh();
  const values = [0, '', null, undefined, NaN, 1028];
  const places = values.map(add);
  expect(new Set(places).size).toBe(values.length);
  expect(places.map(get)).toEqual(values);
  expect(places.map(take)).toEqual(values);
  expect(new Set(values.map(add))).toEqual(new Set(places));
});
