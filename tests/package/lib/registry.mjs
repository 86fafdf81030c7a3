// A registry on this machine, for `npm install` of names and versions as users write them, without a network. It has what
// is installed in a folder `node_modules`, in the versions that are there, and packs a package when it is asked for.

import { createReadStream, cpSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import { runQuietly } from '../../../scripts/lib/run.mjs';
import { temporaryFolder } from './project.mjs';

const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Folders by name and version; npm has written down where each is. @returns {Map<string, Map<string, string>>} */
function packagesIn(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
  const found = new Map();
  // Those at the top come last, so that they are the latest.
  const deepFirst = Object.entries(packages).sort(([one], [two]) => two.length - one.length);
  for (const [path, { version }] of deepFirst) {
    const name = path.split('node_modules/').at(-1);
    found.set(name, (found.get(name) ?? new Map()).set(version, join(root, path)));
  }
  return found;
}

/** @returns {Promise<string>} the path of the tarball, in an empty folder */
async function pack(folder, isOwn, place) {
  if (isOwn) {
    const printed = await runQuietly('npm', ['pack', folder, '--silent', '--pack-destination', place]);
    return join(place, printed.trim().split('\n').at(-1));
  }
  const source = realpathSync(folder);
  cpSync(source, join(place, 'package'), {
    recursive: true,
    filter: (file) => !relative(source, file).split(/[\\/]/).includes('node_modules'),
  });
  await runQuietly('tar', ['-czf', 'package.tgz', 'package'], { cwd: place });
  return join(place, 'package.tgz');
}

/**
 * @param {string} root where `node_modules` is @param {string[]} own folders of packages besides
 * @returns {Promise<{ close: () => void, install: (folder: string, ...args: string[]) => Promise<string> }>} `install`: npm's, in
 *   a folder, from nowhere else
 */
export async function startRegistry(root, own) {
  const packages = packagesIn(root);
  for (const folder of own) {
    const { name, version } = manifestOf(folder);
    packages.set(name, new Map([[version, folder]]));
  }
  const tarballs = new Map();
  const place = temporaryFolder();

  async function answer(path, response) {
    const [name, file] = path.slice(1).split('/-/');
    const versions = packages.get(name);
    if (!versions) return response.writeHead(404).end('{}');
    if (file) {
      const folder = versions.get(file.replace('.tgz', ''));
      if (!tarballs.has(folder)) {
        const empty = join(place, String(tarballs.size));
        mkdirSync(empty);
        tarballs.set(folder, pack(folder, own.includes(folder), empty));
      }
      return createReadStream(await tarballs.get(folder)).pipe(response);
    }
    const shown = [...versions].map(([version, folder]) => {
      const dist = { tarball: `${address()}/${name}/-/${version}.tgz` };
      // Scripts would build what is built already.
      return [version, { ...manifestOf(folder), scripts: {}, dist }];
    });
    response.setHeader('Content-Type', 'application/json');
    return response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: shown.at(-1)[0] },
        versions: Object.fromEntries(shown),
      }),
    );
  }

  const address = () => `http://127.0.0.1:${server.address().port}`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    answer(path, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A cache of its own: what is answered here must not be taken for what the world's registry has.
  const options = ['--registry', address(), '--cache', join(place, 'cache'), '--no-audit', '--no-fund'];
  return {
    close: () => (server.closeAllConnections(), server.close()),
    // What npm says counts, also where it runs under `npm --silent`.
    install: (folder, ...args) =>
      runQuietly(
        'npm',
        ['install', '--ignore-scripts', '--fetch-retries=0', '--loglevel=error', ...options, ...args],
        { cwd: folder },
      ),
  };
}
