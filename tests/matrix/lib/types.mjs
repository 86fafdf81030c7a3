// Whether files hold by the types of what they import where they are.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { runQuietly } from '../../../scripts/lib/run.mjs';

/** @param {string} folder @param {string} name of a file in it, without its ending */
export async function compiles(folder, name) {
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, esModuleInterop: true, types: [] },
    ...{
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom', 'dom.iterable'],
    },
  };
  const project = `tsconfig.${name}.json`;
  writeFileSync(join(folder, project), JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  await runQuietly(process.execPath, [tsc, '-p', project], { cwd: folder }).catch(({ log }) =>
    assert.fail(log),
  );
}
