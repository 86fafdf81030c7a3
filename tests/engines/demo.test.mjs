// Every page of the demo, opened and used in Firefox and WebKitGTK as a visitor would, with a picture of each kept in
// artifacts/. ENGINE names the engine; without one there is nothing to do, since tests/e2e uses the demo in Chromium.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { startTestApi } from '../../scripts/lib/servers.mjs';
import { startDemoForTests } from '../e2e/lib/demo-server.js';
import { startEngine } from '../tabs/lib/engines/browser.js';
import { until } from '../tabs/lib/wait.js';

const name = process.env.ENGINE;
const skip = !name && 'tests/e2e uses the demo in Chromium';
const PATIENCE = 150_000;
let api;
let demo;
let engine;

/** On a busy machine a browser can take longer to start than its driver is given, so it is tried again. */
async function started(tries) {
  try {
    return await startEngine(name, (what) => {
      throw new Error(`asked for ${what}`);
    });
  } catch (error) {
    if (tries === 1) throw error;
    return started(tries - 1);
  }
}

before(async () => {
  if (skip) return;
  api = process.env.EVERFETCH_API ? { url: process.env.EVERFETCH_API } : await startTestApi();
  const running = process.env.EVERFETCH_DEMO;
  demo = running ? { url: running } : await startDemoForTests(api.url);
  engine = await started(3);
});
after(async () => {
  await engine?.close();
  await demo?.close?.();
  await api?.close?.();
});

/** A page of the demo by its hooks; every wait has a bound. */
async function openPage(t, file) {
  const tab = await engine.newTab();
  t.after(() => tab.close());
  await tab.goto(`${demo.url}${file}?s=${name}-${process.pid}-${file.replace('.html', '')}`);
  const ask = (act, argument) => tab.run(act, argument).catch(() => undefined);
  const page = {
    tab,
    text: (id) =>
      ask(
        (id) => document.querySelector(`[data-testid="${id}"]`)?.textContent.replace(/\s+/g, ' ').trim(),
        id,
      ),
    attribute: (id, attribute) =>
      ask(({ id, attribute }) => document.querySelector(`[data-testid="${id}"]`)?.getAttribute(attribute), {
        id,
        attribute,
      }),
    click: (id) => tab.run((id) => void document.querySelector(`[data-testid="${id}"]`).click(), id),
    /** Waits until the element says that it has finished so often. */
    finished: (id, times) =>
      until(
        async () => (await page.attribute(id, 'data-finished')) === String(times),
        PATIENCE,
        `${id} × ${times}`,
      ),
    async picture() {
      const folder = at('artifacts', 'engines', name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}/${file.replace('.html', '')}.png`, await tab.screenshot());
    },
    /** Pairs of labels over the pictures that cover each other. */
    covered: () =>
      tab.run(() =>
        [...document.querySelectorAll('.axis')].flatMap((axis) => {
          const labels = [...axis.children].filter(({ textContent }) => textContent !== '');
          const boxes = labels.map((label) => label.getBoundingClientRect());
          return boxes.flatMap((one, index) =>
            boxes
              .slice(index + 1)
              .filter(
                (other) =>
                  one.left < other.right - 0.5 &&
                  other.left < one.right - 0.5 &&
                  one.top < other.bottom - 0.5 &&
                  other.top < one.bottom - 0.5,
              )
              .map(() => labels[index].textContent),
          );
        }),
      ),
  };
  await until(
    () => ask(() => document.documentElement.dataset.ready === 'true'),
    PATIENCE,
    `${file}: a page that is ready`,
  );
  return page;
}

test(`the first page runs the storm by itself in ${name}`, { skip }, async (t) => {
  const page = await openPage(t, 'index.html');
  await page.finished('lanes', 1);
  assert.match(await page.text('everfetch-verdict'), /^The session lives: 1 refresh, all 50 answered/);
  for (const peer of ['handwritten', 'auth-refresh'])
    assert.match(await page.text(`${peer}-verdict`), /^Signed out/);
  assert.deepEqual(await page.covered(), []);
  await page.picture();
});

test(`five tabs, and axios in five tabs, in ${name}`, { skip }, async (t) => {
  const page = await openPage(t, 'tabs.html');
  await page.click('kind-frame');
  await page.click('open');
  await page.finished('tabs', 1);
  await page.click('storm');
  await page.finished('tabs', 2);
  assert.equal(await page.text('message'), '5 answers, one refresh, counted by the server.');
  assert.equal(await page.text('count-session'), 'lives');
  assert.equal(await page.text('axios-session'), 'signed out');
  await page.picture();
});

test(`the seven faults, for everfetch and for axios, in ${name}`, { skip }, async (t) => {
  const page = await openPage(t, 'faults.html');
  for (const id of ['late401', 'lost', 'limit', 'offline', 'logged-out', 'reload', 'other-user']) {
    await page.click(`${id}-run`);
    await page.finished(`fault-${id}`, 1);
    assert.equal(
      await page.text(`${id}-verdict`),
      'as it should',
      `${id}: ${await page.text(`${id}-happened`)}`,
    );
    assert.doesNotMatch(await page.text(`${id}-axios`), /did not run|^–$/, id);
  }
  await page.picture();
});

test(`the playground signs in, sends, colours and shares in ${name}`, { skip }, async (t) => {
  const page = await openPage(t, 'playground.html');
  assert.equal(await page.text('session-state'), 'active');
  assert.deepEqual(
    await page.tab.run(() =>
      [...document.querySelectorAll('.code-field .code-name')].map((part) => part.textContent),
    ),
    ['session', 'refresh', 'url'],
  );
  await page.click('expire');
  await page.finished('playground', 2);
  await page.click('send');
  await page.finished('playground', 3);
  assert.equal(await page.text('message'), 'Answered: 200.');
  assert.match(await page.text('wire'), /→ 401 .*→ 200 /);
  await page.picture();
  // Whether a script's click may write to the clipboard is the engine's affair; the address has the code in any case.
  await page.click('share');
  await page.finished('playground', 4);
  assert.match(await page.text('message'), /^The link is /);
  assert.match(await page.tab.run(() => location.hash), /^#code=[\w-]+$/);
  await page.tab.restart();
  await until(
    async () => /has not run/.test(await page.text('message')),
    PATIENCE,
    'the page with the code of the link',
  );
});

test(`the workbench renews once for fifty requests in ${name}`, { skip }, async (t) => {
  const page = await openPage(t, 'workbench.html');
  await page.click('story');
  await page.finished('timeline', 1);
  assert.equal(await page.text('count-answered'), '50');
  assert.equal(await page.text('server-refreshes'), '1');
  assert.deepEqual(await page.covered(), []);
  await page.picture();
});
