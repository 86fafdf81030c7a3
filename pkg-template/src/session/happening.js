// @ts-check
/**
 * What happens to a session: the timeline and the listeners are told. It decides what it means for the face; what
 * happens, Rust decides.
 */

/**
 * @typedef {import('./types.js').Engine} Engine
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Happening} Happening
 */

/** @param {Handle} handle @param {Happening} event */
export const happened = (handle, event) => {
  const { signOuts, peek } = /** @type {Engine} */ (handle.engine);
  const { type, ...detail } = event;
  handle.timeline.add(performance.now(), type, detail);
  if (/^(signedIn|replaced|ended|anonymous)$/.test(type)) handle.age++;
  if (type === 'signedIn') {
    // What a sign-out before it has not revoked yet is not revoked any more.
    for (const done of signOuts) done({ revoked: false });
    signOuts.clear();
  }
  if (/^(refreshed|refreshFailed|signedIn|replaced|ended)$/.test(type))
    handle.failure = event.type === 'refreshFailed' ? event.failure : undefined;
  handle.tell(type, event);
  handle.changed();
  const rust = peek();
  // A refresh can end without anything to tell but that it has ended.
  if (type === 'refreshStarted' && rust) Promise.resolve(rust.waiting()).then(handle.changed);
};
