// Runs several suites at a time. Decides which one comes next; what a suite prints and what its children are is kept apart
// here, so that the output of two suites does not mix, and one that hangs can be stopped without the others.

import { AsyncLocalStorage } from 'node:async_hooks';

/** @typedef {{ env: Record<string, string>, write?: (text: string | Buffer) => void, children: Set<any> }} Scope */

/** @type {AsyncLocalStorage<Scope>} */
const scopes = new AsyncLocalStorage();

/** The suite that the running code belongs to; undefined outside of any. */
export const scope = () => scopes.getStore();

/** @template T @param {Scope} scope @param {() => T} body */
export const within = (scope, body) => scopes.run(scope, body);

/**
 * The next of `waiting`, or undefined if each has to wait. First what others need, so that they can begin; beside another
 * suite then pages, since they wait more than they compute, and together take longest; then the order of the list.
 * @param {Suite[]} waiting @param {Suite[]} running @param {Suite[]} all @param {number} lanes
 * @typedef {{ name: string, needs?: string, uses?: string }} Suite
 */
function next(waiting, running, all, lanes) {
  const isOpen = (name) => waiting.concat(running).some((suite) => suite.name === name);
  const can = waiting.filter(
    ({ needs, uses }) => !(needs && isOpen(needs)) && !(uses && running.some((suite) => suite.uses === uses)),
  );
  return (
    can.find(({ name }) => all.some(({ needs }) => needs === name)) ??
    (lanes > 1 ? can.find(({ uses }) => uses === 'pages') : undefined) ??
    can[0]
  );
}

/**
 * Calls `work` for each suite, for `lanes` of them at a time. Two suites with the same `uses` are never run together, and a
 * suite begins after the one that it `needs`.
 * @template {Suite} S @param {S[]} suites @param {number} lanes @param {(suite: S) => Promise<void>} work
 */
export async function inLanes(suites, lanes, work) {
  const waiting = [...suites];
  /** @type {Map<S, Promise<void>>} */
  const running = new Map();
  while (waiting.length || running.size) {
    let suite;
    while (running.size < lanes && (suite = next(waiting, [...running.keys()], suites, lanes))) {
      const taken = suite;
      waiting.splice(waiting.indexOf(taken), 1);
      running.set(
        taken,
        work(taken).finally(() => running.delete(taken)),
      );
    }
    await Promise.race(running.values());
  }
}
