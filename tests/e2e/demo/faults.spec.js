// What goes wrong around a refresh, through the demo page: transient faults keep the session, a dead one asks for the
// sign-in once.

import { expect, test } from '../lib/demo.js';
import { PATIENCE } from '../lib/patience.js';

/** As many as have a connection of their own: all can be refused while the refresh is under way. */
const FEW = 5;

/** Sends a few, all of which are refused before the refresh has its answer. One that came later might meet no pause. */
const sendFew = (demo) =>
  demo.run(async () => {
    await demo.server.knobs({ hold: 'refresh' });
    await demo.hook('count').fill(String(FEW));
    await demo.hook('send').click();
    await demo.server.expectCounters({ unauthorized: FEW, refresh: { running: 1 } });
    await demo.server.knobs({ hold: null });
  });

/**
 * Sends until the session has renewed itself: a pause after a failure is the session's own choice, and may end in the
 * middle of a run. @returns what all these runs cost the server
 */
async function sendUntilAnswered(demo, count) {
  const cost = { refreshes: 0, reuse: 0 };
  await expect(async () => {
    const run = await demo.send(count);
    cost.refreshes += run['server-refreshes'];
    cost.reuse += run['server-reuse'];
    expect(run['count-answered']).toBe(count);
  }).toPass({ timeout: PATIENCE, intervals: [200] });
  return cost;
}

test('the network is dropped and restored: requests fail and the session stays', async ({ demo }) => {
  await demo.signIn();
  await demo.hook('network').click();
  await expect(demo.hook('network')).toHaveAttribute('aria-pressed', 'true');
  expect(await demo.send(5)).toMatchObject({ 'count-failed': 5, 'count-refreshes': 0 });
  await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText(['5 × ERR_NETWORK']);
  await demo.expire();
  await demo.hook('network').click();
  await expect(demo.hook('network')).toHaveAttribute('aria-pressed', 'false');
  expect(await demo.send(5)).toMatchObject({ 'count-answered': 5, 'server-refreshes': 1 });
  await expect(demo.events('ended')).toHaveCount(0);
});

test('h72 a refresh that is answered 503 keeps the session; a later request renews it', async ({ demo }) => {
  await demo.signIn();
  await demo.expire();
  await demo.fault('answers 503 once');
  expect(await sendFew(demo)).toMatchObject({ 'count-failed': FEW, 'server-refreshes': 1 });
  await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText([`${FEW} × ERR_REFRESH_FAILED`]);
  await demo.expectState('stale');
  await demo.picture('fault-503');
  expect(await sendUntilAnswered(demo, FEW)).toEqual({ refreshes: 1, reuse: 0 });
  await demo.expectState('active');
  await expect(demo.events('ended')).toHaveCount(0);
});

test('h61 a refresh whose answer is lost is repeated, and where the server allows it the session stays', async ({
  demo,
}) => {
  await demo.set('grace', 'works for 10 s more');
  await demo.signIn();
  // The pause may last five of the ten seconds, and a slow machine needs longer than the rest.
  await demo.server.knobs({ grace: 600_000 });
  await demo.expire();
  await demo.fault('loses its answer');
  expect(await sendFew(demo)).toMatchObject({ 'count-failed': FEW, 'server-refreshes': 1 });
  expect(await sendUntilAnswered(demo, FEW)).toEqual({ refreshes: 1, reuse: 0 });
  await demo.expectState('active');
  await demo.server.expectCounters({ familiesKilled: 0 });
});

test('h61 a refresh whose answer is lost ends the session once where a used token is not forgiven', async ({
  demo,
}) => {
  await demo.signIn();
  await demo.expire();
  await demo.fault('loses its answer');
  expect(await sendFew(demo)).toMatchObject({ 'count-failed': FEW });
  await demo.expectState('stale');
  await expect(async () => {
    await demo.send(FEW);
    // A run is over when the page has shown what it came to.
    expect(await demo.hook('session-state').getAttribute('data-state')).toBe('ended');
  }).toPass({ timeout: PATIENCE, intervals: [200] });
  await expect(demo.events('ended')).toHaveCount(1);
  await demo.server.expectCounters({ familiesKilled: 1 });
  await demo.signIn();
  expect(await demo.send(5)).toMatchObject({ 'count-answered': 5 });
});

test('h24 a refresh that is answered with a web page keeps the session', async ({ demo }) => {
  await demo.signIn();
  await demo.expire();
  await demo.fault('answers a web page');
  expect(await sendFew(demo)).toMatchObject({ 'count-failed': FEW, 'server-refreshes': 1 });
  await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText([`${FEW} × ERR_REFRESH_FAILED`]);
  await demo.expectState('stale');
  await expect(demo.hook('message')).not.toContainText('Wi-Fi');
  expect(await sendUntilAnswered(demo, FEW)).toEqual({ refreshes: 1, reuse: 0 });
  await expect(demo.events('ended')).toHaveCount(0);
});

test('h22 a dead session ends once, with one refresh, and asks for the sign-in', async ({ demo }) => {
  await demo.signIn();
  await demo.expire();
  await demo.fault('is refused: the session is dead');
  expect(await demo.send(50)).toMatchObject({
    'count-failed': 50,
    'count-refreshes': 1,
    'server-refreshes': 1,
    'server-refused': 50,
  });
  await expect(demo.hook('outcomes').getByRole('listitem')).toHaveText(['50 × ERR_SESSION_ENDED']);
  await demo.expectState('ended');
  await expect(demo.events('ended')).toHaveCount(1);
  await expect(demo.events('ended')).toContainText('refused');
  await expect(demo.hook('sign-in')).toBeVisible();
  await demo.picture('fault-dead');
  await demo.signIn();
  expect(await demo.send(10)).toMatchObject({ 'count-answered': 10, 'server-refused': 0 });
});

test('a page whose device goes offline and comes back keeps the session', async ({ demo, context }) => {
  await demo.signIn();
  await context.setOffline(true);
  await demo.hook('count').fill('5');
  await demo.hook('send').click();
  await expect(demo.hook('message')).toContainText(/Sending failed|failed/);
  await context.setOffline(false);
  expect(await demo.send(5)).toMatchObject({ 'count-answered': 5 });
  await demo.expectState('active');
});
