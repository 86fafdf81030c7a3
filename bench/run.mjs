// `npm run bench`: how everfetch compares with bare fetch, axios and others, side by side in one headless Chromium.
// Prints tables of medians, spread and ratios, and writes bench/results.json. `--only storm,cold` runs some cases,
// `--quick` a tenth of the rounds, to see that everything runs. Nothing passes or fails here: where a bar is missed,
// the last table says by how much.

import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { buildPackage } from '../scripts/build.mjs';
import { benchStep } from '../scripts/lib/node-modules.mjs';
import { at } from '../scripts/lib/paths.mjs';
import { Failure, endOnSignals, main } from '../scripts/lib/run.mjs';
import { seconds, steps } from '../scripts/lib/steps.mjs';
import { setUp } from '../scripts/setup.mjs';

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

function verdict({ value, bar, aim }) {
  if (aim !== undefined && value <= aim) return 'reaches the aim';
  if (bar === undefined) return 'no bar';
  return value <= bar ? 'within the bar' : `misses the bar by ${Math.round((value / bar - 1) * 100)} %`;
}

await main(async () => {
  endOnSignals();
  await setUp({ tests: true, engines: [] });
  await steps('benchmark', [benchStep]);
  await buildPackage({ ifChanged: true });
  const { cases } = await import('./cases/index.mjs');
  const { launch } = await import('./lib/browser.mjs');
  const { startSite } = await import('./lib/site.mjs');
  const { table } = await import('./lib/table.mjs');
  const list = chosen(cases);
  const site = await startSite(['main', 'cold-everfetch', 'cold-streaming', 'cold-axios']);
  const browser = await launch();
  const results = {
    date: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0].model}`,
    chromium: browser.version(),
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
      const { rows, bars: reached = [] } = await one.run({ browser, site, scale, quick });
      results.cases[one.name] = { title: one.title, rows, bars: reached };
      bars.push(...reached);
      console.log(`(${seconds(since)})`);
    }
  } finally {
    await browser.close();
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
  else writeFileSync(at('bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
});
