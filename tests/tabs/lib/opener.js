// Opens tabs, and joins them to one session. Decides what a tab begins with; the browser is somebody else's.

/** Opens tabs of `site`. @param {() => Promise<any>} browser @param {any} defaults */
export function createOpener(browser, defaults) {
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
      const text = JSON.stringify({ base: defaults.base, ...setup });
      const tab = await (await browser()).newTab();
      tabs.push(tab);
      await tab.goto(`${origin}/?setup=${encodeURIComponent(text)}`);
      await tab.loaded();
      return tab;
    },
    /** Opens `count` tabs, the first of them signed in, the others joined to it. */
    async openJoined(count, setup, user = 'ann') {
      const first = await this.open(setup);
      await first.signIn(user, setup?.session?.carrier);
      const opened = [first];
      while (opened.length < count) opened.push(await this.open(setup));
      const isActive = () => window.lab.api.session.state === 'active';
      await Promise.all(opened.map((tab) => tab.until(isActive, { ms: 20_000 })));
      return opened;
    },
    close: async () => (await browser()).closeTabs(),
  };
}
