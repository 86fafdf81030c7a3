// A tab that nobody lets in in time: no answer within a second does not mean that no other tab is there.

import { expect, test } from './lib/test.js';

/** The user comes to the tab, again and again: it asks at most once a second, and the answer takes a moment. */
const isLetIn = (tab) =>
  tab.until(() => {
    dispatchEvent(new Event('focus'));
    return window.lab.api.session.state === 'active';
  });

test(
  'h49_a_reloaded_tab_that_has_sent_nothing_lets_a_blank_one_in',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a] = await lab.openJoined(1);
    await a.reload();
    // It has a lease, so nothing has needed its core yet.
    expect(await a.state()).toBe('active');
    const b = await lab.open();
    // Its core may take longer to load than a blank tab waits.
    await b.ready();
    await isLetIn(b);
    expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    await server.judge({ refreshes: 0 });
  },
);

for (const [where, away, back] of [
  ['frozen', (tab) => tab.freeze(), (tab) => tab.thaw()],
  ['away', (tab) => tab.leave(), (tab) => tab.goBack()],
])
  test(`h49_a_tab_that_was_opened_while_the_other_one_was_${where}_is_let_in_later`, async ({
    lab,
    server,
  }) => {
    const [a] = await lab.openJoined(1);
    await away(a);
    const b = await lab.open();
    expect(await b.ready()).toBe('anonymous');
    await back(a);
    expect(await a.ready()).toBe('active');
    await isLetIn(b);
    expect(await b.events()).toContain('signedIn');
    expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    await server.judge({ refreshes: 0 });
  });

test('h49_a_tab_that_the_user_has_signed_out_stays_out', { tag: '@short' }, async ({ lab }) => {
  const [a] = await lab.openJoined(1);
  await a.leave();
  const b = await lab.open();
  expect(await b.ready()).toBe('anonymous');
  await b.signOut();
  await a.goBack();
  expect(await a.ready()).toBe('active');
  for (let asked = 0; asked < 3; asked++) {
    await b.run(() => {
      dispatchEvent(new Event('focus'));
      return new Promise((resolve) => setTimeout(resolve, 600));
    });
    expect(await b.state()).toBe('anonymous');
  }
});
