// Reads the versions that other files fix, so that each is written once: the crate's in Cargo.toml, wasm-bindgen's in
// Cargo.lock, Rust's in rust-toolchain.toml, axios's in package-lock.json. wasm-pack and geckodriver have no such file, so
// their versions are here.

import { existsSync, readFileSync } from 'node:fs';
import { at } from './paths.mjs';
import { Failure } from './run.mjs';

export const wasmPackVersion = '0.15.1';
export const geckodriverVersion = '0.37.1';

/**
 * The oldest browsers and drivers that the tests can use, which need more than the package does (docs/engines.md):
 * Chromium's headless mode that freezes and caches pages as users have it, and for Firefox the oldest one that they were
 * run in.
 */
export const oldest = { chromium: '112', firefox: '140', geckodriver: '0.34.0' };

/** Whether a version is older than another one; one that is not known is not. @param {string | undefined} version */
export function isOlder(version, than) {
  if (!version) return false;
  const [parts, others] = [version, than].map((text) => text.split('.').map(Number));
  const index = others.findIndex((other, at) => (parts[at] ?? 0) !== other);
  return index >= 0 && (parts[index] ?? 0) < others[index];
}

const read = (name) => {
  if (!existsSync(at(name)))
    throw new Failure(`${name} is missing: is this a whole clone of the repository?`);
  return readFileSync(at(name), 'utf8');
};

const find = (name, pattern) => {
  const found = pattern.exec(read(name));
  if (!found) throw new Failure(`${name} does not say what is looked for there (${pattern}).`);
  return found[1];
};

export const crateVersion = () => find('Cargo.toml', /^\[package\][^[]*?^version\s*=\s*"([^"]+)"/ms);

/** The axios that everfetch is compared with, and whose version `@everfetch/axios` has. */
export const axiosVersion = () =>
  JSON.parse(read('package-lock.json')).packages['node_modules/axios'].version;

/** The command-line tool writes the glue, and must have exactly the library's version. */
export const wasmBindgenVersion = () => find('Cargo.lock', /^name = "wasm-bindgen"\r?\nversion = "([^"]+)"/m);

/** The custom Cargo profile `wasm` is used for the package where Cargo.toml has one, else `release`. */
export const wasmProfile = () => (/^\[profile\.wasm\]/m.test(read('Cargo.toml')) ? 'wasm' : 'release');

export function toolchain() {
  const list = (key) =>
    [
      ...find('rust-toolchain.toml', new RegExp(`^${key}\\s*=\\s*\\[([^\\]]*)\\]`, 'm')).matchAll(
        /"([^"]+)"/g,
      ),
    ].map((match) => match[1]);
  return {
    channel: find('rust-toolchain.toml', /^channel\s*=\s*"([^"]+)"/m),
    components: list('components'),
    targets: list('targets'),
  };
}
