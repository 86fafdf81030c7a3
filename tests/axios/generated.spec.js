// A few hundred generated requests through both, by each transport, against the API server: what reached it (method,
// URL, headers, body bytes: the echo tells) and what came back, field by field.

import { levelled } from './differences.js';
import { expect, test } from './lib/fixtures.js';

const COUNT = 320;
const BLOCK = 20;

for (const transport of ['default', 'xhr', 'fetch'])
  for (let start = 0; start < COUNT; start += BLOCK)
    test(`generated requests ${start} to ${start + BLOCK - 1} (${transport})`, async ({ side }) => {
      for (let seed = start; seed < start + BLOCK; seed++) {
        const { made, axios, everfetch } = await side.page.evaluate(
          (args) => window.side.generated(...args),
          [seed, transport],
        );
        const [theirs, ours] = [levelled(transport, axios), levelled(transport, everfetch)];
        expect({ seed, made, outcome: ours }).toEqual({ seed, made, outcome: theirs });
      }
    });
