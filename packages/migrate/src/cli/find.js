// The files of a project on the disk. It decides which folders and files are no part of what somebody wrote: those that
// are installed, built or ignored. Links are followed once, so a loop of links ends.

import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { SCRIPT } from '../source/project.js';

const SKIPPED = new Set([
  'node_modules',
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

/**
 * @param {string} root @param {string[]} paths @param {(count: number) => void} progress
 * @returns {{ files: Map<string, string>, problems: { file: string, why: string }[] }}
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
      if (!isGiven && (SKIPPED.has(basename(path)) || basename(path).startsWith('.'))) return;
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
    try {
      files.set(name(path), UTF8.decode(readFileSync(path)));
    } catch (error) {
      problems.push({
        file: name(path),
        why: error.code === 'EACCES' ? 'it cannot be read' : 'it is no UTF-8 text',
      });
      return;
    }
    if (files.size % 100 === 0) progress(files.size);
  };
  for (const path of paths) visit(path, true);
  return { files, problems };
}
