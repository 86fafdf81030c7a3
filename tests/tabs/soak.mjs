// The soak by itself:
//
//   npm run soak -- [--seed N] [--faults N] [--minutes M] [--carrier bearer|cookie|split] [--without NAME,NAME]
//                   [--longest MS] [--throttled] [--verbose]
//
// The seed is printed, and gives the same faults in the same order again. It ends after so many faults or minutes, or
// at the first problem. `--without` leaves faults out, `--longest` bounds how late an answer comes (60 s). Hidden tabs
// run as fast as the visible one unless it is throttled, as browsers do it.

import { parseArgs } from 'node:util';
import { names } from './lib/soak/faults.js';
import { soak } from './lib/soak/run.js';
import { workNames } from './lib/soak/work.js';

const CARRIERS = ['bearer', 'cookie', 'split'];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '600' },
    carrier: { type: 'string', default: 'bearer' },
    without: { type: 'string', default: '' },
    longest: { type: 'string', default: '60000' },
    throttled: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const { carrier, throttled, verbose } = values;
const [seed, most, minutes, longest] = [values.seed, values.faults, values.minutes, values.longest].map(
  Number,
);
const without = values.without.split(',').filter(Boolean);

function refuse(text) {
  console.error(text);
  process.exit(2);
}
if (!Number.isInteger(seed) || !Number.isInteger(most) || !(most > 0) || !(minutes > 0) || !(longest >= 0))
  refuse(
    '--seed takes a whole number, --faults a whole number above 0, --minutes a number above 0, --longest ms',
  );
if (!CARRIERS.includes(carrier)) refuse(`--carrier takes one of ${CARRIERS.join(', ')}`);
const known = [...names, ...workNames];
const unknown = without.filter((name) => !known.includes(name));
if (unknown.length)
  refuse(`--without takes names of faults (${known.join(', ')}), got ${unknown.join(', ')}`);

const left = without.length ? ` --without ${without.join(',')}` : '';
console.log(
  `soak with --seed ${seed} --carrier ${carrier}${left}: ${most} faults, ${minutes} minutes at most`,
);
const say = (text) => (verbose || / faults /.test(text) ? console.log(text) : undefined);
const { faults, ms, counts, problems, tally, summary } = await soak({
  seed,
  faults: most,
  ms: minutes * 60_000,
  carrier,
  without,
  longest,
  throttled,
  say,
});
console.log(
  `${faults} faults in ${(ms / 60_000).toFixed(1)} minutes, ${Math.round(faults / (ms / 60_000))} a minute`,
);
console.log(counts);
console.log(summary);
console.log(
  `wrong sign-outs: ${tally.signOut}, unanswered: ${tally.unanswered}, sent three times: ${tally.thrice}`,
);
if (problems.length)
  console.error(`${problems.length} problems with --seed ${seed}:\n  ${problems.slice(0, 20).join('\n  ')}`);
process.exit(problems.length ? 1 : 0);
