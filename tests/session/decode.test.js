// The text in which the core travels inside the script: every module comes back byte for byte. tests/package/encoding.test.mjs
// has what a minifier, a charset or an inline script does with it.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { decode } from '../../pkg-template/src/wasm/decode.js';
import { encode } from '../../scripts/encode-wasm.mjs';

const comesBack = (bytes) => {
  const decoded = decode(encode(bytes));
  expect([decoded.length, Buffer.from(decoded).equals(Buffer.from(bytes))]).toEqual([bytes.length, true]);
};

test('any bytes come back: none, one, all values, skewed, random', () => {
  comesBack(new Uint8Array(0));
  for (let value = 0; value < 256; value++) comesBack(Uint8Array.of(value));
  comesBack(Uint8Array.from({ length: 256 }, (_, index) => index));
  comesBack(Uint8Array.from({ length: 5000 }, (_, index) => (index % 7 ? 255 : index % 256)));
  for (let length = 1; length < 4000; length = length * 2 + 1) comesBack(randomBytes(length));
});

/** The characters that the text may have. */
const alphabet = Array.from({ length: 127 - 32 }, (_, at) => String.fromCharCode(32 + at)).filter(
  (character) => !/["$'<\\`]/.test(character),
);

test('whichever bytes have a character of their own', () => {
  // Those that occur most often get one.
  for (const often of [
    alphabet.map((character) => character.charCodeAt(0)),
    [0, 1, 2, 254, 255],
    [34, 36, 39, 60, 92, 96],
  ])
    comesBack(
      Uint8Array.from({ length: 4096 }, (_, at) => (at % 4 ? often[at % often.length] : (at / 4) % 256)),
    );
});
