// Whether git would bring everything back. It decides when `--write` asks for `--force`.

import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** @returns {string | undefined} why not */
export function unsafe(folder, files) {
  const git = (...args) => spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64e6 });
  const inside = git('rev-parse', '--is-inside-work-tree');
  if (inside.error || inside.status !== 0)
    return 'there is no git here, so nothing could bring the old files back';
  // What a link leads to is what is written; a file that git ignores is one that it cannot bring back.
  const real = files.map((file) => realpathSync(resolve(folder, file)));
  const status = git('status', '--porcelain', '--untracked-files=all', '--ignored', '--', ...real);
  if (status.status !== 0)
    return /outside repository/.test(status.stderr)
      ? 'a link leads to a file outside of this git'
      : 'git does not say whether there are changes';
  const lines = status.stdout.split('\n').filter(Boolean);
  const ignored = lines.filter((line) => line.startsWith('!!')).length;
  if (ignored) return 'git ignores a file to be written, so it could not bring it back';
  const changed = lines.length;
  return changed
    ? `${changed === 1 ? 'a file' : `${changed} files`} to be written ${changed === 1 ? 'has' : 'have'} changes that are not committed`
    : undefined;
}
