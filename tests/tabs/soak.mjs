// The soak by itself:
//
//   node tests/tabs/soak.mjs [--seed N] [--minutes M] [--verbose]
//
// The seed is printed, and gives the same faults in the same order again.

import { parseArgs } from 'node:util';
import { soak } from './lib/soak/run.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '10' },
    verbose: { type: 'boolean', default: false },
  },
});
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isInteger(seed) || !(minutes > 0)) {
  console.error(
    `--seed takes a whole number and --minutes a number above 0, got "${values.seed}", "${values.minutes}"`,
  );
  process.exit(2);
}
console.log(`soak with --seed ${seed} for ${minutes} minutes`);
const { faults, counts, problems, summary } = await soak({
  seed,
  ms: minutes * 60_000,
  say: values.verbose ? console.log : undefined,
});
console.log(`${faults} faults`, counts);
console.log(summary);
if (problems.length)
  console.error(`${problems.length} problems with --seed ${seed}:\n  ${problems.slice(0, 20).join('\n  ')}`);
process.exit(problems.length ? 1 : 0);
