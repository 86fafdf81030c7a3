// A core that breaks when the test wants it to: every export of every instance can throw a RuntimeError, as a trap
// does. It counts the calls into an instance that has broken.
import { LONG, replaceInstances } from './core.js';

const ENTRIES = /^apiclient_|closure/;

/** The executor of a promise: what it throws is the promise's, and it does nothing that could trap. */
const isExecutor = () => /new Promise/.test(new Error().stack);

export function breakableCore() {
  const { RuntimeError } = WebAssembly;
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
  replaceInstances(({ exports }) => {
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
  });
  return core;
}
