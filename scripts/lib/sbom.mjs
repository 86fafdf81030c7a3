// The list of what is in the package (CycloneDX 1.6): the crates that are compiled into the wasm, the compiler whose standard
// library is, and the hash of each file that runs. Decides what counts: what only builds or tests it does not. It holds no
// date and no random number, so that the same sources give the same text.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { Failure, capture } from './run.mjs';
import { toolchain } from './versions.mjs';

const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** The checksums of Cargo.lock, by name and version. */
function checksums() {
  const lock = readFileSync(at('Cargo.lock'), 'utf8');
  const entries = lock.matchAll(
    /^name = "(.+)"\r?\nversion = "(.+)"\r?\nsource = .+\r?\nchecksum = "(.+)"/gm,
  );
  return new Map([...entries].map(([, name, version, sum]) => [`${name} ${version}`, sum]));
}

/** The crates in the wasm: neither macros, which run in the compiler, nor what only the tests need. */
function crates() {
  const tree = capture('cargo', [
    ...['tree', '--locked', '--package', 'everfetch-npm', '--target', 'wasm32-unknown-unknown'],
    ...['--edges', 'normal,no-proc-macro', '--prefix', 'none', '--format', '{p}|{l}'],
  ]);
  if (!tree) throw new Failure('`cargo tree` does not say what is in the core.');
  const sums = checksums();
  return [...new Set(tree.split(/\r?\n/).map((line) => line.replace(/ \(\*\)$/, '')))]
    .filter((line) => line && !line.includes(' ('))
    .sort()
    .map((line) => {
      const [, name, version, license] = /^(\S+) v([^|]+)\|(.*)$/.exec(line);
      const purl = `pkg:cargo/${name}@${version}`;
      return {
        type: 'library',
        'bom-ref': purl,
        name,
        version,
        purl,
        licenses: [{ expression: license }],
        hashes: [{ alg: 'SHA-256', content: sums.get(`${name} ${version}`) }],
      };
    });
}

/** @param {string} version @param {Map<string, string | Buffer>} files of the package */
export function bill(version, files) {
  const { channel } = toolchain();
  const ref = `pkg:npm/everfetch@${version}`;
  const runs = [...files].filter(([name]) => /\.(js|cjs|wasm)$/.test(name));
  const list = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'library',
        'bom-ref': ref,
        name: 'everfetch',
        version,
        purl: ref,
        licenses: [{ expression: 'MIT OR Apache-2.0' }],
        components: runs.map(([name, content]) => ({
          type: 'file',
          name,
          hashes: [{ alg: 'SHA-256', content: sha256(content) }],
        })),
      },
    },
    components: [
      ...crates(),
      {
        type: 'library',
        'bom-ref': `rust-std@${channel}`,
        name: 'rust-std',
        version: channel,
        description: 'the standard library of Rust, as far as the core uses it',
        licenses: [{ expression: 'MIT OR Apache-2.0' }],
      },
    ],
  };
  list.dependencies = [{ ref, dependsOn: list.components.map((one) => one['bom-ref']) }];
  return `${JSON.stringify(list, null, 2)}\n`;
}
