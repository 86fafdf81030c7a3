// The tests across tabs, in a real Chromium in which every tab is a process of its own. Decides how they are run:
// one after the other, since what they measure is who comes first.
//
//   npm run build && npx playwright test --config tests/tabs/playwright.config.js
//
// `--grep @short` is the selection that `npm test` runs. CHROME names the browser, EVERFETCH_PKG another build than
// pkg/, ENGINE another engine: `firefox` or `webkit`.

import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  testDir: at('.'),
  testMatch: '*.spec.js',
  // The soak freezes and kills tabs all the time, which only Chromium's driver can.
  testIgnore: (process.env.ENGINE || 'chromium') === 'chromium' ? [] : 'soak.spec.js',
  outputDir: at('../../artifacts/tabs'),
  workers: 1,
  timeout: 120_000,
  globalTimeout: 1_800_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['../../scripts/reporters/playwright.mjs']],
});
