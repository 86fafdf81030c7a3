// `npm test`: set-up with browsers, then every suite, two at a time, and a summary. A failed suite does not stop
// the others. `--only NAME` (or several, with commas) runs those suites alone, one after the other, and so does
// `--one-by-one` with all; `--all` with the suite `matrix` adds `wide` to it; `--quick` is `npm run check`: format, lint,
// types and native tests, without a browser. A tool that is missing or too old is said in one line before the first suite;
// at the end, what is skipped is counted, with the reasons, and what failed is named.

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, missing } from './lib/engines.mjs';
import { inLanes, scope, within } from './lib/lanes.mjs';
import { endOnSignals, Failure, main, stopAll } from './lib/run.mjs';
import { lackingRunners } from './lib/runners.mjs';
import { readNotes } from './lib/notes.mjs';
import { seconds } from './lib/steps.mjs';
import { setUp } from './setup.mjs';

const args = process.argv.slice(2);
const quick = args.includes('--quick');

// `npm test -- face` would otherwise run everything, twenty minutes long.
const stray = args.find((arg, at) => !arg.startsWith('--') && args[at - 1] !== '--only');
const strange = args.find(
  (arg) => arg.startsWith('--') && !/^--(all|quick|one-by-one|only(=.*)?)$/.test(arg),
);
if (stray ?? strange) {
  console.error(`npm test takes --only NAME[,NAME], --one-by-one and --quick, got "${stray ?? strange}".`);
  process.exit(2);
}
if (args.includes('--all') && !chosenNames()?.includes('matrix')) {
  console.error('--all belongs to the matrix: npm run matrix -- --all');
  process.exit(2);
}

function chosenNames() {
  const index = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='));
  if (index < 0) return undefined;
  const value = args[index].includes('=') ? args[index].split('=')[1] : args[index + 1];
  const names = value?.split(',').filter(Boolean) ?? [];
  return args.includes('--all') ? [...names, 'wide'] : names;
}

async function choose() {
  const { suites } = await import('./lib/suites.mjs');
  const all = suites(quick);
  const names = chosenNames();
  if (!names) return all.filter((suite) => !suite.isApart);
  const known = all.map((suite) => suite.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length || !names.length) {
    throw new Failure(`--only takes the names of suites (${known.join(', ')}), got "${unknown.join(', ')}".`);
  }
  // A chosen suite brings the suites that it needs.
  const needed = all.filter((suite) => names.includes(suite.name)).map((suite) => suite.needs);
  return all.filter((suite) => names.includes(suite.name) || needed.includes(suite.name));
}

/** Minutes. A suite that hangs must not hold up the others and the summary. */
const limit = 25;

/** Continuous integration needs every engine that exists for its system; a person only those that they ask for. */
const mayBeSkipped = (engine) => !chosenNames() && (!process.env.CI || !exists(engine));

/**
 * Two suites at a time halve the time: one computes while the other waits for browsers. What was asked for by name runs
 * alone, so that its output is seen as it comes.
 */
const lanes =
  quick || chosenNames() || args.includes('--one-by-one') ? 1 : Math.min(2, availableParallelism());

/** @returns {Promise<string | undefined>} what is wrong */
async function runSuite(suite, failed, children) {
  if (failed.has(suite.needs)) return `not run, because ${suite.needs} failed`;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stopAll('SIGKILL', children);
  }, limit * 60_000);
  try {
    const code = await suite.run();
    if (code === 0) return undefined;
    return late ? `stopped after ${limit} minutes` : `exit code ${code}`;
  } catch (error) {
    if (late) return `stopped after ${limit} minutes`;
    say(error instanceof Failure ? error.message : error.stack);
    return error.message;
  } finally {
    clearTimeout(timer);
  }
}

/** To where the output of the running suite goes. */
const say = (text) => (scope()?.write ?? ((line) => process.stdout.write(line)))(`${text}\n`);

await main(async () => {
  endOnSignals();
  const begun = performance.now();
  const chosen = await choose();
  const engines = [...new Set(chosen.map(({ engine }) => engine).filter(Boolean))];
  await setUp({ tests: !quick, engines });
  const lacking = lackingRunners([...new Set(chosen.map(({ runner }) => runner).filter(Boolean))]);
  if (lacking.length) throw new Failure(lacking.join('\n'));
  let api;
  if (!quick) {
    const { findBrowser } = await import('./lib/browser.mjs');
    const { startTestApi } = await import('./lib/servers.mjs');
    const { chromium, chromedriver } = findBrowser();
    api = await startTestApi();
    Object.assign(process.env, { CHROME: chromium, CHROMEDRIVER: chromedriver, EVERFETCH_API: api.url });
  }
  const failed = new Set();
  const skipped = [];
  const results = new Map();
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-notes-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  async function work(suite) {
    const since = performance.now();
    const notes = join(folder, suite.name);
    const output = [];
    const suiteScope = {
      env: { EVERFETCH_NOTES: notes },
      write: lanes > 1 ? (text) => output.push(Buffer.from(text)) : undefined,
      children: new Set(),
    };
    const title = `──── ${chosen.indexOf(suite) + 1}/${chosen.length} ${suite.name}: ${suite.title} ────`;
    if (lanes > 1) console.log(`begun: ${suite.name}`);
    else console.log(`\n${title}`);
    const lacking = suite.engine && missing(suite.engine);
    const isSkipped = lacking && mayBeSkipped(suite.engine);
    const problem = lacking ?? (await within(suiteScope, () => runSuite(suite, failed, suiteScope.children)));
    if (lanes > 1) process.stdout.write(`\n${title}\n${Buffer.concat(output)}\n`);
    if (lacking) console.log(`${isSkipped ? 'SKIPPED' : 'FAILED'}: ${lacking}`);
    if (isSkipped) skipped.push(suite.name);
    else if (problem) failed.add(suite.name);
    const mark = isSkipped ? '–' : problem ? '✗' : '✓';
    const { skips, reasons, failures } = readNotes(notes);
    const said = isSkipped ? `skipped: ${problem}` : problem;
    const why = [said, skips && `${skips} skipped`].filter(Boolean).join(', ');
    const line = `  ${mark} ${suite.name.padEnd(15)} ${seconds(since).padStart(12)}  ${why}`;
    results.set(suite, { name: suite.name, skips, reasons, failures, line });
  }

  await inLanes(chosen, lanes, work);
  await api?.close();
  const noted = chosen.map((suite) => results.get(suite));
  for (const { name, skips, reasons } of noted.filter(({ skips }) => skips)) {
    console.log(`\nskipped in ${name}: ${skips}`);
    for (const [reason, times] of reasons) console.log(`  ${times} × ${reason}`);
  }
  const lines = noted.map(({ line }) => line).join('\n');
  console.log(`\n──── summary, ${seconds(begun)} ────\n${lines}\n`);
  const passed = chosen.length - failed.size - skipped.length;
  // Last, so that whoever sees only the end of a log knows what to look for.
  for (const { name, failures } of noted)
    for (const failure of failures) console.log(`failed in ${name}: ${failure}`);
  const tests = noted.reduce((sum, { skips }) => sum + skips, 0);
  if (tests) console.log(`tests skipped in the suites that ran: ${tests}`);
  console.log(
    `${passed} passed, ${failed.size} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`,
  );
  process.exit(failed.size ? 1 : 0);
});
