// What the docs name in the repository is there: files, and the tests that show a claim.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, root } from './lib/pages.js';

const named = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => ({ file, name })),
);
const PATH = /^(?:tests|src|scripts|docs|examples|bench|pkg-template|fuzz)\/[\w./-]+$/;

test('each file that a page names exists', () => {
  const paths = named.filter(({ name }) => PATH.test(name));
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter(({ name }) => !existsSync(join(root, name)))).toEqual([]);
});

test('each test that a page names exists in the file that it names', () => {
  const sources = new Map();
  const sourceOf = (path) => {
    if (!sources.has(path))
      sources.set(path, readFileSync(join(root, path), 'utf8').replaceAll(/\\(['`])/g, '$1'));
    return sources.get(path);
  };
  const tests = named
    .map(({ file, name }) => [file, ...(/^(tests\/[\w./-]+): (.+)$/.exec(name)?.slice(1) ?? [])])
    .filter(([, path]) => path);
  expect(tests.length).toBeGreaterThan(100);
  const gone = tests.filter(
    ([, path, title]) => !existsSync(join(root, path)) || !sourceOf(path).includes(title),
  );
  expect(gone).toEqual([]);
});
