// @ts-check
/**
 * One session of a page, as the page holds it before there is a core, and what stays the same with one. It decides
 * nothing about the session. JavaScript, because two copies of the package share handles, and because a request may
 * leave before Rust is there. What needs Rust is put onto the handle by engine.js, once the core has come.
 */
import { BOUND_MARGIN } from '../../../src/web/boundary.js';
import { attach, coreNow, coreReady } from './core.js';
import { createState } from './state.js';
import { createTimeline } from './timeline.js';
import { originsFor } from './target.js';
import { createWaiting } from './waiting.js';

/**
 * @typedef {import('./types.js').Data} Data
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Home} Home
 * @typedef {import('./types.js').Identity} Identity
 * @typedef {import('./types.js').Options} Options
 * @typedef {import('../wasm/types.js').RustClient} RustClient
 */

/**
 * @param {Identity} identity @param {Options} options @param {Data} data
 * @param {Home} home the config whose `baseURL` and XSRF names the declared calls use
 */
export const createHandle = (identity, options, data, home) => {
  const waiting = createWaiting();
  /** @type {string[]} */
  let origins = [];
  /** The options and the base that they are of. @type {Options | undefined} */
  let originsOf;
  /** @type {string | undefined} */
  let originsBase;
  /** The chunk is not to be asked for again only because an answer has come. */
  let isWarm = false;

  const state = createState(() => handle);
  /** @type {Handle} */
  const handle = {
    ...identity,
    data,
    options,
    home,
    timeline: createTimeline(),
    waiting,
    get bound() {
      return handle.data.refreshTimeout + BOUND_MARGIN;
    },
    get headerName() {
      return handle.data.header.toLowerCase();
    },
    age: 0,
    requests: 0,
    wanted: 0,
    isLost: false,
    isSpent: false,

    rust() {
      if (!handle.engine) {
        if (!coreNow()) return;
        attach(handle);
      }
      return /** @type {NonNullable<Handle['engine']>} */ (handle.engine).rust();
    },
    peek: () => handle.engine?.peek(),
    ready: () =>
      coreReady().then(/** @type {() => RustClient} */ (handle.rust), (error) => {
        handle.isLost = true;
        throw error;
      }),

    warm() {
      if (isWarm || handle.engine) return;
      isWarm = true;
      handle.ready().then(handle.state, () => {});
    },

    wait(promise, ends, late, config, over) {
      return waiting.until(
        promise,
        ends,
        (cause) => {
          handle.engine?.tooLong(promise, cause);
          return late(cause);
        },
        config,
        over,
      );
    },

    origins() {
      const { options: given, home } = handle;
      // `baseURL` is live, and the options may have become newer.
      if (given !== originsOf || home.baseURL !== originsBase) {
        originsOf = given;
        originsBase = home.baseURL;
        origins = originsFor(given, home);
        handle.engine?.forgetOrigins();
      }
      return origins;
    },

    adopt(newer) {
      handle.data = newer;
      handle.engine?.adopt();
    },

    ...state,
  };
  return handle;
};
