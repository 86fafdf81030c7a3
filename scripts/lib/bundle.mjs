// Bundles the face in pkg-template/src, the glue and the core's text into the scripts of the published package.
// Decides their formats and names; what they contain is decided by the entries in pkg-template/src/entry.

import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import * as boundary from '../../src/web/boundary.js';
import { at } from './paths.mjs';
import { virtual } from './core.mjs';
import { Failure } from './run.mjs';

const entry = (name) => at('pkg-template', 'src', 'entry', `${name}.js`);

// Where the package is a single value (CommonJS, a global), the callable client carries the named exports.
const carryNames = 'Object.assign(all.default, all)';

/** Syntax understood by every browser that has what the core needs (WebAssembly's reference types). */
const target = 'es2020';

function outputs(version) {
  const banner = `/*! everfetch ${version} | MIT OR Apache-2.0 */`;
  return [
    { outfile: 'index.js', entry: 'inline', format: 'esm', banner },
    { outfile: 'streaming.js', entry: 'streaming', format: 'esm', banner },
    { outfile: 'javascript.js', entry: 'javascript', format: 'esm', banner },
    { outfile: 'core-js.js', entry: 'core-js', format: 'esm', minify: true, banner },
    {
      outfile: 'index.cjs',
      entry: 'inline',
      format: 'cjs',
      platform: 'neutral',
      banner: `${banner}\n'use strict';`,
      footer: `((all) => (module.exports = ${carryNames}))(module.exports);`,
    },
    { outfile: 'auth-refresh.js', entry: 'auth-refresh', format: 'esm', banner },
    { outfile: 'auth-refresh.cjs', entry: 'auth-refresh', format: 'cjs', platform: 'neutral', banner },
    { outfile: 'testing.js', entry: 'testing', format: 'esm', banner },
    { outfile: 'testing.cjs', entry: 'testing', format: 'cjs', platform: 'neutral', banner },
    {
      outfile: 'everfetch.min.js',
      entry: 'inline',
      format: 'iife',
      globalName: 'everfetch',
      minify: true,
      banner,
      footer: `everfetch=(all=>${carryNames})(everfetch);`,
    },
  ];
}

/** The version comes from Cargo.toml; the source of `VERSION` has a placeholder. */
function insertVersion(esbuild, version) {
  esbuild.onLoad({ filter: /[\\/]client[\\/]version\.js$/ }, ({ path }) => {
    const source = readFileSync(path, 'utf8');
    if (!source.includes("'0.0.0'"))
      throw new Failure(`${path} has no '0.0.0' to be replaced by the version.`);
    return { contents: source.replace("'0.0.0'", JSON.stringify(version)), loader: 'js' };
  });
}

/**
 * The numbers and texts of src/web/boundary.js in place of their names. esbuild makes variables of them, which the
 * bundler of an application cannot inline any more.
 */
function inlineConstants(esbuild) {
  const constants = new Map(
    Object.entries(boundary).flatMap(([name, value]) =>
      typeof value === 'object' ? [] : [[name, JSON.stringify(value)]],
    ),
  );
  esbuild.onLoad({ filter: /[\\/]session[\\/][\w-]+\.js$/ }, ({ path }) => {
    const [imports, ...rest] = readFileSync(path, 'utf8').split(/(?<=from '[./]*src\/web\/boundary\.js';)/);
    const named = (text) => text.replace(/\b[A-Z][A-Z_]+\b/g, (name) => constants.get(name) ?? name);
    return { contents: imports + rest.map(named).join(''), loader: 'js' };
  });
}

/**
 * Where core-js.js is. In a module bundlers see this form, copy the file, and put its address here; none of them puts it
 * into a bundle that hardly ever needs it. Elsewhere it is beside the script, which is what `import()` takes it for.
 */
const besideOf = (format) =>
  `export const beside = () => ${format === 'esm' ? "new URL('./core-js.js', import.meta.url).href" : "'./core-js.js'"};\n`;

/** The chunk stays a file of the package. */
function keepChunk(esbuild) {
  esbuild.onResolve({ filter: /^everfetch:core-js$/ }, () => ({ path: './core-js.js', external: true }));
}

/** Resolves to a map from file name to text. */
export async function bundlePackage({ version, glue, javascript, text, minify = false }) {
  const generated = (format) => ({
    name: 'generated',
    setup(esbuild) {
      insertVersion(esbuild, version);
      inlineConstants(esbuild);
      keepChunk(esbuild);
      virtual(esbuild, {
        'everfetch:glue': glue,
        'everfetch:wasm-text': `export const text = ${JSON.stringify(text)};\n`,
        'everfetch:javascript': javascript,
        'everfetch:beside': besideOf(format),
      });
    },
  });
  const files = new Map();
  for (const { outfile, entry: name, banner, footer = '', ...options } of outputs(version)) {
    const result = await build({
      minify,
      ...options,
      entryPoints: [entry(name)],
      outfile,
      bundle: true,
      target,
      charset: 'ascii',
      legalComments: 'none',
      banner: { js: banner },
      footer: { js: footer },
      write: false,
      logLevel: 'warning',
      plugins: [generated(options.format)],
    });
    files.set(outfile, result.outputFiles[0].text);
  }
  return files;
}
