// The node modules that package-lock.json names. Decides whether those on disk are the same, by comparing the
// lock file with the record that npm keeps of what it installed, and calls `npm ci` if not.

import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { Failure, reason, runQuietly } from './run.mjs';

const read = (...path) => {
  const file = at(...path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : undefined;
};

/** Optional packages are for other systems and may be absent. Everything else has to be there as locked. */
export function differences(locked, installed) {
  return Object.entries(locked).filter(([path, { version, integrity, optional }]) => {
    if (path === '') return false;
    const found = installed[path];
    if (!found) return !optional;
    return found.version !== version || found.integrity !== integrity;
  });
}

/** @param {string[]} folder within the repository; none is the repository itself */
const stepFor = (name, takes, long, ...folder) => ({
  name,
  takes,
  doing: 'npm ci',
  long,
  check() {
    const locked = read(...folder, 'package-lock.json');
    const installed = read(...folder, 'node_modules', '.package-lock.json');
    if (!locked) throw new Failure('package-lock.json is missing: is this a whole clone of the repository?');
    return installed && differences(locked, installed).length === 0 ? 'ready' : undefined;
  },
  async work() {
    try {
      await runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: at(...folder) });
    } catch (error) {
      throw new Failure(`npm ci failed: ${reason(error)}`);
    }
    return 'installed';
  },
});

export const nodeModulesStep = stepFor('node modules', 60, 'about a minute at the first time');

export const matrixStep = stepFor(
  'bundlers, frameworks and plugins',
  180,
  'some 1 GB, three minutes at the first time',
  'tests',
  'matrix',
);

export const wideStep = stepFor(
  'frameworks with a build of their own, Node, Deno, Bun and React Native',
  180,
  'some 1.6 GB, four minutes at the first time',
  'tests',
  'wide',
);

export const migrateStep = stepFor(
  'the packages of everfetch-migrate',
  10,
  'some 10 MB',
  'packages',
  'migrate',
);
