// Sign-out and sign-in reach every tab, and nothing of one user is sent with another one's token.

import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';
import { HELD } from './lib/server.js';

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

/** The most that a tab may be behind what the browser has told it, in ms. */
const LIVE = 1_000;

/**
 * Notes in each tab when its session's state becomes `wanted`; when it hears of a write to localStorage by `tell`; and when
 * a question that it asks then has been answered by the tab that wrote.
 */
const watch = (tabs, wanted) =>
  Promise.all(
    tabs.map((tab) =>
      tab.run((wanted) => {
        const { session } = window.lab.api;
        window.became = window.told = window.answered = undefined;
        session.subscribe(() => {
          if (session.state === wanted) window.became ??= performance.now();
        });
        const { id } = window.lab;
        const channel = new BroadcastChannel('told');
        addEventListener('storage', ({ key }) => {
          if (key !== 'told') return;
          window.told ??= performance.now();
          channel.postMessage({ question: id });
        });
        channel.onmessage = ({ data: { question, answer } }) => {
          if (question && window.isTeller) channel.postMessage({ answer: question });
          if (answer === id) window.answered ??= performance.now();
        };
      }, wanted),
    ),
  );

/** Writes to localStorage in this tab, right behind what its session has written. */
const tell = (tab) =>
  tab.run(() => {
    window.isTeller = true;
    localStorage.setItem('told', String(Math.random()));
  });

/**
 * How much later than `told`, or `answered`, the change reached each tab. How long writes and messages take from one tab to
 * the other is what the machine decides; the rest is the package's own.
 */
const behind = async (tabs, what) => {
  const isThere = (what) => window.became !== undefined && window[what] !== undefined;
  await Promise.all(tabs.map((tab) => tab.until(isThere, { argument: what })));
  return Promise.all(tabs.map((tab) => tab.run((what) => Math.round(window.became - window[what]), what)));
};

test('h90_a_sign_out_reaches_every_tab_within_a_second', { tag: '@short' }, async ({ lab, server }) => {
  const tabs = await lab.openJoined(5);
  await watch(tabs, 'ended');
  await tabs[2].signOut();
  expect(await tabs[2].state()).toBe('ended');
  await tell(tabs[2]);
  const late = await behind(
    tabs.filter((tab) => tab !== tabs[2]),
    'told',
  );
  console.log(`a sign-out reached four other tabs so much later than a write to localStorage: ${late} ms`);
  expect(Math.max(...late)).toBeLessThanOrEqual(LIVE);
  for (const tab of tabs) expect(await ends(tab)).toEqual(['ended: signedOut']);
  expect(await tabs[0].presence()).toEqual([]);
  expect((await tabs[4].storm(2)).outcomes).toEqual({ 'ERR_BAD_REQUEST 401': 2 });
  await server.judge({ refreshes: 0 });
});

test('a_sign_in_reaches_every_open_tab_within_a_second', async ({ lab, server }) => {
  const tabs = [await lab.open(), await lab.open(), await lab.open(), await lab.open(), await lab.open()];
  for (const tab of tabs) expect(await tab.ready()).toBe('anonymous');
  await watch(tabs, 'active');
  await tabs[0].signIn('ann');
  expect(await tabs[0].state()).toBe('active');
  await tell(tabs[0]);
  // A tab hears of it, and asks for the tokens.
  const late = await behind(tabs.slice(1), 'answered');
  console.log(`a sign-in reached four other tabs so much later than an answer to a question: ${late} ms`);
  expect(Math.max(...late)).toBeLessThanOrEqual(LIVE);
  for (const { settled } of await Promise.all(tabs.map((tab) => tab.storm(2))))
    expect(settled.map(({ user }) => user)).toEqual(['ann', 'ann']);
  await server.judge({ refreshes: 0 });
});

test('a_sign_in_reaches_a_tab_that_hears_of_it_before_its_presence_lock_is_granted', async ({
  lab,
  server,
}) => {
  const a = await lab.open({ stubs: ['slowPresence'] });
  const b = await lab.open();
  expect(await b.ready()).toBe('anonymous');
  await a.signIn('ann');
  await b.until(() => window.lab.api.session.state === 'active', { ms: BOUND });
  expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
  await server.judge({ refreshes: 0 });
});

test(
  'h50_h148_another_users_sign_in_replaces_the_session_of_every_tab_once_and_takes_them_along',
  { tag: '@short' },
  async ({ lab, server }) => {
    const tabs = await lab.openJoined(4);
    await tabs[1].signIn('bob');
    await Promise.all(tabs.map((tab) => tab.until(() => window.lab.api.session.state === 'active')));
    for (const tab of [tabs[0], tabs[2], tabs[3]]) {
      await tab.until(() => window.lab.events.filter(({ type }) => type === 'signedIn').length > 0);
      expect((await tab.events()).filter((event) => /^(replaced|ended)/.test(event))).toEqual(['replaced']);
    }
    for (const { settled } of await Promise.all(tabs.map((tab) => tab.storm(2))))
      expect(settled.map(({ user }) => user)).toEqual(['bob', 'bob']);
    await server.judge({ refreshes: 0 });
  },
);

test(
  'h86_requests_that_wait_when_another_user_signs_in_are_never_sent_with_his_token',
  { tag: '@short' },
  async ({ lab, server }) => {
    const [a, b] = await lab.openJoined(2);
    await server.expire();
    await server.forget();
    await server.hold();
    const waiting = a.storm(5);
    await server.running();
    await b.signIn('bob');
    const { outcomes, settled } = await waiting;
    expect(outcomes).toEqual({ 'ERR_SESSION_CHANGED 401': 5 });
    await server.release();
    await server.running(0);
    const keys = new Set(settled.map(({ key }) => key));
    const log = (await server.log()).filter(({ requestId }) => keys.has(requestId));
    // Each was sent once, with the token that had expired.
    expect(log).toHaveLength(5);
    expect(new Set(log.map(({ token }) => token)).size).toBe(1);
    await a.until(() => window.lab.api.session.state === 'active');
    expect(await ends(a)).toEqual([]);
    expect((await a.storm(2)).settled.map(({ user }) => user)).toEqual(['bob', 'bob']);
    await server.judge({ refreshes: 1 });
  },
);

test('h86_an_answer_of_the_old_session_is_not_resent_in_the_new_one', async ({ lab, server }) => {
  const [a, b] = await lab.openJoined(2);
  await server.forget();
  // Judged on arrival, answered late: the 401 comes when the session is another one.
  await server.expire();
  const late = a.storm(3, `/api/late401?ms=${HELD}`);
  await until(
    async () => (await server.log()).filter(({ path }) => path === '/api/late401').length === 3,
    BOUND,
    '3 calls',
  );
  await b.signIn('bob');
  await a.until(() => window.lab.events.some(({ type }) => type === 'replaced'));
  await server.release(3);
  expect((await late).outcomes).toEqual({ 'ERR_SESSION_CHANGED 401': 3 });
  await server.judge({ refreshes: 0 });
});

test('h50_two_tabs_that_sign_in_at_once_end_up_in_one_session', async ({ lab, server }) => {
  const tabs = [await lab.open(), await lab.open(), await lab.open()];
  await Promise.all([tabs[0].signIn('ann'), tabs[1].signIn('bob')]);
  const users = async () =>
    (await Promise.all(tabs.map((tab) => tab.storm(1)))).map(({ settled }) => settled[0].user);
  await until(async () => new Set(await users()).size === 1, BOUND, 'one user in all tabs');
  expect(['ann', 'bob']).toContain((await users())[0]);
  await server.judge({ refreshes: 0 });
});
