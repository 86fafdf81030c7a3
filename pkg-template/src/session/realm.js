// @ts-check
/**
 * Where the code runs. It decides what counts as a server, where many users share one realm, what as a native app, and
 * what as secure.
 */
import { isFunction } from '../http/values.js';

/** Whether this is neither a page nor a worker of one: there are no tabs, and no storages of a browser. */
export const isAlone = () => {
  const realm = /** @type {{ document?: unknown, WorkerGlobalScope?: unknown, location?: unknown }} */ (
    globalThis
  );
  // Servers that imitate workers have no location.
  return typeof realm.document !== 'object' && !(isFunction(realm.WorkerGlobalScope) && realm.location);
};

/** Whether this realm serves many users at once. React Native is alone too, but it is the app of one user. */
export const isServer = () => isAlone() && globalThis.navigator?.product !== 'ReactNative';

/**
 * Whether the token goes over https alone. A page over http that is a secure context is on this machine, where others
 * may be reached over http too.
 */
export const isSecure = () => {
  const { location, isSecureContext } = /** @type {{ location?: Location, isSecureContext?: boolean }} */ (
    globalThis
  );
  const protocol = location?.protocol;
  return protocol !== 'http:' && (isSecureContext ?? protocol === 'https:');
};
