// What docs/engines.md says was tried is what is tried.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { capture } from '../../scripts/lib/run.mjs';
import { newestNode, node, versionOf } from './lib/tools.mjs';

const [, section] = readFileSync(at('docs', 'engines.md'), 'utf8').split('## Frameworks and runtimes');

for (const [row, version] of Object.entries({
  Angular: () => versionOf('@angular/build'),
  Nuxt: () => versionOf('nuxt'),
  SvelteKit: () => versionOf('@sveltejs/kit'),
  'React Router': () => versionOf('@react-router/dev'),
  Astro: () => versionOf('astro'),
  'React Native': () => versionOf('react-native'),
  Deno: () => versionOf('deno'),
  Bun: () => versionOf('bun'),
}))
  test(`docs/engines.md names the version of ${row}`, () => {
    const line = section.split('\n').find((text) => text.startsWith(`| ${row}`));
    assert.ok(line.includes(`| ${version()} |`), `${line} names another version than ${version()}`);
  });

test('docs/engines.md names the major versions of Node', () => {
  const line = section.split('\n').find((text) => text.startsWith('| Node'));
  for (const path of [node(), newestNode()]) {
    const [major] = capture(path, ['--version']).replace('v', '').split('.');
    assert.match(line, new RegExp(`\\b${major}\\.`));
  }
});
