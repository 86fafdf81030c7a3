// One tab of Chromium: what a user or a browser may do to it. Every wait is bounded.

import { application } from './application.js';
import { BOUND, pause, until, within } from './wait.js';

/** @param {import('@playwright/test').Page} page */
export async function createTab(page) {
  const cdp = await page.context().newCDPSession(page);
  /** What a person with the developer tools open would read. @type {string[]} */
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(`uncaught ${error.message}`));

  const run = (act, argument) => page.evaluate(act, argument);

  const tab = {
    ...application(run),
    page,
    cdp,
    said,
    isClosed: () => page.isClosed(),
    goto: (url) => page.goto(url),
    /** Brings the tab to the front: the others are hidden behind it. */
    show: () => page.bringToFront(),
    close: () => page.close(),
    /** Begins the page anew, and waits for nothing but that. */
    restart: () => page.reload(),
    async reload() {
      await page.reload();
      await tab.loaded();
    },
    /** Stops the page as a phone does with a tab in the background, and makes sure that it has stopped. */
    async freeze() {
      await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
      await tab.until(() => window.pageEvents.some(([name]) => name === 'freeze'));
      const before = await run(() => window.ticks);
      await pause(1_200);
      const ticked = (await run(() => window.ticks)) - before;
      // A hidden page that runs has its timers fire at least once a second.
      if (ticked > 0) throw new Error('the page runs although it should be frozen');
    },
    async thaw() {
      await cdp.send('Page.setWebLifecycleState', { state: 'active' });
      await tab.until(() => window.pageEvents.at(-1)?.[0] === 'resume');
    },
    /** The process of the tab dies. Nothing of the page runs any more, `pagehide` neither. */
    async crash() {
      const crashed = page.waitForEvent('crash', { timeout: BOUND });
      cdp.send('Page.crash').catch(() => {});
      await crashed;
    },
    /** Follows a link away from the page, which may go to the back/forward cache. */
    leave: () => page.goto(new URL('/away', page.url()).href),
    async goBack() {
      // The page that asks for it may be gone before it can answer.
      await run(() => history.back()).catch(() => {});
      await tab.loaded();
    },
    /** Goes back, and tells whether the page came from the cache. */
    async back() {
      await tab.goBack();
      return tab.wasCached();
    },
    /** `window.open` of the same address: the copy begins with this tab's sessionStorage. */
    async copy() {
      const opened = page.waitForEvent('popup', { timeout: BOUND });
      await run(() => void window.open(location.href));
      const copy = await createTab(await opened);
      await copy.loaded();
      return copy;
    },
  };
  return tab;
}

export { BOUND, until, within };
