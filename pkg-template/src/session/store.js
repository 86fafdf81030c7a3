// @ts-check
/**
 * The application's own storage, or the memory that stands in for it: a copy that outlives an instance of Rust. It
 * decides the order of writes, and when the storage counts as broken. JavaScript, because the storage is the user's.
 */
import { STORAGE_BOUND } from '../../../src/web/boundary.js';
import { isObject, isThenable } from '../http/values.js';
import { happened } from './happening.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Store} Store
 * @typedef {import('../types.js').SessionStorageAdapter} Storage
 */

/** @param {() => Handle} my @returns {Store} */
export const createStore = (my) => {
  /** What is being written. @type {Promise<unknown> | undefined} */
  let writing;
  /** @type {unknown} */
  let kept;
  const keep = (/** @type {unknown} */ record) => {
    kept = record;
  };
  const memory = /** @type {Storage} */ ({ load: () => kept, save: keep, clear: () => keep(null) });
  const storage = () => {
    const own = my().options.storage;
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
      const { data, waiting } = my();
      const ends = performance.now() + Math.min(data.refreshTimeout, STORAGE_BOUND);
      const current = (writing = waiting
        .until(written, ends, () => {})
        .then(worked, () => {
          if (store.degrade()) happened(my(), { type: 'storageDegraded' });
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
