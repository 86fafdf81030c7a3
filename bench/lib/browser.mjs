// The Chromium of the benchmark, without its background work.

import { chromium } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { Failure } from '../../scripts/lib/run.mjs';

/** No background traffic, and what the page needs to count memory. */
export const FLAGS = [
  ...['--no-sandbox', '--no-first-run', '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
];

export async function launch() {
  const found = findBrowser();
  if (!found.chromium) throw new Failure('No Chromium was found: `npm run setup -- --tests` installs one.');
  const browser = await chromium.launch({
    executablePath: found.chromium,
    args: FLAGS,
  });
  return browser;
}

/** A page of the site with the script `name`, ready when its `bench` is there. */
export async function open(browser, site, name, query = '') {
  const context = await browser.newContext();
  const page = await context.newPage();
  const failed = [];
  page.on('pageerror', (error) => failed.push(error));
  await page.goto(`${site.url}/page/${name}${query}`);
  await page
    .waitForFunction(() => globalThis.bench !== undefined, undefined, { timeout: 30_000 })
    .catch((error) => {
      throw failed[0] ?? error;
    });
  return { page, close: () => context.close() };
}
