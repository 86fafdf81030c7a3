// @ts-check
/**
 * Where the page is: its origin and whether it is a file. It decides when that is read anew: a read of `location` costs
 * a tenth of a small request, and no document ever changes its origin. JavaScript, because `location` is.
 */

/** @type {Location | undefined} */
let place;
/** @type {string | undefined} */
let base;
/** @type {{ origin?: string, isFile?: boolean }} */
let facts = {};

/** Where a test replaces `location`, or the document's address, the next call notices. */
export const page = () => {
  const { document, location } = /** @type {Partial<typeof globalThis>} */ (globalThis);
  const address = document && document.URL;
  if (location !== place || address !== base) {
    place = location;
    base = address;
    facts = location ? { origin: location.origin, isFile: location.protocol === 'file:' } : {};
  }
  return facts;
};
