// @ts-check
/**
 * The page's origin, and whether the page is a file. Both are cached: a read of `location` costs a tenth of a small
 * request, and a document never changes its origin.
 */

/** @type {Location | undefined} */
let place;
/** @type {string | undefined} */
let base;
/** @type {{ origin?: string, isFile?: boolean }} */
let facts = {};

/** A test may replace `location`, or the document's address: the next call notices. */
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
