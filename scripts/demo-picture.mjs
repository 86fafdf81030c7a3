// `node scripts/demo-picture.mjs`: makes www-demo/public/workbench.png, the picture that other sites show beside a link to
// the demo: the workbench after a run, as large as they want it.

import { mkdirSync } from 'node:fs';
import { findBrowser } from './lib/browser.mjs';
import { at } from './lib/paths.mjs';
import { main } from './lib/run.mjs';
import { startApi, startDemo } from './lib/servers.mjs';

/* global document, scrollTo -- of the page */

const SIZE = { width: 1200, height: 630 };

await main(async () => {
  const { chromium } = await import('@playwright/test');
  const api = await startApi({ variable: 'API_PORT', port: 0 });
  const demo = await startDemo({ variable: 'PORT', port: 4644 }, api.url);
  const browser = await chromium.launch({ executablePath: findBrowser().chromium, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce', colorScheme: 'light' });
    await page.goto(`${demo.url}workbench.html`);
    await page.locator('html[data-ready]').waitFor();
    await page.getByTestId('story').click();
    await page.locator('[data-testid="timeline"][data-finished="1"]').waitFor();
    await page.evaluate(() => {
      /** @type {HTMLElement} */ (document.activeElement).blur();
      scrollTo(0, 0);
    });
    mkdirSync(at('www-demo', 'public'), { recursive: true });
    await page.screenshot({ path: at('www-demo', 'public', 'workbench.png'), animations: 'disabled' });
  } finally {
    await browser.close();
    await Promise.all([demo.close(), api.close()]);
  }
});
