// One page for all tests of a worker: a test is one call into it.

import { randomBytes } from 'node:crypto';
import { test as base, expect } from '@playwright/test';
import { startSite } from './site.js';

export const test = base.extend({
  site: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the parameter's pattern
    async ({}, use) => {
      const site = await startSite(process.env.EVERFETCH_API);
      await use(site);
      await site.close();
    },
    { scope: 'worker' },
  ],
  side: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      const errors = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      const sandbox = `/s/axios-${randomBytes(6).toString('hex')}`;
      await page.goto(`${site.url}/?api=${encodeURIComponent(process.env.EVERFETCH_API)}&sandbox=${sandbox}`);
      await page.waitForFunction(() => window.side !== undefined);
      await use({ page, errors });
      await page.close();
    },
    { scope: 'worker' },
  ],
  /** A rejection that nobody handles, or an exception in a listener, fails the test that caused it. */
  silence: [
    async ({ side }, use) => {
      side.errors.length = 0;
      await use();
      // What is due has its say.
      await side.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      expect(side.errors, 'uncaught in the page').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
