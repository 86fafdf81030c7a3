// What the suites skip and what fails in them: each runner's reporter writes one line for each such test into the file
// that EVERFETCH_NOTES names, and scripts/test.mjs prints them at the end, where they are found. Decides how such a line
// is written and read, and how the runners are told to write it.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { scope } from './lanes.mjs';
import { at } from './paths.mjs';

const reporter = (name) => at('scripts', 'reporters', `${name}.mjs`);

/** For `node --test`: its own report for people, and the lines. */
export const nodeReporters = [
  ...['--test-reporter', 'spec', '--test-reporter-destination', 'stdout'],
  ...['--test-reporter', reporter('node'), '--test-reporter-destination', 'stdout'],
];

export const vitestReporters = ['--reporter', 'default', '--reporter', reporter('vitest')];

/** @param {object} line */
function note(line) {
  // In the process of `npm test` itself the suite has it, since two may run at a time.
  const file = scope()?.env.EVERFETCH_NOTES ?? process.env.EVERFETCH_NOTES;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** @param {string} test @param {string | undefined} why */
export const noteSkip = (test, why) => note({ kind: 'skip', test, why: why || 'no reason given' });

// Reports are in colour.
// eslint-disable-next-line no-control-regex -- the escape character begins each colour
const COLOURS = /\u001b\[[\d;]*m/g;

/** The first line of a failure; the whole stands in the runner's own report. @param {string} test @param {unknown} why */
export const noteFailure = (test, why) =>
  note({
    kind: 'failure',
    test,
    why: String(why ?? '')
      .replace(COLOURS, '')
      .split('\n')[0],
  });

/** Rust's test runners have no reporters: an ignored or failed test is a line of what they print. */
export function rustTests() {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, test, outcome, why] =
        /^test (.+?) \.\.\. (ignored|FAILED|FAIL)(?:, (.*))?$/.exec(line.trimEnd()) ?? [];
      if (outcome === 'ignored') noteSkip(test, why);
      else if (test) noteFailure(test, '');
    }
  };
}

/** What has been noted in `file`. @returns {{ skips: number, reasons: Map<string, number>, failures: string[] }} */
export function readNotes(file) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const skips = lines.filter(({ kind }) => kind === 'skip');
  const reasons = new Map();
  for (const { why } of skips) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  const failures = lines
    .filter(({ kind }) => kind === 'failure')
    .map(({ test, why }) => (why ? `${test}: ${why}` : test));
  return { skips: skips.length, reasons, failures };
}
