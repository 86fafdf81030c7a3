// A build gives the same bytes wherever it is made: the scripts are bundled again, from a copy of the sources at another path.
// `npm run verify` does the same with the core, in a clone. And the list of what is in the package says what is in it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { bundlePackage } from '../../scripts/lib/bundle.mjs';
import { differences } from '../../scripts/lib/compare.mjs';
import { at } from '../../scripts/lib/paths.mjs';

const glue = 'export const makeCore = () => ({});\n';
const input = {
  version: '1.2.3',
  glue,
  javascript: `${glue}export const instantiate = () => ({});\n`,
  text: 'the core',
};

test('the scripts come out equal from a copy of the sources at another path', async (t) => {
  const copy = join(mkdtempSync(join(tmpdir(), 'everfetch-')), 'another place');
  t.after(() => rmSync(join(copy, '..'), { recursive: true }));
  for (const name of ['pkg-template', 'scripts', 'src/web', 'package.json'])
    cpSync(at(...name.split('/')), join(copy, name), { recursive: true });
  symlinkSync(at('node_modules'), join(copy, 'node_modules'), 'junction');
  const other = await import(pathToFileURL(join(copy, 'scripts', 'lib', 'bundle.mjs')).href);
  const first = await bundlePackage(input);
  const second = await other.bundlePackage(input);
  assert.ok(first.size > 12);
  assert.deepEqual(differences(first, second), []);
});

test('@everfetch/axios comes out equal from a copy of its sources at another path', async (t) => {
  const copy = join(mkdtempSync(join(tmpdir(), 'everfetch-')), 'another place');
  t.after(() => rmSync(join(copy, '..'), { recursive: true }));
  const sources = readdirSync(at('pkg-axios')).filter((name) => name !== 'dist');
  const others = ['pkg-template', 'scripts', 'src/web', 'package.json', 'package-lock.json', 'Cargo.toml'];
  const licences = readdirSync(at('.')).filter((name) => name.startsWith('LICENSE'));
  for (const name of [...sources.map((one) => `pkg-axios/${one}`), ...others, ...licences])
    cpSync(at(...name.split('/')), join(copy, name), { recursive: true });
  symlinkSync(at('node_modules'), join(copy, 'node_modules'), 'junction');
  const { makeAxiosPackage } = await import(
    pathToFileURL(join(copy, 'scripts', 'lib', 'axios-package.mjs')).href
  );
  await makeAxiosPackage();
  const [first, second] = [at('pkg-axios', 'dist'), join(copy, 'pkg-axios', 'dist')].map((folder) => {
    const names = readdirSync(folder, { recursive: true }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    );
    return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  });
  assert.ok(first.size > 8);
  assert.deepEqual(differences(first, second), []);
});

test('a difference is told with its place', () => {
  const files = (text) => new Map([['a.js', text]]);
  assert.deepEqual(differences(files('one two'), files('one too')), [
    'a.js: 7 and 7 bytes, different from byte 5 on',
  ]);
  assert.deepEqual(differences(new Map(), files('')), ['a.js: only the second build has it']);
});

test('the list of contents has each script, the core and every crate with its hash', () => {
  const list = JSON.parse(readFileSync(at('pkg', 'sbom.cdx.json'), 'utf8'));
  const files = list.metadata.component.components;
  assert.deepEqual(
    files.map(({ name }) => name).sort(),
    readdirSync(at('pkg'))
      .filter((name) => /\.(js|cjs|wasm)$/.test(name))
      .sort(),
  );
  for (const { name, hashes } of files)
    assert.equal(
      createHash('sha256')
        .update(readFileSync(at('pkg', name)))
        .digest('hex'),
      hashes[0].content,
    );
  const crates = list.components.filter(({ purl }) => purl);
  const names = crates.map(({ name }) => name);
  for (const name of ['ascon-aead128', 'wasm-bindgen', 'lol_alloc', 'zeroize'])
    assert.ok(names.includes(name), name);
  // What runs in the compiler alone is in no wasm, and neither is what the npm build switches off.
  for (const name of ['syn', 'serde', 'gloo-net', 'proptest']) assert.ok(!names.includes(name), name);
  for (const { name, hashes } of crates) assert.match(hashes[0].content ?? '', /^[0-9a-f]{64}$/, name);
});
