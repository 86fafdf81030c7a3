// The crate as crates.io would get it: what is in it, that it builds from that alone, and what its dependencies may be.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { capture, runQuietly, which } from '../../scripts/lib/run.mjs';

const target = ['--target', 'wasm32-unknown-unknown'];

/** Runs a program; its output is the message of a failure. */
async function runs(command, ...args) {
  try {
    return await runQuietly(command, args, { cwd: at() });
  } catch (error) {
    throw new Error(`${error.message}\n${error.log}`, { cause: error });
  }
}

test('the crate holds its sources, its texts and nothing else', async () => {
  const files = capture('cargo', ['package', '--list', '--allow-dirty']).split(/\r?\n/);
  const others = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/^src\/.*\.rs$/.test(file));
  assert.deepEqual(others.filter((file) => file !== '.cargo_vcs_info.json').sort(), [
    'CHANGELOG.md',
    'Cargo.lock',
    'Cargo.toml',
    'Cargo.toml.orig',
    'LICENSE',
    'LICENSE-APACHE',
    'LICENSE-MIT',
    'README.md',
    'src/web/boundary.js',
    'src/web/carried-call.js',
    'src/web/foreign.js',
    'src/web/locks.js',
    'src/web/outlive.js',
    'src/web/page.js',
    'src/web/refresh-answer.js',
    'src/web/refresh-call.js',
    'src/web/slot.js',
    'src/web/tabs.js',
    'src/web/timers.js',
    'src/web/types.d.ts',
  ]);
  assert.ok(files.length > 40, 'its sources are there');
});

test('cargo publish --dry-run builds it for browsers from what it holds, and would upload it', async () => {
  const log = await runs('cargo', 'publish', '--dry-run', '--allow-dirty', ...target);
  assert.match(log, /Finished .*\n[^]*aborting upload due to dry run/);
});

test('cargo deny has nothing against the licences, duplicates and sources of its dependencies', async (t) => {
  if (!which('cargo-deny')) return t.skip('cargo install cargo-deny --locked: it is not installed here');
  const log = await runs('cargo', 'deny', '--log-level', 'warn', 'check', 'bans', 'licenses', 'sources');
  assert.match(log, /bans ok, licenses ok, sources ok/);
});

test('cargo deny knows of no advisory against its dependencies', async (t) => {
  if (!which('cargo-deny')) return t.skip('cargo install cargo-deny --locked: it is not installed here');
  try {
    assert.match(await runs('cargo', 'deny', 'check', 'advisories'), /advisories ok/);
  } catch (error) {
    // Whether there are any is known only to those who can fetch the list.
    if (!/failed to fetch advisory database/.test(error.message)) throw error;
    t.skip('the list of advisories (github.com/RustSec/advisory-db) cannot be reached from here');
  }
});
