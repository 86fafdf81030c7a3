// Chromium as users have it: started by hand and only attached to, because a browser that a test driver launches
// ignores the freezing of pages, keeps the back/forward cache off and never throttles timers. Decides how it is
// started and ended; what its tabs do is decided elsewhere.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { createTab } from './tab.js';
import { within } from './wait.js';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-default-browser-check',
  '--process-per-tab',
  // A name that is no loopback address, for pages of an insecure origin.
  '--host-resolver-rules=MAP insecure.test 127.0.0.1',
  '--remote-debugging-port=0',
];

/** Hidden tabs run as fast as the visible one. */
export const UNTHROTTLED = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

const START = 30_000;
const STOP = 5_000;

/** The address to attach to, from what Chromium says when it is ready. */
const address = (process) =>
  new Promise((resolve, reject) => {
    let said = '';
    process.stderr.on('data', (data) => {
      said = (said + data).slice(-4000);
      const found = /ws:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    process.once('error', reject);
    process.once('exit', () => reject(new Error(`Chromium ended at once: ${said}`)));
  });

/**
 * @param {{ flags?: string[], profile?: string, preferences?: object }} [options] `profile`: a folder that outlives
 * the browser; `preferences`: what the user has set
 */
export async function startChromium({ flags = [], profile, preferences } = {}) {
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'everfetch-tabs-'));
  if (preferences) {
    mkdirSync(join(folder, 'Default'), { recursive: true });
    writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const executable = process.env.CHROME || '/usr/bin/chromium';
  const running = spawn(executable, [...FLAGS, ...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => running.once('exit', resolve));
  const url = await within(address(running), START, 'the start of Chromium');
  const browser = await chromium.connectOverCDP(url, { noDefaults: true });
  const cdp = await browser.newBrowserCDPSession();
  // The default context: only there are pages frozen and cached as in the wild.
  const [context] = browser.contexts();
  return {
    browser,
    cdp,
    newTab: async () => createTab(await context.newPage()),
    /** Ends the shared workers of an origin, as the browser does when it needs the memory. Answers how many. @param {string} origin */
    async endWorkers(origin) {
      const { targetInfos } = await cdp.send('Target.getTargets');
      const found = targetInfos.filter(({ type, url }) => type === 'shared_worker' && url.includes(origin));
      for (const { targetId } of found) await cdp.send('Target.closeTarget', { targetId });
      return found.length;
    },
    /** Closes all tabs but the last page, which keeps the browser alive. */
    async closeTabs() {
      const [, ...rest] = context.pages();
      await Promise.all(rest.map((page) => page.close().catch(() => {})));
    },
    /** Ends the browser as a user does; what it was asked to keep is written. */
    async close() {
      await cdp.send('Browser.close').catch(() => {});
      await within(ended, STOP, 'the end of Chromium').catch(() => running.kill('SIGKILL'));
      await ended;
      await browser.close().catch(() => {});
      if (!profile) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
