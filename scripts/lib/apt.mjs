// Installs packages of Debian and its like. Decides how: as root or by sudo, never with a question, and again after
// `apt-get update`, since the lists of a fresh machine are empty or old. Which packages is decided by who asks.

import { Failure, capture, reason, runQuietly, which } from './run.mjs';

/** Archives now and then refuse one file of many; what has come already is kept. */
const ATTEMPTS = 3;

export const hasApt = () => Boolean(which('apt-get'));

/** `debian`, `ubuntu` and so on: their names for one program differ. */
export const distribution = () =>
  /^ID=(.*)$/m.exec(capture('cat', ['/etc/os-release']) ?? '')?.[1].replaceAll('"', '') ?? '';

/** @param {string[]} packages @param {(text: string) => void} report */
export async function aptInstall(packages, report) {
  const isRoot = process.getuid() === 0;
  if (!isRoot && !which('sudo')) throw new Failure('neither root nor sudo');
  // sudo -n: a password prompt would hang a script that shows no input line.
  const apt = (...args) =>
    runQuietly(isRoot ? 'apt-get' : 'sudo', [...(isRoot ? [] : ['-n', 'apt-get']), ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  for (let attempt = 1; ; attempt++) {
    report(`apt-get install ${packages.join(' ')}`);
    try {
      return await apt('install', '-y', '--no-install-recommends', ...packages);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      report(`apt-get update, because of: ${reason(error)}`);
      await apt('update');
    }
  }
}
