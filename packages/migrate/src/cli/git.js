// Whether git would bring everything back. It decides when `--write` asks for `--force`.

import { spawnSync } from 'node:child_process';

/** @returns {string | undefined} why not */
export function unsafe(folder, files) {
  const git = (...args) => spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64e6 });
  const inside = git('rev-parse', '--is-inside-work-tree');
  if (inside.error || inside.status !== 0)
    return 'there is no git here, so nothing could bring the old files back';
  const status = git('status', '--porcelain', '--untracked-files=all', '--', ...files);
  if (status.status !== 0) return 'git does not say whether there are changes';
  const changed = status.stdout.split('\n').filter(Boolean).length;
  return changed
    ? `${changed === 1 ? 'a file' : `${changed} files`} to be written ${changed === 1 ? 'has' : 'have'} changes that are not committed`
    : undefined;
}
