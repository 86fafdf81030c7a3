// Projects in pages of a real Chromium. A site serves each bundle; its API is another origin of the same site, so cookies
// and CORS are as in an application. A page gives the same answers as the worker that stands for one.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
import { findBrowser } from '../../../../scripts/lib/browser.mjs';
import { PATIENCE } from '../../../../tests/e2e/lib/patience.js';

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>
  // From the moment when the application asks for another document, this one takes no commands.
  navigation.addEventListener('navigate', ({ destination }) => {
    if (!destination.sameDocument) window.isLeaving = true;
  });
</script><script type="module">
  const said = (error) => [error?.code ?? error?.name, error?.response?.status, error?.message].filter(Boolean).join(' ');
  const phase = new URLSearchParams(location.search).get('phase') ?? sessionStorage.getItem('phase');
  if (phase) sessionStorage.setItem('phase', phase);
  let project = await import('/bundle.mjs?' + (phase ?? ''));
  project = project.load ? project : project.default;
  await project.start?.();
  window.commands = {
    async load(count) {
      const results = await Promise.allSettled(Array.from({ length: count }, (_, index) => project.load(index)));
      return {
        ok: results.filter(({ value }) => value?.ok === true).length,
        errors: results.flatMap(({ reason }) => (reason ? [said(reason)] : [])).slice(0, 3),
      };
    },
    async login(password) {
      await project.login('ada', password ?? 'right');
      // As a router would.
      history.pushState({}, '', '/items');
    },
    logout: async () => void (await project.logout()),
  };
</script>`;

let launched;
const launch = () =>
  chromium.launch({
    executablePath: findBrowser().chromium,
    // Chromium's own sandbox needs rights that containers and root do not have; the pages are ours.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
export const closeBrowser = async () => (await launched)?.close();

/**
 * A profile, and the site that it opens.
 * @param {{ bundle: string | Record<string, string>, base: string, local?: any, session?: any, jar?: any }} given bundles
 * by phase, if there are several
 */
export async function openProfile({ bundle, base, local = {}, session = {}, jar = {} }) {
  const browser = await (launched ??= launch());
  const context = await browser.newContext();
  const visits = [];
  // js-cookie's stand-in in the worker keeps its jar in localStorage.
  const { 'document.cookie': scripts = '{}', ...storage } = local;
  const api = base.replace('127.0.0.1', 'localhost');
  const site = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://x');
    if (pathname !== '/bundle.mjs') {
      visits.push(pathname);
      return response.writeHead(200, { 'content-type': 'text/html' }).end(pathname === '/seed' ? '' : PAGE);
    }
    const file = typeof bundle === 'string' ? bundle : bundle[search.slice(1)];
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' });
    response.end(readFileSync(new URL(file), 'utf8').replaceAll('https://api.example.com', api));
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${site.address().port}`;
  await context.addCookies(
    Object.entries({ ...jar, ...JSON.parse(scripts) }).map(([name, value]) => ({
      name,
      value,
      domain: 'localhost',
      path: '/',
    })),
  );
  const seed = await context.newPage();
  await seed.goto(`${url}/seed`);
  await seed.evaluate((values) => Object.assign(localStorage, values), storage);
  await seed.close();

  const open = async (phase = '') => {
    const page = await context.newPage();
    // Only the first document of a tab finds it: later it is the application's.
    await page.goto(`${url}/seed`);
    await page.evaluate((values) => Object.assign(sessionStorage, values), session);
    /** A document that stays, and whose module has run. */
    const isReady = () =>
      page.waitForFunction(() => window.commands && !window.isLeaving, undefined, { timeout: PATIENCE });
    const go = async (path) => {
      await page.goto(url + path);
      await isReady();
    };
    await go(`/items${phase && `?phase=${phase}`}`);
    visits.length = 0;
    let asked = 0;
    /**
     * Does something in the page, once: a document that goes away before it has begun is followed by another. A page keeps
     * its name when it goes to another document, so that tells whether it had begun.
     */
    const ask = async (name, argument) => {
      if (name === 'state') return state(page);
      const mark = `command ${++asked}`;
      const begin = ([one, value, begun]) => {
        if (!window.commands || window.isLeaving) return undefined;
        window.name = begun;
        return window.commands[one](value).then((result) => ({ result }));
      };
      try {
        for (;;) {
          await isReady();
          try {
            const done = await page.evaluate(begin, [name, argument, mark]);
            if (done) return done.result;
          } catch (error) {
            if (!isGone(error)) throw error;
            await isReady();
            // The application has left the page.
            if ((await read(page, () => window.name)) === mark)
              return { ok: 0, errors: ['the page was left'] };
          }
        }
      } finally {
        await page.waitForLoadState();
        await isReady();
      }
    };
    return {
      ask,
      page,
      /**
       * Until the application has gone to another page since there were so many visits. What it does not have to do is
       * waited for a moment only: nothing is compared with a visit that is missed.
       */
      async left(count, mustLeave) {
        const end = performance.now() + (mustLeave ? PATIENCE : 2_000);
        while (visits.length === count && performance.now() < end) await page.waitForTimeout(20);
        await isReady();
      },
      reload: async () => {
        await page.reload();
        await isReady();
        visits.length = 0;
      },
      close: () => page.close(),
    };
  };
  const state = async (page) => {
    await page.waitForLoadState();
    const [ownLocal, ownSession] = await read(page, () => [{ ...localStorage }, { ...sessionStorage }]);
    const cookies = await context.cookies();
    return {
      local: {
        ...ownLocal,
        ...('document.cookie' in local && { 'document.cookie': scriptCookies(cookies) }),
      },
      session: ownSession,
      jar: Object.fromEntries(cookies.map(({ name, value }) => [name, value])),
      visits: [...visits],
    };
  };
  return {
    open,
    async close() {
      await context.close();
      await new Promise((resolve) => (site.close(resolve), site.closeAllConnections()));
    },
  };
}

const isGone = (error) => /context was destroyed|navigat/i.test(error.message);

/** Reads something from the page, from the next document if this one goes away meanwhile. */
async function read(page, look) {
  for (;;)
    try {
      return await page.evaluate(look);
    } catch (error) {
      if (!isGone(error)) throw error;
      await page.waitForLoadState();
    }
}

const scriptCookies = (cookies) =>
  JSON.stringify(Object.fromEntries(cookies.map(({ name, value }) => [name, value])));

/** One page of a profile of its own, as `use` wants it. */
export async function openChromium(data) {
  const profile = await openProfile(data);
  const page = await profile.open();
  return { ...page, close: () => profile.close() };
}
