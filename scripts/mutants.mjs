// `npm run mutants`: changes the JavaScript of the package in one place after the other, and expects a test of
// tests/face or tests/session to fail each time. docs/contributing/mutation-tests.md says what to do with a survivor.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { at } from './lib/paths.mjs';
import { calledDirectly, endOnSignals, Failure, main } from './lib/run.mjs';
import { isSound, mutantsOf } from './mutants/mutators.mjs';
import { nameOfMutant, namedMutants } from './mutants/named.mjs';
import { isSource, nameOf } from './mutants/sources.mjs';

const usage = `npm run mutants -- [--count N] [--seed N] [--file TEXT] [--change TEXT] [--all [--shard K/N]] [--quick] [--list]

  --count N    how many, chosen by chance (60)
  --seed N     the seed of that choice; each run prints its own
  --file TEXT  only of sources whose names contain TEXT; may be given more than once
  --change TEXT  only those whose line, as a survivor is printed, contains TEXT; also more than once
  --all        all of them
  --shard K/N  with --all: every Nth of them, from the Kth on
  --quick      only by tests that take less than half a second each: what survives has to be tried again without
  --list       says what would be tried, and tries nothing`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: 'string', default: '60' },
        seed: { type: 'string' },
        file: { type: 'string', multiple: true },
        change: { type: 'string', multiple: true },
        all: { type: 'boolean' },
        shard: { type: 'string', default: '1/1' },
        quick: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    for (const name of ['count', 'seed'])
      if (values[name] !== undefined && !/^\d{1,9}$/.test(values[name]))
        throw new Failure(`--${name} takes a number, not ${values[name]}.`);
    if (!/^[1-9]\d*\/[1-9]\d*$/.test(values.shard))
      throw new Failure(`--shard takes a form like 1/8, not ${values.shard}.`);
    return values;
  } catch (error) {
    throw new Failure(`${error.message}\n\n${usage}`);
  }
}

/** mulberry32: the same choice for the same seed everywhere. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sample(list, count, seed) {
  const next = random(seed);
  const left = [...list];
  const chosen = [];
  while (left.length && chosen.length < count)
    chosen.push(...left.splice(Math.floor(next() * left.length), 1));
  return chosen;
}

/** Made of src/boundary, with which `cargo test` compares the whole text. */
const GENERATED = 'src/web/boundary.js';

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [nameOf(path)];
    })
    .filter((name) => isSource(name) && name !== GENERATED)
    .sort();
}

function chosenMutants({ count, seed, file, change, all, shard }, named) {
  const files = [...sourceFiles(at('pkg-template', 'src')), ...sourceFiles(at('src', 'web'))];
  const texts = new Map(files.map((name) => [name, readFileSync(at(...name.split('/')), 'utf8')]));
  const every = files.flatMap((name) => mutantsOf(name, texts.get(name)));
  const sound = (mutants) => mutants.filter((mutant) => isSound(mutant, texts.get(mutant.file)));
  const names = new Map(every.map((mutant) => [mutant, nameOfMutant(mutant)]));
  const known = new Set(names.values());
  for (const name of named.keys())
    if (!known.has(name)) console.log(`named, but is no mutant any more: ${name}`);
  const mutants = every.filter(
    (mutant) =>
      (!file || file.some((part) => mutant.file.includes(part))) &&
      (!change || change.some((part) => names.get(mutant).includes(part))),
  );
  if (!mutants.length) throw new Failure('No mutant is like that.');
  if (!all) {
    console.log(`mutants: ${Math.min(count, mutants.length)} of ${mutants.length}, --seed ${seed}`);
    return sound(sample(mutants, +count, +seed));
  }
  const [which, shards] = shard.split('/').map(Number);
  const chosen = mutants.filter((_, index) => index % shards === which - 1);
  console.log(`mutants: ${chosen.length} of ${mutants.length}`);
  return sound(chosen);
}

const place = ({ file, line, what }) => `${file}:${line} (${what})`;

/** Milliseconds. With it, a survivor of a central function takes seconds instead of minutes. */
const QUICK = 500;

let runner;

async function run() {
  const values = options();
  if (values.help) return console.log(usage);
  values.seed ??= String(Math.floor(Math.random() * 1e6));
  const named = namedMutants();
  const mutants = chosenMutants(values, named);
  if (values.list) return mutants.forEach((mutant) => console.log(nameOfMutant(mutant)));
  if (!existsSync(at('target', 'core-names.json')))
    throw new Failure('The core is not built: `npm run build` first.');

  const { createRunner } = await import('./mutants/runner.mjs');
  runner = await createRunner(values.quick ? { longest: QUICK } : {});
  const counts = { noticed: 0, named: 0, survived: 0 };
  const begun = performance.now();
  try {
    for (const [index, mutant] of mutants.entries()) {
      const { by, ran } = await runner.try(mutant);
      const name = nameOfMutant(mutant);
      const reason = named.get(name);
      const outcome = by ? 'noticed' : reason ? 'named' : 'survived';
      counts[outcome]++;
      if (process.env.MUTANTS_VERBOSE) console.log(`  ${place(mutant)} ${outcome} ${by ?? ''}`);
      if (outcome === 'survived')
        console.log(`SURVIVED ${ran ? `${ran} tests` : 'no test runs it'}: ${place(mutant)}\n  ${name}`);
      if (by && reason) console.log(`named, but noticed by ${by}: ${name}`);
      if ((index + 1) % 50 === 0) console.log(`mutants: ${index + 1} of ${mutants.length}`);
    }
  } finally {
    runner.end();
  }
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  const figures = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`mutants: ${mutants.length} tried in ${minutes} minutes: ${figures.join(', ')}`);
  if (counts.survived) process.exitCode = 1;
}

if (calledDirectly(import.meta.url)) {
  endOnSignals(async () => runner?.end());
  await main(run);
}
