// A core that breaks when the test wants it to: every export of every instance can throw a RuntimeError, as a trap
// does. It counts the calls into an instance that has broken.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The exports' names as Rust has them, by the short ones that the build gives them. */
const table = join(fileURLToPath(import.meta.url), '../../../../target/core-exports.json');
const LONG = JSON.parse(readFileSync(table, 'utf8'));

const ENTRIES = /^apiclient_|closure/;

/** The executor of a promise: what it throws is the promise's, and it does nothing that could trap. */
const isExecutor = () => /new Promise/.test(new Error().stack);

export function breakableCore() {
  const { Instance, RuntimeError } = WebAssembly;
  const core = {
    calls: 0,
    instances: 0,
    /** How often a broken instance was entered. */
    misused: 0,
    /** Whether the call that is about to be made traps. @type {(name: string, count: number) => boolean} */
    traps: () => false,
    /** The next call of an export whose name matches traps. @param {RegExp} pattern */
    trapNext(pattern) {
      core.traps = (name) => {
        if (!pattern.test(name)) return false;
        core.traps = () => false;
        return true;
      };
    },
  };
  function BreakableInstance(module, imports) {
    const { exports } = new Instance(module, imports);
    let isBroken = false;
    core.instances++;
    const wrap = (name, value) =>
      typeof value !== 'function'
        ? value
        : (...args) => {
            if (isBroken && ENTRIES.test(name)) core.misused++;
            if (core.traps(name, ++core.calls) && !isExecutor()) {
              isBroken = true;
              throw new RuntimeError('unreachable executed');
            }
            return value(...args);
          };
    return {
      exports: Object.fromEntries(
        Object.entries(exports).map(([name, value]) => [name, wrap(LONG[name] ?? name, value)]),
      ),
    };
  }
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Instance: { value: BreakableInstance } }));
  return core;
}
