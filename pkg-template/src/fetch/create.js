// @ts-check
/**
 * `createFetch`: a session behind the signature of `fetch`, without the axios surface. It decides which options there
 * are.
 */
import { validate } from '../client/validate.js';
import { AxiosError } from '../errors.js';
import { bare, flat, isFunction } from '../http/values.js';
import { sessionOf } from '../session/api.js';
import { wrong } from '../session/options.js';
import { sessionFetch } from './session-fetch.js';

/** @typedef {import('../types.js').FetchInit} FetchInit */

const OPTIONS = [
  'baseURL',
  'session',
  'fetch',
  'debug',
  'withCredentials',
  'xsrfCookieName',
  'xsrfHeaderName',
  'withXSRFToken',
];

/** @param {import('../../fetch.d.ts').FetchOptions} [options] @returns {import('../../fetch.d.ts').SessionFetch} */
export const createFetch = (options = {}) => {
  const { fetch: given, ...rest } = flat(options);
  for (const name of Object.keys(options))
    if (!OPTIONS.includes(name))
      throw new AxiosError(
        `${name} is no option of createFetch; there are ${OPTIONS.join(', ')}`,
        'ERR_BAD_OPTION',
      );
  if (given !== undefined && !isFunction(given))
    throw new AxiosError(wrong('fetch', given, 'a function'), 'ERR_BAD_OPTION_VALUE');
  const first = globalThis.fetch;
  const defaults = /** @type {import('../types.js').FetchDefaults} */ (
    Object.assign(bare(), {
      // As in the axios surface: the session's own calls send it.
      xsrfCookieName: 'XSRF-TOKEN',
      xsrfHeaderName: 'X-XSRF-TOKEN',
      ...rest,
      env: {
        /** Looked up at each call, since a page or a test may replace it; but not by this one itself. */
        get fetch() {
          return given || (globalThis.fetch === fetch ? first : globalThis.fetch);
        },
      },
    })
  );
  validate(defaults);
  /** @param {unknown} input @param {FetchInit} [init] */
  const fetch = (input, init) => sessionFetch(defaults, input, init);
  return /** @type {any} */ (
    Object.defineProperty(fetch, 'session', {
      // @ts-ignore an object literal's __proto__ keeps pollution out of the descriptor
      __proto__: null,
      get: () => sessionOf(defaults),
      enumerable: true,
    })
  );
};
