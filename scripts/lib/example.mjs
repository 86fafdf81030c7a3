// Builds an application on the crate, in examples/yew, examples/leptos or examples/dioxus: Cargo, then wasm-bindgen, which
// writes the script that its page loads. Cargo uses this repository's `target`, so that common dependencies are compiled once.

import { at } from './paths.mjs';
import { run } from './run.mjs';

/** The frameworks with an application each. `npm test` builds and opens the first, which takes the least time. */
export const frameworks = ['yew', 'leptos', 'dioxus'];

const manifest = (framework) => at('examples', framework, 'Cargo.toml');

export const formatsExample = (framework) =>
  run('cargo', ['fmt', '--manifest-path', manifest(framework), '--check']);

const target = 'wasm32-unknown-unknown';

/** @returns {Promise<number>} an exit code */
export async function buildExample(framework) {
  const options = ['--manifest-path', manifest(framework), '--target-dir', at('target'), '--locked'];
  const code = await run('cargo', ['build', '--target', target, ...options]);
  if (code !== 0) return code;
  const wasm = at('target', target, 'debug', `everfetch-${framework}.wasm`);
  const out = ['--out-dir', at('examples', framework, 'dist'), '--out-name', `everfetch_${framework}`];
  return run('wasm-bindgen', ['--target', 'web', '--no-typescript', ...out, wasm]);
}
