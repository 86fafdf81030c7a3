// The main job in a page: the application is opened with a sandbox of its own on the API server, fifty of its requests
// meet an expired token, and the server has counted one refresh.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { newPage, outcome } from '../../package/lib/browser.mjs';
import { startTestApi } from '../../../scripts/lib/servers.mjs';

let api;
before(async () => {
  api = await startTestApi();
});
after(() => api.close?.());

let count = 0;

export const sandbox = () => `${api.url}/s/matrix-${process.pid}-${++count}`;

export async function countersOf(base) {
  return (await fetch(`${base}/control/counters`)).json();
}

/**
 * Tokens of the server live for five seconds. A busy machine may take longer for fifty requests, which are then refused
 * twice, and a second 401 is the application's.
 */
export const patient = (base) =>
  fetch(`${base}/control/knobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessTtl: 120_000 }),
  });

export async function mainJob(t, address, { base = sandbox(), expected = 'done 50' } = {}) {
  await patient(base);
  const page = await newPage(t);
  await page.goto(`${address}?api=${encodeURIComponent(base)}`);
  assert.equal(await outcome(page, 60_000), expected, page.log.join('\n'));
  const counters = await countersOf(base);
  assert.equal(counters.refresh.calls, 1, 'fifty requests cost one refresh');
  assert.equal(counters.reuseDetected, 0);
  return page;
}
