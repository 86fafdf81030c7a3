// `npm run bench:ideas`: how much each idea saves that makes the compiled core smaller, by building the core without it.
// Sizes do not depend on how busy the machine is. The figures are in bench/README.md.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { encode } from '../scripts/encode-wasm.mjs';
import { at } from '../scripts/lib/paths.mjs';
import { endOnSignals, main, runQuietly } from '../scripts/lib/run.mjs';
import { passes, shorten, strip } from '../scripts/lib/shrink.mjs';
import { rebuilt, wasmFeatures } from '../scripts/lib/core.mjs';
import { setUp } from '../scripts/setup.mjs';
import { table } from './lib/table.mjs';

const folder = at('target', 'ideas');
const compiled = join(folder, 'wasm32-unknown-unknown', 'release', 'everfetch_npm.wasm');

/** Bytes of the core as it would be shipped, raw and by brotli. */
async function build({
  std = true,
  env = {},
  features: chosen = '',
  optimise = [...passes, shorten, ...strip],
}) {
  await runQuietly(
    'cargo',
    [
      ...[
        'build',
        '--release',
        '-p',
        'everfetch-npm',
        '--target',
        'wasm32-unknown-unknown',
        '--target-dir',
        folder,
      ],
      ...(chosen ? ['--features', chosen] : []),
      ...(std ? rebuilt.args : []),
    ],
    { env: { ...(std ? rebuilt.env : {}), ...env } },
  );
  await runQuietly('wasm-bindgen', ['--target', 'web', '--no-typescript', '--out-dir', folder, compiled]);
  const file = join(folder, 'everfetch_npm_bg.wasm');
  const out = join(folder, 'small.wasm');
  if (optimise.length)
    await runQuietly('wasm-opt', [
      file,
      ...wasmFeatures.map((name) => `--enable-${name}`),
      ...optimise,
      '-o',
      out,
    ]);
  return readFileSync(optimise.length ? out : file);
}

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

const VARIANTS = [
  ['as shipped', {}],
  ['the standard library as installed, with panics', { std: false }],
  ['the allocator of the standard library', { features: 'plain-allocator' }],
  ['opt-level "s"', { env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: 's' } }],
  ['opt-level 3', { env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '3' } }],
  ['no link-time optimisation', { env: { CARGO_PROFILE_RELEASE_LTO: 'off' } }],
  ['16 codegen units', { env: { CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16' } }],
  ['no wasm-opt', { optimise: [] }],
  ['wasm-opt: one round of -Oz', { optimise: ['-Oz', shorten, ...strip] }],
  [
    'wasm-opt: without --low-memory-unused',
    { optimise: [...passes.filter((pass) => pass !== '--low-memory-unused'), shorten, ...strip] },
  ],
  ['wasm-opt: without short names', { optimise: [...passes, ...strip] }],
];

await main(async () => {
  endOnSignals();
  await setUp();
  const rows = [];
  let shipped;
  for (const [name, variant] of VARIANTS) {
    console.log(`building: ${name}`);
    const wasm = await build(variant);
    const size = brotli(wasm);
    shipped ??= wasm;
    rows.push([name, wasm.length, size, `${size - brotli(shipped)}`]);
  }
  console.log('\nThe core (bytes; the last column: more than as shipped)');
  table(['', 'raw', 'brotli', 'difference'], rows);
  const texts = [
    ['bytes of ASCII, the commonest one character each', encode(shipped)],
    ['base64', shipped.toString('base64')],
  ];
  console.log('\nThe core as text within a script');
  table(
    ['', 'raw', 'brotli', 'over the file'],
    texts.map(([name, text]) => {
      const size = brotli(Buffer.from(text));
      return [name, text.length, size, size - brotli(shipped)];
    }),
  );
});
