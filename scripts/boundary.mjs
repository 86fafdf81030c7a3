// Writes src/web/boundary.js, the numbers that Rust and JavaScript share, from the list in src/boundary. What stands in
// the file is decided there; `cargo test` compares.

import { main } from './lib/run.mjs';
import { run } from './lib/run.mjs';

await main(() =>
  run('cargo', ['test', '--lib', 'the_numbers_that_javascript_reads'], { env: { BOUNDARY: 'write' } }),
);
