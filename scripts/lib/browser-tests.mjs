// The tests of the Rust browser layer, those of `tests/web` and those inside the crate, in each engine by wasm-pack; and
// those of the frameworks' hooks in `tests/frameworks`, in Chromium.
// Decides how the runner is made to use the browser and the driver that set-up found.

import { mkdirSync, writeFileSync } from 'node:fs';
import { startDriver } from './drivers.mjs';
import { findEngine } from './engines.mjs';
import { at } from './paths.mjs';
import { run } from './run.mjs';
import { rustTests } from './notes.mjs';

const inCrate = ['--lib', '--test', 'web'];

/** The runner reads the browser from a file of WebDriver capabilities; the driver alone might find another one. */
function runTests(browser, capabilities, { crate = at(), tests = inCrate, options = [], env = {} } = {}) {
  mkdirSync(at('target'), { recursive: true });
  const file = at('target', 'webdriver.json');
  writeFileSync(file, JSON.stringify(capabilities));
  const rest = ['--mode', 'no-install', '--', ...tests];
  return run('wasm-pack', ['test', '--headless', browser, ...options, ...rest], {
    cwd: crate,
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

const chromium = () => ({ 'goog:chromeOptions': { binary: process.env.CHROME, args: [] } });

export const hookTests = () =>
  runTests('--chrome', chromium(), {
    crate: at('tests', 'frameworks'),
    tests: ['--locked'],
    // Beside everything else that is compiled for the browser.
    env: { CARGO_TARGET_DIR: at('target') },
  });

/** @type {Record<'chromium' | 'firefox' | 'webkit', () => Promise<number>>} each resolves to an exit code */
export const browserTests = {
  chromium: () => runTests('--chrome', chromium()),

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
