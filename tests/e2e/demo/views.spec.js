// Every page of the demo, on a phone and on a desktop, in light and in dark, before and after it was used: nothing
// sticks out, axe-core finds no barrier; and each is worked with the keyboard alone.

import { expect, test } from '../lib/fixtures.js';
import { createPart } from '../lib/part.js';

// A run of the storm is slow beside other tests.
test.describe.configure({ timeout: 150_000 });

const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

/** What is done on a page before it is looked at again. */
const PAGES = {
  'index.html': (part) => part.press('run', 'lanes', 40_000),
  'tabs.html': async (part) => {
    await part.hook('kind-frame').check({ force: true });
    await part.press('open', 'tabs');
    await part.press('storm', 'tabs');
  },
  'faults.html': (part) => part.press('logged-out-run', 'fault-logged-out'),
  'playground.html': async (part) => {
    await part.press('sign-in', 'playground');
    await part.press('send', 'playground');
  },
};

const openAll = async (page) => {
  for (const details of await page.locator('details').all()) {
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  }
};

for (const [file, use] of Object.entries(PAGES)) {
  test(`${file}: nothing sticks out and there is no barrier`, async ({ page }) => {
    const part = createPart(page);
    await part.open(file);
    await part.expectSound();
    await use(part);
    await openAll(page);
    for (const [device, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark']) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await part.expectSound();
        await part.picture(`${file.replace('.html', '')}-${device}-${colorScheme}`);
      }
    }
  });
}

/** Presses Tab until an element has the focus; every stop shows that it has it. */
async function tabTo(page, id) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const { activeElement: element } = document;
      const drawn = element.matches('input[type=radio]') ? element.nextElementSibling : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
      return {
        id: element.dataset.testid ?? '',
        ring: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0,
      };
    });
    expect(now.ring, `${now.id} shows that it has the focus`).toBe(true);
    if (now.id === id) return;
  }
  throw new Error(`Tab never reached ${id}`);
}

test('with the keyboard alone: the storm', async ({ page }) => {
  const storm = createPart(page);
  await storm.open('index.html');
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'situation-tabs');
  await page.keyboard.press('ArrowRight');
  await expect(storm.hook('situation-one')).toBeChecked();
  await expect(storm.hook('situation-hint')).toContainText('All fifty from one tab');
  await tabTo(page, 'run');
  await storm.finish('lanes', () => page.keyboard.press('Enter'), 40_000);
  await expect(storm.hook('run'), 'the focus stays where it was').toBeFocused();
  await expect(storm.hook('everfetch-answered')).toHaveText('50');
});

test('with the keyboard alone: tabs, a fault, and the playground', async ({ page }) => {
  const part = createPart(page);
  await part.open('tabs.html');
  await tabTo(page, 'kind-window');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'open');
  await part.finish('tabs', () => page.keyboard.press('Space'));
  await tabTo(page, 'storm');
  await part.finish('tabs', () => page.keyboard.press('Enter'));
  await expect(part.hook('count-refreshes')).toHaveText('1');
  await tabTo(page, 'tab-1-signOut');
  await part.finish('tabs', () => page.keyboard.press('Enter'));

  await part.open('faults.html');
  await tabTo(page, 'offline-run');
  await part.finish('fault-offline', () => page.keyboard.press('Enter'));
  await expect(part.hook('offline-verdict')).toHaveText('as it should');

  await part.open('playground.html');
  await tabTo(page, 'client');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('{ session: { refresh: "/auth/refresh" } }');
  await tabTo(page, 'sign-in');
  await part.finish('playground', () => page.keyboard.press('Enter'));
  await expect(part.hook('session-state')).toHaveText('active');
});

test('the pages lead to each other, and the theme is kept', async ({ page }) => {
  const part = createPart(page);
  await part.open('index.html');
  await part.hook('theme').click();
  await part.hook('theme').click();
  await expect(part.hook('theme')).toHaveText('Theme: dark');
  for (const [name, heading] of [
    ['Tabs', 'Five tabs, one session'],
    ['Faults', 'What goes wrong, and what happens then'],
    ['Playground', 'Playground'],
    ['Workbench', 'One session under the microscope'],
    ['Storm', 'axios with the session built in'],
  ]) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page.locator('[aria-current="page"]')).toHaveText(name);
    await expect(part.hook('theme')).toHaveText('Theme: dark');
  }
});
