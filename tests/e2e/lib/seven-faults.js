// What each fault of the faults page is expected to come to, whichever server answers.

import { expect } from '@playwright/test';

const DID = {
  late401: /one refresh before the late 401, one refresh in all/,
  lost: /rejected as retryable \(ERR_REFRESH_FAILED\), a later one was answered \(200, ada\); 2 refreshes, 0 sessions revoked/,
  limit: /Eleven requests, one refresh before the wait was over; .* with 2 refreshes in all/,
  offline:
    /Five requests failed \(ERR_NETWORK\), the session stayed active; back online: 200, ada, after one refresh/,
  'logged-out': /20 × ERR_SESSION_ENDED after one refresh; onSessionEnd was called once \(refused\)/,
  reload:
    /the page came back active, and its request was answered \(200, ada\); 2 refreshes, 0 sessions revoked/,
  'other-user': /5 × ERR_SESSION_CHANGED; 0 of them were sent again; the next request was answered for bob/,
};

const EVENTS = {
  late401: ['refreshed'],
  'logged-out': ['ended (reason: refused)'],
  'other-user': ['signedIn'],
};

/** What the hand-written interceptor makes of it: what follows from its code, and no more. */
const AXIOS = {
  late401: /^Both are answered \(200, then 200\); .* 2 refreshes in all\.$/,
  lost: /^The first request failed \(ERR_NETWORK\), the tokens were given up; the next one: 401\.$/,
  limit: /^The first request failed \(429\), the tokens were given up; the next one: 401\.$/,
  offline:
    /^Five requests failed \(ERR_NETWORK\), the tokens were kept; back online: 200, after one refresh\.$/,
  'logged-out': /^20 × 401 after (one refresh|\d+ refreshes); (one trip|\d+ trips) to the login page\.$/,
  reload: /^The page came back with its tokens, and its request: 200; 2 refreshes, 0 sessions revoked\.$/,
  'other-user': /^What ada had asked for was answered for .* bob’s next request was answered for ada\.$/,
};

/** @param {ReturnType<typeof import('./part.js').createPart>} faults */
export async function expectFault(faults, id) {
  await expect(faults.hook(`${id}-verdict`)).toHaveText('as it should');
  await expect(faults.hook(`${id}-happened`)).toHaveText(DID[id]);
  await expect(faults.hook(`${id}-axios`)).toHaveText(AXIOS[id], { timeout: 20_000 });
  if (EVENTS[id]) await expect(faults.hook(`${id}-events`).getByRole('listitem')).toHaveText(EVENTS[id]);
}

export const FAULTS = Object.keys(DID);
