// `npm run verify [tarball]`: builds the package once more, in a clean clone of this commit at another path, and compares every
// file byte for byte: with the tarball that is named, such as a published one (`npm pack everfetch@1.2.3`), or with pkg/.
// It fails at the first sign of a difference, and says which files differ.

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { differences } from './lib/compare.mjs';
import { at } from './lib/paths.mjs';
import { Failure, capture, endOnSignals, main, run, runQuietly } from './lib/run.mjs';

/** The files of a folder by their names. */
const filesIn = (folder) =>
  new Map(
    readdirSync(folder, { recursive: true })
      .map((name) => String(name).replaceAll('\\', '/'))
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name))]),
  );

async function unpacked(tarball, folder) {
  if (!existsSync(tarball)) throw new Failure(`${tarball} is not there: name the tarball of a package.`);
  await runQuietly('tar', ['-xzf', tarball, '-C', folder]);
  return filesIn(join(folder, 'package'));
}

await main(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-verify-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  endOnSignals(clean);
  try {
    const [name] = process.argv.slice(2);
    if (!name && !existsSync(at('pkg', 'package.json')))
      throw new Failure('There is no pkg/ to compare with: npm run build, or name a tarball.');
    const given = name ? await unpacked(resolve(name), folder) : undefined;
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
    // Both as npm packs them, which leaves files out.
    const pack = async (from, to) => {
      const log = await runQuietly('npm', ['pack', from, '--silent', '--pack-destination', folder]);
      return unpacked(join(folder, log.trim().split('\n').at(-1)), to);
    };
    const first = given ?? (await pack(at('pkg'), folder));
    rmSync(join(folder, 'package'), { recursive: true });
    const second = await pack(join(clone, 'pkg'), folder);
    const found = differences(first, second);
    if (found.length) throw new Failure(`Not the same:\n${found.join('\n')}`);
    console.log(`verify: ${second.size} files, all the same, byte for byte`);
  } finally {
    clean();
  }
});
