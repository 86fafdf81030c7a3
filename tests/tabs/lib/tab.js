// One tab: what a user or a browser may do to it, and what its page says. Every wait is bounded.

import { within } from './chromium.js';

const OPEN = 20_000;
const POLL = 20;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again until the answer is true. Not by the page's own timers, which stand still in hidden and frozen tabs. */
export async function until(ask, ms, what) {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() - begun > ms) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(POLL);
  }
}

/** @param {import('@playwright/test').Page} page */
export async function createTab(page) {
  const cdp = await page.context().newCDPSession(page);
  /** What a person with the developer tools open would read. @type {string[]} */
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(`uncaught ${error.message}`));

  const run = (act, argument) => page.evaluate(act, argument);

  const tab = {
    page,
    cdp,
    said,
    run,
    /** Waits until `ask` is true in the page. */
    until: (ask, { ms = 5_000, argument } = {}) =>
      until(() => run(ask, argument).catch(() => false), ms, String(ask)),
    loaded: () => until(() => run(() => window.lab?.ready).catch(() => false), OPEN, 'a page that is ready'),

    // ----- what the application does -----
    ready: () => run(() => window.lab.api.session.ready()),
    state: () => run(() => window.lab.api.session.state),
    signIn: (user, mode) => run(([user, mode]) => window.lab.signIn(user, mode), [user, mode]),
    signOut: () => run(() => window.lab.api.session.signOut()),
    refresh: () => run(() => window.lab.refresh()),
    call: (path) => run((path) => window.lab.call(path), path),
    storm: (times = 20, path) => run(([times, path]) => window.lab.storm(times, path), [times, path]),
    events: () =>
      run(() => window.lab.events.map(({ type, reason }) => (reason ? `${type}: ${reason}` : type))),
    records: () => run(() => window.lab.records()),
    presence: () => run(() => window.lab.presence()),

    // ----- what the user and the browser do -----
    close: () => page.close(),
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
      const crashed = page.waitForEvent('crash', { timeout: 5_000 });
      cdp.send('Page.crash').catch(() => {});
      await crashed;
    },
    /** Follows a link away from the page, which may go to the back/forward cache. */
    leave: () => page.goto(new URL('/away', page.url()).href),
    /** Goes back, and tells whether the page came from the cache. */
    async back() {
      // The page that asks for it may be gone before it can answer.
      await run(() => history.back()).catch(() => {});
      await tab.loaded();
      return run(() => window.pageEvents.findLast(([name]) => name === 'pageshow')?.[1]);
    },
    /** `window.open` of the same address: the copy begins with this tab's sessionStorage. */
    async copy() {
      const opened = page.waitForEvent('popup', { timeout: OPEN });
      await run(() => void window.open(location.href));
      const copy = await createTab(await opened);
      await copy.loaded();
      return copy;
    },
  };
  return tab;
}

export { within };
