// How the workbench looks, on a phone and on a desktop, in light and in dark: pictures for people, and what a machine
// can judge: nothing sticks out sideways, and axe-core finds no barrier.

import { expect, test } from '../lib/demo.js';
import { barriers, sticksOut } from '../lib/part.js';

const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    test.describe(`${device} ${viewport.width} px, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, hasTouch: device === 'phone' });

      test('nothing sticks out and there is no barrier, before, during and after a run', async ({
        demo,
        page,
      }) => {
        const picture = (name) => demo.picture(`${device}-${colorScheme}-${name}`);
        const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const [brightness] = /\d+/.exec(background) ?? ['255'];
        expect(Number(brightness) > 127, `${background} is ${colorScheme}`).toBe(colorScheme === 'light');
        expect(await sticksOut(page)).toEqual({ found: [], scrolls: false });
        expect(await barriers(page)).toEqual([]);
        await picture('1-start');

        // The refresh goes on until all of this has been seen.
        await demo.server.knobs({ hold: 'refresh' });
        const run = demo.run(() => demo.hook('story').click());
        await expect(demo.hook('plot').locator('[data-phase="renewing"]')).not.toHaveCount(0);
        await demo.expectState('refreshing');
        expect(await sticksOut(page)).toEqual({ found: [], scrolls: false });
        await picture('2-refreshing');
        await demo.server.knobs({ hold: null });
        expect(await run).toMatchObject({ 'count-answered': 50 });

        for (const details of await page.locator('details').all()) {
          if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
        }
        await expect(demo.hook('table').locator('tr')).toHaveCount(50);
        expect(await sticksOut(page)).toEqual({ found: [], scrolls: false });
        expect(await barriers(page)).toEqual([]);
        await picture('3-answered');
      });
    });
  }
}

test.describe('phone 360 px', () => {
  test.use({ viewport: SIZES.phone, hasTouch: true });

  test('every control is large enough for a finger', async ({ demo, page }) => {
    await demo.hook('server-settings').locator('summary').click();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, input:not([type=radio]), summary, .segments label')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 24 || box.width < 24)
        .map(({ element, box }) => `${element.tagName}#${element.id} ${box.width}×${box.height}`),
    );
    expect(small).toEqual([]);
  });
});

test('the theme can be chosen, and outlives a reload', async ({ demo, page }) => {
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await colour();
  await demo.hook('theme').click();
  await expect(demo.hook('theme')).toHaveText('Theme: light');
  await demo.hook('theme').click();
  await expect(demo.hook('theme')).toHaveText('Theme: dark');
  const dark = await colour();
  expect(dark).not.toBe(light);
  await page.reload();
  await expect(demo.hook('theme')).toHaveText('Theme: dark');
  expect(await colour()).toBe(dark);
});
