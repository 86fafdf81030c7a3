// Every fenced block of code in README, CONTRIBUTING, docs/ and examples/ is compiled, and those that say `run` are run.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileComponent, scriptOf } from './lib/components.js';
import { prelude } from './lib/givens.js';
import { blocks, root } from './lib/pages.js';
import { checkRust } from './lib/rust.js';
import { checkShell } from './lib/shell.js';
import { isScript, problems, toJavaScript } from './lib/typescript.js';

const run = promisify(execFile);
const where = ({ file, line }) => `${file}:${line}`;
const ofLanguage = (...languages) => blocks.filter(({ language }) => languages.includes(language));
const components = ofLanguage('vue', 'svelte');

test('every block says its language, and each language is one that is checked here', () => {
  const known = 'js jsx ts tsx vue svelte rust sh json text mermaid'.split(' ');
  expect(blocks.filter(({ language }) => !known.includes(language)).map(where)).toEqual([]);
  expect(blocks.length).toBeGreaterThan(10);
});

test('JavaScript and TypeScript fit the types of the package', { timeout: 120_000 }, () => {
  const scripts = [...blocks.filter(isScript), ...components.map(scriptOf)];
  expect(problems(scripts)).toEqual([]);
});

test('a mistake in a block is found, in the line in which it is', () => {
  const block = {
    file: 'x.md',
    line: 10,
    language: 'ts',
    given: ['api'],
    text: '\nconst n: number = api.session.state;',
  };
  expect(problems([block])).toEqual([expect.stringMatching(/^x\.md:11 .*not assignable to type 'number'/)]);
  expect(problems([{ ...block, language: 'js', text: 'api.sesion' }])).toEqual([
    expect.stringMatching(/^x\.md:10 .*sesion/),
  ]);
});

describe('components', () => {
  test.each(components.map((block) => [where(block), block]))('%s compiles', async (_, block) => {
    await compileComponent(block);
  });
});

describe('what can be run', () => {
  const folder = join(root, 'tests/docs/work');
  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'prelude.mjs'), prelude);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const runnable = blocks.filter((block) => block.run);
  test('is something', () => expect(runnable.length).toBeGreaterThan(3));
  test.each(runnable.map((block) => [where(block), block]))('%s runs', async (place, block) => {
    const file = join(folder, `${place.replace(/\W+/g, '-')}.mjs`);
    await writeFile(file, `import './prelude.mjs';\n${toJavaScript(block)}`);
    await run(process.execPath, [file], { timeout: 30_000 });
  });
});

test('Rust compiles for the browser', { timeout: 300_000 }, async () => {
  const rust = ofLanguage('rust').filter(({ from }) => !from);
  expect(rust.length).toBeGreaterThan(1);
  expect(await checkRust(rust)).toBe(0);
});

test('what is taken from a file is still in it', () => {
  const taken = blocks.filter(({ from }) => from);
  expect(taken.length).toBeGreaterThan(2);
  for (const block of taken)
    expect(readFileSync(join(root, block.from), 'utf8'), where(block)).toContain(block.text);
});

test('JSON can be parsed', () => {
  for (const block of ofLanguage('json')) expect(() => JSON.parse(block.text), where(block)).not.toThrow();
});

test('the commands in shell blocks, and in tables, exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const exists = (path) => existsSync(join(root, path));
  expect(ofLanguage('sh').flatMap((block) => checkShell(block, scripts, exists))).toEqual([]);
  const wrong = { file: 'x.md', line: 1, text: 'npm run nothing\nnode scripts/nothing.mjs # x' };
  expect(checkShell(wrong, scripts, exists)).toHaveLength(2);
});
