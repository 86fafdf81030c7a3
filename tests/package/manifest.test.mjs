// What the linters of packages say of the manifest and the types of pkg/.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { at } from '../../scripts/lib/paths.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: at('pkg'), strict: true });
  assert.deepEqual(messages, []);
});

test('no way of resolving the types goes wrong', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const name = (
    await runQuietly('npm', ['pack', at('pkg'), '--silent', '--pack-destination', folder])
  ).trim();
  const tarball = createPackageFromTarballData(readFileSync(join(folder, name.split('\n').at(-1))));
  // The other two names are files for a server or a script tag: nothing imports them.
  const { problems } = await checkPackage(tarball, {
    excludeEntrypoints: ['./everfetch.wasm', './everfetch.min.js'],
  });
  const found = problems.map(({ kind, entrypoint, resolutionKind }) =>
    [kind, entrypoint, resolutionKind].join(' '),
  );
  // A module that finds a file beside itself by `import.meta.url` cannot be CommonJS; by `require` the core is inside;
  // and Angular has no CommonJS.
  assert.deepEqual(
    found,
    ['core', 'streaming', 'angular'].map((name) => `CJSResolvesToESM ./${name} node16-cjs`),
  );
});
