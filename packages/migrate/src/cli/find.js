// The files of a project on the disk. It decides which folders and files are no part of what somebody wrote: those that
// are installed or built. Links are followed once, so a loop of links ends.

import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { SCRIPT } from '../source/project.js';

/** At the top of a package these are built or copied. Deeper they are somebody's own: `src/pages/public/Login.jsx`. */
const SKIPPED = new Set([
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'target',
  'storybook-static',
  'public',
  'artifacts',
]);
const LARGEST_READ = 2_000_000;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {string} path of a folder @param {string[]} given */
function isForeign(path, given) {
  const own = basename(path);
  if (own === 'node_modules' || own.startsWith('.')) return true;
  const parent = dirname(path);
  return SKIPPED.has(own) && (given.includes(parent) || existsSync(join(parent, 'package.json')));
}

/**
 * The folders of packages that the paths are only a part of.
 * @param {string[]} paths
 */
export function partsOf(paths) {
  const isSeen = (folder) => paths.some((path) => folder === path || folder.startsWith(path + sep));
  return paths.filter((path) => {
    let folder = path;
    while (!existsSync(join(folder, 'package.json'))) {
      if (dirname(folder) === folder) return false;
      folder = dirname(folder);
    }
    return !isSeen(folder);
  });
}

/**
 * @param {string} root @param {string[]} paths @param {(count: number) => void} progress
 * @returns {{ files: Map<string, string>, problems: { file: string, why: string, text?: string, isUnread?: boolean }[] }}
 */
export function findFiles(root, paths, progress) {
  const files = new Map();
  const problems = [];
  const seen = new Set();
  const name = (path) => relative(root, path).split(sep).join('/');

  const visit = (path, isGiven) => {
    let real;
    let stat;
    try {
      real = realpathSync(path);
      stat = statSync(real);
    } catch (error) {
      problems.push({
        file: name(path),
        why:
          error.code === 'ELOOP'
            ? 'it is a loop of links'
            : isGiven
              ? 'there is no such file or folder'
              : 'it is a link that leads nowhere',
      });
      return;
    }
    if (seen.has(real)) return;
    seen.add(real);
    if (stat.isDirectory()) {
      if (!isGiven && isForeign(path, paths)) return;
      let entries;
      try {
        entries = readdirSync(path);
      } catch {
        problems.push({ file: name(path), why: 'this folder cannot be read' });
        return;
      }
      for (const entry of entries.sort()) visit(join(path, entry), false);
      return;
    }
    if (!stat.isFile() || !(SCRIPT.test(path) || basename(path) === 'package.json')) return;
    if (stat.size > LARGEST_READ) {
      problems.push({
        file: name(path),
        why: `it has ${Math.round(stat.size / 1e6)} MB: built or generated`,
      });
      return;
    }
    let bytes;
    try {
      bytes = readFileSync(path);
      files.set(name(path), UTF8.decode(bytes));
    } catch {
      // Its ASCII tells whether it may be part of a client; of one that cannot be read nothing does.
      problems.push({
        file: name(path),
        why: bytes ? 'it is no UTF-8 text' : 'it cannot be read',
        text: bytes?.toString('latin1'),
        isUnread: true,
      });
      return;
    }
    if (files.size % 100 === 0) progress(files.size);
  };
  for (const path of paths) visit(path, true);
  return { files, problems };
}
