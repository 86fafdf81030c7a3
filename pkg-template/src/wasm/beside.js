// @ts-check
// Loads the core as JavaScript from its file beside the script. The file is opaque to bundlers on purpose: it is as large
// as the rest of the package, and hardly any page needs it.
import { beside } from 'everfetch:beside';

/**
 * @param {number} attempts that have failed; engines remember for the life of the page what could not be imported
 * @returns {Promise<import('./types.js').Form>}
 */
export const loadForm = (attempts) =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ beside() + (attempts ? `?retry=${attempts}` : ''));
