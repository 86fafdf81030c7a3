// `npm test`: set-up with browsers, then every suite, one after the other, and a summary. A failed suite does not
// stop the others. `--only NAME` (or several, with commas) runs those suites alone; `--all` with the suite `matrix` adds
// `wide` to it; `--quick` is `npm run check`: format, lint, types and native tests, without a browser. A tool that is missing or too old is said in one line before
// the first suite; what is skipped is counted at the end, with the reasons.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, missing } from './lib/engines.mjs';
import { endOnSignals, Failure, main, stopAll } from './lib/run.mjs';
import { lackingRunners } from './lib/runners.mjs';
import { readSkips } from './lib/skips.mjs';
import { seconds } from './lib/steps.mjs';
import { setUp } from './setup.mjs';

const args = process.argv.slice(2);
const quick = args.includes('--quick');

// `npm test -- face` would otherwise run everything, half an hour long.
const stray = args.find((arg, at) => !arg.startsWith('--') && args[at - 1] !== '--only');
const strange = args.find((arg) => arg.startsWith('--') && !/^--(all|quick|only(=.*)?)$/.test(arg));
if (stray ?? strange) {
  console.error(`npm test takes --only NAME[,NAME] and --quick, got "${stray ?? strange}".`);
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

/** A suite that hangs must not hold up the others and the summary. */
const limit = 25;

/** Continuous integration needs every engine that exists for its system; a person only those that they ask for. */
const mayBeSkipped = (engine) => !chosenNames() && (!process.env.CI || !exists(engine));

async function runSuite(suite, failed) {
  if (failed.has(suite.needs)) return `not run, because ${suite.needs} failed`;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stopAll('SIGKILL');
  }, limit * 60_000);
  try {
    const code = await suite.run();
    if (code === 0) return undefined;
    return late ? `stopped after ${limit} minutes` : `exit code ${code}`;
  } catch (error) {
    if (late) return `stopped after ${limit} minutes`;
    console.error(error instanceof Failure ? error.message : error);
    return error.message;
  } finally {
    clearTimeout(timer);
  }
}

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
  const lines = [];
  const skips = [];
  const notes = mkdtempSync(join(tmpdir(), 'everfetch-skips-'));
  process.once('exit', () => rmSync(notes, { recursive: true, force: true }));
  for (const [index, suite] of chosen.entries()) {
    console.log(`\n──── ${index + 1}/${chosen.length} ${suite.name}: ${suite.title} ────`);
    const since = performance.now();
    process.env.EVERFETCH_SKIPS = join(notes, suite.name);
    const lacking = suite.engine && missing(suite.engine);
    const isSkipped = lacking && mayBeSkipped(suite.engine);
    const problem = lacking ?? (await runSuite(suite, failed));
    if (lacking) console.log(`${isSkipped ? 'SKIPPED' : 'FAILED'}: ${lacking}`);
    if (isSkipped) skipped.push(suite.name);
    else if (problem) failed.add(suite.name);
    const mark = isSkipped ? '–' : problem ? '✗' : '✓';
    const { count, reasons } = readSkips(process.env.EVERFETCH_SKIPS);
    if (count) skips.push({ name: suite.name, count, reasons });
    const said = isSkipped ? `skipped: ${problem}` : problem;
    const why = [said, count && `${count} skipped`].filter(Boolean).join(', ');
    lines.push(`  ${mark} ${suite.name.padEnd(15)} ${seconds(since).padStart(12)}  ${why}`);
  }
  await api?.close();
  for (const { name, count, reasons } of skips) {
    console.log(`\nskipped in ${name}: ${count}`);
    for (const [reason, times] of reasons) console.log(`  ${times} × ${reason}`);
  }
  console.log(`\n──── summary, ${seconds(begun)} ────\n${lines.join('\n')}\n`);
  const passed = chosen.length - failed.size - skipped.length;
  const tests = skips.reduce((sum, { count }) => sum + count, 0);
  if (tests) console.log(`tests skipped in the suites that ran: ${tests}`);
  console.log(
    `${passed} passed, ${failed.size} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`,
  );
  process.exit(failed.size ? 1 : 0);
});
