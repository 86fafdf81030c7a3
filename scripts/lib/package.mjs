// Puts pkg/ together and makes it importable by its name from within this repository. Decides which files the
// published package has.

import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { encode } from '../encode-wasm.mjs';
import { decode } from '../../pkg-template/src/wasm/decode.js';
import { bundlePackage } from './bundle.mjs';
import { compileCore } from './core.mjs';
import { compileToJavaScript } from './core-js.mjs';
import { fingerprint, remember, upToDate } from './fingerprint.mjs';
import { at } from './paths.mjs';
import { Failure } from './run.mjs';
import { bill } from './sbom.mjs';
import { seconds } from './steps.mjs';
import { crateVersion } from './versions.mjs';

const copied = ['README.md', 'CHANGELOG.md', 'LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE'];

/** The text has to decode to the same bytes; a mistake here would show only in a browser. */
function textOf(wasm) {
  const text = encode(wasm);
  if (Buffer.compare(Buffer.from(decode(text)), wasm) !== 0) {
    throw new Failure(
      'the text of the wasm does not decode to the wasm: encode-wasm.mjs and decode.js differ.',
    );
  }
  return text;
}

function packageJson(version) {
  const template = JSON.parse(readFileSync(at('pkg-template', 'package.json'), 'utf8'));
  return `${JSON.stringify({ ...template, version }, null, 2)}\n`;
}

/** Types are written by hand in pkg-template/, one file for each script that is imported by name. */
function addTypes(files) {
  for (const name of [
    'index.d.ts',
    'index.d.cts',
    'core.d.ts',
    'streaming.d.ts',
    'javascript.d.ts',
    'javascript.d.cts',
    'fetch.d.ts',
    'auth-refresh.d.ts',
    'testing.d.ts',
    'react.d.ts',
    'vue.d.ts',
    'svelte.d.ts',
    'angular.d.ts',
  ]) {
    if (!existsSync(at('pkg-template', name)))
      throw new Failure(`pkg-template/${name}, types of the package, is missing.`);
    files.set(name, readFileSync(at('pkg-template', name), 'utf8'));
  }
  // These declarations are the same in both module systems.
  for (const name of ['testing', 'fetch', 'auth-refresh', 'react', 'vue', 'svelte'])
    files.set(`${name}.d.cts`, files.get(`${name}.d.ts`));
}

function write(files) {
  mkdirSync(at('pkg'), { recursive: true });
  for (const name of readdirSync(at('pkg'))) {
    if (!files.has(name)) rmSync(at('pkg', name), { recursive: true });
  }
  for (const [name, content] of files) writeFileSync(at('pkg', name), content);
  for (const name of copied) if (existsSync(at(name))) copyFileSync(at(name), at('pkg', name));
}

/** `import 'everfetch'` in the demo and the tests finds the built package as if it were installed. */
export function linkPackage() {
  const link = at('node_modules', 'everfetch');
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(link).replace(/[\\/]$/, '') === at('pkg')) return;
  if (there) rmSync(link, { recursive: true });
  symlinkSync(at('pkg'), link, 'junction');
}

export async function makePackage({ ifChanged }) {
  if (ifChanged && upToDate()) {
    linkPackage();
    console.log('build: pkg/ is up to date');
    return;
  }
  const begun = performance.now();
  // Taken before the build: what changes meanwhile has to be built next time.
  const print = fingerprint();
  console.log(
    'build: 1/3 compiling the core, as WebAssembly and as JavaScript (two minutes at the first time)',
  );
  const { wasm, glue } = await compileCore();
  const javascript = await compileToJavaScript();
  console.log('build: 2/3 bundling');
  const version = crateVersion();
  const files = await bundlePackage({ version, glue, javascript, text: textOf(wasm) });
  files.set('everfetch.wasm', wasm);
  files.set('sbom.cdx.json', bill(version, files));
  files.set('package.json', packageJson(version));
  addTypes(files);
  console.log('build: 3/3 writing pkg/');
  write(files);
  linkPackage();
  remember(print);
  const script = files.get('everfetch.min.js');
  const kilo = (count) => `${(count / 1000).toFixed(1)} kB`;
  console.log(
    `build: everfetch ${version} in pkg/, ${seconds(begun)}; everfetch.min.js is ${kilo(script.length)}, ` +
      `${kilo(gzipSync(script, { level: 9 }).length)} gzip, ${kilo(brotliCompressSync(script).length)} brotli`,
  );
}
