// A browser for the page's side of a refresh call that a worker makes (R16), anew for each test of the file that imports
// it: the test plays the worker, the locks and the caches.
import { afterEach, beforeEach, vi } from 'vitest';
import { createCarrier } from '../../../src/web/outlive.js';

export const NATIVE = 'function fetch() { [native code] }';
export const CALL = { url: 'auth/refresh', init: { method: 'POST', headers: { 'X-A': 'b' }, body: 'body' } };
const { toString } = Function.prototype;
/** Real crypto takes its time. */
export const until = (ask) => vi.waitFor(ask, 10_000);

/** A browser that has all that is needed; with what it was asked for. */
const browser = () => {
  const seen = { workers: [], asked: 0, locks: [], stores: new Map(), deleted: [], source: NATIVE };
  const options = { reads: true, hasWorkers: true };
  class SharedWorker {
    constructor(script, given) {
      if (script === '//[') seen.asked++;
      if (options.reads) seen.extended = given.extendedLifetime;
      if (script === '//[') throw new SyntaxError('not a URL');
      if (!options.hasWorkers) throw new Error('a policy forbids it');
      this.port = { postMessage: vi.fn(), close: vi.fn() };
      Object.assign(this, { script, name: given.name, lifetime: given.extendedLifetime });
      seen.workers.push(this);
    }
  }
  const caches = {
    match: vi.fn(async (place, { cacheName }) => {
      const found = seen.stores.get(cacheName)?.get(place);
      return found && new Response(found);
    }),
    delete: vi.fn(async (name) => (seen.deleted.push(name), seen.stores.delete(name))),
  };
  const locks = {
    request: vi.fn(async (name, how, callback) => {
      seen.locks.push([name, how]);
      await seen.freed;
      how.signal?.throwIfAborted();
      return callback({ name });
    }),
  };
  vi.stubGlobal('SharedWorker', SharedWorker);
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('navigator', { locks, webdriver: false, serviceWorker: { controller: null } });
  vi.stubGlobal('document', { baseURI: 'https://app.example/sub/page' });
  vi.stubGlobal('location', { href: 'https://app.example/inbox' });
  const { fetch } = globalThis;
  vi.spyOn(Function.prototype, 'toString').mockImplementation(function () {
    return this === fetch ? seen.source : toString.call(this);
  });
  return Object.assign(seen, { options, caches, lockManager: locks });
};

/** The one of the test. */
export let seen;
export const renew = () => {
  seen = browser();
};
beforeEach(renew);
afterEach(() => {
  vi.useRealTimers();
});

/** A call that was given to a worker, which has not begun; with what the page was told. */
export const begun = async (carrier = createCarrier('key'), { refresh = 'refresh-1', call = CALL } = {}) => {
  const controller = new AbortController();
  const told = { begin: vi.fn(() => true), landed: vi.fn(), refused: vi.fn() };
  const count = seen.workers.length;
  const done = carrier.start(refresh, 9000, call, controller.signal, told.begin, told.landed, told.refused);
  await done;
  const worker = seen.workers[count];
  const say = (data) => worker.port.onmessage({ data });
  return { carrier, controller, worker, port: worker?.port, say, ...told };
};
export const sentTo = (port) => port.postMessage.mock.calls.map(([data]) => data);
/** Leaves something as a worker does it, by what it was told. */
export const leave = async ([, store, place, key], left) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: 'AES-GCM', iv };
  const sealed = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(JSON.stringify(left)));
  seen.stores.set(store, new Map([[place, new Blob([iv, sealed])]]));
};
