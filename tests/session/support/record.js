// What a page has left in the storages for the next one: a record with a lease. For tests of single files, in Node.
import { vi } from 'vitest';
import { RECORD_HEAD } from '../../../src/web/boundary.js';
import { fakeStorage } from './bare-page.js';

/** Both storages of a page, empty. */
export const storages = () => {
  const both = { localStorage: fakeStorage(), sessionStorage: fakeStorage() };
  for (const [name, value] of Object.entries(both)) vi.stubGlobal(name, value);
  return both;
};

/**
 * The text of a record: session 12 in its generation 3, with a lease for a minute, of a tab that shares with no other.
 * @param {object} [other] lines that are not as usual
 */
export const recordWith = (other) =>
  Object.values({
    head: RECORD_HEAD,
    sid: '0012',
    generation: '003',
    key: '',
    since: Date.now() - 1000,
    until: Date.now() + 60_000,
    live: '',
    undoubted: '',
    end: 1234567890123,
    whole: 3600,
    token: 'access-1',
    refreshToken: 'refresh-1',
    ...other,
  }).join('\n');
