// Applications that have the packed package installed as a user would have it. They lie below the folder of a suite, so that
// the bundlers and frameworks of its package.json are found, and everfetch itself only where it was installed.

import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { runQuietly } from '../../../scripts/lib/run.mjs';

/** The start page of an application whose module is `script`. */
export const page = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8" /><title>app</title><link rel="icon" href="data:," /><body><div id="app"></div><script type="module" src="${script}"></script></body></html>`;

/**
 * @param {string[]} home the folder within this repository whose packages the applications find
 */
export function workshop(...home) {
  const place = at(...home, 'work', String(process.pid));
  process.on('exit', () => rmSync(place, { recursive: true, force: true }));

  let installed;

  async function install() {
    mkdirSync(place, { recursive: true });
    await runQuietly('npm', ['pack', at('pkg'), '--pack-destination', place], { cwd: place });
    const [tarball] = readdirSync(place).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(place, 'package.json'), '{"private":true}');
    await runQuietly('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], {
      cwd: place,
    });
  }

  let count = 0;

  /**
   * @param {string} app a folder's path within this repository
   * @param {Record<string, string>} [files] texts by name, besides those of the folder or in their place
   */
  async function project(app, files = {}) {
    await (installed ??= install());
    const root = join(place, `app${++count}`);
    cpSync(at(...app.split('/')), root, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(root, name, '..'), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return root;
  }

  return { place, project };
}

export const { place, project } = workshop('tests', 'matrix');
