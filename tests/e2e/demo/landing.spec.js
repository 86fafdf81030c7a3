// The first page as a stranger meets it: what this is, how to install it, where to read on, and the storm, which runs by
// itself, above its controls and on one screen. And what every page of the demo has.

import { expect, test } from '../lib/fixtures.js';
import { coveredLabels, createPart } from '../lib/part.js';
import { freshName } from '../lib/sandbox.js';
import { INNER, PAGES, SOURCE } from '../../../www-demo/pages.js';

const LANES = ['handwritten', 'auth-refresh', 'everfetch'];

/** Every text that a button comes to show: it says for a moment only that it has copied. */
const saidBy = (button) =>
  button.evaluate((element) => {
    globalThis.said = [];
    new MutationObserver(() => globalThis.said.push(element.textContent)).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
const said = (page) => expect.poll(() => page.evaluate(() => globalThis.said));

test('says in one sentence what this is, how to install it, and where the docs and the source are', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const part = createPart(page);
  await part.open('index.html');
  await expect(part.hook('what')).toHaveText(/^[^.]+\.\s*$/);
  await expect(part.hook('source')).toHaveAttribute('href', SOURCE);
  await expect(part.hook('docs')).toHaveAttribute('href', new RegExp(`^${SOURCE}/blob/main/docs/`));
  await saidBy(part.hook('copy-install'));
  await part.hook('copy-install').click();
  await said(page).toEqual(['Copied', 'Copy']);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npm install everfetch');
});

test('a browser that has no Clipboard API copies all the same', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read']);
  await page.addInitScript(() => {
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    globalThis.readClipboard = () => clipboard.readText();
  });
  const part = createPart(page);
  await part.open('index.html');
  await saidBy(part.hook('copy-install'));
  await part.hook('copy-install').click();
  await said(page).toContain('Copied');
  expect(await page.evaluate(() => globalThis.readClipboard())).toBe('npm install everfetch');
});

for (const [device, viewport] of Object.entries({
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
})) {
  test(`the storm runs once by itself, its verdicts and pictures above the controls and on the screen (${device})`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    const part = createPart(page);
    await part.open('index.html');
    await expect(part.hook('everfetch-verdict')).toHaveText(/^The session lives: 1 refresh, all 50 answered/);
    for (const peer of ['handwritten', 'auth-refresh'])
      await expect(part.hook(`${peer}-verdict`)).toContainText('Signed out');
    const top = (await part.hook('run').boundingBox()).y;
    for (const lane of LANES) {
      for (const element of [
        part.hook(`${lane}-verdict`),
        part.hook(`lane-${lane}`).locator('.plot'),
        part.hook(`lane-${lane}`).locator('.axis'),
      ]) {
        const { y, height } = await element.boundingBox();
        expect(y + height, `${lane} is on the screen`).toBeLessThanOrEqual(viewport.height);
        expect(y + height, `${lane} is above the controls`).toBeLessThan(top);
      }
      await expect(part.hook(`lane-${lane}`).getByTestId('bar')).toHaveCount(50);
    }
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await part.picture(`landing-${device}`);
    // It runs once.
    await expect(part.hook('run')).not.toHaveAttribute('aria-disabled');
    await expect(part.hook('lanes')).toHaveAttribute('data-finished', '1');
  });
}

test('who wants no motion sees each picture when it is finished, and none that grows', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // How often a bar was drawn while its request was under way: such a one has no outcome yet.
  await page.addInitScript(() => {
    globalThis.growing = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node.dataset?.testid === 'bar' && node.dataset.outcome === undefined) globalThis.growing += 1;
    }).observe(document, { childList: true, subtree: true });
  });
  const part = createPart(page);
  await part.open('index.html');
  for (const lane of LANES) await expect(part.hook(`lane-${lane}`).getByTestId('bar')).toHaveCount(50);
  expect(await page.evaluate(() => globalThis.growing)).toBe(0);
});

test('no label of a picture covers another, in any situation, on a phone and when it is turned', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const part = createPart(page);
  await part.open('index.html');
  for (const situation of ['tabs', 'slow', 'busy']) {
    if (situation !== 'tabs') {
      await part.hook(`situation-${situation}`).check({ force: true });
      await part.press('run', 'lanes');
    }
    for (const size of [
      { width: 844, height: 390 },
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      await expect.poll(() => coveredLabels(page), `${situation}, ${size.width} px`).toEqual([]);
    }
  }
});

for (const { file, title } of PAGES) {
  test(`${file} is ready, and says of itself what other sites show`, async ({ page }) => {
    const part = createPart(page);
    await page.goto(`${process.env.EVERFETCH_DEMO}${file}?s=${freshName()}`);
    await part.ready();
    const said = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('meta[property^="og:"]')].map((meta) => [
          meta.getAttribute('property'),
          meta.getAttribute('content'),
        ]),
      ),
    );
    expect(said).toMatchObject({ 'og:type': 'website', 'og:title': title, 'og:image:width': '1200' });
    expect(said['og:description']).toBe(await page.locator('meta[name=description]').getAttribute('content'));
    expect(said['og:image']).toMatch(/^https:\/\/.*\/workbench\.png$/);
  });
}

test('the picture is there, as large as it is said to be', async ({ page }) => {
  await page.goto(process.env.EVERFETCH_DEMO);
  await createPart(page).ready();
  const picture = page.getByRole('img', { name: /^The workbench after a run/ });
  await picture.scrollIntoViewIfNeeded();
  await expect
    .poll(() => picture.evaluate(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]))
    .toEqual([1200, 630]);
  await picture.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One session under the microscope');
});

for (const file of INNER) {
  test(`${file}, which other pages open, is ready too`, async ({ page }) => {
    await page.goto(
      `${process.env.EVERFETCH_DEMO}${file}?s=${freshName()}&lane=everfetch&tab=1&session=${freshName()}`,
    );
    await createPart(page).ready();
  });
}
