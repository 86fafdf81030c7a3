// What a test gets: a server to judge, a site at a fresh origin, and tabs. Browsers are started once for all tests
// of a run; isolation comes from the origin, since only the default profile freezes and caches pages.

import { writeFileSync } from 'node:fs';
import { test as base, expect } from '@playwright/test';
import { createServer } from '../../../www-demo/server/index.js';
import { UNTHROTTLED, startChromium } from './chromium.js';
import { startEngine } from './engines/browser.js';
import { limits } from './engines/limits.js';
import { createOpener } from './opener.js';
import { createSandbox } from './server.js';
import { startSite } from './site.js';

/** Skips the test that is running: its engine cannot do `what`. */
const refuser = (engine) => (what) => {
  const reason = limits[engine]?.[what];
  if (reason) base.skip(true, reason);
};

/** A browser that is started when the first test asks for it. */
async function useBrowser(start, use) {
  let started;
  await use(() => (started ??= start()));
  await (await started)?.close();
}

let sandboxes = 0;

export const test = base.extend({
  apiServer: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await createServer();
      await server.listen();
      await use(server);
      await server.close();
    },
    { scope: 'worker' },
  ],
  /** `chromium`, `firefox` or `webkit`. */
  engine: [process.env.ENGINE || 'chromium', { scope: 'worker', option: true }],
  realBrowser: [
    ({ engine }, use) =>
      useBrowser(() => (engine === 'chromium' ? startChromium() : startEngine(engine, refuser(engine))), use),
    { scope: 'worker' },
  ],
  fastBrowser: [
    ({ engine, realBrowser }, use) =>
      engine === 'chromium' ? useBrowser(() => startChromium({ flags: UNTHROTTLED }), use) : use(realBrowser),
    { scope: 'worker' },
  ],
  /** Starts a browser of the test's own, with a profile as it needs it. */
  startBrowser: ({ engine }, use) =>
    use(engine === 'chromium' ? startChromium : async () => refuser(engine)('start')),

  /** The server of this test alone. Its tokens live for ten minutes unless they are made to expire. */
  server: async ({ apiServer }, use) => {
    const sandbox = createSandbox(apiServer.url, `tabs-${process.pid}-${++sandboxes}`);
    await sandbox.knobs({ accessTtl: 600_000 });
    await use(sandbox);
  },
  site: async ({ apiServer, engine }, use) => {
    const site = await startSite(apiServer.url);
    await use({
      ...site,
      get insecure() {
        refuser(engine)('insecure');
        return site.insecure;
      },
    });
    await site.close();
  },
  /** Tabs as users have them: one is visible, the timers of the others are throttled. */
  lab: async ({ realBrowser, server, site }, use, info) => {
    await useTabs(createOpener(realBrowser, { base: server.base, origin: site.url }), use, info);
  },
  /** Tabs whose timers are exact. */
  fastLab: async ({ fastBrowser, server, site }, use, info) => {
    await useTabs(createOpener(fastBrowser, { base: server.base, origin: site.url }), use, info);
  },
});

async function useTabs(opener, use, info) {
  await use(opener);
  const uncaught = opener.tabs.flatMap((tab) => tab.said.filter((line) => line.startsWith('uncaught ')));
  if (info.status !== info.expectedStatus) {
    const timelines = await Promise.all(
      opener.tabs.map((tab) =>
        tab.isClosed()
          ? 'closed'
          : Promise.race([
              tab.run(() => window.lab.api.session.timeline()).catch((error) => error.message),
              new Promise((resolve) => setTimeout(resolve, 2_000, 'no answer')),
            ]),
      ),
    );
    const text = JSON.stringify({ timelines, said: opener.tabs.map((tab) => tab.said) }, null, 1);
    const path = info.outputPath('tabs.json');
    writeFileSync(path, text);
    await info.attach('tabs.json', { path, contentType: 'application/json' });
  }
  await opener.close();
  expect(uncaught, 'uncaught in a tab').toEqual([]);
}

export { createOpener, expect };
