// The packed package in an app of React Native, bundled by Metro with React Native's own configuration, and run in Hermes with
// React Native's own environment: twenty requests on an expired token of two clients cost one refresh. What a device would
// have natively is in apps/react-native/native.js. npm has the compiler of the newest Hermes and the virtual machine of an
// older one, so the bundle for the newest is compiled, and the one for any Hermes is run.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { workshop } from '../matrix/lib/project.mjs';
import { hermes, hermesCompiler, node, versionOf } from './lib/tools.mjs';

const { project } = workshop('tests', 'wide');
const failed = ({ message, log }) => assert.fail(`${message}\n${log}`);

let made;
/** The bundle of the app for Hermes of a profile. The app is made once. @param {string} profile */
async function bundle(profile) {
  const root = await (made ??= project('tests/wide/apps/react-native'));
  const file = join(root, `${profile}.js`);
  await runQuietly(node(), ['build.js', profile, file], { cwd: root }).catch(failed);
  return { root, file };
}

test(
  `React Native ${versionOf('react-native')}: its Hermes takes what Metro bundles`,
  { timeout: 600_000 },
  async () => {
    const { root, file } = await bundle('hermes-stable');
    const compiled = join(root, 'bundle.hbc');
    await runQuietly(hermesCompiler(), ['-emit-binary', '-O', '-w', '-out', compiled, file]).catch(failed);
    // The magic number of Hermes bytecode.
    assert.equal(readFileSync(compiled).subarray(0, 8).toString('hex'), 'c61fbc03c103191f');
  },
);

test(
  `React Native ${versionOf('react-native')} in Hermes ${versionOf('hermes-engine-cli')}`,
  { timeout: 600_000 },
  async () => {
    const { root, file } = await bundle('default');
    const program = join(root, 'program.js');
    writeFileSync(program, readFileSync(join(root, 'native.js'), 'utf8') + readFileSync(file, 'utf8'));
    // React Native has the microtasks of Hermes on.
    const said = await runQuietly(hermes(), ['-Xmicrotask-queue', '-time-limit=60000', '-w', program]).catch(
      failed,
    );
    assert.deepEqual(JSON.parse(said), {
      lacks: ['document', 'location', 'WebAssembly', 'TextDecoder', 'FinalizationRegistry'],
      before: 'anonymous',
      answered: 20,
      server: [1, 0, 20],
      refreshToken: 'R1',
      uploaded: ['file:///photo.jpg'],
      calledOff: 'ERR_CANCELED: canceled',
      engine: 'js',
      degraded: [],
      after: 'ended',
      isKept: false,
      incomplete:
        "ERR_NOT_SUPPORT: URL is missing or incomplete here; in React Native, import 'react-native-url-polyfill/auto' first",
    });
  },
);
