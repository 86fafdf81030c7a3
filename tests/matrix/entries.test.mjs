// `everfetch/react`, `everfetch/vue`, `everfetch/svelte` and `everfetch/angular` of the packed package, each with its
// framework: a component follows the session, stops with its scope, and a server renders that the session is being restored.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { project } from './lib/project.mjs';

const outputOf = (file) =>
  runQuietly(process.execPath, [file]).catch(({ message, log }) => assert.fail(`${message}\n${log}`));

for (const name of ['react', 'vue', 'svelte', 'angular', 'server'])
  test(`the entry of ${name === 'server' ? 'each framework on a server' : name}`, async () => {
    const root = await project('tests/matrix/entries');
    assert.match(await outputOf(join(root, `${name}.mjs`)), /told/);
  });

test('by require: react, vue and svelte', async () => {
  const root = await project('tests/matrix/entries', {
    'all.cjs': `for (const name of ['react', 'vue', 'svelte'])
  if (typeof require('everfetch/' + name).useSession !== 'function') throw new Error(name);
console.log('told');`,
  });
  assert.match(await outputOf(join(root, 'all.cjs')), /told/);
});
