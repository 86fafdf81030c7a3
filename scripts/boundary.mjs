// Writes src/web/boundary.js, the numbers that Rust and JavaScript share, from the list in src/boundary. What stands in
// the file is decided there; `cargo test` compares.

import { run } from './lib/run.mjs';

const args = ['test', '--lib', 'the_numbers_that_javascript_reads'];
process.exitCode = await run('cargo', args, { env: { BOUNDARY: 'write' } });
