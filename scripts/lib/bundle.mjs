// Bundles the face in pkg-template/src, the glue and the core's text into the scripts of the published package.
// Decides their formats and names; what they contain is decided by the entries in pkg-template/src/entry.

import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as boundary from '../../src/web/boundary.js';
import { at } from './paths.mjs';
import { virtual } from './core.mjs';
import { Failure } from './run.mjs';

const entry = (name) => at('pkg-template', 'src', 'entry', `${name}.js`);

// Where the package is a single value (CommonJS, a global), the callable client carries the named exports.
const carryNames = 'Object.assign(all.default, all)';

/** Syntax understood by every browser that has what the core needs (WebAssembly's reference types). */
const target = 'es2021';
/** For where there is no WebAssembly, whose engines are others. */
const olderTarget = 'es2020';

/** One small file for each framework, which the application has itself. Angular has no CommonJS. */
const frameworks = (banner) =>
  ['react', 'vue', 'svelte', 'angular'].flatMap((name) =>
    (name === 'angular' ? ['js'] : ['js', 'cjs']).map((ending) => ({
      outfile: `${name}.${ending}`,
      entry: `../frameworks/${name}`,
      format: ending === 'js' ? 'esm' : 'cjs',
      platform: 'neutral',
      external: ['react', 'vue', '@angular/core'],
      banner,
    })),
  );

function outputs(version) {
  const words = `everfetch ${version} | MIT OR Apache-2.0`;
  // With a `!` each bundler would carry it into the application, where axios has none.
  const banner = `/* ${words} */`;
  const footer = `((all) => (module.exports = ${carryNames}))(module.exports);`;
  return [
    { outfile: 'index.js', entry: 'index', format: 'esm', banner },
    { outfile: 'core.js', entry: 'core', format: 'esm', banner, front: 'session' },
    { outfile: 'rare.js', entry: 'rare', format: 'esm', banner, front: 'adapters' },
    { outfile: 'index.node.js', entry: 'inline', format: 'esm', banner },
    { outfile: 'streaming.js', entry: 'streaming', format: 'esm', banner },
    { outfile: 'javascript.js', entry: 'javascript', format: 'esm', target: olderTarget, banner },
    {
      outfile: 'javascript.cjs',
      entry: 'javascript',
      format: 'cjs',
      target: olderTarget,
      platform: 'neutral',
      minify: true,
      banner: `${banner}\n'use strict';`,
      footer,
    },
    { outfile: 'core-js.js', entry: 'core-js', format: 'esm', target: olderTarget, minify: true, banner },
    {
      outfile: 'index.cjs',
      entry: 'inline',
      format: 'cjs',
      platform: 'neutral',
      banner: `${banner}\n'use strict';`,
      footer,
    },
    { outfile: 'fetch.js', entry: 'fetch', format: 'esm', banner },
    { outfile: 'fetch.node.js', entry: 'fetch-inline', format: 'esm', banner },
    { outfile: 'fetch.cjs', entry: 'fetch-inline', format: 'cjs', platform: 'neutral', banner },
    { outfile: 'auth-refresh.js', entry: 'auth-refresh', format: 'esm', banner },
    { outfile: 'auth-refresh.cjs', entry: 'auth-refresh', format: 'cjs', platform: 'neutral', banner },
    ...frameworks(banner),
    { outfile: 'testing.js', entry: 'testing', format: 'esm', banner },
    { outfile: 'testing.cjs', entry: 'testing', format: 'cjs', platform: 'neutral', banner },
    {
      outfile: 'everfetch.min.js',
      entry: 'inline',
      format: 'iife',
      globalName: 'everfetch',
      minify: true,
      banner: `/*! ${words} */`,
      footer: `everfetch=(all=>${carryNames})(everfetch);`,
    },
  ];
}

/** The version comes from Cargo.toml; the source of `VERSION` has a placeholder. */
function insertVersion(esbuild, version, read) {
  esbuild.onLoad({ filter: /[\\/]client[\\/]version\.js$/ }, ({ path }) => {
    const source = read(path);
    if (!source.includes("'0.0.0'"))
      throw new Failure(`${path} has no '0.0.0' to be replaced by the version.`);
    return { contents: source.replace("'0.0.0'", JSON.stringify(version)), loader: 'js' };
  });
}

/**
 * The numbers and texts of src/web/boundary.js in place of their names. esbuild makes variables of them, which the
 * bundler of an application cannot inline any more.
 */
function inlineConstants(esbuild, read) {
  const constants = new Map(
    Object.entries(boundary).flatMap(([name, value]) =>
      typeof value === 'object' ? [] : [[name, JSON.stringify(value)]],
    ),
  );
  esbuild.onLoad({ filter: /[\\/]session[\\/][\w-]+\.js$/ }, ({ path }) => {
    const [imports, ...rest] = read(path).split(/(?<=from '[./]*src\/web\/boundary\.js';)/);
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

/** The files of the package stay files of the package, for the bundlers of applications to see; CommonJS has all inside. */
function keepFiles(esbuild, format) {
  if (format !== 'esm') return;
  esbuild.onResolve({ filter: /^\.\/(core|rare|core-js)\.js$/ }, ({ path, importer }) =>
    basename(dirname(importer)) === 'entry' ? { path, external: true } : undefined,
  );
}

/** What a front.js hands over: names, each list of them with the file that it is from. @param {string} front */
const handedOver = (front) =>
  [...readFileSync(front, 'utf8').matchAll(/^export \{([^}]*)\} from '(.*)';$/gm)].map(([, list, file]) => ({
    names: list.split(',').map((name) => name.trim()),
    file,
  }));

/**
 * What a page's part hands to a chunk is a list in the order of front.js. A namespace would carry every name, which no
 * minifier may shorten, and a getter for each.
 */
function handOver(esbuild, read) {
  esbuild.onLoad({ filter: /[\\/]entry[\\/][\w-]+\.js$/ }, ({ path }) => {
    const listOf = (_, variable, front) => {
      const imports = [];
      const members = [];
      for (const { names, file } of handedOver(join(dirname(path), front))) {
        const locals = names.map((name) => `${variable}_${name}`);
        const list = names.map((name, index) => `${name} as ${locals[index]}`);
        imports.push(`import { ${list.join(', ')} } from '${dirname(front)}/${file}';`);
        members.push(...locals);
      }
      return `${imports.join(' ')} const ${variable} = [${members.join(', ')}];`;
    };
    const contents = read(path).replace(/^import \* as (\w+) from '(.*\/front\.js)';$/gm, listOf);
    return { contents, loader: 'js' };
  });
}

/**
 * In a chunk: what its front.js names comes from the page's part, which hands it over. Whatever else of those
 * files the chunk asked for would be a second copy of what has a state, so it is an error.
 */
const takeFromFront = (folder) => ({ name: 'front', setup: (esbuild) => takeNames(esbuild, folder) });

function takeNames(esbuild, folder) {
  const front = entry(`../${folder}/front`);
  const handed = handedOver(front);
  const names = handed.flatMap((one) => one.names);
  const files = new Set(handed.map(({ file }) => join(dirname(front), file)));
  const taken = { path: 'everfetch:front', namespace: 'generated' };
  esbuild.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
    files.has(join(resolveDir, path)) ? taken : undefined,
  );
  virtual(esbuild, {
    'everfetch:front':
      `export let ${names.join(', ')};\n` +
      `export const receive = (front) => {\n  [${names.join(', ')}] = front;\n};\n`,
  });
}

const fromDisk = (path) => readFileSync(path, 'utf8');

/**
 * Resolves to a map from file name to text: of all files, or `only` of those named. `read` may give other sources than
 * those on the disk.
 */
export async function bundlePackage({
  version,
  glue,
  javascript,
  text,
  minify = false,
  only,
  read = fromDisk,
}) {
  const generated = (format) => ({
    name: 'generated',
    setup(esbuild) {
      insertVersion(esbuild, version, read);
      handOver(esbuild, read);
      inlineConstants(esbuild, read);
      keepFiles(esbuild, format);
      virtual(esbuild, {
        'everfetch:glue': glue,
        'everfetch:wasm-text': `export const text = ${JSON.stringify(text)};\n`,
        'everfetch:javascript': javascript,
        'everfetch:beside': besideOf(format),
      });
      // The last one: it is asked for what no other one loads.
      if (read !== fromDisk)
        esbuild.onLoad({ filter: /[\\/]src[\\/].*\.js$/ }, ({ path }) => ({
          contents: read(path),
          loader: 'js',
        }));
    },
  });
  const files = new Map();
  for (const { outfile, entry: name, banner, footer = '', front, ...options } of outputs(version)) {
    if (only && !only.includes(outfile)) continue;
    const result = await build({
      minify,
      target,
      ...options,
      entryPoints: [entry(name)],
      outfile,
      // The comments with file names must not depend on where the command was given.
      absWorkingDir: at('.'),
      bundle: true,
      charset: 'ascii',
      legalComments: 'none',
      banner: { js: banner },
      footer: { js: footer },
      write: false,
      logLevel: 'warning',
      plugins: front ? [takeFromFront(front), generated(options.format)] : [generated(options.format)],
    });
    files.set(outfile, result.outputFiles[0].text);
  }
  return files;
}
