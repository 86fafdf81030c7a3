// The core's chunk comes damaged, in Chromium and in what two bundlers make of the import.

import { test } from 'node:test';
import { damages, survives } from './lib/damaged-core.mjs';

/** One kind of each is enough for the other bundler: how it writes the import is what could make a difference. */
const cases = [
  ...Object.keys(damages).map((what) => [what, 'esbuild']),
  ['with a syntax error', 'Vite'],
  ['of another version', 'Vite'],
];

for (const [what, bundler] of cases)
  test(`h181_a_chunk_${what.replaceAll(' ', '_')}_${bundler}`, (t) => survives(t, what, bundler));
