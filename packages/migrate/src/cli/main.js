// The command: finds the files, asks the decision, shows or writes. It decides exit codes and what goes to which stream:
// the result to standard output, everything about the work to standard error.

import { readFileSync, renameSync, writeFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { migrate } from '../migrate.js';
import { reportText } from '../report.js';
import { findFiles, partsOf } from './find.js';
import { unsafe } from './git.js';
import { HELP, readOptions } from './options.js';

const own = () => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** @returns {number} the exit code */
export function run(args, { cwd = process.cwd(), out = process.stdout, err = process.stderr } = {}) {
  const say = (text) => err.write(`${text}\n`);
  const options = readOptions(args);
  if (options.problem) return (say(options.problem), 2);
  if (options.help) return (out.write(`${HELP}\n`), 0);
  if (options.version) return (out.write(`${own().version}\n`), 0);

  const paths = (options.paths.length ? options.paths : ['.']).map((path) => resolve(cwd, path));
  const progress = progressOf(err);
  const { files, problems } = findFiles(cwd, paths, (count) => progress(`reading: ${count} files`));
  const lost = problems.filter(({ why }) => why === 'there is no such file or folder');
  if (lost.length) {
    progress();
    return (lost.forEach(({ file, why }) => say(`${file}: ${why}`)), 2);
  }
  progress(`looking at ${files.size} files`);
  const before = files;
  const { files: changed, report } = migrate(files, {
    unread: problems.filter(({ isUnread }) => isUnread),
  });
  progress();
  for (const { file, why } of problems) report.skipped.push({ file, line: 1, what: file, why });

  const parts = partsOf(paths).map((path) => relative(cwd, path) || '.');
  let written = false;
  let problem;
  if (options.write && changed.size) {
    problem = options.force ? undefined : unsafe(cwd, [...changed.keys()]);
    if (problem) say(`nothing was written: ${problem}. Commit first, or add --force.`);
    else {
      problem = writeAll(cwd, before, changed);
      if (problem) say(problem);
      else written = true;
    }
  }
  const code = problem ? 2 : report.yours.some(({ file }) => file) && !changed.size ? 1 : 0;
  if (options.json) {
    const changes = report.changed.map((file) => ({ file, text: changed.get(file) }));
    out.write(`${JSON.stringify({ ...report, written, parts, changes }, undefined, 2)}\n`);
    return code;
  }
  if (!options.noDiff && !written)
    for (const [file, text] of changed)
      out.write(
        createTwoFilesPatch(`a/${file}`, `b/${file}`, before.get(file), text, undefined, undefined, {
          context: 3,
        }),
      );
  out.write(`${reportText(report)}\n`);
  if (parts.length)
    out.write(
      `Only ${parts.join(', ')} was looked at: what signs in or out elsewhere in the project was not seen.\n`,
    );
  if (!changed.size && !report.yours.length) out.write('There is nothing to move.\n');
  else if (changed.size)
    out.write(
      written
        ? `${changed.size} files written. Install everfetch, and run your tests.\n`
        : `${changed.size} files would change. Add --write to change them.\n`,
    );
  return code;
}

/** All or nothing: what was written is put back if one file cannot be. */
function writeAll(cwd, before, changed) {
  const done = [];
  for (const [file, text] of changed) {
    try {
      // Through the link, if it is one, and never half a file.
      const path = realpathSync(resolve(cwd, file));
      if (readFileSync(path, 'utf8') !== before.get(file)) throw new Error('it has changed meanwhile');
      const { mode } = statSync(path);
      const draft = `${path}.everfetch-migrate`;
      writeFileSync(draft, text, { mode });
      done.push([path, before.get(file), draft]);
      renameSync(draft, path);
    } catch (error) {
      for (const [path, old, draft] of done) {
        rmSync(draft, { force: true });
        writeFileSync(path, old);
      }
      return `${file} could not be written (${error.message}); everything is as it was`;
    }
  }
  return undefined;
}

/** A line on a terminal that rewrites itself. */
function progressOf(err) {
  if (!err.isTTY) return () => {};
  return (text) => err.write(text ? `\r\x1b[K${text}` : '\r\x1b[K');
}
