// @ts-check
/**
 * The library's default config. It decides values, no behaviour. JavaScript, because users change them.
 */
import { auto } from '../adapters/auto.js';
import { transformRequest, transformResponse } from '../http/transform.js';
import { transitionalDefaults } from '../http/transitional.js';

export const METHODS = 'get delete head options post put patch purge link unlink query'.split(' ');

/** @type {any} complete once the loop has run */
const headers = { common: { Accept: 'application/json, text/plain, */*', 'Content-Type': undefined } };
for (const method of METHODS) headers[method] = {};

/** @type {import('../types.js').AxiosDefaults} */
export const defaults = {
  transitional: transitionalDefaults,
  adapter: auto,
  transformRequest: [transformRequest],
  transformResponse: [transformResponse],
  timeout: 0,
  xsrfCookieName: 'XSRF-TOKEN',
  xsrfHeaderName: 'X-XSRF-TOKEN',
  maxContentLength: -1,
  maxBodyLength: -1,
  env: /** @type {import('../types.js').Environment} */ ({
    FormData: globalThis.FormData,
    Blob: globalThis.Blob,
  }),
  validateStatus: (status) => status >= 200 && status < 300,
  headers,
};
