// `npm run verify [tarball]`: builds the packages once more, in a clean clone of this commit at another path, and compares every
// file byte for byte: of the tarball that is named, such as a published one (`npm pack everfetch@1.2.3`, or of
// @everfetch/axios), or of pkg/ and pkg-axios/dist/. It fails if there is a difference, and says which files differ.

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { differences } from './lib/compare.mjs';
import { at } from './lib/paths.mjs';
import { Failure, capture, endOnSignals, main, run, runQuietly } from './lib/run.mjs';

/** The folders of what is published, by the names of the packages. */
const folders = { everfetch: ['pkg'], '@everfetch/axios': ['pkg-axios', 'dist'] };

/** The files of a folder by their names. */
const filesIn = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true })
      .map((name) => String(name).replaceAll('\\', '/'))
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name))]),
  );

/** The files of a tarball. The folder that they are unpacked in is empty before and after. */
async function unpacked(tarball, folder) {
  if (!existsSync(tarball)) throw new Failure(`${tarball} is not there: name the tarball of a package.`);
  await runQuietly('tar', ['-xzf', tarball, '-C', folder]);
  const files = filesIn(join(folder, 'package'));
  rmSync(join(folder, 'package'), { recursive: true });
  return files;
}

/** The packages to compare with, by name: the tarball that is given, or all that have been built here. */
async function packagesToCompare(tarball, folder, pack) {
  if (tarball) {
    const files = await unpacked(resolve(tarball), folder);
    const { name } = JSON.parse(String(files.get('package.json')));
    if (!folders[name])
      throw new Failure(`${tarball} is no tarball of ${Object.keys(folders).join(' or ')}.`);
    return new Map([[name, files]]);
  }
  const packages = new Map();
  for (const [name, path] of Object.entries(folders)) {
    if (!existsSync(at(...path, 'package.json')))
      throw new Failure(`There is no ${path.join('/')}/ to compare with: npm run build, or name a tarball.`);
    packages.set(name, await pack(at(...path)));
  }
  return packages;
}

await main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-verify-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  endOnSignals(clean);
  try {
    // As npm packs it, which leaves files out.
    const pack = async (from) => {
      const log = await runQuietly('npm', ['pack', from, '--silent', '--pack-destination', folder]);
      return unpacked(join(folder, log.trim().split('\n').at(-1)), folder);
    };
    const first = await packagesToCompare(process.argv[2], folder, pack);
    const commit = capture('git', ['rev-parse', 'HEAD']);
    if (!commit) throw new Failure('This is no clone of the repository.');
    if (capture('git', ['status', '--porcelain']))
      console.log('verify: what is not committed is not part of the comparison');
    const clone = join(folder, 'a clone');
    console.log(`verify: building ${commit.slice(0, 12)} in ${clone} (some minutes)`);
    await runQuietly('git', ['clone', '--quiet', '--no-hardlinks', at('.'), clone]);
    await runQuietly('git', ['checkout', '--quiet', '--detach', commit], { cwd: clone });
    if ((await run('node', ['scripts/build.mjs'], { cwd: clone })) !== 0)
      throw new Failure('The clone could not be built; the output is above.');
    const found = [];
    let count = 0;
    for (const [name, files] of first) {
      const second = await pack(join(clone, ...folders[name]));
      count += second.size;
      found.push(...differences(files, second).map((text) => `${name}: ${text}`));
    }
    if (found.length) throw new Failure(`Not the same:\n${found.join('\n')}`);
    console.log(`verify: ${count} files of ${[...first.keys()].join(' and ')}, all the same, byte for byte`);
  } finally {
    clean();
  }
});
