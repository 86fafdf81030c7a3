// A short soak in every run, with another seed each time. The long one is soak.mjs. Answers are late by 12 s at most,
// since a longer one is most of the time that it has.

import { soak } from './lib/soak/run.js';
import { expect, test } from './lib/test.js';

test(
  'random_faults_in_four_tabs_lose_no_session_and_leave_no_request_without_an_answer',
  { tag: '@short' },
  async () => {
    test.setTimeout(300_000);
    const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000);
    const { faults, problems, summary } = await soak({
      seed,
      ms: 60_000,
      longest: 12_000,
    });
    console.log(`seed ${seed}: ${faults} faults`, summary);
    expect(problems, `npm run soak -- --longest 12000 --seed ${seed}`).toEqual([]);
  },
);
