// @ts-check
/**
 * What an application sees of a session as it changes: its state, the snapshot, events and their listeners. It decides
 * who is told what; what happens, Rust decides.
 */
import { ACT_OPEN, STATES, STATE_MASK } from '../../../src/web/boundary.js';
import { FAILED, endReason } from './errors.js';
import { shielded } from './report.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Happening} Happening
 * @typedef {import('./types.js').Listener} Listener
 * @typedef {import('../types.js').SessionSnapshot} Snapshot
 */

export const EVENTS = [
  'signedIn',
  'refreshed',
  'refreshFailed',
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

  /** @param {string} [event] @param {object} [detail] of which each listener gets a copy */
  const tell = (event, detail) => {
    for (const [name, listener] of [...listeners])
      if (name === event) shielded(() => listener(detail && { ...detail }));
  };
  const changed = () => tell();

  return {
    changed,

    /** The state by its public name; a core that cannot be had is no session. @returns {Snapshot['state']} */
    state() {
      const handle = my();
      try {
        const rust = handle.rust();
        if (rust) {
          rust.act(ACT_OPEN);
          return STATES[rust.status(performance.now(), Date.now()) & STATE_MASK];
        }
        // Nobody else may load it.
        loading ??= handle.ready().then(changed, changed);
      } catch (error) {
        if (/** @type {{ code?: string }} */ (error).code !== FAILED) return 'anonymous';
      }
      return handle.isLost ? 'anonymous' : 'restoring';
    },

    snapshot() {
      const handle = my();
      const state = handle.state();
      const rust = handle.peek();
      const reason = state === 'ended' && rust ? endReason(rust) : undefined;
      if (!snapshot || snapshot.state !== state || snapshot.reason !== reason)
        snapshot = Object.freeze(reason ? { state, reason } : { state });
      return snapshot;
    },

    /** @param {Happening} event */
    happened(event) {
      const handle = my();
      const { type, ...detail } = event;
      handle.timeline.add(performance.now(), type, detail);
      if (/^(signedIn|ended|anonymous)$/.test(type)) handle.age++;
      if (type === 'signedIn') {
        // What a sign-out before it has not revoked yet is not revoked any more.
        for (const done of handle.signOuts) done({ revoked: false });
        handle.signOuts.clear();
      }
      if (/^(refreshed|refreshFailed|signedIn|ended)$/.test(type))
        handle.failure = event.type === 'refreshFailed' ? event.failure : undefined;
      tell(type, event);
      changed();
      const rust = handle.peek();
      // A refresh can end without anything to tell but that it has ended.
      if (type === 'refreshStarted' && rust) Promise.resolve(rust.waiting()).then(changed);
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
