// @ts-check
/** Where the code runs. It decides what counts as a server, where many users share one realm. */
import { isFunction } from '../http/values.js';

/** Whether this realm serves many users at once: neither a page nor a worker of one. */
export const isServer = () => {
  const realm = /** @type {{ document?: unknown, WorkerGlobalScope?: unknown, location?: unknown }} */ (
    globalThis
  );
  // Servers that imitate workers have no location.
  return typeof realm.document !== 'object' && !(isFunction(realm.WorkerGlobalScope) && realm.location);
};
