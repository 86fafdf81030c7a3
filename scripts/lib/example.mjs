// Builds the Yew application in examples/yew: Cargo, then wasm-bindgen, which writes the script that its page loads.
// Cargo uses this repository's `target`, so that common dependencies are compiled once.

import { at } from './paths.mjs';
import { run } from './run.mjs';

const manifest = at('examples', 'yew', 'Cargo.toml');
export const formatsExample = () => run('cargo', ['fmt', '--manifest-path', manifest, '--check']);

const target = 'wasm32-unknown-unknown';
const options = ['--manifest-path', manifest, '--target', target, '--target-dir', at('target'), '--locked'];

/** @returns {Promise<number>} an exit code */
export async function buildExample() {
  const code = await run('cargo', ['build', ...options]);
  if (code !== 0) return code;
  const wasm = at('target', target, 'debug', 'everfetch-yew.wasm');
  const out = ['--out-dir', at('examples', 'yew', 'dist'), '--out-name', 'everfetch_yew'];
  return run('wasm-bindgen', ['--target', 'web', '--no-typescript', ...out, wasm]);
}
