// The instances of the core, of whichever form the suite runs on: EVERFETCH_CORE=javascript for the one without
// WebAssembly, which is a module whose function makes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

export const isJavaScript = process.env.EVERFETCH_CORE === 'javascript';

const here = (path) => join(fileURLToPath(import.meta.url), '../../../..', path);

/** The file that holds the core as JavaScript. */
export const CHUNK = here('pkg/core-js.js');

/** The exports' names as Rust has them, by the short ones that the build gives them. */
export const LONG = isJavaScript
  ? Object.fromEntries(
      JSON.parse(readFileSync(here('target/wasm-mvp/names.json'), 'utf8')).exports.map(([from, to]) => [
        to,
        from,
      ]),
    )
  : JSON.parse(readFileSync(here('target/core-exports.json'), 'utf8'));

/** It cannot be had, at none of the addresses that it is asked for at in turn. */
export function loseChunk() {
  for (const query of ['', ...Array.from({ length: 9 }, (_, index) => `?retry=${index + 1}`)]) {
    vi.doMock(CHUNK + query, () => {
      throw new Error('offline');
    });
    onTestFinished(() => vi.doUnmock(CHUNK + query));
  }
}

/** @param {(instance: { exports: object }) => { exports: object }} change what the package gets in place of an instance */
export function replaceInstances(change) {
  if (isJavaScript) {
    vi.doMock(CHUNK, async (original) => {
      const { instantiate, ...rest } = await original();
      return { ...rest, instantiate: (imports) => change(instantiate(imports)) };
    });
    onTestFinished(() => vi.doUnmock(CHUNK));
    return;
  }
  const { Instance } = WebAssembly;
  function Replaced(module, imports) {
    return change(new Instance(module, imports));
  }
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: Replaced } }));
}
