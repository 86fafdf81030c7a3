// The Rust blocks of the docs as one crate, each block a module of its own.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.mjs';
import { root } from './pages.js';

const crate = join(root, 'tests/docs/rust');

const GIVEN = '#[derive(serde::Deserialize)] pub struct Me { pub user: String }';

/** One block as a module. Statements (`fn`) stand in a function. @param {import('./pages.js').Block} block */
const toModule = ({ file, line, text, inFunction }, index) =>
  `#[allow(unused)] mod block${index} { // ${file}:${line}\n${
    inFunction
      ? `use everfetch::client::*; ${GIVEN}\npub async fn block() -> Result<(), Error> {\n${text}\nOk(())\n}`
      : text
  }\n}\n`;

/** Compiles them for the browser; resolves to the exit code. @param {import('./pages.js').Block[]} blocks */
export async function checkRust(blocks) {
  await mkdir(join(crate, 'src'), { recursive: true });
  await writeFile(join(crate, 'src/lib.rs'), `//! Written by the test.\n${blocks.map(toModule).join('')}`);
  const manifest = join(crate, 'Cargo.toml');
  const args = ['check', '--quiet', '--locked', '--manifest-path', manifest];
  // Beside those of the crate itself, whose lock a running build may hold.
  const target = ['--target', 'wasm32-unknown-unknown', '--target-dir', join(root, 'target/docs')];
  try {
    return await run('cargo', [...args, ...target]);
  } finally {
    await rm(join(crate, 'src'), { recursive: true, force: true });
  }
}
