// The sandboxes of the service worker: made at their first use, found again after the browser has stopped the worker,
// which it does after half a minute without calls.

import { createSandbox } from './sandbox.js';

const STORE = 'everfetch-demo-server';
const MOST = 200;

const keyOf = (name) => `/everfetch-demo-server/${name}`;

async function load(name) {
  const store = await caches.open(STORE);
  const found = await store.match(keyOf(name));
  return { store, saved: found && (await found.json()) };
}

async function forgetOldest(store) {
  const keys = await store.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => store.delete(key)));
}

export function createSandboxes() {
  /** @type {Map<string, Promise<ReturnType<typeof createSandbox>>>} */
  const sandboxes = new Map();

  async function open(name, prefix) {
    const { store, saved } = await load(name);
    if (!saved) await forgetOldest(store);
    const sandbox = createSandbox(prefix, (state) => store.put(keyOf(name), Response.json(state)));
    if (saved) await sandbox.restore(saved);
    return sandbox;
  }

  return {
    /** @param {string} name @param {string} prefix of its paths */
    get(name, prefix) {
      const known = sandboxes.get(name) ?? open(name, prefix);
      sandboxes.set(name, known);
      return known;
    },
  };
}
