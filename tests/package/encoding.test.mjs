// The text in which the core travels inside the script: the core comes back byte for byte, whatever a minifier, a charset
// or an inline script does with the text. tests/session/decode.test.js has the other bytes.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { build, transform } from 'esbuild';
import { decode } from '../../pkg-template/src/wasm/decode.js';
import { encode } from '../../scripts/encode-wasm.mjs';
import { at } from '../../scripts/lib/paths.mjs';

const comesBack = (bytes) => assert.deepEqual(Buffer.from(decode(encode(bytes))), Buffer.from(bytes));

test('the core comes back, in about its own size', () => {
  const wasm = readFileSync(at('pkg', 'everfetch.wasm'));
  comesBack(wasm);
  const { length } = encode(wasm);
  assert.ok(length < wasm.length * 1.15, `${length} characters for ${wasm.length} bytes`);
});

test('the text needs no escape in any kind of literal and no charset', () => {
  const text = encode(readFileSync(at('pkg', 'everfetch.wasm')));
  assert.match(text, /^[ -~]+$/);
  assert.doesNotMatch(text, /["'`\\$<]/);
});

for (const quote of ['"', "'", '`']) {
  test(`the text survives as a ${quote} literal through a minifier`, async () => {
    const bytes = randomBytes(3000);
    const source = `globalThis.text = ${quote}${encode(bytes)}${quote};`;
    const { code } = await transform(source, { minify: true, charset: 'ascii', target: 'es2020' });
    const scope = vm.createContext({});
    vm.runInContext(code, scope);
    assert.deepEqual(Buffer.from(decode(scope.text)), bytes);
  });
}

test('the decoder itself works minified, for old targets too', async () => {
  const bytes = randomBytes(3000);
  const { outputFiles } = await build({
    stdin: {
      contents: `import { decode } from './pkg-template/src/wasm/decode.js'; globalThis.decode = decode;`,
      resolveDir: at(),
    },
    bundle: true,
    minify: true,
    target: 'es2017',
    write: false,
  });
  const scope = vm.createContext({ Uint8Array, String });
  vm.runInContext(outputFiles[0].text, scope);
  assert.deepEqual(Buffer.from(scope.decode(encode(bytes))), bytes);
  assert.ok(outputFiles[0].text.length < 600, `${outputFiles[0].text.length} characters of decoder`);
});
