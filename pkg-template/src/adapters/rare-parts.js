// @ts-check
/** The members of the chunk that rare.js loads. */
export { guard } from './guard.js';
export { xhrAdapter } from './xhr.js';
export { withRetry } from '../client/retry.js';
export { validated } from '../client/schema.js';
export { sessionFetch } from '../fetch/session-fetch.js';
