// Pages of Chromium without a debugger. Playwright switches on what a debugger needs, and a page then pays for it: a read
// of `document.cookie` takes 36 µs instead of 16, and every request is reported to Node. This file speaks the protocol
// through a pipe, and enables only the counters of Performance.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { Failure } from '../../scripts/lib/run.mjs';
import { FLAGS } from './browser.mjs';

/** How long, in ms, one call of a page may take, and its start. */
const PATIENCE = 180_000;
const START = 30_000;

/** The protocol through a pipe: messages end with a zero byte. @param {import('node:child_process').ChildProcess} child */
function connect(child) {
  const [, , , input, output] = /** @type {any[]} */ (child.stdio);
  const waiting = new Map();
  let last = 0;
  let rest = '';
  output.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const { id, result, error } of parts.map((part) => JSON.parse(part))) {
      const call = waiting.get(id);
      waiting.delete(id);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result);
    }
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium has ended'));
  });
  return (/** @type {string} */ method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const timer = setTimeout(() => reject(new Error(`${method} takes too long`)), PATIENCE);
      const ended = (/** @type {(value: any) => void} */ settle) => (/** @type {any} */ value) => {
        clearTimeout(timer);
        settle(value);
      };
      waiting.set(id, { resolve: ended(resolve), reject: ended(reject) });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

/** Such a browser. `open(site, name)` opens a page with the script `name`, ready when its `bench` is there. */
export async function launchQuietly() {
  const { chromium } = findBrowser();
  if (!chromium) throw new Failure('No Chromium was found: `npm run setup -- --tests` installs one.');
  const profile = mkdtempSync(join(tmpdir(), 'everfetch-bench-'));
  const child = spawn(
    chromium,
    ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, ...FLAGS],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const send = connect(child);

  /** A page in a new context. @param {{ url: string }} site @param {string} name @param {string} [query] */
  const open = async (site, name, query = '') => {
    const { browserContextId } = await send('Target.createBrowserContext');
    const url = `${site.url}/page/${name}${query}`;
    const { targetId } = await send('Target.createTarget', { url, browserContextId });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    await send('Performance.enable', { timeDomain: 'threadTicks' }, sessionId);
    const close = () => send('Target.disposeBrowserContext', { browserContextId });

    /** What a function of the page gives, or resolves to. @param {Function} fn @param {any} [argument] */
    const evaluate = async (fn, argument) => {
      const expression = `(${fn})(${JSON.stringify(argument)})`;
      const { result, exceptionDetails: failed } = await send(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      );
      if (failed) throw new Error(failed.exception?.description ?? failed.text);
      return result.value;
    };
    const busy = async () => {
      const { metrics } = await send('Performance.getMetrics', {}, sessionId);
      return metrics.find((/** @type {any} */ one) => one.name === 'TaskDuration').value * 1000;
    };
    /** Milliseconds of CPU that the page's main thread spends, whatever else the machine does meanwhile. @param {() => Promise<any>} body */
    const busyDuring = async (body) => {
      const before = await busy();
      await body();
      return (await busy()) - before;
    };

    const deadline = performance.now() + START;
    while (!(await evaluate(() => globalThis.bench !== undefined).catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`${url} does not start`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { page: { evaluate }, busyDuring, close };
  };

  const close = async () => {
    const over = new Promise((resolve) => child.once('exit', resolve));
    await send('Browser.close').catch(() => child.kill());
    await over;
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  return { open, close };
}
