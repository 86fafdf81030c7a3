// Fresh projects for the packed package: `npm pack`, an empty folder, `npm install` of the tarball. What is built
// with is taken from this repository, so that nothing is downloaded.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { runQuietly } from '../../../scripts/lib/run.mjs';

/** A folder that is gone when the tests of the file are over. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @returns {Promise<string>} the folder of a project that has `everfetch` installed from its tarball */
export async function freshProject({ files = {}, type = 'module', tools = [] } = {}) {
  const folder = temporaryFolder();
  await runQuietly('npm', ['pack', at('pkg'), '--pack-destination', folder], { cwd: folder });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type }));
  await runQuietly('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: folder,
  });
  for (const tool of tools)
    symlinkSync(at('node_modules', tool), join(folder, 'node_modules', tool), 'junction');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A copy of one of the small applications beside this folder, with the package installed. */
export async function freshApp(name, options) {
  const folder = await freshProject(options);
  cpSync(at('tests', 'package', name), folder, { recursive: true });
  return folder;
}
