// Tells whether pkg/ is up to date, by the content of the sources: modification times change with every checkout.
// Decides which files count as sources of the package.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { at } from './paths.mjs';

const sources = [
  ...['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'package-lock.json', 'README.md', 'CHANGELOG.md'],
  ...['.cargo', 'src', 'pkg-template', 'scripts/lib', 'scripts/build.mjs', 'scripts/encode-wasm.mjs'],
];
const record = at('target', 'pkg.fingerprint');

function* filesOf(path) {
  if (!existsSync(at(path))) return;
  let entries;
  try {
    entries = readdirSync(at(path), { withFileTypes: true });
  } catch {
    yield path;
    return;
  }
  for (const entry of entries.sort((one, two) => (one.name < two.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* filesOf(`${path}/${entry.name}`);
    else yield `${path}/${entry.name}`;
  }
}

export function fingerprint() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(at(file)))
        .update('\0');
  }
  return hash.digest('hex');
}

export const upToDate = () =>
  existsSync(at('pkg', 'index.js')) && existsSync(record) && readFileSync(record, 'utf8') === fingerprint();

export const remember = (value) => writeFileSync(record, value);
