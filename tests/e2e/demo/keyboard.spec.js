// The demo page without a mouse: everything is reached with Tab, seen to be reached, and worked with keys.

import { expect, test } from '../lib/demo.js';

const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    // A radio button is drawn by the label around it.
    const drawn = element.matches('input[type=radio]') ? element.nextElementSibling : element;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(drawn);
    const ring = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    return {
      id: element.dataset.testid ?? element.id ?? '',
      tag: element.tagName,
      text: element.textContent.trim(),
      ring,
    };
  });

/** Presses Tab until an element is reached; every stop on the way has to show that it has the focus. */
async function tabTo(page, id, key = 'Tab') {
  const passed = [];
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    passed.push(now.id || now.tag);
    expect(now.ring, `${now.id || now.tag} shows that it has the focus`).toBe(true);
    if (now.id === id) return passed;
  }
  throw new Error(`Tab never reached ${id}: ${passed.join(', ')}`);
}

test('the main job is done with the keyboard alone', async ({ demo, page }) => {
  // The first stop leads past the controls.
  await page.keyboard.press('Tab');
  expect((await focused(page)).text).toBe('Skip to the timeline');
  await page.keyboard.press('Enter');
  await expect(page.locator('#run-heading')).toBeFocused();

  await page.evaluate(() => document.activeElement.blur());
  await page.reload();
  await demo.settled();
  await tabTo(page, 'carrier-bearer');
  await page.keyboard.press('ArrowRight');
  await expect(demo.hook('carrier-cookie')).toBeChecked();
  await expect(demo.hook('carrier-cookie')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(demo.hook('carrier-bearer')).toBeChecked();
  await demo.settled();

  await tabTo(page, 'user');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('kim');
  await page.keyboard.press('Enter');
  await demo.expectState('active');
  await expect(demo.hook('message')).toContainText('Signed in as kim');

  await tabTo(page, 'count');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('20');
  await tabTo(page, 'expire');
  await page.keyboard.press('Space');
  await expect(demo.hook('message')).toContainText('expired on the server');
  await tabTo(page, 'send', 'Shift+Tab');
  const run = await demo.run(() => page.keyboard.press('Enter'));
  expect(run).toMatchObject({ 'count-requests': 20, 'count-answered': 20, 'server-refreshes': 1 });
  await expect(demo.hook('send'), 'the focus stays where it was').toBeFocused();

  await tabTo(page, 'plot');
  await page.keyboard.press('ArrowDown');
  await expect(demo.hook('picked')).toContainText(/^#1: .*answered 200/);
  await page.keyboard.press('ArrowDown');
  await expect(demo.hook('picked')).toContainText(/^#2: /);
  await page.keyboard.press('End');
  await expect(demo.hook('picked')).toContainText(/^#20: /);
  await page.keyboard.press('Home');
  await expect(demo.hook('picked')).toContainText(/^#1: /);

  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatchObject({ tag: 'SUMMARY', ring: true });
  await page.keyboard.press('Enter');
  await expect(demo.hook('table').locator('tr')).toHaveCount(20);

  await tabTo(page, 'sign-out', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await demo.expectState('ended');
});
