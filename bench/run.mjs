// `npm run bench`: how everfetch compares with bare fetch, axios and others, side by side in one headless Chromium.
// Prints tables of medians, spread and ratios, and writes bench/results.json. `--only storm,cold` runs some cases,
// `--quick` a tenth of the rounds, to see that everything runs. Nothing passes or fails here: the last table says by
// how much a bar is missed.

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { buildPackage } from '../scripts/build.mjs';
import { at } from '../scripts/lib/paths.mjs';
import { Failure, endOnSignals, main } from '../scripts/lib/run.mjs';
import { seconds } from '../scripts/lib/steps.mjs';
import { setUp } from '../scripts/setup.mjs';
import { figure, table } from './lib/table.mjs';

const PEERS = ['axios', 'axios-auth-refresh', 'alova', 'ky', 'ofetch', 'wretch', 'xior'];

const args = process.argv.slice(2);
const quick = args.includes('--quick');

/** `--only a,b` or `--only=a,b`. */
function chosen(cases) {
  const index = args.findIndex((arg) => arg === '--only' || arg.startsWith('--only='));
  if (index < 0) return cases;
  const text = args[index].includes('=') ? args[index].split('=')[1] : args[index + 1];
  const names = (text ?? '').split(',').filter(Boolean);
  const unknown = names.filter((name) => !cases.some((one) => one.name === name));
  if (unknown.length || !names.length)
    throw new Failure(
      `--only takes the names of cases (${cases.map(({ name }) => name).join(', ')}), got "${text ?? ''}".`,
    );
  return cases.filter(({ name }) => names.includes(name));
}

/** The part of bench/README.md that is measured. */
function document(results, bars) {
  const file = at('bench', 'README.md');
  const short = (value) => (value === undefined ? '' : String(Number(value.toFixed(2))));
  const text = [
    `Measured on ${results.date.slice(0, 10)} in Chromium ${results.chromium}, ${results.machine}, with ${results.peers.join(', ')}.`,
    '',
    '| what | measured | bar | aim | |',
    '| --- | --- | --- | --- | --- |',
    ...bars.map(
      (one) =>
        `| ${one.what} | ${short(one.value)} | ${short(one.bar)} | ${short(one.aim)} | ${verdict(one)} |`,
    ),
    '',
    'Microseconds of CPU for a request that is answered from memory, and what that is over bare fetch:',
    '',
    '| | GET of 200 bytes | | POST of 1,000 keys | |',
    '| --- | --- | --- | --- | --- |',
    ...results.cases['cpu-get'].rows.map((get, index) => {
      const post = results.cases['cpu-post'].rows[index];
      const cells = (row) => `${figure(row.median)} | ${row.ratio.toFixed(1)} ×`;
      return `| ${get.name} | ${cells(get)} | ${cells(post)} |`;
    }),
    '',
    'Requests on an expired token, at a server that takes 50 ms for a refresh and watches for reuse:',
    '',
    '| requests | client | over the ideal | refreshes | answered |',
    '| --- | --- | --- | --- | --- |',
    ...results.cases.storm.rows.map(
      (row) =>
        `| ${row.count} | ${row.name} | ${row.ratio.toFixed(2)} × | ${row.refreshes} | ${row.answered} |`,
    ),
  ].join('\n');
  const [before, rest] = readFileSync(file, 'utf8').split('<!-- measured: written by npm run bench -->');
  const after = rest.slice(rest.indexOf('<!-- end -->'));
  writeFileSync(file, `${before}<!-- measured: written by npm run bench -->\n\n${text}\n\n${after}`);
}

function verdict({ value, bar, aim }) {
  if (aim !== undefined && value <= aim) return 'reaches the aim';
  if (bar === undefined) return 'no bar';
  if (value <= bar) return 'within the bar';
  return bar === 0 ? 'misses the bar' : `misses the bar by ${Math.round((value / bar - 1) * 100)} %`;
}

await main(async () => {
  endOnSignals();
  await setUp({ tests: true, engines: [] });
  await buildPackage({ ifChanged: true });
  const { cases } = await import('./cases/index.mjs');
  const { launch } = await import('./lib/browser.mjs');
  const { launchQuietly } = await import('./lib/quiet.mjs');
  const { startSite } = await import('./lib/site.mjs');
  const list = chosen(cases);
  const site = await startSite(['main', 'cold-everfetch', 'cold-core', 'cold-streaming', 'cold-axios']);
  const browser = await launch();
  const quiet = await launchQuietly();
  const results = {
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0].model}`,
    chromium: browser.version(),
    peers: PEERS.map(
      (name) =>
        `${name} ${JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8')).version}`,
    ),
    load: loadavg().map((value) => Number(value.toFixed(1))),
    quick,
    cases: {},
  };
  const bars = [];
  try {
    for (const one of list) {
      const since = performance.now();
      console.log(`\n──── ${one.name}: ${one.title} ────`);
      const scale = (rounds) => (quick ? Math.max(2, Math.round(rounds / 10)) : rounds);
      const { rows, bars: reached = [] } = await one.run({ browser, quiet, site, scale, quick });
      results.cases[one.name] = { title: one.title, rows, bars: reached };
      bars.push(...reached);
      console.log(`(${seconds(since)})`);
    }
  } finally {
    await browser.close();
    await quiet.close();
    await site.close();
  }
  console.log('\n──── bars ────');
  const short = (value) => (value === undefined ? '' : Number(value.toFixed(2)));
  table(
    ['', 'measured', 'bar', 'aim', ''],
    bars.map((one) => [one.what, short(one.value), short(one.bar), short(one.aim), verdict(one)]),
  );
  if (quick || list.length < cases.length)
    console.log('\nbench/results.json is left as it is: this was not the whole.');
  else {
    writeFileSync(at('bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
    document(results, bars);
    console.log('\nWritten: bench/results.json, and the tables of bench/README.md.');
  }
});
