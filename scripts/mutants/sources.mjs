// A plugin for Vite that gives the tests the sources in place of the built package, with one of them changed. The core
// is the compiled one; the glue, into which src/web is bundled, is made from the sources as well.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundlePackage } from '../lib/bundle.mjs';
import { glueFactory } from '../lib/core.mjs';
import { at, root } from '../lib/paths.mjs';
import { crateVersion } from '../lib/versions.mjs';
import { encode } from '../encode-wasm.mjs';

const ENTRIES = {
  everfetch: 'inline',
  'everfetch/testing': 'testing',
  'everfetch/fetch': 'fetch-inline',
  'everfetch/auth-refresh': 'auth-refresh',
};
const GLUE = 'everfetch:glue';
const TEXT = 'everfetch:wasm-text';
/** Where the core as JavaScript is, and what is in it: as it was built. */
const BESIDE = 'everfetch:beside';
const FORM = 'everfetch:javascript';

export const nameOf = (path) => relative(root, path.split('?')[0]).replaceAll('\\', '/');
export const isSource = (name) => /^(pkg-template\/src|src\/web)\/.*\.js$/.test(name);
const isVersion = (path) => nameOf(path) === 'pkg-template/src/client/version.js';
/** These are in the glue, which is one module for Vite. */
export const isInGlue = (name) => name.startsWith('src/web/') || name === 'pkg-template/src/wasm/glue.js';
export const glueId = `\0${GLUE}`;

/**
 * The tests of a page whose core comes late evaluate the files of the package. They get those that are made from the
 * sources here.
 */
const LATE = 'tests/session/support/late.js';
const PARTS = ['index.js', 'core.js', 'rare.js', 'fetch.js'];
const partsFolder = at('target', 'mutants', `parts-${process.pid}`);
export const needsParts = (file) => /late-core\.test\.js$/.test(file);

const encoded = () => encode(readFileSync(at('target', 'wasm-pkg', 'everfetch_bg.wasm')));

/** @param {(name: string, text: string) => string} change what is loaded in place of a source */
export function sources(change) {
  const load = (path) => change(nameOf(path), readFileSync(path, 'utf8'));

  /** Writes the files that those tests evaluate. */
  async function writeParts() {
    const files = await bundlePackage({
      version: crateVersion(),
      glue: await glue(),
      text: encoded(),
      only: PARTS,
      read: load,
    });
    mkdirSync(partsFolder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(partsFolder, name), text);
  }

  async function glue() {
    const table = JSON.parse(readFileSync(at('target', 'core-names.json'), 'utf8'));
    const generated = readFileSync(at('target', 'wasm-pkg', 'everfetch.js'), 'utf8');
    const onLoad = {
      name: 'mutant',
      setup: (esbuild) =>
        esbuild.onLoad({ filter: /\.js$/ }, ({ path }) => ({ contents: load(path), loader: 'js' })),
    };
    return glueFactory(load(at('pkg-template', 'src', 'wasm', 'glue.js')), table, generated, [onLoad]);
  }

  const plugin = {
    name: 'everfetch-sources',
    enforce: 'pre',
    transform(code, id) {
      if (nameOf(id) !== LATE) return;
      const changed = code.replace(/^const pkg = .*;$/m, () => `const pkg = ${JSON.stringify(partsFolder)};`);
      if (changed === code) throw new Error(`${LATE} finds the package in another way; adapt sources.mjs`);
      return changed;
    },
    resolveId(id) {
      if (Object.hasOwn(ENTRIES, id)) return at('pkg-template', 'src', 'entry', `${ENTRIES[id]}.js`);
      const [, entry] = /\/pkg\/(index|javascript|streaming)\.js$/.exec(id) ?? [];
      if (entry) return at('pkg-template', 'src', 'entry', entry === 'index' ? 'inline.js' : `${entry}.js`);
      if (id === FORM) return at('pkg', 'core-js.js');
      if (id === GLUE || id === TEXT || id === BESIDE) return `\0${id}`;
    },
    async load(id) {
      if (id === glueId) return glue();
      if (id === `\0${BESIDE}`)
        return `export const beside = () => ${JSON.stringify(pathToFileURL(at('pkg', 'core-js.js')).href)};`;
      if (id === `\0${TEXT}`) return `export const text = ${JSON.stringify(encoded())};`;
      // The core as JavaScript is the built one, and checks that it is of the script's version.
      if (isVersion(id)) return load(id).replace(/'0\.0\.0'/, JSON.stringify(crateVersion()));
      if (isSource(nameOf(id))) return load(id);
    },
  };
  return { plugin, writeParts };
}
