// One tab of a browser behind WebDriver. What it is asked to run runs in the page and leaves its outcome there, so
// that other tabs are served meanwhile. What the engine or its driver cannot do skips the test, with the reason.

import { application } from '../application.js';
import { pause, until } from '../wait.js';
import { isAlive, processOf } from './process.js';

const POLL = 20;
const OPEN = 20_000;
const RUN = 120_000;

/** Starts the work; its outcome is told at once if it is not a promise. Everything crosses as JSON. */
const START = `
  const [text, argument, id] = arguments;
  const jobs = (window.__jobs ??= {});
  const told = (value) => JSON.stringify({ value });
  const failed = (error) => JSON.stringify({ error: String(error?.message ?? error) });
  try {
    const value = (0, eval)('(' + text + ')')(argument);
    if (typeof value?.then !== 'function') return told(value);
    jobs[id] = 'pending';
    value.then(told).catch(failed).then((outcome) => (jobs[id] = outcome));
    return 'pending';
  } catch (error) {
    return failed(error);
  }`;

const ASK = `
  const [id] = arguments;
  const outcome = window.__jobs?.[id] ?? 'gone';
  if (outcome !== 'pending') delete window.__jobs?.[id];
  return outcome;`;

let jobs = 0;

/** @param {any} browser as browser.js makes it @param {string} handle @param {(what: string) => void} cannot */
export function createTab(browser, handle, cannot) {
  let isOpen = true;
  const command = (...rest) => browser.command(handle, ...rest);
  const execute = (script, ...args) => command('POST', '/execute/sync', { script, args });

  async function work(act, argument) {
    const id = ++jobs;
    const begun = performance.now();
    let outcome = await execute(START, String(act), argument ?? null, id);
    while (outcome === 'pending') {
      if (performance.now() - begun > RUN) throw new Error(`not within ${RUN} ms: ${act}`);
      await pause(POLL);
      outcome = await execute(ASK, id);
    }
    if (outcome === 'gone') throw new Error('the page is gone, and what it was asked to do');
    const { value, error } = JSON.parse(outcome);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** What a test has left running when it is over tells nobody how it ends. */
  const run = (act, argument) =>
    work(act, argument).catch((error) => {
      if (browser.isOver(handle)) return new Promise(() => {});
      throw error;
    });

  const tab = {
    ...application(run),
    handle,
    said: [],
    /** What Playwright knows of a page of Chromium, such as the requests that it sends. */
    get page() {
      return cannot('page');
    },
    isClosed: () => !isOpen,
    goto: (url) => command('POST', '/url', { url }),
    /** What the tab shows, as a PNG. */
    screenshot: async () => Buffer.from(await command('GET', '/screenshot'), 'base64'),
    show: () => cannot('show'),
    async close() {
      isOpen = false;
      await browser.closeTab(handle);
    },
    restart: () => command('POST', '/refresh'),
    async reload() {
      await tab.restart();
      await tab.loaded();
    },
    freeze: () => cannot('freeze'),
    thaw: () => cannot('freeze'),
    /** The process of the tab is killed, and what else may live in it. */
    async crash() {
      cannot('crash');
      const id = await processOf(browser.group, tab);
      process.kill(id, 'SIGKILL');
      await until(() => !isAlive(id), 5_000, 'the end of the process');
    },
    async leave() {
      await tab.goto(new URL('/away', await command('GET', '/url')).href);
    },
    async goBack() {
      await command('POST', '/back');
      await tab.loaded();
    },
    async back() {
      await tab.goBack();
      const wasCached = await tab.wasCached();
      if (!wasCached) cannot('cache');
      return wasCached;
    },
    async copy() {
      const before = await browser.handles();
      await run(() => void window.open(location.href));
      const opened = await until(
        async () => (await browser.handles()).find((one) => !before.includes(one)),
        OPEN,
        'a copy of the tab',
      );
      const copy = createTab(browser, opened, cannot);
      await copy.loaded();
      return copy;
    },
  };
  return tab;
}
