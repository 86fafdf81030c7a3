// Web Locks within one process, as far as sessions use them: exclusive and shared, queued or only if free, query.
import { vi } from 'vitest';

export function fakeLocks() {
  /** @type {{ name: string, mode: string }[]} */
  const held = [];
  /** @type {any[]} */
  const queue = [];
  const isFree = ({ name, mode }) =>
    !held.some((lock) => lock.name === name && (mode === 'exclusive' || lock.mode === 'exclusive'));

  /** @param {{ name: string, mode: string }} lock which a test may have taken away already */
  const drop = (lock) => {
    if (held.includes(lock)) held.splice(held.indexOf(lock), 1);
    next();
  };
  const grant = (request) => {
    const lock = { name: request.name, mode: request.mode };
    held.push(lock);
    // In a task of its own, as browsers do.
    setTimeout(async () => {
      try {
        request.resolve(await request.callback(lock));
      } catch (error) {
        request.reject(error);
      } finally {
        drop(lock);
      }
    });
  };
  const next = () => {
    const index = queue.findIndex(isFree);
    if (index >= 0) grant(queue.splice(index, 1)[0]);
  };
  const locks = {
    request: (name, options, callback) =>
      new Promise((resolve, reject) => {
        const { mode = 'exclusive', ifAvailable, signal } = options;
        const request = { name, mode, callback, resolve, reject };
        if (isFree(request)) return grant(request);
        if (ifAvailable) return setTimeout(() => resolve(callback(null)));
        queue.push(request);
        signal?.addEventListener('abort', () => {
          const index = queue.indexOf(request);
          if (index >= 0) queue.splice(index, 1);
          reject(signal.reason);
        });
      }),
    query: async () => ({ held: [...held], pending: queue.map(({ name, mode }) => ({ name, mode })) }),
  };
  vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: locks } }));
  /** A holder that is none of the page's lets go. */
  return { held, queue, release: drop };
}
