// The Rust toolchain that rust-toolchain.toml names, with its components and the wasm target, through rustup.
// A Rust from elsewhere (a distribution's package) is used if it has the version and the target.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, capture, reason, runQuietly } from './run.mjs';
import { toolchain } from './versions.mjs';

function missingFromRustup(wanted) {
  // Without an installed toolchain `rustup component list` fails, which means the same: everything is missing.
  const installed = capture('rustup', [
    'component',
    'list',
    '--installed',
    '--toolchain',
    wanted.channel,
  ])?.split(/\r?\n/);
  if (!installed) return [...wanted.components, ...wanted.targets];
  const has = (part) => installed.some((line) => line === part || line.startsWith(`${part}-`));
  return [
    ...wanted.components.filter((component) => !has(component)),
    ...wanted.targets.filter((target) => !has(`rust-std-${target}`)),
  ];
}

/** Without rustup nothing can be installed: either everything is there, or a person has to act. */
function checkForeignRust(wanted) {
  const version = capture('rustc', ['--version'])?.split(' ')[1];
  if (version !== wanted.channel) {
    throw new Failure(
      `${version ? `The Rust found on PATH is ${version}, not ${wanted.channel}, and rustup is missing` : 'Rust is missing'}: ` +
        'install rustup (https://rustup.rs), open a new terminal and try again.',
    );
  }
  const sysroot = capture('rustc', ['--print', 'sysroot']) ?? '';
  const missing = wanted.targets.filter((target) => !existsSync(join(sysroot, 'lib', 'rustlib', target)));
  if (missing.length) {
    throw new Failure(
      `The Rust found on PATH has no target ${missing.join(', ')} and did not come from rustup: ` +
        'install rustup (https://rustup.rs) or add the target as your distribution does it.',
    );
  }
}

export const rustStep = () => {
  const wanted = toolchain();
  return {
    name: `Rust ${wanted.channel} with ${wanted.targets.join(', ')}`,
    doing: 'rustup downloads',
    takes: 30,
    long: 'a download of some 100 MB at the first time',
    check() {
      if (!capture('rustup', ['--version'])) return (checkForeignRust(wanted), 'ready');
      return missingFromRustup(wanted).length ? undefined : 'ready';
    },
    async work(report) {
      const command = ['toolchain', 'install', wanted.channel, '--profile', 'minimal', '--no-self-update'];
      for (const component of wanted.components) command.push('--component', component);
      for (const target of wanted.targets) command.push('--target', target);
      const parts = missingFromRustup(wanted);
      report(parts.join(', '));
      try {
        await runQuietly('rustup', command);
      } catch (error) {
        throw new Failure(
          `rustup could not install ${parts.join(', ')} of Rust ${wanted.channel} (${reason(error)}): ` +
            `see that its downloads are not blocked, then run \`rustup ${command.join(' ')}\`.`,
        );
      }
      return `installed ${parts.join(', ')}`;
    },
  };
};
