// Compiles the Rust core, and makes the glue that goes with it: the parts of pkg-template/src/wasm/glue.js
// that the module imports. The glue keeps the instance in a module-level variable. After a trap a fresh instance needs
// fresh glue, so the whole glue becomes the body of a function. Cargo.toml has the options of Cargo. wasm-pack is not used
// here: it takes minutes to install, and only the tests need it.

import { build } from 'esbuild';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at } from './paths.mjs';
import { Failure, run } from './run.mjs';
import { shrink } from './shrink.mjs';
import { wasmProfile } from './versions.mjs';

const outDir = at('target', 'wasm-pkg');
const outName = 'everfetch';
const wasmFile = join(outDir, `${outName}_bg.wasm`);
const glueFile = join(outDir, `${outName}.js`);
export const handGlue = at('pkg-template', 'src', 'wasm', 'glue.js');

// The standard library without the text of panics, rebuilt for size: 2 kB of brotli less. This uses options that are
// not stable yet, so it needs the exact toolchain of rust-toolchain.toml, and the sources that rustup installs.
export const rebuilt = {
  env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zunstable-options -Cpanic=immediate-abort' },
  args: ['-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
};

/** What wasm-bindgen's output uses, and no more: what is not named here, older browsers need not know. */
export const wasmFeatures = [
  'bulk-memory',
  'nontrapping-float-to-int',
  'sign-ext',
  'mutable-globals',
  'reference-types',
  'multivalue',
];
const wasmOptions = ['-Oz', ...wasmFeatures.map((feature) => `--enable-${feature}`)];

/** Cargo, wasm-bindgen and wasm-opt, one after the other, as wasm-pack calls them. True if all of them succeeded. */
async function compile({ env, args } = { args: [] }) {
  const profile = wasmProfile();
  const target = 'wasm32-unknown-unknown';
  const built = at('target', target, profile, 'everfetch_npm.wasm');
  const steps = [
    [
      'cargo',
      ['build', '--package', 'everfetch-npm', '--lib', '--profile', profile, '--target', target, ...args],
      env,
    ],
    [
      'wasm-bindgen',
      [built, '--target', 'web', '--no-typescript', '--out-dir', outDir, '--out-name', outName],
    ],
    ['wasm-opt', [wasmFile, '-o', wasmFile, ...wasmOptions]],
  ];
  rmSync(outDir, { recursive: true, force: true });
  for (const [command, list, more] of steps)
    if ((await run(command, list, { env: more })) !== 0) return false;
  return existsSync(wasmFile);
}

export async function compileCore() {
  if (!(await compile(rebuilt))) {
    console.log('build: the standard library could not be rebuilt; once more with the one that is installed');
    if (!(await compile())) throw new Failure('the core could not be built; the output is above.');
    console.log('build: the core works, but is 2 kB larger (brotli) than in a release');
  }
  const table = await shrink(wasmFile);
  return {
    wasm: readFileSync(wasmFile),
    glue: await glueFactory(readFileSync(handGlue, 'utf8'), table, readFileSync(glueFile, 'utf8')),
  };
}

export const changed = (what) => new Failure(`${what}; adapt pkg-template/src/wasm/glue.js.`);

/**
 * The name under which the glue has an import: without wasm-bindgen's prefix and hash. A conversion has only a number;
 * wasm-bindgen's own glue says what it converts from.
 */
function stem(name, generated) {
  if (!name.startsWith('__wbindgen_generic_')) return name.replace(/^__wbg_(.*)_[0-9a-f]{16}$/, '$1');
  const [, from] = new RegExp(`${name}:.*\\s+// Cast intrinsic for \`(.*?) -> `).exec(generated) ?? [];
  if (!from) throw changed(`wasm-bindgen does not say any more what ${name} converts`);
  return /^Closure\(/.test(from) ? 'Closure' : from.replace(/^Ref\((.*)\)$/, '$1');
}

/** The glue's text, with the short names of the module's exports and imports. */
export function withShortNames(glue, { imports, exports }, generated) {
  const shortExports = new Map(
    exports.map(([from, to]) => [/closures_+invoke/.test(from) ? 'invoke' : from, to]),
  );
  const shortImports = new Map(imports.map(([, from, to]) => [stem(from, generated), to]));
  if (shortImports.size < imports.length) throw changed('Two imports of the core have the same name');
  const given = new Set();
  const take = (names, name, what) => {
    given.add(name);
    if (!names.has(name)) throw changed(`The core does not ${what} ${name}`);
    return names.get(name);
  };
  const text = glue
    .replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${take(shortExports, name, 'export')}`)
    .replace(/^export const imports = .*?^\};/ms, (object) =>
      object.replace(/^ {4}(\w+)(:|,$)/gm, (_, name, end) => {
        const short = take(shortImports, name, 'import');
        return end === ',' ? `${short}: ${name},` : `${short}:`;
      }),
    );
  const lacking = [
    ...shortImports.keys(),
    ...[...shortExports.keys()].filter((name) => /^apiclient_/.test(name)),
  ];
  for (const name of lacking)
    if (!given.has(name)) throw changed(`The core has ${name}, which the glue does not know`);
  return text;
}

export const glueFactory = (glue, table, generated, plugins) =>
  factory(withShortNames(glue, table, generated), plugins);

/** The text of an ESM file with one export, `makeCore`, which returns a fresh set of what `contents` exports. */
export async function factory(contents, plugins = []) {
  const result = await build({
    stdin: { contents, resolveDir: dirname(handGlue) },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    charset: 'ascii',
    write: false,
    logLevel: 'warning',
    plugins,
  });
  const match = /^(.*)export\s*\{([^{}]*)\};?\s*$/s.exec(result.outputFiles[0].text);
  if (!match)
    throw new Failure('esbuild wrote the exports of the glue in an unknown way; adapt scripts/lib/core.mjs.');
  const members = match[2].split(',').map((part) => {
    const [local, exported = local] = part.trim().split(/\s+as\s+/);
    return `${exported}:${local}`;
  });
  return `export const makeCore=()=>{${match[1]}return{${members.join(',')}}};\n`;
}

/** Makes esbuild resolve some names to given texts. */
export function virtual(esbuild, texts, resolveDir) {
  const names = Object.keys(texts).map((name) => name.replace(/[^\w:-]/g, '\\$&'));
  const filter = new RegExp(`^(${names.join('|')})$`);
  esbuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'generated' }));
  esbuild.onLoad({ filter, namespace: 'generated' }, ({ path }) => ({ contents: texts[path], resolveDir }));
}
