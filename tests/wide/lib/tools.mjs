// Where the tools of this folder's package.json are. It brings a Node of its own, because the newest frameworks refuse the
// oldest Node that everfetch runs on; and Deno and Bun, whose binaries are packages for each system. No install script is
// run, so the binaries are looked for where they were unpacked.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { Failure } from '../../../scripts/lib/run.mjs';

export const module = (...path) => at('tests', 'wide', 'node_modules', ...path);

export const versionOf = (name) => JSON.parse(readFileSync(module(name, 'package.json'), 'utf8')).version;

/** The first file of these names in a folder whose name fits. */
function binary(what, folder, pattern, names) {
  const folders = existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
  const files = folders.flatMap((name) => names.map((file) => join(folder, name, file)));
  const found = files.find((file) => existsSync(file));
  if (!found) throw new Failure(`${what} is not in ${folder}: npm has no package of it for this system.`);
  return found;
}

const inNode = ['bin/node', 'bin/node.exe'];
/** The Node that builds and serves, newer than that of the tests may be. */
export const node = () => binary('Node', module(), /^node-(bin-)?(linux|darwin|win)-/, inNode);
export const newestNode = () => binary('Node', module(), /^newest-node-/, inNode);
export const deno = () => binary('Deno', module('@deno'), /./, ['deno', 'deno.exe']);
export const bun = () => binary('Bun', module('@oven'), /./, ['bin/bun', 'bin/bun.exe']);

/** Hermes has a program for each system, and none for Linux on ARM. */
const forHermes = {
  'linux-x64': 'linux64-bin',
  'darwin-x64': 'osx-bin',
  'darwin-arm64': 'osx-bin',
  'win32-x64': 'win64-bin',
}[`${process.platform}-${process.arch}`];
const ofHermes = (name, ...folder) =>
  binary('Hermes', module(...folder), new RegExp(`^${forHermes}$`), [name, `${name}.exe`]);
/** The virtual machine, and the compiler of the newest one, which is a package of its own. */
export const hermes = () => ofHermes('hermes', 'hermes-engine-cli');
export const hermesCompiler = () => ofHermes('hermesc', 'hermes-compiler', 'hermesc');
