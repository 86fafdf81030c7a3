// The storm, side by side: three clients really run, and what is told of them is what was measured. Of the two peers
// only that is asserted which follows from how they work.

import { expect, test } from '../lib/fixtures.js';
import { createPart } from '../lib/part.js';

const LANES = ['handwritten', 'auth-refresh', 'everfetch'];
const NUMBERS = ['refreshes', 'reused', 'answered', 'failed'];

const part = async (page) => {
  const storm = createPart(page);
  await storm.open('index.html');
  return {
    ...storm,
    async run(situation) {
      await storm.hook(`situation-${situation}`).check({ force: true });
      await storm.press('run', 'lanes');
      const lanes = await Promise.all(
        LANES.map(async (lane) => {
          const numbers = await Promise.all(NUMBERS.map((name) => storm.number(`${lane}-${name}`)));
          const survived = (await storm.hook(`lane-${lane}`).getAttribute('data-survived')) === 'true';
          return [
            lane,
            { survived, ...Object.fromEntries(NUMBERS.map((name, index) => [name, numbers[index]])) },
          ];
        }),
      );
      return Object.fromEntries(lanes);
    },
  };
};

test('three tabs: the peers use a refresh token twice and are signed out, everfetch renews once and answers all', async ({
  page,
}) => {
  const storm = await part(page);
  const { handwritten, 'auth-refresh': authRefresh, everfetch } = await storm.run('tabs');
  expect(everfetch).toEqual({ survived: true, refreshes: 1, reused: 0, answered: 50, failed: 0 });
  for (const peer of [handwritten, authRefresh]) {
    expect(peer.survived).toBe(false);
    expect(peer.reused).toBeGreaterThan(0);
    expect(peer.refreshes).toBeGreaterThan(1);
    expect(peer.answered + peer.failed).toBe(50);
  }
  await expect(storm.hook('everfetch-verdict')).toHaveText(
    /^The session lives: 1 refresh, all 50 answered in /,
  );
  await expect(storm.hook('handwritten-verdict')).toContainText('revoked the session');
  await expect(storm.hook('score-tabs-everfetch')).toHaveText('lives · 50/50 answered · 1 refresh');
  await expect(storm.hook('score-tabs-handwritten')).toContainText('signed out');
  await expect(storm.hook('lane-everfetch').getByTestId('bar')).toHaveCount(50);
  await storm.picture('storm-tabs');
});

test('one tab: all three sessions live, and the hand-written interceptor answers everybody', async ({
  page,
}) => {
  const storm = await part(page);
  const lanes = await storm.run('one');
  expect(lanes.everfetch).toEqual({ survived: true, refreshes: 1, reused: 0, answered: 50, failed: 0 });
  expect(lanes.handwritten).toMatchObject({ survived: true, reused: 0, answered: 50, failed: 0 });
  expect(lanes['auth-refresh']).toMatchObject({ survived: true, reused: 0 });
  // By its default it hands a 401 that comes during the refresh to the caller; with the option it waits as well.
  expect(lanes['auth-refresh'].failed).toBeGreaterThan(0);
  await storm.hook('lane-auth-refresh').getByText('The code that runs').click();
  await storm.hook('auth-refresh-option').check();
  const again = await storm.run('one');
  expect(again['auth-refresh']).toMatchObject({ survived: true, answered: 50, failed: 0 });
});

test('a slow answer’s late 401 costs the peers another refresh, and a busy server costs one of them the session', async ({
  page,
}) => {
  const storm = await part(page);
  const slow = await storm.run('slow');
  expect(slow.everfetch).toEqual({ survived: true, refreshes: 1, reused: 0, answered: 50, failed: 0 });
  expect(slow.handwritten.refreshes).toBeGreaterThan(1);
  expect(slow['auth-refresh'].refreshes).toBeGreaterThan(1);
  const busy = await storm.run('busy');
  expect(busy.everfetch).toMatchObject({ survived: true, reused: 0 });
  expect(busy.everfetch.answered + busy.everfetch.failed).toBe(50);
  // The requests that wait for the refused refresh fail with it. On a slow machine some are refused after the pause that
  // the server asked for: these renew, once, and are answered.
  expect(busy.everfetch.failed).toBeGreaterThan(0);
  expect(busy.everfetch.refreshes).toBe(busy.everfetch.answered > 0 ? 2 : 1);
  expect(busy.handwritten).toMatchObject({ survived: false, reused: 0, answered: 0 });
  await expect(storm.hook('handwritten-verdict')).toContainText('gave the tokens up');
});

test('the code under a picture is the code that runs', async ({ page }) => {
  const storm = await part(page);
  for (const [lane, words] of [
    ['handwritten', 'isRefreshing = true'],
    ['auth-refresh', 'createAuthRefresh(api, refresh, options)'],
    ['everfetch', "refresh: '/auth/refresh'"],
  ]) {
    await storm.hook(`lane-${lane}`).getByText('The code that runs').click();
    await expect(storm.hook(`lane-${lane}`).getByRole('region')).toContainText(words);
  }
});
