// What the default transform makes of a body: called by itself, without a request.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { transformRequest } from '../../pkg-template/src/http/transform.js';

const JSON_TYPE = 'application/json';
const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data';
const tagged = (tag, members) => Object.assign(Object.create({ [Symbol.toStringTag]: tag }), members);
/** What becomes of a body, and of its Content-Type. */
const sent = (data, type, config = {}) => {
  const headers = new AxiosHeaders(type === undefined ? {} : { 'Content-Type': type });
  const body = transformRequest.call(config, data, headers);
  return [body, headers.getContentType() ?? undefined];
};
const body = (...args) => sent(...args)[0];

afterEach(() => vi.unstubAllGlobals());

describe('a body', () => {
  test('that the platform sends is itself, whatever its type', () => {
    const stream = { pipe() {} };
    const own = new (class {
      static isBuffer = () => true;
    })();
    const bodies = [
      new ArrayBuffer(2),
      new Blob(['x']),
      new File(['x'], 'a'),
      new ReadableStream(),
      Buffer.from('x'),
      stream,
      own,
    ];
    for (const data of [...bodies, undefined])
      for (const type of [undefined, JSON_TYPE, URLENCODED, MULTIPART, 'text/plain']) {
        const [out, after] = sent(data, type);
        expect(out).toBe(data);
        expect(after).toBe(type);
      }
    for (const data of ['text', 5, true, null, Symbol('s'), 10n, () => {}])
      for (const type of [undefined, URLENCODED, MULTIPART, 'text/plain', 'application/x-json'])
        expect(sent(data, type)).toEqual([data, type]);
  });

  test('of other kinds is not taken for one of the platform', () => {
    for (const tag of [
      'XBlob',
      'Blobs',
      'MyFile',
      'Files',
      'ArrayBuffers',
      'SharedArrayBuffer',
      'AReadableStream',
      'blob',
    ])
      expect(sent(tagged(tag, { a: 1 }))).toEqual(['{"a":1}', JSON_TYPE]);
    for (const pipe of [1, {}, undefined]) expect(sent({ a: 1, pipe })[1]).toBe(JSON_TYPE);
  });

  test('that is a view is its buffer, and parameters are their text', () => {
    const view = new Uint8Array([1, 2]);
    expect(body(view)).toBe(view.buffer);
    const data = new DataView(view.buffer);
    expect(body(data, JSON_TYPE)).toBe(view.buffer);
    const params = new URLSearchParams('a=b c');
    expect(sent(params)).toEqual(['a=b+c', `${URLENCODED};charset=utf-8`]);
    expect(sent(params, 'text/x')).toEqual(['a=b+c', 'text/x']);
    expect(sent(params, JSON_TYPE)).toEqual(['a=b+c', JSON_TYPE]);
  });

  test('that is an object is JSON, under a type of its own or that of JSON', () => {
    for (const data of [{ a: 1 }, [1], {}, new Date(0), { toJSON: () => 5 }, new Map()]) {
      expect(sent(data)).toEqual([JSON.stringify(data), JSON_TYPE]);
      expect(sent(data, 'text/plain')).toEqual([JSON.stringify(data), 'text/plain']);
      expect(sent(data, 'application/json; charset=x')).toEqual([
        JSON.stringify(data),
        'application/json; charset=x',
      ]);
    }
  });

  test('that is a text under the type of JSON is JSON, once', () => {
    for (const [data, out] of [
      ['{"a":1}', '{"a":1}'],
      [' [1]\n', '[1]'],
      ['"q"', '"q"'],
      ['text', '"text"'],
      ['', '""'],
      ['5', '5'],
      [5, '5'],
      [true, 'true'],
      [null, 'null'],
      ['{"__proto__":1}', '{"__proto__":1}'],
    ])
      expect([data, ...sent(data, JSON_TYPE)]).toEqual([data, out, JSON_TYPE]);
    expect(sent(undefined, JSON_TYPE)).toEqual([undefined, JSON_TYPE]);
    expect(sent(() => {}, JSON_TYPE)).toEqual([undefined, JSON_TYPE]);
    const cycle = {};
    cycle.a = cycle;
    expect(() => body(cycle)).toThrow(TypeError);
  });

  test('of JSON has no key that reaches a prototype, and all that are only like one', () => {
    const text = '{"__proto__":{"x":1},"constructor":1,"prototype":2,"a":{"constructor":3},"b":4}';
    expect(body(JSON.parse(text))).toBe('{"a":{},"b":4}');
    for (const key of ['__proto__', 'constructor', 'prototype'])
      expect(body(JSON.parse(`{"a":{"${key}":1}}`))).toBe('{"a":{}}');
    for (const near of [
      '{"proto":1,"xconstructor":2,"prototypes":3,"__proto":4,"_proto__":5}',
      '{"a":"constructor\\":"}',
    ])
      expect(body(JSON.parse(near))).toBe(near);
  });

  test('is url-encoded or a form where its type says so', () => {
    const data = { a: { b: 1 }, c: [1, 2] };
    expect(sent(data, URLENCODED)).toEqual(['a%5Bb%5D=1&c%5B%5D=1&c%5B%5D=2', URLENCODED]);
    expect(body(data, `${URLENCODED}; charset=x`, { formSerializer: { dots: true, indexes: null } })).toBe(
      'a.b=1&c=1&c=2',
    );
    const form = body(data, `${MULTIPART}; boundary=x`, { formSerializer: { dots: true } });
    expect(form).toBeInstanceOf(FormData);
    expect([...form]).toEqual([
      ['a.b', '1'],
      ['c[]', '1'],
      ['c[]', '2'],
    ]);
    for (const type of [URLENCODED, MULTIPART]) {
      const [out, after] = sent(JSON.parse('{"__proto__":1,"constructor":2,"a":3}'), type);
      expect([[...new URLSearchParams(out)], after]).toEqual([[['a', '3']], type]);
    }
    for (const type of [
      'x-www-form-urlencoded',
      'form-data',
      'multipart/mixed',
      'application/X-WWW-FORM-URLENCODED',
    ])
      expect(sent(data, type)).toEqual([JSON.stringify(data), type]);
  });

  test('is a form of the class in env, and a list of files is one under any type', () => {
    class Own {
      fields = [];
      append(...field) {
        this.fields.push(field);
      }
    }
    const env = { FormData: Own };
    expect(body({ a: 1 }, MULTIPART, { env }).fields).toEqual([['a', 1]]);
    expect(body({ a: 1 }, MULTIPART, { env: {} })).toBeInstanceOf(FormData);
    expect(body({ a: 1 }, MULTIPART, Object.create({ env }))).toBeInstanceOf(FormData);
    expect(body({ a: 1 }, MULTIPART, { env: Object.create(env) })).toBeInstanceOf(FormData);
    const files = tagged('FileList', { length: 2, 0: 'x', 1: 'y' });
    for (const type of [undefined, 'text/plain', MULTIPART, JSON_TYPE])
      expect(body(files, type, { env }).fields).toEqual([
        ['files[]', 'x'],
        ['files[]', 'y'],
      ]);
    expect(body(tagged('FileLists', { length: 1, 0: 'x' }))).toBe('{"0":"x","length":1}');
  });

  test('that is a form is itself, or JSON where its type says so', () => {
    const form = new FormData();
    form.append('a[b]', '1');
    for (const type of [undefined, MULTIPART, URLENCODED, 'text/plain']) expect(body(form, type)).toBe(form);
    expect(sent(form, JSON_TYPE)).toEqual(['{"a":{"b":"1"}}', JSON_TYPE]);
    vi.stubGlobal(
      'FormData',
      class extends FormData {
        constructor(element) {
          super();
          this.append('from', element.id);
        }
      },
    );
    const element = tagged('HTMLFormElement', { id: 'x' });
    expect([...body(element)]).toEqual([['from', 'x']]);
    expect(body(element, JSON_TYPE)).toBe('{"from":"x"}');
  });

  test('under a type that is false or is no text has none', () => {
    for (const type of [false, null]) {
      expect(body('text', type)).toBe('text');
      expect(body({ a: 1 }, type)).toBe('{"a":1}');
    }
  });
});
