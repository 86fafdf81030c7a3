// The three lanes: what each is called, which version of what really runs, and its code as it stands in the source.

import authRefreshCode from '../lane/auth-refresh.js?raw';
import everfetchCode from '../lane/everfetch.js?raw';
import handwrittenCode from '../lane/handwritten.js?raw';

/* global VERSIONS -- written in by the build, see vite.config.js */

const { axios, 'axios-auth-refresh': authRefresh, everfetch } = VERSIONS;

/**
 * @typedef {{ id: string, title: string, what: string, code: string, choice?: { label: string, options: object } }} Lane
 */

/** @type {Lane[]} */
export const LANES = [
  {
    id: 'handwritten',
    title: 'axios, by hand',
    what: `axios ${axios} with the usual interceptor: one refresh at a time, the others queue`,
    code: handwrittenCode,
  },
  {
    id: 'auth-refresh',
    title: 'axios-auth-refresh',
    what: `axios ${axios} with axios-auth-refresh ${authRefresh}`,
    code: authRefreshCode,
    // By default a 401 that arrives during the refresh is handed to the caller; without it, it waits like the rest.
    choice: { label: 'deduplicateRefresh: false', options: { deduplicateRefresh: false } },
  },
  {
    id: 'everfetch',
    title: 'everfetch',
    what: `everfetch ${everfetch}, with a refresh URL and nothing else`,
    code: everfetchCode,
  },
];
