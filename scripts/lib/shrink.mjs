// Shortens the names by which the compiled core and its glue know each other. wasm-bindgen makes long names, each ending
// in a hash, which does not compress. wasm-opt chooses short names and prints a table of them, from which core.mjs makes
// the glue.

import { renameSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { Failure, runQuietly } from './run.mjs';

// Rewriting the control flow from scratch finds what one round of -Oz does not. The lowest kilobyte is the far end of
// the stack: no object is ever there, so an address may be folded into the instruction that uses it.
export const passes = ['-Oz', '--flatten', '--rereloop', '-Oz', '-Oz', '--low-memory-unused'];
export const shorten = '--minify-imports-and-exports-and-modules';
export const strip = ['--strip-debug', '--strip-producers', '--strip-target-features'];

/** wasm-opt prints `[module, old, new]` for each import and `[old, new]` for each export. */
export function tableOf(log) {
  try {
    return JSON.parse(log.slice(log.indexOf('{'), log.lastIndexOf('}') + 1));
  } catch {
    throw new Failure('wasm-opt printed its table of names in an unknown way; adapt scripts/lib/shrink.mjs.');
  }
}

/** Optimises the module in `file` once more, in place, with short names; returns the table of them. */
export async function shrink(file) {
  const small = `${file}.small`;
  const args = [file, ...passes, shorten, ...strip, '-o', small];
  const table = tableOf(await runQuietly('wasm-opt', args));
  renameSync(small, file);
  // For the mutation test, which makes the glue anew for each mutant.
  writeFileSync(at('target', 'core-names.json'), JSON.stringify(table));
  // For tests that break an export on purpose: they know its long name.
  const long = Object.fromEntries(table.exports.map(([from, to]) => [to, from]));
  writeFileSync(at('target', 'core-exports.json'), JSON.stringify(long));
  return table;
}
