// The playground: what is written is what is sent, and what is wrong with it is said in the page.

import { expect, test } from '../lib/fixtures.js';
import { createPart } from '../lib/part.js';

const part = async (page) => {
  const play = createPart(page);
  await play.open('playground.html');
  return {
    ...play,
    does: (button) => play.press(button, 'playground'),
    choose: (preset) => play.finish('playground', () => play.hook('preset').selectOption(preset)),
  };
};

test('the page signs in by itself; expire, send: the request as it left twice, the answer, the events and the timeline', async ({
  page,
}) => {
  const play = await part(page);
  await expect(play.hook('session-state')).toHaveText('active');
  await expect(play.hook('message')).toContainText('Signed in as ada.');
  await play.does('expire');
  await play.does('send');
  const sends = play.hook('wire').getByRole('listitem');
  await expect(sends).toHaveCount(2);
  await expect(sends.first()).toContainText(
    /^GET .*\/api\/me\s*Accept: application\/json.*Authorization: Bearer •••/s,
  );
  await expect(sends.first()).toContainText('→ 401 Unauthorized');
  await expect(sends.last()).toContainText('→ 200 OK');
  await expect(play.hook('response')).toContainText(/^200 OK.*"user": "ada"/s);
  await expect(play.hook('events').getByRole('listitem')).toHaveText(['refreshed', 'signedIn']);
  await expect(play.hook('timeline')).toContainText('refreshStarted');
  // Neither token is anywhere in the page.
  expect(await page.locator('body').innerText()).not.toMatch(/eyJ|rt_/);
});

for (const [preset, answer] of [
  ['split', /"mode": "split"/],
  ['oauth', /"user": "ada"/],
  ['graphql', /"name": "ada"/],
  ['post', /^201 Created.*"A new item"/s],
]) {
  test(`the preset ${preset} renews and is answered`, async ({ page }) => {
    const play = await part(page);
    await play.choose(preset);
    await play.does('expire');
    await play.does('send');
    await expect(play.hook('response')).toContainText(answer);
    await expect(play.hook('events').getByRole('listitem').first()).toHaveText('refreshed');
  });
}

test('a config and a request of the visitor’s own are sent as they stand there', async ({ page }) => {
  const play = await part(page);
  await play.hook('client').fill(`{ headers: { 'X-Tint': 'blue' }, session: { refresh: '/auth/refresh' } }`);
  await play
    .hook('request')
    .fill(`{ method: 'put', url: '/api/echo', params: { a: [1, 2] }, data: { b: true } }`);
  await play.does('send');
  await expect(play.hook('wire')).toContainText(
    /^PUT .*\/api\/echo\?a%5B%5D=1&a%5B%5D=2.*X-Tint: blue.*\{"b":true\}/s,
  );
  await expect(play.hook('response')).toContainText(/"x-tint": "blue"/);
});

test('what is wrong is said: the option and what it takes, the text that is no object, the missing session', async ({
  page,
}) => {
  test.setTimeout(90_000);
  const play = await part(page);
  await play.choose('wrong');
  await expect(play.hook('message')).toContainText('session.carrier is "jwt"');
  await play.does('send');
  await expect(play.hook('message')).toHaveText(
    `session.carrier is "jwt"; it takes 'bearer' or 'cookie' or 'split'`,
  );
  await expect(play.hook('response')).toContainText('ERR_BAD_OPTION_VALUE');
  await play.hook('client').fill('{ session: ');
  await play.does('send');
  await expect(play.hook('message')).toContainText('The client is not a JavaScript object');
  await play.hook('client').fill('{}');
  await play.hook('request').fill('7');
  await play.does('send');
  await expect(play.hook('message')).toContainText('The request takes an object');
  await play.does('sign-in');
  await expect(play.hook('message')).toContainText('this client has no session');
  // And it goes on from there.
  await play.choose('bearer');
  await play.does('send');
  await expect(play.hook('message')).toHaveText('Answered: 200.');
});

test('who has signed out is not signed in again by the page', async ({ page }) => {
  const play = await part(page);
  await play.does('sign-out');
  await play.does('send');
  await expect(play.hook('message')).toHaveText('Rejected: ERR_BAD_REQUEST.');
  await expect(play.hook('wire')).toContainText('→ 401');
  await expect(play.hook('wire')).not.toContainText('Authorization');
  await play.does('sign-in');
  await play.does('send');
  await expect(play.hook('message')).toHaveText('Answered: 200.');
});

test('the code is in colours, and the colours follow what is typed and scrolled', async ({ page }) => {
  const play = await part(page);
  const field = play.hook('client');
  const behind = page.locator('.code-field', { has: field }).locator('.code-behind');
  await expect(behind.locator('.code-name')).toHaveText(['session', 'refresh']);
  await expect(behind.locator('.code-string')).toHaveText(["'/auth/refresh'"]);
  await field.fill(`{ timeout: 3000, // ms\n${'\n'.repeat(40)}}`);
  await expect(behind.locator('.code-number')).toHaveText(['3000']);
  await expect(behind.locator('.code-comment')).toHaveText(['// ms']);
  await field.evaluate((element) => (element.scrollTop = 120));
  await expect.poll(() => behind.evaluate((element) => element.scrollTop)).toBe(120);
  const boxes = await Promise.all([field, behind].map((each) => each.boundingBox()));
  expect(boxes[1].x).toBe(boxes[0].x);
  expect(boxes[1].y).toBe(boxes[0].y);
  await play.choose('bearer');
  await play.does('send');
  await expect(play.hook('response').locator('.code-name')).not.toHaveCount(0);
});

test('a link holds the code; what it brings is shown, and runs only when the visitor sends it', async ({
  page,
  context,
}) => {
  test.setTimeout(90_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const play = await part(page);
  const config = `{ session: { refresh: '/auth/refresh' }, timeout: (globalThis.ran = 4000) }`;
  const request = `{ url: '/api/me', params: { sign: 'ü–→' } }`;
  await play.hook('client').fill(config);
  await play.hook('request').fill(request);
  await play.does('share');
  await expect(play.hook('message')).toHaveText('The link is in the clipboard.');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(page.url()).hash).toBe(new URL(link).hash);
  expect(new URL(link).search, 'another visitor has another server').toBe('');

  const other = await context.newPage();
  await other.goto(link);
  const theirs = createPart(other);
  await theirs.ready();
  await expect(theirs.hook('client')).toHaveValue(config);
  await expect(theirs.hook('request')).toHaveValue(request);
  await expect(theirs.hook('message')).toContainText('has not run');
  await expect(theirs.hook('session-state')).toHaveText('none');
  expect(await other.evaluate(() => globalThis.ran)).toBeUndefined();
  await theirs.press('send', 'playground');
  await expect(theirs.hook('message')).toHaveText('Answered: 200.');
  expect(await other.evaluate(() => globalThis.ran)).toBe(4000);
});

test('a link whose code cannot be read is a link to the page', async ({ page }) => {
  await page.goto(`${process.env.EVERFETCH_DEMO}playground.html#code=%%%`);
  const play = createPart(page);
  await play.ready();
  await expect(play.hook('message')).toContainText('Signed in as ada.');
});
