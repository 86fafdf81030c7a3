// @ts-check
/** What components are shown of a session. It decides the shape that the four frameworks share: the snapshot and `isSignedIn`. */

/**
 * @typedef {import('../types.js').Session} Session
 * @typedef {import('../types.js').SessionSnapshot} Snapshot
 * @typedef {Snapshot & { readonly isSignedIn: boolean }} View
 */

/** A framework compares by identity, so each snapshot has one view. @type {WeakMap<Snapshot, View>} */
const views = new WeakMap();

/** @param {Session} session @returns {View} */
export const viewOf = (session) => {
  const snapshot = session.getSnapshot();
  let view = views.get(snapshot);
  if (!view)
    views.set(
      snapshot,
      (view = Object.freeze({ ...snapshot, isSignedIn: /^(active|refreshing|stale)$/.test(snapshot.state) })),
    );
  return view;
};

/** What a server renders, and a page until it has taken the server's markup over. @type {View} */
export const ON_SERVER = Object.freeze({ state: 'restoring', isSignedIn: false });

export const isServer = typeof document === 'undefined';
