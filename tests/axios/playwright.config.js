// How the comparison with axios runs: in Chromium, both libraries side by side in one page, against the API server.
// Variables: CHROME (the browser), EVERFETCH_API (a running API server), EVERFETCH_PKG (the package under test).

import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { at } from '../../scripts/lib/paths.mjs';
import { PATIENCE } from '../e2e/lib/patience.js';

process.env.CHROME ||= findBrowser().chromium ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.js',
  globalSetup: './lib/global-setup.js',
  outputDir: at('artifacts', 'axios', 'results'),
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: PATIENCE,
  reporter: [[process.env.CI ? 'dot' : 'line'], ['../../scripts/reporters/playwright.mjs']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env.CHROME,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-sync', '--no-first-run'],
    },
  },
});
