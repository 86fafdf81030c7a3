// What the suites skip: each runner's reporter writes one line for each skipped test into the file that EVERFETCH_SKIPS
// names, and scripts/test.mjs counts them and prints the reasons at the end. Decides how such a line is written and read,
// and how the runners are told to write it.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';

const reporter = (name) => at('scripts', 'reporters', `${name}.mjs`);

/** For `node --test`: its own report for people, and the lines. */
export const nodeReporters = [
  ...['--test-reporter', 'spec', '--test-reporter-destination', 'stdout'],
  ...['--test-reporter', reporter('node'), '--test-reporter-destination', 'stdout'],
];

export const vitestReporters = ['--reporter', 'default', '--reporter', reporter('vitest')];

/** @param {string} test @param {string | undefined} why */
export function noteSkip(test, why) {
  const file = process.env.EVERFETCH_SKIPS;
  if (file) appendFileSync(file, `${JSON.stringify({ test, why: why || 'no reason given' })}\n`);
}

/** Rust's test runners have no reporters: an ignored test is a line of what they print. */
export function ignoredTests() {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, test, why] = /^test (.+?) \.\.\. ignored(?:, (.*))?$/.exec(line.trimEnd()) ?? [];
      if (test) noteSkip(test, why);
    }
  };
}

/** What has been noted in `file`, by reason. @returns {{ count: number, reasons: Map<string, number> }} */
export function readSkips(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const reasons = new Map();
  for (const { why } of lines.map((line) => JSON.parse(line))) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return { count: lines.length, reasons };
}
