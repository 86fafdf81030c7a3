// `npm run size`: what the package weighs, compared with bench/size.json. It fails if what a page loads first, that with the
// core, or all of it in one file has grown by more than 1 %. `npm run size -- --record` writes today's figures; commit them with the change that made them grow.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { buildPackage } from './build.mjs';
import { at } from './lib/paths.mjs';
import { Failure, endOnSignals, main } from './lib/run.mjs';
import { setUp } from './setup.mjs';

const tolerance = 0.01;
const guarded = ['first', 'sum', 'default'];
const file = at('bench', 'size.json');

/** Only everfetch's own figures: those of axios change with its releases. */
const recorded = (rows) =>
  Object.fromEntries(
    rows
      .filter(({ key }) => key !== 'axios')
      .map(({ key, raw, gzip, brotli }) => [key, { raw, gzip, brotli }]),
  );

function judge(rows) {
  if (!existsSync(file))
    throw new Failure('bench/size.json is missing: `npm run size -- --record` writes it.');
  const before = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of guarded) {
    const { name, brotli: now } = rows.find((row) => row.key === key);
    const was = before[key].brotli;
    const growth = now / was - 1;
    const words = `${name}: ${now.toLocaleString('en')} bytes (brotli), recorded are ${was.toLocaleString('en')}`;
    if (growth > tolerance)
      throw new Failure(
        `${words}: ${(growth * 100).toFixed(1)} % more. If that is worth it, record it: npm run size -- --record`,
      );
    console.log(`${words}.`);
  }
}

await main(async () => {
  endOnSignals();
  await setUp();
  await buildPackage({ ifChanged: true });
  const { measureAll, printSizes } = await import('./lib/sizes.mjs');
  const rows = await measureAll();
  printSizes(rows);
  if (process.argv.includes('--record')) {
    writeFileSync(file, `${JSON.stringify(recorded(rows), null, 2)}\n`);
    console.log('Recorded in bench/size.json.');
  } else judge(rows);
});
