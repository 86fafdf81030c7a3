// @ts-check
// Sandboxes: independent servers within the server, so that tests and pages that run side by side never meet.
// A request names its sandbox by a path prefix (`/s/name/...`) or the header `X-Sandbox`; it is made at the
// first use, and forgotten when it has been idle or when there are too many.

import { createAccess } from './access.js';
import { createCounters } from './counters.js';
import { createFamilies } from './families.js';
import { createKnobs } from './knobs.js';

const NAME = /^[\w.-]{1,64}$/;
const PREFIX = /^\/s\/([^/?#]*)(\/[^?#]*)?/;

export const DEFAULT_SANDBOX = 'default';

/** @typedef {ReturnType<typeof createSandbox>} Sandbox */

/** @param {string} name @param {Record<string, unknown>} knobs */
function createSandbox(name, knobs) {
  const families = createFamilies();
  const access = createAccess({
    isAlive: (id) => {
      const family = families.family(id);
      return family !== undefined && family.dead === null;
    },
  });
  return {
    name,
    usedAt: 0,
    knobs: createKnobs(knobs),
    counters: createCounters(),
    families,
    access,
    items: /** @type {string[]} */ ([]),
    /** What ends each pause that a call is in. @type {Set<() => void>} */
    pauses: new Set(),
  };
}

/**
 * @param {{ now: () => number, knobs?: Record<string, unknown>, limit?: number, idle?: number }} options
 */
export function createSandboxes({ now, knobs = {}, limit = 500, idle = 15 * 60_000 }) {
  /** @type {Map<string, Sandbox>} in order of use, the oldest first */
  const sandboxes = new Map();

  function evict() {
    const deadline = now() - idle;
    for (const [name, sandbox] of sandboxes) {
      if (sandbox.usedAt >= deadline && sandboxes.size < limit) return;
      sandboxes.delete(name);
    }
  }

  return {
    /** @param {string} name @returns {Sandbox | undefined} undefined where the name is not allowed */
    get(name) {
      if (!NAME.test(name)) return undefined;
      let sandbox = sandboxes.get(name);
      if (sandbox) sandboxes.delete(name);
      else {
        evict();
        sandbox = createSandbox(name, knobs);
      }
      sandbox.usedAt = now();
      sandboxes.set(name, sandbox);
      return sandbox;
    },
    /** @param {string} name starts the sandbox afresh: tokens, knobs, counters */
    reset(name) {
      sandboxes.delete(name);
    },
    get size() {
      return sandboxes.size;
    },
  };
}

/**
 * Splits the prefix off a URL.
 * @param {string} url
 * @returns {{ sandbox: string | undefined, url: string }}
 */
export function splitPrefix(url) {
  const match = PREFIX.exec(url);
  if (!match) return { sandbox: undefined, url };
  const rest = url.slice(match[0].length);
  return { sandbox: match[1], url: `${match[2] ?? '/'}${rest}` };
}
