// How the end-to-end tests run: which browser, how many at once, where artefacts go. The servers are started by
// lib/global-setup.js. Variables: CHROME (the browser), EVERFETCH_API and EVERFETCH_DEMO (running servers),
// EVERFETCH_PKG (the folder of the package under test).

import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { at } from '../../scripts/lib/paths.mjs';
import { PATIENCE, TEST_PATIENCE } from './lib/patience.js';

// Workers read this file too; asking the system once is enough.
process.env.CHROME ||= findBrowser().chromium ?? '/usr/bin/chromium';

const artifacts = (...path) => at('artifacts', 'e2e', ...path);

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.js',
  globalSetup: './lib/global-setup.js',
  outputDir: artifacts('results'),
  fullyParallel: true,
  // Each test has a browser, a Vite and an API server to feed: more at once only makes all of them late.
  workers: 2,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: TEST_PATIENCE,
  expect: { timeout: PATIENCE },
  reporter: [
    ['list'],
    ['html', { open: 'never', outputFolder: artifacts('report') }],
    ['../../scripts/reporters/playwright.mjs'],
  ],
  use: {
    browserName: 'chromium',
    actionTimeout: PATIENCE,
    navigationTimeout: PATIENCE,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROME,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
        // Hosts that look like others, without a name server.
        '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
      ],
    },
  },
});
