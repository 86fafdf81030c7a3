// A form as multipart/form-data, as it is written where its size must be known: byte for byte what the platform writes, with
// a boundary that is checked, and with no name, file name or type that could begin a part or a header of its own.
import { describe, expect, test } from 'vitest';
import { toMultipart } from '../../pkg-template/src/forms/multipart.js';

const formOf = (...fields) => {
  const form = new FormData();
  for (const field of fields) form.append(...field);
  return form;
};
const written = (form, boundary = 'B') => toMultipart(form, boundary, Blob).text();
const byPlatform = async (form) => {
  const response = new Response(form);
  const [, boundary] = /boundary=(.*)$/.exec(response.headers.get('content-type'));
  return (await response.text()).replaceAll(boundary, 'B').replace(/(--B--)$/, '$1\r\n');
};

const forms = {
  'without fields': formOf(),
  'of texts': formOf(['a', '1'], ['b', ''], ['', 'c'], ['a', '2']),
  'of texts with lines': formOf(['a\nb\r\nc\rd\n\ne\r\r', '1\n2\r\n3\r4\n\n5\r\r'], ['"q" \\', '"q"']),
  'of what is not ASCII': formOf(
    ['grüße', 'ß \u{1f600}'],
    ['é', new File(['ü'], 'ü"\n\r\n.txt', { type: 'a/b' })],
  ),
  'of files': formOf(
    ['a', new Blob(['x\ny\r\nz']), 'b.bin'],
    ['d', new File(['--B\r\n'], 'a/b\\c', { type: 'TEXT/Plain; charset=utf-8' })],
    ['e', new Blob([new Uint8Array([0, 255, 10, 13])])],
  ),
};

describe('a form', () => {
  for (const [name, form] of Object.entries(forms))
    test(`${name} is written as the platform writes it`, async () => {
      expect(await written(form)).toBe(await byPlatform(form));
    });

  test('keeps the bytes of a file', async () => {
    const bytes = new Uint8Array([0, 13, 10, 255, 10, 128]);
    const blob = toMultipart(formOf(['a', new Blob([bytes])]), 'B', Blob);
    const all = new Uint8Array(await blob.arrayBuffer());
    const head =
      '--B\r\nContent-Disposition: form-data; name="a"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\n';
    expect(all.slice(head.length, head.length + bytes.length)).toEqual(bytes);
    expect(await written(formOf(['a', '1']))).toBe(
      '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--\r\n',
    );
  });

  test('of what only looks like files is written by their size, name and type', async () => {
    const file = (members) => Object.assign(new Blob(['x']), members);
    const head = async (value) => (await written([['a', value]])).split('\r\n').slice(1, 4);
    const disposition = (name) => `Content-Disposition: form-data; name="a"; filename="${name}"`;
    const type = (text) => `Content-Type: ${text}`;
    expect(await head(file({ name: 'n' }))).toEqual([disposition('n'), type('application/octet-stream'), '']);
    expect(await head(file({ name: 5 }))).toEqual([
      disposition('blob'),
      type('application/octet-stream'),
      '',
    ]);
    expect(await head(file({ name: '' }))).toEqual([disposition(''), type('application/octet-stream'), '']);
    const evil = { size: 1, name: 'a"\r\nX-A: "1\n"', type: 'a/b\r\nX-B: 1\n\r2', toString: () => 'x' };
    expect(await head(evil)).toEqual([disposition('a%22%0D%0AX-A: %221%0A%22'), type('a/bX-B: 12'), '']);
    expect(await head({ ...evil, type: 5 })).toEqual([
      disposition('a%22%0D%0AX-A: %221%0A%22'),
      type('5'),
      '',
    ]);
    expect(await written([[5, 'x']])).toContain('name="5"');
    expect(await written([[Object('a"\n'), 'x']])).toContain('name="a%22%0D%0A"');
  });

  test('with a part whose size is not known is refused', () => {
    for (const value of [
      null,
      undefined,
      5,
      {},
      { size: -1 },
      { size: NaN },
      { size: Infinity },
      { size: 'x' },
      [],
    ])
      expect(() => toMultipart([['a', value]], 'B', Blob)).toThrow(
        expect.objectContaining({
          name: 'AxiosError',
          code: 'ERR_BAD_REQUEST',
          message: 'Unsupported FormData part size',
        }),
      );
    expect(() => toMultipart([['a', { size: 0 }]], 'B', Blob)).not.toThrow();
  });
});

describe('the boundary', () => {
  const all = "abcXYZ0189'()+_,-./:=?";
  test('of the caller is used as it is', async () => {
    for (const boundary of ['B', all, 'a b', ' b', 'x'.repeat(70), `${' '.repeat(69)}x`, ...all]) {
      const blob = toMultipart(
        formOf(['a', '1']),
        boundary,
        class {
          constructor(parts, options) {
            Object.assign(this, { text: parts.join(''), options });
          }
        },
      );
      expect(blob.options).toEqual({ type: `multipart/form-data; boundary=${boundary}` });
      expect(blob.text.split('\r\n')).toEqual([
        ...[`--${boundary}`, 'Content-Disposition: form-data; name="a"', '', '1', `--${boundary}--`, ''],
      ]);
    }
  });

  test('is refused where it is none of RFC 2046', () => {
    const characters = '"*;<>@[]{}|\\\t\n\r\0&%$#!^~`ü\u017f\u212a';
    const wrong = ['', ' ', 'a ', 'x'.repeat(71), `${' '.repeat(70)}x`, 'a\r\nX: 1'];
    for (const char of characters) wrong.push(char, `a${char}`, `${char}a`, `a${char}a`);
    for (const boundary of wrong)
      expect(() => toMultipart(formOf(['a', '1']), boundary, Blob)).toThrow(
        expect.objectContaining({
          name: 'AxiosError',
          code: 'ERR_BAD_OPTION_VALUE',
          message: 'Invalid multipart boundary',
        }),
      );
  });

  test('is made of 18 random bytes where there is none', () => {
    const real = crypto.getRandomValues;
    try {
      crypto.getRandomValues = (bytes) => bytes.map((_, i) => [0, 1, 15, 16, 255][i] ?? i);
      expect(toMultipart(formOf(), undefined, Blob).type).toBe(
        'multipart/form-data; boundary=axios-00010f10ff05060708090a0b0c0d0e0f1011',
      );
    } finally {
      crypto.getRandomValues = real;
    }
    const types = Array.from({ length: 20 }, () => toMultipart(formOf(), undefined, Blob).type);
    expect(new Set(types).size).toBe(20);
  });
});

test('the class is the one that is given, and is needed', () => {
  class Own extends Blob {}
  expect(toMultipart(formOf(), 'B', Own)).toBeInstanceOf(Own);
  for (const none of [undefined, null, {}, 'Blob'])
    expect(() => toMultipart(formOf(), 'B', none)).toThrow(
      expect.objectContaining({
        name: 'AxiosError',
        code: 'ERR_NOT_SUPPORT',
        message: 'Blob is not supported',
      }),
    );
});
