// The test runners among the node modules. Decides whether the one that a suite needs is there in the version that
// package-lock.json names: a folder that was deleted or replaced by hand does not show in npm's own record.

import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';

const read = (...path) => {
  const file = at(...path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

/** @param {string[]} names of packages @returns {string[]} a line for each that is missing or has another version */
export function lackingRunners(names) {
  const locked = read('package-lock.json')?.packages ?? {};
  return names.flatMap((name) => {
    const wanted = locked[`node_modules/${name}`]?.version;
    const found = read('node_modules', ...name.split('/'), 'package.json')?.version;
    if (found === wanted) return [];
    const state = found ? `${found} is installed` : 'it is missing';
    return [`${name} ${wanted} is needed, and ${state}: run \`npm ci\`.`];
  });
}
