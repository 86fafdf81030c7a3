// The playground: what is written is what is sent, and what is wrong with it is said in the page.

import { expect, test } from '../lib/fixtures.js';
import { createPart } from '../lib/part.js';

const part = async (page) => {
  const play = createPart(page);
  await play.open('playground.html');
  return { ...play, does: (button) => play.press(button, 'playground') };
};

test('sign in, expire, send: the request as it left twice, the answer, the events and the timeline', async ({
  page,
}) => {
  const play = await part(page);
  await play.does('sign-in');
  await expect(play.hook('session-state')).toHaveText('active');
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
    await play.hook('preset').selectOption(preset);
    await play.does('sign-in');
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
  await play.does('sign-in');
  await play.does('send');
  await expect(play.hook('wire')).toContainText(
    /^PUT .*\/api\/echo\?a%5B%5D=1&a%5B%5D=2.*X-Tint: blue.*\{"b":true\}/s,
  );
  await expect(play.hook('response')).toContainText(/"x-tint": "blue"/);
});

test('what is wrong is said: the option and what it takes, the text that is no object, the missing session', async ({
  page,
}) => {
  const play = await part(page);
  await play.hook('preset').selectOption('wrong');
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
  await play.hook('preset').selectOption('bearer');
  await play.does('sign-in');
  await play.does('send');
  await expect(play.hook('message')).toHaveText('Answered: 200.');
});
