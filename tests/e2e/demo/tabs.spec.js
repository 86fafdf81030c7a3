// The tabs page: real windows, frames where those are blocked, one refresh for all of them, and one sign-out.

import { expect, test } from '../lib/fixtures.js';
import { barriers, createPart } from '../lib/part.js';

const FIVE = [1, 2, 3, 4, 5];

const part = async (page) => {
  const tabs = createPart(page);
  await tabs.open('tabs.html');
  return tabs;
};

async function stormAndSignOut(tabs) {
  await tabs.press('storm', 'tabs');
  for (const tab of FIVE) await expect(tabs.hook(`tab-${tab}-answer`)).toHaveText(/^200, ada after /);
  const names = ['answered', 'refused', 'refreshes', 'reuse'];
  expect(await Promise.all(names.map((name) => tabs.number(`count-${name}`)))).toEqual([5, 5, 1, 0]);
  await expect(tabs.hook('message')).toHaveText('5 answers, one refresh, counted by the server.');
  await expect(tabs.hook('count-session')).toHaveText('lives');
  // axios in the same situation: a refresh for each tab, the same token each time.
  await expect(tabs.hook('axios-session')).toHaveText('signed out');
  expect(await tabs.number('axios-refreshes')).toBeGreaterThan(1);
  expect(await tabs.number('axios-reuse')).toBeGreaterThan(0);
  await tabs.press('tab-3-signOut', 'tabs');
  for (const tab of FIVE) await expect(tabs.hook(`tab-${tab}-state`)).toHaveText('ended');
  await expect(tabs.hook('message')).toHaveText('Signed out in tab 3: 5 of 5 tabs are signed out.');
}

test('five windows: one refresh and five answers; a sign-out in one is one in all', async ({
  page,
  context,
}) => {
  const tabs = await part(page);
  await tabs.press('open', 'tabs');
  await expect.poll(() => context.pages().length).toBe(6);
  await expect(tabs.hook('message')).toContainText('Five windows');
  await stormAndSignOut(tabs);
  await tabs.picture('tabs-windows');
  await tabs.hook('close').click();
  await expect.poll(() => context.pages().length).toBe(1);
});

test('where pop-ups are blocked the tabs are frames, and the page says so', async ({ page }) => {
  const tabs = await part(page);
  // As a blocker does: the first one passes.
  await page.evaluate(() => {
    const { open } = window;
    let count = 0;
    window.open = (...given) => ((count += 1) === 1 ? open.apply(window, given) : null);
  });
  await tabs.press('open', 'tabs');
  await expect(tabs.hook('message')).toContainText('blocked 4 of 5 pop-ups');
  await expect(page.locator('[data-kind="window"]')).toHaveCount(1);
  await expect(page.locator('[data-kind="frame"]')).toHaveCount(4);
  await stormAndSignOut(tabs);
});

test('a tab’s own buttons work too, and the tabs page notices', async ({ page, context }) => {
  const tabs = await part(page);
  await tabs.press('open', 'tabs');
  const [, second] = context.pages();
  await second.getByRole('button', { name: 'Send' }).click();
  await expect(second.getByRole('status')).toHaveText(/^200, ada/);
  expect(await barriers(second)).toEqual([]);
  const number = (await second.title()).replace('Tab ', '');
  await expect(tabs.hook(`tab-${number}-answer`)).toHaveText(/^200, ada/);
  await second.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of FIVE) await expect(tabs.hook(`tab-${tab}-state`)).toHaveText('ended');
});
