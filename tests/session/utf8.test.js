// The UTF-8 of the core as JavaScript where the platform has no TextDecoder and no TextEncoder, compared with the platform's.
import { afterAll, expect, test, vi } from 'vitest';

const platform = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { ignoreBOM: true }) };
vi.stubGlobal('TextDecoder', undefined);
vi.stubGlobal('TextEncoder', undefined);
const { decoder, encoder } = await import('../../pkg-template/src/wasm/utf8-plain.js');
afterAll(() => vi.unstubAllGlobals());

const edges = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x10ffff];

test('is not the platform’s own', () => {
  expect(encoder.constructor).toBe(Object);
  expect(decoder.constructor).toBe(Object);
});

test('encodes and decodes as the platform does, at each edge of a length', () => {
  const text = String.fromCodePoint(...edges);
  const bytes = platform.encoder.encode(text);
  expect([...encoder.encode(text)]).toEqual([...bytes]);
  expect(decoder.decode(bytes)).toBe(text);
  expect(decoder.decode(new Uint8Array())).toBe('');
});

test('replaces half of a pair, as the platform does', () => {
  for (const text of ['\ud800', 'a\udfffb', '\udc00\ud800'])
    expect([...encoder.encode(text)]).toEqual([...platform.encoder.encode(text)]);
});
