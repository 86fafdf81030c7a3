// @ts-check
/**
 * Where the page is: its origin and whether it is a file. It decides when that is read anew: a read of `location` costs
 * a tenth of a small request, and no document ever changes its origin. JavaScript, because `location` is.
 */

/** @type {any} */
let place;
/** @type {string | undefined} */
let base;
/** @type {{ origin?: string, isFile?: boolean }} */
let facts = {};

/** What a test puts in the place of `location`, or of the document's address, counts from then on. */
export const page = () => {
  const { document, location } = /** @type {any} */ (globalThis);
  const address = document && document.URL;
  if (location !== place || address !== base) {
    place = location;
    base = address;
    facts = location ? { origin: location.origin, isFile: location.protocol === 'file:' } : {};
  }
  return facts;
};
