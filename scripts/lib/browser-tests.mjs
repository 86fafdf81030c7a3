// The tests of the Rust browser layer, those of `tests/web` and those inside the crate, in each engine by wasm-pack; and
// those of the frameworks' hooks in `tests/frameworks`, in Chromium.
// Decides how the runner is made to use the browser and the driver that set-up found.

import { mkdirSync, writeFileSync } from 'node:fs';
import { startDriver } from './drivers.mjs';
import { findEngine } from './engines.mjs';
import { at } from './paths.mjs';
import { startRelay } from './relay.mjs';
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

/**
 * The same with the driver started here, and with a relay in front of it.
 * @param {'chromium' | 'firefox' | 'webkit'} engine
 * @param {{ browser: string, driver: string }} programs
 * @param {string} kind the browser as wasm-pack names it, and `driver` its driver; it does not know WebKitGTK, which stands
 *   for Safari
 */
async function runBy(engine, programs, kind, driver, capabilities, more = {}) {
  const { url, close } = await startDriver(engine, programs);
  try {
    const relay = await startRelay(url);
    try {
      return await runTests(`--${kind}`, capabilities, {
        ...more,
        options: [`--${driver}`, programs.driver],
        env: { ...more.env, [`${driver.toUpperCase()}_REMOTE`]: relay.url },
      });
    } finally {
      await relay.close();
    }
  } finally {
    await close();
  }
}

const inChromium = (more) => {
  const { CHROME: browser, CHROMEDRIVER: driver } = process.env;
  const capabilities = { 'goog:chromeOptions': { binary: browser, args: [] } };
  return runBy('chromium', { browser, driver }, 'chrome', 'chromedriver', capabilities, more);
};

export const hookTests = () =>
  inChromium({
    crate: at('tests', 'frameworks'),
    tests: ['--locked'],
    // Beside everything else that is compiled for the browser.
    env: { CARGO_TARGET_DIR: at('target') },
  });

/** @type {Record<'chromium' | 'firefox' | 'webkit', () => Promise<number>>} each resolves to an exit code */
export const browserTests = {
  chromium: () => inChromium(),
  firefox() {
    const programs = findEngine('firefox');
    const capabilities = { 'moz:firefoxOptions': { binary: programs.browser } };
    return runBy('firefox', programs, 'firefox', 'geckodriver', capabilities);
  },
  webkit: () => runBy('webkit', findEngine('webkit'), 'safari', 'safaridriver', {}),
};
