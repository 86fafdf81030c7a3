// The demo as static files: built once, served by a plain file server at its root and in a sub-path. The API is a
// service worker, so the host sees files asked for and nothing else.

import { readdirSync } from 'node:fs';
import { buildDemo } from '../../../scripts/lib/demo.mjs';
import { at } from '../../../scripts/lib/paths.mjs';
import { expect, test as base } from '../lib/fixtures.js';
import { packageDir } from '../lib/package.js';
import { createPart } from '../lib/part.js';
import { startStaticSite } from '../lib/static-site.js';
import { expectFault, FAULTS } from '../lib/seven-faults.js';

const test = base.extend({
  built: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the parameter's pattern
    async ({}, use, { workerIndex }) => {
      const outDir = at('artifacts', 'e2e', `static-${workerIndex}`);
      await buildDemo({ outDir, packageDir });
      await use(outDir);
    },
    { scope: 'worker' },
  ],
});

for (const [where, under] of [
  ['at the root of a host', '/'],
  ['in a sub-path', '/some/where/'],
]) {
  test(`${where}: the storm, the tabs and the playground run without a server`, async ({ page, built }) => {
    const site = await startStaticSite(built, under);
    try {
      const part = createPart(page, site.url);
      // The shortest address, as it is shared.
      await page.goto(site.url);
      await part.ranByItself();
      await expect(part.hook('everfetch-verdict')).toHaveText(
        /^The session lives: 1 refresh, all 50 answered/,
      );
      await expect(part.hook('handwritten-verdict')).toContainText('Signed out');
      await expect(part.hook('auth-refresh-verdict')).toContainText('Signed out');
      await expect(page.getByText('This copy of the demo has no server')).toBeVisible();

      await page.getByRole('link', { name: 'Tabs' }).click();
      await part.hook('kind-frame').check({ force: true });
      await part.press('open', 'tabs');
      await part.press('storm', 'tabs');
      await expect(part.hook('message')).toHaveText('5 answers, one refresh, counted by the server.');

      await page.getByRole('link', { name: 'Playground' }).click();
      await part.ready();
      await part.press('expire', 'playground');
      await part.press('send', 'playground');
      await expect(part.hook('wire').getByRole('listitem')).toHaveCount(2);

      const files = readdirSync(built, { recursive: true }).map((name) => `GET ${under}${name}`);
      const others = site.asked.filter((call) => !files.includes(call) && call !== `GET ${under}`);
      expect(others, 'the host was asked for files alone').toEqual([]);
    } finally {
      await site.close();
    }
  });
}

test('the faults happen without a server as they do with one', async ({ page, built }) => {
  const site = await startStaticSite(built, '/demo/');
  try {
    const part = createPart(page, site.url);
    await part.open('faults.html');
    await part.hook('run-all').click();
    for (const id of FAULTS) await expectFault(part, id);
  } finally {
    await site.close();
  }
});

test('a page that is reloaded past the worker is answered by it again', async ({ page, context, built }) => {
  const site = await startStaticSite(built);
  try {
    const part = createPart(page, site.url);
    await part.open('playground.html');
    const devtools = await context.newCDPSession(page);
    const loaded = page.waitForEvent('load');
    await devtools.send('Page.reload', { ignoreCache: true });
    await loaded;
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
    await part.press('sign-in', 'playground');
    await expect(part.hook('message')).toHaveText('Signed in as ada.');
  } finally {
    await site.close();
  }
});

test('where there can be no service worker the page says why nothing works', async ({ context, built }) => {
  const site = await startStaticSite(built);
  try {
    const page = await context.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }));
    await page.goto(site.url);
    await expect(page.getByRole('alert')).toContainText('this browser allows no service worker here');
  } finally {
    await site.close();
  }
});

test('h132 a session outlives the service worker when the browser stops it, and a used token still counts as used', async ({
  page,
  context,
  built,
}) => {
  const site = await startStaticSite(built, '/demo/');
  try {
    const part = createPart(page, site.url);
    await part.open('tabs.html');
    const devtools = await context.newCDPSession(page);
    await devtools.send('ServiceWorker.enable');
    const stopWorker = () => devtools.send('ServiceWorker.stopAllWorkers');
    const call = (path, body, token) =>
      page.evaluate(
        async ([path, body, token]) => {
          const response = await fetch(`api/s/survivor${path}`, {
            method: body ? 'POST' : 'GET',
            body: body && JSON.stringify(body),
            headers: token ? { Authorization: `Bearer ${token}` } : {},
          });
          return { status: response.status, data: await response.json() };
        },
        [path, body, token],
      );
    await call('/control/knobs', { accessTtl: 600_000 });
    const first = (await call('/auth/login', { user: 'ada' })).data;
    const second = (await call('/auth/refresh', { refreshToken: first.refreshToken })).data;
    expect((await call('/control/counters')).data.logins).toBe(1);

    await stopWorker();
    expect((await call('/control/counters')).data.logins, 'it is another worker: its counters are new').toBe(
      0,
    );
    expect(await call('/api/me', undefined, second.accessToken)).toEqual({
      status: 200,
      data: { user: 'ada' },
    });
    const third = await call('/auth/refresh', { refreshToken: second.refreshToken });
    expect(third.status).toBe(200);

    await call('/control/expire', {});
    await stopWorker();
    expect((await call('/api/me', undefined, third.data.accessToken)).status, 'expired stays expired').toBe(
      401,
    );
    expect((await call('/auth/refresh', { refreshToken: second.refreshToken })).status, 'used twice').toBe(
      401,
    );
    expect(
      (await call('/auth/refresh', { refreshToken: third.data.refreshToken })).status,
      'and revoked',
    ).toBe(401);
  } finally {
    await site.close();
  }
});
