// The tests of the Rust browser layer, those of `tests/web` and those inside the crate, in each engine by wasm-pack.
// Decides how the runner is made to use the browser and the driver that set-up found.

import { mkdirSync, writeFileSync } from 'node:fs';
import { startDriver } from './drivers.mjs';
import { findEngine } from './engines.mjs';
import { at } from './paths.mjs';
import { run } from './run.mjs';
import { rustTests } from './notes.mjs';

/** The runner reads the browser from a file of WebDriver capabilities; the driver alone might find another one. */
function runTests(browser, capabilities, { options = [], env = {} } = {}) {
  mkdirSync(at('target'), { recursive: true });
  const file = at('target', 'webdriver.json');
  writeFileSync(file, JSON.stringify(capabilities));
  const tests = ['--mode', 'no-install', '--', '--lib', '--test', 'web'];
  return run('wasm-pack', ['test', '--headless', browser, ...options, ...tests], {
    onOutput: rustTests(),
    env: {
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: file,
      // The defaults, 5 and 20 seconds, are too short on a busy machine.
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
      WASM_BINDGEN_TEST_TIMEOUT: '180',
      ...env,
    },
  });
}

/** @type {Record<'chromium' | 'firefox' | 'webkit', () => Promise<number>>} each resolves to an exit code */
export const browserTests = {
  chromium: () => runTests('--chrome', { 'goog:chromeOptions': { binary: process.env.CHROME, args: [] } }),

  firefox() {
    const { browser, driver } = findEngine('firefox');
    const options = ['--geckodriver', driver];
    return runTests('--firefox', { 'moz:firefoxOptions': { binary: browser } }, { options });
  },

  /** The runner does not know WebKitGTK, so it gets WebKitGTK's running driver as if it were Safari's. */
  async webkit() {
    const programs = findEngine('webkit');
    const { url, close } = await startDriver('webkit', programs);
    try {
      const options = ['--safaridriver', programs.driver];
      return await runTests('--safari', {}, { options, env: { SAFARIDRIVER_REMOTE: url } });
    } finally {
      await close();
    }
  },
};
