// Compiles the Rust core with wasm-pack and turns wasm-bindgen's glue into a factory. The glue keeps the instance
// in a module-level variable; after a trap a fresh instance is needed beside fresh glue, so the whole glue becomes
// the body of a function. What Cargo and wasm-opt are told stands in Cargo.toml.

import { build } from 'esbuild';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './paths.mjs';
import { Failure, run } from './run.mjs';
import { shrink } from './shrink.mjs';
import { wasmProfile } from './versions.mjs';

const outDir = at('target', 'wasm-pkg');
const outName = 'everfetch';
const wasmFile = join(outDir, `${outName}_bg.wasm`);
const glueFile = join(outDir, `${outName}.js`);

// The standard library without the text of panics, rebuilt for size: 2 kB of brotli less. It needs options that
// are not stable yet, so the exact toolchain of rust-toolchain.toml, and the sources that rustup brings.
export const rebuilt = {
  env: { RUSTC_BOOTSTRAP: '1', RUSTFLAGS: '-Zunstable-options -Cpanic=immediate-abort' },
  args: ['--', '-Zbuild-std=std,panic_abort', '-Zbuild-std-features=optimize_for_size'],
};

async function wasmPack({ env, args } = { args: [] }) {
  const profile = wasmProfile();
  rmSync(outDir, { recursive: true, force: true });
  const code = await run(
    'wasm-pack',
    [
      'build',
      at('pkg-template', 'core'),
      ...(profile === 'release' ? ['--release'] : ['--profile', profile]),
      ...['--target', 'web', '--mode', 'no-install', '--no-pack', '--no-typescript'],
      ...['--out-dir', outDir, '--out-name', outName],
      ...args,
    ],
    { env },
  );
  return code === 0 && existsSync(wasmFile);
}

export async function compileCore() {
  if (!(await wasmPack(rebuilt))) {
    console.log('build: the standard library could not be rebuilt; once more with the one that is installed');
    if (!(await wasmPack())) throw new Failure('wasm-pack could not build the core; its output is above.');
    console.log('build: the core works, but is 2 kB larger (brotli) than in a release');
  }
  const glue = await shrink(wasmFile, readFileSync(glueFile, 'utf8'));
  return { wasm: readFileSync(wasmFile), glue: await glueFactory(glue) };
}

// The two inner functions of the glue that the loader needs: what a module imports, and what to do with an instance.
const inner = { __wbg_get_imports: 'imports', __wbg_finalize_init: 'start' };
// The glue's own ways to load a module; one of them would make bundlers emit a second wasm file.
const unwanted = ['default', 'initSync'];

/** The text of an ESM file with one export, `makeCore`, which returns a fresh set of all that the glue exports. */
export async function glueFactory(source) {
  const missing = Object.keys(inner).filter((name) => !source.includes(`function ${name}(`));
  if (missing.length) {
    throw new Failure(
      `wasm-bindgen's glue has changed: ${missing.join(', ')} is missing; adapt scripts/lib/core.mjs.`,
    );
  }
  const opened = `${source}\nexport { ${Object.keys(inner).join(', ')} };\n`;
  const names = (await bundle({ contents: opened, resolveDir: outDir })).exports.filter(
    (name) => !unwanted.includes(name),
  );
  const { text } = await bundle(
    {
      contents: `export { ${names.map((name) => (inner[name] ? `${name} as ${inner[name]}` : name)).join(', ')} } from 'glue';`,
      resolveDir: outDir,
    },
    { name: 'glue', setup: (esbuild) => virtual(esbuild, { glue: opened }, outDir) },
  );
  const match = /^(.*)export\s*\{([^{}]*)\};?\s*$/s.exec(text);
  if (!match)
    throw new Failure('esbuild wrote the exports of the glue in an unknown way; adapt scripts/lib/core.mjs.');
  const members = match[2].split(',').map((part) => {
    const [local, exported = local] = part.trim().split(/\s+as\s+/);
    return `${exported}:${local}`;
  });
  return `export const makeCore=()=>{${match[1]}return{${members.join(',')}}};\n`;
}

async function bundle(stdin, plugin) {
  const result = await build({
    stdin,
    bundle: Boolean(plugin),
    minify: Boolean(plugin),
    format: 'esm',
    target: 'es2020',
    charset: 'ascii',
    write: false,
    metafile: true,
    logLevel: 'warning',
    outfile: 'glue.js',
    plugins: plugin ? [plugin] : [],
  });
  return { text: result.outputFiles[0].text, exports: Object.values(result.metafile.outputs)[0].exports };
}

/** Lets esbuild resolve some names to given texts. */
export function virtual(esbuild, texts, resolveDir) {
  const names = Object.keys(texts).map((name) => name.replace(/[^\w:-]/g, '\\$&'));
  const filter = new RegExp(`^(${names.join('|')})$`);
  esbuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'generated' }));
  esbuild.onLoad({ filter, namespace: 'generated' }, ({ path }) => ({ contents: texts[path], resolveDir }));
}
