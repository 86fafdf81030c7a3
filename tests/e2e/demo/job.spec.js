// The whole main job through the demo page, as the visitor of `npm start` sees it, for each carrier.

import { expect, test } from '../lib/demo.js';

for (const carrier of ['bearer', 'cookie', 'split']) {
  test(`h01 ${carrier}: sign in, fifty requests, expire, fifty more: one refresh and every one answered`, async ({
    demo,
  }) => {
    await demo.signIn(carrier);
    const calm = await demo.send(50);
    expect(calm).toEqual({
      'count-requests': 50,
      'count-answered': 50,
      'count-failed': 0,
      'count-refreshes': 0,
      'count-resent': 0,
      'server-calls': 50,
      'server-refused': 0,
      'server-refreshes': 0,
      'server-reuse': 0,
    });

    await demo.expire();
    const storm = await demo.send();
    expect(storm).toMatchObject({
      'count-requests': 50,
      'count-answered': 50,
      'count-failed': 0,
      'count-refreshes': 1,
      'server-refreshes': 1,
      'server-reuse': 0,
    });
    const sends = await demo.sends();
    expect(sends).toHaveLength(50);
    expect(Math.max(...sends)).toBe(2);
    expect(sends.filter((count) => count === 2)).toHaveLength(storm['count-resent']);
    // The server saw what the page tells.
    expect(storm['server-calls']).toBe(sends.reduce((sum, count) => sum + count, 0));
    expect(storm['server-refused']).toBe(storm['count-resent']);
    // A token in a header was chosen before the first 401 came; a cookie is chosen by the browser, later.
    if (carrier !== 'cookie') expect(storm['server-calls']).toBe(100);

    await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText(['50 × 200']);
    await expect(demo.hook('message')).toHaveText(/^50 requests, 1 refresh, all answered/);
    await expect(demo.hook('bar')).toHaveCount(50);
    const phases = demo.hook('plot').locator('[data-phase="resent"]');
    await expect(phases).toHaveCount(storm['count-resent']);
    await expect(demo.events('refreshed')).toHaveCount(1);
    await demo.picture(`job-${carrier}`);
    const { refresh, reuseDetected, logins } = await demo.server.counters();
    expect({ calls: refresh.calls, rotated: refresh.rotated, reuseDetected, logins }).toEqual({
      calls: 1,
      rotated: 1,
      reuseDetected: 0,
      logins: 0,
    });
  });

  test(`${carrier}: the session survives a reload, also with an expired token`, async ({ demo, page }) => {
    await demo.signIn(carrier, 'grace');
    await page.reload();
    await demo.expectState('active');
    await expect(demo.hook('user')).toHaveValue('grace');
    await expect(demo.hook(`carrier-${carrier}`)).toBeChecked();
    expect(await demo.send(10)).toMatchObject({
      'count-answered': 10,
      'count-refreshes': 0,
      'server-refused': 0,
    });
    await demo.expire();
    await page.reload();
    await demo.expectState('active');
    expect(await demo.send(10)).toMatchObject({
      'count-answered': 10,
      'count-refreshes': 1,
      'server-refreshes': 1,
      'server-reuse': 0,
    });
    // The memory of the tab, not of the browser: nothing readable is left for the next one.
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/rt_|eyJ/);
  });

  test(`${carrier}: a sign-out ends the session here and on the server, and a reload does not bring it back`, async ({
    demo,
    page,
  }) => {
    await demo.signIn(carrier);
    await demo.hook('sign-out').click();
    await demo.expectState('ended');
    await expect(demo.hook('message')).toHaveText('Signed out.');
    await expect(demo.events('ended')).toHaveCount(1);
    await expect(demo.events('ended')).toContainText('signedOut');
    await expect(demo.hook('sign-in')).toBeVisible();
    await demo.server.expectCounters({ logouts: 1, familiesKilled: 1 });
    expect(await demo.send(3)).toMatchObject({
      'count-failed': 3,
      'server-refreshes': 0,
      'server-refused': 3,
    });
    await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText(['3 × ERR_BAD_REQUEST']);

    await page.reload();
    await demo.expectState('anonymous');
    await demo.signIn(carrier, 'bob');
    expect(await demo.send(3)).toMatchObject({ 'count-answered': 3 });
  });
}

test('one button does it all: signs in, expires the token, sends fifty', async ({ demo }) => {
  const story = await demo.run(() => demo.hook('story').click());
  expect(story).toMatchObject({
    'count-requests': 50,
    'count-answered': 50,
    'count-refreshes': 1,
    'count-resent': 50,
    'server-calls': 100,
    'server-refused': 50,
    'server-refreshes': 1,
  });
});

test('two hundred requests cost one refresh too', async ({ demo }) => {
  await demo.set('api-latency', '0 ms');
  await demo.signIn();
  await demo.expire();
  expect(await demo.send(200)).toMatchObject({
    'count-requests': 200,
    'count-answered': 200,
    'count-refreshes': 1,
    'server-calls': 400,
    'server-refreshes': 1,
  });
});
