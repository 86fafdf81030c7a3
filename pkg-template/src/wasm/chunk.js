// @ts-check
// Has the chunk ready that holds the core and what needs it: inside, imported beside the package, or loaded when the core
// is needed. Where it comes from is the entry's choice (`setChunk`); how the core in it is compiled, loader.js decides.
// Nothing happens before the first call.
import { VERSION } from '../client/version.js';

/**
 * @typedef {import('./types.js').Core} Core
 * @typedef {import('./types.js').Parts} Parts
 * @typedef {object} Source
 * @property {Parts} [parts] the chunk, where the entry has it inside
 * @property {() => Promise<unknown>} [load] loads it, where it is a file of its own
 * @property {(address: string) => Promise<unknown>} [again] loads it from another address
 * @property {import('./types.js').Front} [front] what the chunk takes from the page's part
 */

/** @type {Source} */ let source;
/** @type {Parts | undefined} */ let parts;
/** @type {Promise<Parts> | undefined} */ let loading;
/** Where it was not to be had. @type {string | undefined} */ let address;
let tries = 0;

/** @param {Source} chosen */
export const setChunk = (chosen) => {
  source = chosen;
  parts = chosen.parts;
};

/** The chunks of a page, by their version: a page that imports one statically has it at once. */
const CHUNKS = Symbol.for('everfetch.cores');

const partsNow = () =>
  (parts ??= /** @type {{ [CHUNKS]?: Record<string, Parts> }} */ (globalThis)[CHUNKS]?.[VERSION]);

/** The core, if it can be had at once. Throws where there is no hope. @returns {Core | undefined} */
export const coreNow = () => partsNow()?.now();

/** Gives a session what it can do with the core that is there. @param {import('../session/types.js').Handle} handle */
export const attach = (handle) => /** @type {Parts} */ (partsNow()).attach(handle, source.front);

/** @param {string} why @param {unknown} [cause] */
const unavailable = (why, cause) =>
  Object.assign(
    new Error(
      `everfetch cannot use the chunk that holds its core: ${why}. The session is kept, and the next request that ` +
        'needs the core tries again; if the site was deployed since this page was opened, reload the page',
    ),
    { code: 'ERR_CORE_UNAVAILABLE', retryable: true, cause },
  );

const load = async () => {
  const { load: first, again } = /** @type {Required<Source>} */ (source);
  /** @type {any} */
  let found;
  try {
    // Chromium remembers for the life of the page that an import has failed, but not under another address.
    found = await (address ? again(`${address}${/\?/.test(address) ? '&' : '?'}retry=${++tries}`) : first());
  } catch (error) {
    address ||= /module: (https?:\S+)/.exec(/** @type {Error} */ (error).message)?.[1];
    throw unavailable(String(error), error);
  }
  if (found?.version === VERSION) return found;
  throw unavailable(`it is of version ${found?.version}, and the page of ${VERSION}`);
};

/** The core, however long it takes. A failure is not kept: the next call tries again. @returns {Promise<Core>} */
export const coreReady = async () => {
  if (!partsNow()) {
    loading ??= load().finally(() => (loading = undefined));
    parts = await loading;
  }
  return /** @type {Parts} */ (parts).ready();
};
