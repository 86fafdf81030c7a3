// Attacks by forged records and messages. A script of the origin may write what it likes: it can end the session of a tab
// (which it could do anyway), but it cannot make a tab send a token that is over, or one that the server has not given.

import { expect, isRefresh, joined, named, test } from '../lib/fixtures.js';

/** Every token that the server has given. */
const given = (tap) =>
  new Set(
    tap.calls.flatMap(
      ({ answer }) => String(answer?.body ?? '').match(/rt_[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [],
    ),
  );
/** Every token that pages have sent. */
const sent = (tap) =>
  tap.calls.flatMap(({ headers, body }) => [
    ...(headers.authorization ? [headers.authorization.replace(/^Bearer /, '')] : []),
    ...(String(body)
      .match(/"refreshToken":"([^"]*)"/)
      ?.slice(1) ?? []),
  ]);
const expectOnlyGiven = (tap) => {
  const known = given(tap);
  expect(known.size).toBeGreaterThan(1);
  expect(sent(tap).filter((token) => !known.has(token))).toEqual([]);
};

const signedIn = async (session) => {
  t.client({ id: 'forged', ...session });
  await t.signIn();
  await t.get('before');
};
/** The name of the ledger, and the number of the session in it. */
const ledger = () => {
  const key = Object.keys(localStorage).find((name) => name.includes(':G:'));
  const [channel, sid] = key.split(':G:');
  return { key, channel, sid, text: localStorage.getItem(key) };
};

test('a forged message puts no token into a tab that has one', async ({ open, page, server, tap }) => {
  await open();
  await page.evaluate(signedIn);
  const { channel, sid } = await page.evaluate(ledger);
  const state = await page.evaluate(
    async ([name, number]) => {
      const forger = new BroadcastChannel(name);
      const forged = { v: 1, nonce: '1', sid: number, gen: '99', key: 'k'.repeat(32), sealed: 'forged' };
      const messages = [
        forged,
        { ...forged, key: '0'.repeat(32), sealed: 'AAAA'.repeat(40) },
        { ...forged, sid: '1' },
        { v: 1 },
        null,
        'text',
        [],
        { v: 1, nonce: {}, sid: [] },
      ];
      for (const message of messages) forger.postMessage(message);
      // A turn of the same channel's other end: whoever listens has heard all of them.
      await new Promise((resolve) => {
        const ear = new BroadcastChannel(name);
        ear.onmessage = ({ data }) => data === 'last' && resolve();
        forger.postMessage('last');
      });
      return api.session.state;
    },
    [channel, sid],
  );
  expect(state).toBe('active');
  await server.expire();
  expect(await page.evaluate(() => t.settle(t.get('after')))).toMatchObject({ ok: true });
  await server.expectCounters({ refresh: { calls: 1 }, reuseDetected: 0 });
  expectOnlyGiven(tap);
});

test('an old answer that is played again to a new tab does not bring an old token back', async ({
  context,
  open,
  page,
  server,
  site,
  tap,
}) => {
  await open();
  await page.evaluate(signedIn);
  const openTab = async () => {
    const tab = await context.newPage();
    await joined(tab, site, server, () => tab.evaluate(() => t.client({ id: 'forged' }).session.ready()));
    return tab;
  };
  // The forger hears a real answer while a second tab joins.
  const forger = await context.newPage();
  await forger.goto(`${site.url}/login`);
  await forger.evaluate(
    (name) => {
      window.heard = [];
      window.channel = new BroadcastChannel(name);
      window.channel.onmessage = ({ data }) => {
        if (data.sealed) window.heard.push(data);
        else for (const old of window.heard) window.channel.postMessage({ ...old, nonce: data.nonce });
      };
    },
    (await page.evaluate(ledger)).channel,
  );
  await openTab();
  // The forger is another tab: it may hear the answer later than the one that it was for.
  await forger.waitForFunction(() => window.heard.length > 0);
  await page.evaluate(() => api.session.refresh());
  await server.expectCounters({ refresh: { calls: 1 } });
  const past = given(tap);

  const third = await openTab();
  expect(await third.evaluate(() => t.settle(t.get('third')))).toMatchObject({ ok: true });
  const [call] = tap.calls.filter(named('third'));
  expect([...past].indexOf(call.headers.authorization.slice(7)), 'the newer one').toBeGreaterThan(1);
  await server.expectCounters({ refresh: { calls: 1 }, reuseDetected: 0 });
  expectOnlyGiven(tap);
});

for (const [what, change] of Object.entries({
  'of a higher generation': (text) =>
    text.replace(/\d+/g, (number, at) => (at > 1 && number === '1' ? '99' : number)),
  'that is cut off': (text) => text.slice(0, text.length / 2),
  'that is noise': () => '1\n￿\u0000'.repeat(50),
  'whose sealed part is changed': (text) => text.slice(0, -4) + (text.endsWith('AAAA') ? 'BBBB' : 'AAAA'),
}))
  test(`a forged record ${what} makes no tab send a token that is over`, async ({
    open,
    page,
    server,
    tap,
  }) => {
    await open();
    await page.evaluate(signedIn);
    const { key, text } = await page.evaluate(ledger);
    const forged = change(text);
    expect(forged).not.toBe(text);
    await page.evaluate(([name, value]) => localStorage.setItem(name, value), [key, forged]);
    await server.expire();
    const outcome = await page.evaluate(() => t.settle(t.get('after')));
    // It may be answered or rejected, but it ends, with an error of the session at the worst.
    expect(outcome.ok || /^ERR_(SESSION|REFRESH)/.test(outcome.code), JSON.stringify(outcome)).toBe(true);
    await server.expectCounters({ reuseDetected: 0 });
    const refreshes = tap.calls.filter(isRefresh).map(({ body }) => String(body));
    expect(new Set(refreshes).size).toBe(refreshes.length);
    expectOnlyGiven(tap);
  });

test('a forged end of the session stops the tab: nothing is sent with its token any more', async ({
  open,
  page,
  tap,
}) => {
  await open();
  await page.evaluate(signedIn);
  const outcome = await page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.endsWith(':E'));
    const [version, , live] = localStorage.getItem(key).split('\n');
    localStorage.setItem(key, [version, '123456789', live].join('\n'));
    return t.settle(t.get('after'));
  });
  expect(outcome).toMatchObject({ ok: false, code: 'ERR_SESSION_CHANGED' });
  expect(tap.calls.filter(named('after')).filter(({ headers }) => headers.authorization)).toEqual([]);
  expect(await page.evaluate(() => ended)).toEqual(['signedOut']);
});
