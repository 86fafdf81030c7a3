// docs/axios-compatibility.md names the tests that show what it says: each of them exists, and no row is missing.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withRows } from '../../scripts/compatibility.mjs';
import { differences } from '../axios/differences.js';

const path = (name) => fileURLToPath(new URL('../../' + name, import.meta.url));
const text = readFileSync(path('docs/axios-compatibility.md'), 'utf8');

test('the table of compatibility has the rows that are tested, as they are', async () => {
  expect(await withRows(text)).toBe(text);
});

test('each test that the page names exists', () => {
  const named = [...text.matchAll(/\| `(tests\/[\w./-]+)`: (.*?) +\|$/gm)];
  expect(named.length).toBeGreaterThan(12);
  for (const [, file, title] of named) {
    expect(existsSync(path(file)), file).toBe(true);
    const source = readFileSync(path(file), 'utf8').replaceAll('\\`', '`');
    expect(source.includes(title), `${file}: ${title}`).toBe(true);
  }
});

test('the page has every difference that the comparison allows', () => {
  const flat = text.replace(/\s+/g, ' ');
  for (const { why } of differences) expect(flat).toContain(why);
});
