// Puts pkg-axios/dist together: the package `@everfetch/axios`, which is everfetch under axios's name, paths and version.
// Decides which version that is, and which versions of everfetch it takes. It has no core: it depends on everfetch.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';
import { at } from './paths.mjs';
import { Failure } from './run.mjs';
import { axiosVersion, crateVersion } from './versions.mjs';

const from = (...path) => at('pkg-axios', ...path);
const to = (...path) => at('pkg-axios', 'dist', ...path);

const copied = ['index.js', 'index.cjs', 'index.d.ts', 'index.d.cts', 'README.md'];
const licences = ['LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE'];

/** Paths under which CommonJS asks for axios by a file's name: the `moduleNameMapper` of many Jest configurations. */
const byFile = ['dist/node/axios.cjs', 'dist/browser/axios.cjs'];

/**
 * The version of this package says which axios it stands for, so it cannot also say which everfetch is meant. The range is
 * wide, for the application's own everfetch to satisfy it: there must not be two.
 * @param {string} version
 */
export const rangeOf = (version) => (version.startsWith('0.') ? `>=${version} <1.0.0` : `^${version}`);

function packageJson() {
  const template = JSON.parse(readFileSync(from('package.json'), 'utf8'));
  const dependencies = { everfetch: rangeOf(crateVersion()) };
  return `${JSON.stringify({ ...template, version: axiosVersion(), dependencies }, null, 2)}\n`;
}

/** Errors have to be of one class, so they come from everfetch; helpers without state may be copied. */
const errorsOfEverfetch = {
  name: 'errors-of-everfetch',
  setup(esbuild) {
    esbuild.onResolve({ filter: /[\\/]errors\.js$/ }, () => ({
      path: 'everfetch',
      external: true,
      sideEffects: false,
    }));
  },
};

/** The modules below `lib` that are named in the exports, each a file of its own. @returns {Promise<Map<string, string>>} */
async function libraries(exported) {
  const names = [...new Set(Object.values(exported))].filter((path) => String(path).startsWith('./lib/'));
  const files = new Map();
  for (const name of names) {
    const { outputFiles } = await build({
      entryPoints: [from(name)],
      outfile: to(name),
      absWorkingDir: at('.'),
      bundle: true,
      format: 'esm',
      target: 'es2020',
      charset: 'ascii',
      legalComments: 'none',
      external: ['everfetch'],
      write: false,
      logLevel: 'warning',
      plugins: [errorsOfEverfetch],
    });
    files.set(name, outputFiles[0].text);
  }
  return files;
}

function write(name, content) {
  mkdirSync(dirname(to(name)), { recursive: true });
  writeFileSync(to(name), content);
}

/** @returns {Promise<Map<string, string>>} the files that are made, by name */
export async function axiosPackage() {
  const files = new Map([['package.json', packageJson()]]);
  for (const name of copied) files.set(name, readFileSync(from(name), 'utf8'));
  for (const name of byFile) files.set(name, files.get('index.cjs'));
  for (const [name, text] of await libraries(JSON.parse(files.get('package.json')).exports)) {
    if (/from "\./.test(text)) throw new Failure(`${name} of @everfetch/axios is not whole: ${text}`);
    files.set(name, text);
  }
  return files;
}

export async function makeAxiosPackage() {
  const files = await axiosPackage();
  rmSync(to(), { recursive: true, force: true });
  for (const [name, content] of files) write(name, content);
  for (const name of licences) copyFileSync(at(name), to(name));
  console.log(`build: @everfetch/axios ${axiosVersion()} in pkg-axios/dist/`);
}
