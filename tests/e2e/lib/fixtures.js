// What the tests have at hand: the site of the plain pages, a tap, a sandbox of the API server behind it, and a page
// that must not throw anything by itself.

import { test as base, expect } from '@playwright/test';
import { createSandbox, freshName } from './sandbox.js';
import { startSite } from './site.js';
import { PATIENCE } from './patience.js';
import { createTap } from './tap.js';

/** @param {import('./tap.js').Call} call */
export const isRefresh = ({ method, path }) => method === 'POST' && path === '/auth/refresh';
/** A request by its `X-Request-Id`. @param {string} name */
export const named = (name) => (call) => call.headers['x-request-id'] === name;

/**
 * Opens a plain page beside another one whose session it joins by messages. It waits a second for an answer, which on a busy
 * machine may come later: then it is opened again, and asks again.
 * @param {import('@playwright/test').Page} page
 * @param {(page: import('@playwright/test').Page) => Promise<string>} join makes a client in the page, and tells its state
 */
export const joined = (page, site, server, join) =>
  expect(async () => {
    await page.goto(`${site.url}/plain?base=${encodeURIComponent(server.base)}`);
    await page.waitForFunction(() => window.t !== undefined);
    expect(await join(page)).toBe('active');
  }).toPass({ timeout: PATIENCE, intervals: [0] });

export const test = base.extend({
  site: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the parameter's pattern
    async ({}, use) => {
      const site = await startSite();
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],

  // eslint-disable-next-line no-empty-pattern
  tap: async ({}, use) => {
    const tap = await createTap(process.env.EVERFETCH_API);
    await use(tap);
    await tap.close();
  },

  /** The sandbox that the plain pages reach through the tap. Tokens live long, so that only a test ends them. */
  server: async ({ tap }, use) => {
    const server = createSandbox(process.env.EVERFETCH_API, freshName(), tap.url);
    await server.knobs({ accessTtl: 600_000 });
    await use(server);
  },

  /** A rejection that nobody handles, or an exception in a listener, fails the test that caused it. */
  page: async ({ page }, use) => {
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await use(page);
    expect(errors, 'uncaught in the page').toEqual([]);
  },

  /** Opens a plain page that knows the sandbox. */
  open: async ({ page, site, server }, use) => {
    await use(async (path = '/plain', address = server.base) => {
      await page.goto(`${site.url}${path}?base=${encodeURIComponent(address)}`);
      await page.waitForFunction(() => window.t !== undefined);
      return page;
    });
  },
});

export { expect };
