// @ts-check
/**
 * What the modules of the chunk take from the page's part. The build puts a module with these names in place of the
 * files that they are from (scripts/lib/bundle.mjs): the chunk imports nothing, so no bundler has to cut out a third
 * file that both need, and errors and headers are of one class. Helpers without state may stand in both.
 * What is handed over is a list in this order, without the names.
 */
export { timeoutError } from '../adapters/settle.js';
export { xsrfHeader } from '../adapters/xsrf.js';
export { AxiosError } from '../errors.js';
export { AxiosHeaders, fromFetch } from '../http/headers.js';
export { buildFullPath, invalidURL } from '../http/url.js';
export { FAILED, sessionError, toAxiosError } from './errors.js';
export { badOption, isAddress, isPage, isRecord, mismatch } from './options.js';
export { asked, report, shielded, warnOnce } from './report.js';
export { attempt, hasOwnCredential } from './sending.js';
export { originOf, parseURL } from './target.js';
