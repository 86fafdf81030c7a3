// Firefox and WebKitGTK as the tests across tabs use them. Decides what is set in them beside what users have; what
// they cannot do is listed in limits.js.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine, missing } from '../../../../scripts/lib/engines.mjs';
import { startDriver } from '../../../../scripts/lib/drivers.mjs';
import { createTab } from './tab.js';
import { connect } from './webdriver.js';

/** geckodriver has Firefox end when the process of one tab dies, which users' Firefox does not. */
function survivor(browser, folder) {
  if (process.platform !== 'linux') return browser;
  const file = join(folder, 'firefox');
  writeFileSync(file, `#!/bin/sh\nunset MOZ_CRASHREPORTER_SHUTDOWN\nexec '${browser}' "$@"\n`, {
    mode: 0o755,
  });
  return file;
}

const capabilities = {
  firefox: ({ browser }, folder) => ({
    'moz:firefoxOptions': {
      binary: survivor(browser, folder),
      args: ['-headless'],
      prefs: {
        // A name that is no loopback address, for pages of an insecure origin.
        'network.dns.localDomains': 'insecure.test',
      },
    },
  }),
  webkit: ({ browser }) => ({
    'webkitgtk:browserOptions': {
      binary: browser,
      // A script of the driver counts as no gesture of a user, without which no window is opened.
      args: ['--automation', '--javascript-can-open-windows-automatically=true'],
    },
  }),
};

/** WebKitGTK's browser lets only the tab that is in front open another one: there each tab has a window of its own. */
const VIEWS = { firefox: 'tab', webkit: 'window' };

/** @param {'firefox' | 'webkit'} name @param {(what: string) => void} cannot */
export async function startEngine(name, cannot) {
  const programs = findEngine(name);
  if (!programs) throw new Error(missing(name));
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-engine-'));
  const driver = await startDriver(name, programs);
  const close = async () => {
    await driver.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    /** Tabs that were closed because the test that opened them was over. */
    const over = new Set();
    const browser = {
      ...(await connect(driver.url, capabilities[name](programs, folder))),
      group: driver.group,
      isOver: (handle) => over.has(handle),
    };
    const [first] = await browser.handles();
    return {
      version: `${browser.capabilities.browserName} ${browser.capabilities.browserVersion}`,
      get cdp() {
        return cannot('processes');
      },
      newTab: async () => createTab(browser, await browser.newTab(first, VIEWS[name]), cannot),
      /** Closes all tabs but the first, which keeps the browser alive. */
      async closeTabs() {
        for (const handle of await browser.handles()) {
          if (handle === first) continue;
          over.add(handle);
          await browser.closeTab(handle).catch(() => {});
        }
      },
      async close() {
        await browser.end().catch(() => {});
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
