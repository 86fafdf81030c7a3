// A body that is sent twice has the bytes of the first send the second time: what its owner can change is copied.
import { expect, test } from 'vitest';
import { bodyNow } from '../../pkg-template/src/session/body.js';

test('what cannot be changed, or cannot be copied, stays what it is', () => {
  const plain = { a: 1 };
  for (const data of [
    'text',
    '',
    5,
    null,
    undefined,
    plain,
    new Blob(['a']),
    new ReadableStream(),
    [1],
    new Map(),
  ])
    expect(bodyNow(data)).toBe(data);
});

test('bytes are copied: those of a view, and no others of its buffer', () => {
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
  for (const [data, bytes] of [
    [buffer, [1, 2, 3, 4]],
    [new Uint8Array(buffer, 1, 2), [2, 3]],
    [new Uint16Array(buffer, 2, 1), [3, 4]],
    [new DataView(buffer, 1), [2, 3, 4]],
    [new Uint8Array(0), []],
  ]) {
    const copy = bodyNow(data);
    expect([...new Uint8Array(copy.buffer ?? copy)]).toEqual(bytes);
    expect(copy.buffer ?? copy).not.toBe(buffer);
  }
  const copy = bodyNow(buffer);
  new Uint8Array(buffer).fill(9);
  expect([copy instanceof ArrayBuffer, ...new Uint8Array(copy)]).toEqual([true, 1, 2, 3, 4]);
});

test('a form and a query are copied with all their fields, as what they are', () => {
  class OwnParams extends URLSearchParams {}
  class OwnForm extends FormData {}
  for (const make of [URLSearchParams, OwnParams]) {
    const data = new make('a=1&a=2&b=3');
    const copy = bodyNow(data);
    data.set('a', '9');
    expect([copy.constructor, String(copy)]).toEqual([make, 'a=1&a=2&b=3']);
  }
  for (const make of [FormData, OwnForm]) {
    const data = new make();
    const file = new File(['x'], 'a.txt', { type: 'text/plain' });
    for (const [name, value] of [
      ['a', '1'],
      ['a', '2'],
      ['file', file],
    ])
      data.append(name, value);
    const copy = bodyNow(data);
    data.set('a', '9');
    expect(copy.constructor).toBe(make);
    expect([...copy.keys(), ...copy.getAll('a')]).toEqual(['a', 'a', 'file', '1', '2']);
    expect([copy.get('file').name, copy.get('file').type]).toEqual(['a.txt', 'text/plain']);
  }
});

test('a form that cannot be iterated stays what it is', () => {
  const old = { append() {}, [Symbol.toStringTag]: 'FormData' };
  expect(bodyNow(old)).toBe(old);
});
