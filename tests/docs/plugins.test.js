// The plugins and generators of axios-compatibility.md are those that tests/matrix has, in the versions of its lock file.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages, root } from './lib/pages.js';

const { packages } = JSON.parse(readFileSync(`${root}tests/matrix/package-lock.json`, 'utf8'));

/** Packages that a row names otherwise than npm does. */
const packageOf = {
  'openapi-generator, typescript-axios': '@openapitools/openapi-generator-cli',
  'hey-api, client-axios': '@hey-api/openapi-ts',
  'orval, a mutator': 'orval',
};

test('the versions of plugins and generators are those that are installed', () => {
  const { text } = pages.find(({ file }) => file === 'docs/axios-compatibility.md');
  const section = text.split('## Plugins and generated clients')[1].split('\n## ')[0];
  const rows = [...section.matchAll(/^\| (\S.*?) +\| (\d\S*) +\|/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  expect(rows).toHaveLength(13);
  for (const [name, version] of rows)
    expect([name, version]).toEqual([name, packages[`node_modules/${packageOf[name] ?? name}`].version]);
  expect(section).toContain(`with axios ${packages['node_modules/axios'].version}`);
});
