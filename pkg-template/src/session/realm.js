// @ts-check
/** Where the code runs. It decides what counts as a server, where many users share one realm, and what as a native app. */
import { isFunction } from '../http/values.js';

/** React Native: the app of one user, without a document, other tabs, and the storages of a browser. */
const isNative = () =>
  /** @type {{ navigator?: { product?: unknown } }} */ (globalThis).navigator?.product === 'ReactNative';

/** Whether this realm serves many users at once: neither a page nor a worker of one. */
export const isServer = () => {
  const realm = /** @type {{ document?: unknown, WorkerGlobalScope?: unknown, location?: unknown }} */ (
    globalThis
  );
  // Servers that imitate workers have no location.
  return (
    typeof realm.document !== 'object' &&
    !(isFunction(realm.WorkerGlobalScope) && realm.location) &&
    !isNative()
  );
};

/** Whether there are neither tabs to share a session with nor the storages of a browser. */
export const isAlone = () => isServer() || isNative();
