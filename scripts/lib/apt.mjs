// Installs packages on Debian and its relatives. Decides how: as root or by sudo, without a prompt, and again after
// `apt-get update`, since the lists of a fresh machine are empty or old. The caller decides which packages.

import { Failure, capture, reason, runQuietly, which } from './run.mjs';

/** Archives sometimes refuse one file of many. What has been downloaded is kept. */
const ATTEMPTS = 3;

export const hasApt = () => Boolean(which('apt-get'));

/** `debian`, `ubuntu` and so on: they name the same program differently. */
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
