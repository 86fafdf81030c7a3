// The same scripts in three places: where axios is axios, where they import everfetch in its stead, and where everfetch has
// the name axios, also for the packages that ask for axios. (That npm installs it so is tests/matrix/alias.test.mjs.)

import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { place, project } from './project.mjs';

const modules = at('tests', 'matrix', 'node_modules');

/** `axios` is the package @everfetch/axios here, and plugins lie beside it, so that it is what they find. */
function aliased(plugins) {
  const folder = join(place, 'alias');
  cpSync(at('pkg-axios', 'dist'), join(folder, 'node_modules', 'axios'), { recursive: true });
  for (const name of plugins)
    cpSync(join(modules, name), join(folder, 'node_modules', name), { recursive: true });
  return folder;
}

/** The texts of a folder's scripts, with everfetch in place of axios. */
const renamed = (folder) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /\.(mjs|ts)$/.test(name))
      .map((name) => [
        name,
        readFileSync(join(folder, name), 'utf8').replaceAll("from 'axios'", "from 'everfetch'"),
      ]),
  );

let made;
/** @param {string} app a folder's path within this repository @param {string[]} plugins @returns {Promise<Record<'axios' | 'everfetch' | 'alias', string>>} folders */
export const ways = (app, plugins) =>
  (made ??= (async () => {
    const folder = at(...app.split('/'));
    const axios = await project(app);
    const everfetch = await project(app, renamed(folder));
    const alias = join(aliased(plugins), 'app');
    cpSync(folder, alias, { recursive: true });
    return { axios, everfetch, alias };
  })());
