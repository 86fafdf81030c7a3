// One headless Chromium for the tests of a file, and a plain file server whose headers a test chooses.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright';
import { findBrowser } from '../../../scripts/lib/browser.mjs';
import { PATIENCE } from '../../e2e/lib/patience.js';

/** @type {Promise<import('playwright').Browser> | undefined} */
let launched;
const launch = () =>
  chromium.launch({
    executablePath: findBrowser().chromium,
    // Chromium's own sandbox needs rights that containers and root do not have; the pages are ours.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
after(async () => (await launched)?.close());

/** A page in a fresh profile; what it says on the console and its errors are kept for the message of a failure. */
export async function newPage(t) {
  const browser = await (launched ??= launch());
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.log = [];
  page.errors = [];
  page.on('console', (message) => page.log.push(message.text()));
  page.on('pageerror', (error) => {
    page.log.push(String(error));
    page.errors.push(String(error));
  });
  return page;
}

/** Waits for the text that the small applications leave in the page: `done …` or `failed …`. */
export async function outcome(page, timeout = PATIENCE) {
  try {
    await page.waitForFunction(() => /^(done|failed)/.test(document.body.dataset.outcome ?? ''), undefined, {
      timeout,
    });
  } catch (error) {
    throw new Error(`the page never came to an end; it said: ${page.log.join(' | ')}`, { cause: error });
  }
  const text = await page.evaluate(() => document.body.dataset.outcome);
  // Nothing that nobody caught counts as done.
  return text.startsWith('done') && page.errors.length ? `failed: uncaught ${page.errors.join(' | ')}` : text;
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Serves files of a folder, and instead of some of them given answers, or what a function answers.
 * @param {string} folder
 * @param {Record<string, { status?: number, headers?: Record<string, string>, body?: string } | Function>} [given] by path
 */
export async function serve(t, folder, given = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    if (typeof given[path] === 'function') return given[path](request, response);
    const { status = 200, headers = {}, body } = given[path] ?? {};
    const file = join(folder, path);
    const found = body === undefined && existsSync(file) && statSync(file).isFile();
    response.writeHead(body === undefined && !found ? 404 : status, {
      'Content-Type': types[extname(path)] ?? 'text/html',
      ...headers,
    });
    if (found) createReadStream(file).pipe(response);
    else response.end(body ?? 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${server.address().port}`;
}
