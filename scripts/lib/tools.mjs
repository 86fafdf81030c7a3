// wasm-bindgen, wasm-pack and wasm-opt: taken from PATH if the version is right, otherwise built once per user into the
// cache folder, so that a second clone finds them. Decides which version is right.

import { join } from 'node:path';
import { at, toolsDir } from './paths.mjs';
import { Failure, capture, reason, runQuietly, which } from './run.mjs';
import { wasmBindgenVersion, wasmPackVersion } from './versions.mjs';

const versionOf = (command) => /\d+\.\d+\.\d+\S*/.exec(capture(command, ['--version']) ?? '')?.[0];

/** Cargo draws a bar "[===>   ] 120/268" on request, even without a terminal. Progress is read from it. */
const bar = { CARGO_TERM_PROGRESS_WHEN: 'always', CARGO_TERM_PROGRESS_WIDTH: '80' };

/** The tools run for moments, so the time to compile them counts more than how fast they are. */
const quick = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '256',
  CARGO_PROFILE_RELEASE_DEBUG: '0',
};

/** Builds a program of crates.io into the user's cache of tools. */
export async function cargoInstall(crate, version, extra, report) {
  const command = ['install', crate, '--version', version, '--root', toolsDir, '--force', ...extra];
  try {
    await runQuietly('cargo', command, {
      env: { ...bar, ...quick },
      onOutput: (text) => {
        const state = [...text.matchAll(/\[[=> ]*\] (\d+)\/(\d+)/g)].at(-1);
        if (state) report(`compiled ${state[1]} of ${state[2]} crates`);
        else if (text.includes('Blocking')) report('waiting for another cargo install to finish');
      },
    });
  } catch (error) {
    if (error.log) error.log = error.log.replaceAll(/\r?[^\n\r]*\[[=> ]*\] \d+\/\d+[^\n\r]*/g, '');
    error.message =
      `\`cargo install ${crate} --version ${version}\` failed (${reason(error)}). ` +
      `If ${crate} ${version} is put on PATH in another way, it is used.`;
    throw error;
  }
  return `installed into ${toolsDir}`;
}

export const wasmBindgenStep = () => {
  const version = wasmBindgenVersion();
  return {
    name: `wasm-bindgen ${version}`,
    doing: 'cargo install',
    takes: 130,
    long: 'once per user, two or three minutes',
    // The test runner has to be in the same folder, where wasm-pack looks for it, and of the same version.
    check: () => {
      const found = which('wasm-bindgen');
      const runner = found && which('wasm-bindgen-test-runner', [join(found, '..')]);
      return runner && versionOf(found) === version && versionOf(runner) === version ? 'ready' : undefined;
    },
    // Not --locked: the lock file of that release names a version that was yanked later.
    work: (report) => cargoInstall('wasm-bindgen-cli', version, [], report),
  };
};

export const wasmPackStep = {
  name: `wasm-pack ${wasmPackVersion}`,
  doing: 'cargo install',
  long: 'once per user, a few minutes',
  check: () => (versionOf('wasm-pack') === wasmPackVersion ? 'ready' : undefined),
  work: (report) => cargoInstall('wasm-pack', wasmPackVersion, ['--locked'], report),
};

/** wasm-opt comes with the node module binaryen, pinned in package-lock.json: nothing to build or download. */
export const wasmOptStep = {
  name: 'wasm-opt',
  check() {
    const version = /\d+/.exec(capture('wasm-opt', ['--version']) ?? '')?.[0];
    if (version && which('wasm-opt')?.startsWith(at('node_modules'))) return `ready (binaryen ${version})`;
    throw new Failure(
      'wasm-opt, which the node module binaryen brings, does not run: delete node_modules and try again.',
    );
  },
};
