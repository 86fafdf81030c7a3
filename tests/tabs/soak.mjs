// The soak by itself:
//
//   npm run soak -- [--seed N] [--faults N] [--minutes M] [--carrier NAME] [--throttled] [--verbose]
//
// The seed is printed, and gives the same faults in the same order again. It ends after so many faults or minutes, or
// at the first problem. Hidden tabs run as fast as the visible one unless it is throttled, as browsers do it.

import { parseArgs } from 'node:util';
import { soak } from './lib/soak/run.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '600' },
    carrier: { type: 'string', default: 'bearer' },
    throttled: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const { carrier, throttled, verbose } = values;
const [seed, most, minutes] = [values.seed, values.faults, values.minutes].map(Number);
if (!Number.isInteger(seed) || !Number.isInteger(most) || !(most > 0) || !(minutes > 0)) {
  console.error('--seed takes a whole number, --faults a whole number above 0, --minutes a number above 0');
  process.exit(2);
}
console.log(`soak with --seed ${seed} --carrier ${carrier}: ${most} faults, ${minutes} minutes at most`);
const say = (text) => (verbose || / faults /.test(text) ? console.log(text) : undefined);
const { faults, counts, problems, summary } = await soak({
  seed,
  faults: most,
  ms: minutes * 60_000,
  carrier,
  throttled,
  say,
});
console.log(`${faults} faults`, counts);
console.log(summary);
if (problems.length)
  console.error(`${problems.length} problems with --seed ${seed}:\n  ${problems.slice(0, 20).join('\n  ')}`);
process.exit(problems.length ? 1 : 0);
