// @ts-check
// Has a chunk of the package ready: inside, imported beside the package, or loaded when something of it is needed. Where
// it comes from is the entry's choice (`set`). There are two: the core with all that needs it, and what few requests
// need (adapters/rare.js). Nothing happens before the first call.
import { VERSION } from '../client/version.js';

/**
 * @template P
 * @typedef {object} Source
 * @property {P} [parts] the chunk, where the entry has it inside
 * @property {() => Promise<unknown>} [load] loads it, where it is a file of its own
 * @property {(address: string) => Promise<unknown>} [again] the same, from another address
 * @property {object} [front] what the chunk takes from the page's part
 */

/** @param {string} why @param {unknown} [cause] */
const unavailable = (why, cause) =>
  Object.assign(
    new Error(
      `everfetch cannot load a part of itself: ${why}. No session is lost; the next request that needs it tries ` +
        'again. If the site was deployed meanwhile, reload the page',
    ),
    { code: 'ERR_CORE_UNAVAILABLE', retryable: true, cause },
  );

/**
 * Where a chunk was asked for. Of one that did not come the error says it. Of one that came and is something else nobody
 * does: then it is the name in the loader's own text, beside the script that runs here. A bundler with a loader of its own
 * leaves no such name, and asks for the script again by itself.
 * @param {unknown} load @param {unknown} [error]
 */
const addressOf = (load, error) => {
  const name = /import\(\s*["'`]([^"'`]+)/.exec(String(load))?.[1];
  const here = /[\s(@]([\w-]+:\/\/\S+?):\d+:\d+/.exec(new Error().stack || '')?.[1];
  return (
    /module: (https?:\S+)/.exec(/** @type {Error | undefined} */ (error)?.message || '')?.[1] ||
    (name && here && new URL(name, here).href)
  );
};

/** @template P @param {string} name of the chunks that a page has imported beside the package, by their version */
export const createChunk = (name) => {
  /** @type {Source<P>} */ let source;
  /** @type {P | undefined} */ let parts;
  /** @type {Promise<P> | undefined} */ let loading;
  /** Where it was not to be had. @type {string | undefined} */ let address;
  let tries = 0;

  /** @param {any} found @returns {P} */
  const open = (found) => {
    if (found?.version !== VERSION) {
      address ||= addressOf(source.load);
      throw unavailable(`it is of version ${found?.version}, and the page of ${VERSION}`);
    }
    return (parts = found.open(source.front));
  };
  const load = async () => {
    let found;
    try {
      // Browsers remember for the life of the page what an address gave, and Chromium that it gave nothing.
      const { load, again } = /** @type {Required<Source<P>>} */ (source);
      found = await (address ? again(`${address}${/\?/.test(address) ? '&' : '?'}retry=${++tries}`) : load());
    } catch (error) {
      address ||= addressOf(source.load, error);
      // No second attempt cures that: there, import() is against the rules.
      const why =
        'ServiceWorkerGlobalScope' in globalThis ? "a service worker imports 'everfetch/core' too" : error;
      throw unavailable(String(why), error);
    }
    return open(found);
  };
  const now = () => {
    const beside = /** @type {any} */ (globalThis)[Symbol.for('everfetch.' + name)]?.[VERSION];
    return parts || (beside && open(beside));
  };

  return {
    /** @param {Source<P>} chosen */
    set(chosen) {
      source = chosen;
      parts = chosen.parts;
    },
    /** What is there at once. @type {() => P | undefined} */
    now,
    /** The same, however long it takes. A failure is not kept: the next call tries again. @returns {P | Promise<P>} */
    ready: () => now() || (loading ??= load().finally(() => (loading = undefined))),
  };
};
