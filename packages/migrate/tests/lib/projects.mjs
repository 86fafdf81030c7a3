// The projects of tests/projects: their files before, and what is expected of them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../projects', import.meta.url));

export function readFolder(folder, prefix = '') {
  const files = new Map();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      for (const [name, text] of readFolder(path, `${prefix}${entry.name}/`)) files.set(name, text);
    else files.set(prefix + entry.name, readFileSync(path, 'utf8'));
  }
  return files;
}

export function projects() {
  return readdirSync(root)
    .sort()
    .map((name) => ({
      name,
      folder: join(root, name),
      before: readFolder(join(root, name, 'before')),
      ...JSON.parse(readFileSync(join(root, name, 'project.json'), 'utf8')),
      expected: existsSync(join(root, name, 'report.txt'))
        ? readFileSync(join(root, name, 'report.txt'), 'utf8')
        : undefined,
    }));
}

export const entryOf = (files) => [...files.keys()].find((path) => /^src\/main\.\w+$/.test(path));
