// Opens tabs, and joins them to one session. Decides what a tab begins with; the browser is somebody else's.

import { createTab } from './tab.js';

/** Opens tabs of `site`. @param {() => Promise<any>} chromium @param {any} defaults */
export function createOpener(chromium, defaults) {
  /** @type {any[]} */
  const tabs = [];
  return {
    tabs,
    /**
     * Opens a tab.
     * @param {object} [setup] see page/app.js and page/stubs.js
     * @param {{ origin?: string }} [where]
     */
    async open(setup = {}, { origin = defaults.origin } = {}) {
      const { context } = await chromium();
      const text = JSON.stringify({ base: defaults.base, ...setup });
      const page = await context.newPage();
      const tab = await createTab(page);
      tabs.push(tab);
      await page.goto(`${origin}/?setup=${encodeURIComponent(text)}`);
      await tab.loaded();
      return tab;
    },
    /** Opens `count` tabs, the first of them signed in, the others joined to it. */
    async openJoined(count, setup, user = 'ann') {
      const first = await this.open(setup);
      await first.signIn(user, setup?.session?.carrier);
      const opened = [first];
      while (opened.length < count) opened.push(await this.open(setup));
      await Promise.all(opened.map((tab) => tab.until(() => window.lab.api.session.state === 'active')));
      return opened;
    },
    async close() {
      const { context } = await chromium();
      // The last page keeps the browser alive.
      const [, ...rest] = context.pages();
      await Promise.all(rest.map((page) => page.close().catch(() => {})));
    },
  };
}
