// @ts-check
/**
 * What an application sees of a session as it changes: its state, the snapshot, and the listeners of events. It decides
 * who is told what; what happens, Rust decides. While there is no core, the state is what the storages say.
 */
import { attempt } from '../../../src/web/foreign.js';
import { FAILED } from './errors.js';
import { glance, present, recordOf } from './lease.js';
import { shielded } from './report.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Listener} Listener
 * @typedef {import('../types.js').SessionSnapshot} Snapshot
 */

export const EVENTS = [
  'signedIn',
  'refreshed',
  'refreshFailed',
  'replaced',
  'ended',
  'stepUpRequired',
  'storageDegraded',
];

/** @param {() => Handle} my */
export const createState = (my) => {
  /** Each with the event it is for; with none it is a subscriber. @type {Set<[string | undefined, (event?: object) => void]>} */
  const listeners = new Set();
  /** @type {Promise<void> | undefined} */
  let loading;
  /** @type {Snapshot | undefined} */
  let snapshot;
  let isWatching = false;

  /** @param {string} [event] @param {object} [detail] of which each listener gets a copy */
  const tell = (event, detail) => {
    for (const [name, listener] of [...listeners])
      if (name === event) shielded(() => listener(detail && { ...detail }));
  };
  const changed = () => tell();

  /** Another tab may begin or end a session before the core is there to notice. */
  const watch = () => {
    if (isWatching) return;
    isWatching = true;
    /** @type {{ addEventListener?: Window['addEventListener'] }} */ (globalThis).addEventListener?.(
      'storage',
      ({ key }) => {
        const handle = my();
        if (!handle.engine && (key || handle.key).startsWith(handle.key))
          handle.ready().then(changed, changed);
      },
    );
  };

  return {
    changed,
    tell,

    /** The state by its public name; a core that cannot be had is no session. @returns {Snapshot['state']} */
    state() {
      const handle = my();
      let isHopeless = false;
      try {
        if (handle.rust()) return /** @type {NonNullable<Handle['engine']>} */ (handle.engine).state();
      } catch (error) {
        isHopeless = /** @type {{ code?: string }} */ (error).code !== FAILED;
      }
      if (!handle.engine) {
        const found = !handle.wanted && !handle.isSpent && glance(handle);
        if (found) {
          watch();
          if (found.name) present(handle, found.name);
          return found.state;
        }
        // Nobody else may load it.
        if (!isHopeless) loading ??= handle.ready().then(changed, changed);
      }
      // A core that did not come may come yet, and nothing is lost.
      return !handle.isLost && !isHopeless
        ? 'restoring'
        : // A storage that cannot be read holds none.
          !isHopeless && attempt(() => recordOf(handle))
          ? 'stale'
          : 'anonymous';
    },

    snapshot() {
      const handle = my();
      const state = handle.state();
      const reason =
        state === 'ended' ? /** @type {NonNullable<Handle['engine']>} */ (handle.engine).reason() : undefined;
      if (!snapshot || snapshot.state !== state || snapshot.reason !== reason)
        snapshot = Object.freeze(reason ? { state, reason } : { state });
      return snapshot;
    },

    /** @param {Listener} listener @param {string} [event] */
    on(listener, event) {
      // An entry for each call, for the same listener may come again.
      /** @type {[string | undefined, (event?: object) => void]} */
      const entry = [event, /** @type {(event?: object) => void} */ (listener)];
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
};
