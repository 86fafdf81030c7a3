// @ts-check
/**
 * The application's own storage, or the memory that stands in for it: a copy that outlives an instance of Rust. It
 * decides the order of writes, and when the storage counts as broken. JavaScript, because the storage is the user's.
 */
import { isObject } from '../http/values.js';
import { isThenable } from './declared.js';

/**
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('./types.js').Store} Store
 * @typedef {import('../types.js').SessionStorageAdapter} Storage
 */

/**
 * @param {() => Options} options as they are now @param {(written: Promise<unknown>) => Promise<unknown>} within
 * @param {() => void} degraded @returns {Store}
 */
export const createStore = (options, within, degraded) => {
  /** What is being written. @type {Promise<unknown> | undefined} */
  let writing;
  /** @type {unknown} */
  let kept;
  const keep = (/** @type {unknown} */ record) => {
    kept = record;
  };
  const memory = /** @type {Storage} */ ({ load: () => kept, save: keep, clear: () => keep(null) });
  const storage = () => {
    const own = options().storage;
    return isObject(own) ? /** @type {Storage} */ (own) : memory;
  };
  const worked = () => {
    store.isDegraded = false;
  };
  /** @type {Store} */
  const store = {
    isDegraded: false,
    load: () => storage().load(),
    save(record) {
      const write = () => (record ? storage().save(record) : storage().clear());
      // What is written later must not arrive earlier.
      const written = writing ? writing.then(write) : write();
      if (!isThenable(written)) return worked();
      const current = (writing = within(written)
        .then(worked, () => {
          if (store.degrade()) degraded();
        })
        .then(() => {
          if (writing === current) writing = undefined;
        }));
    },
    degrade() {
      const isNews = !store.isDegraded;
      store.isDegraded = true;
      return isNews;
    },
  };
  return store;
};
