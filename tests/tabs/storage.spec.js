// Where a session is kept, who shares it there, and what can be read of it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpener, expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

test('h41_tabs_with_storage_local_renew_once_and_need_nobody_to_join', async ({ lab, server }) => {
  const setup = { session: { storage: 'local' } };
  const tabs = await lab.openJoined(3, setup);
  await server.forget();
  await tabs[0].freeze();
  // Nobody could answer a question of this one: it reads what is there.
  await tabs[1].close();
  await tabs[2].close();
  const d = await lab.open(setup);
  expect(await d.ready()).toBe('active');
  await server.expire();
  expect((await d.storm(3)).outcomes).toEqual({ 200: 3 });
  await tabs[0].thaw();
  expect((await tabs[0].storm(3)).outcomes).toEqual({ 200: 3 });
  await server.judge({ refreshes: 1 });
});

test('a_session_in_storage_local_survives_the_restart_of_the_browser', async ({
  startBrowser,
  server,
  site,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'everfetch-profile-'));
  const setup = { session: { storage: 'local' } };
  try {
    /** @param {(lab: any) => Promise<void>} use */
    const withBrowser = async (use) => {
      const chromium = await startBrowser({ profile });
      try {
        await use(createOpener(async () => chromium, { base: server.base, origin: site.url }));
      } finally {
        await chromium.close();
      }
    };
    await withBrowser(async (lab) => {
      const [a] = await lab.openJoined(1, setup);
      await server.expire();
      expect((await a.storm(2)).outcomes).toEqual({ 200: 2 });
    });
    await withBrowser(async (lab) => {
      const b = await lab.open(setup);
      expect(await b.ready()).toBe('active');
      expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
      await server.expire();
      expect((await b.storm(2)).outcomes).toEqual({ 200: 2 });
    });
    await server.judge({ refreshes: 2 });
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('h49_a_session_in_memory_joins_nobody', async ({ lab, server }) => {
  const setup = { session: { storage: 'memory' } };
  const a = await lab.open(setup);
  await a.signIn('ann');
  const b = await lab.open(setup);
  expect(await b.ready()).toBe('anonymous');
  await b.signIn('bob');
  expect((await a.storm(2)).settled[0].user).toBe('ann');
  expect((await b.storm(2)).settled[0].user).toBe('bob');
  expect(await a.run(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  expect(await a.run(() => window.lab.api.session.guarantees().shareTabs)).toBe(false);
  await server.judge({ refreshes: 0 });
});

test('h41_h50_tabs_with_one_storage_of_the_application_renew_once_and_leave_it_to_who_signed_in_last', async ({
  lab,
  server,
}) => {
  const setup = { ownStore: true };
  const kept = (tab) => tab.run(() => JSON.parse(localStorage.getItem('own')));
  const tabs = await lab.openJoined(3, setup);
  await server.forget();
  await server.expire();
  const storms = await Promise.all(tabs.map((tab) => tab.storm(5)));
  for (const { outcomes } of storms) expect(outcomes).toEqual({ 200: 5 });
  await server.judge({ refreshes: 1 });
  const { accessToken } = await kept(tabs[0]);
  await tabs[1].signIn('bob');
  for (const tab of tabs) {
    // A tab is active all the time: before it has heard of the sign-in, as ann.
    await until(async () => (await tab.storm(1)).settled[0].user === 'bob', BOUND, 'the newest session');
  }
  expect((await kept(tabs[2])).accessToken).not.toBe(accessToken);
  for (const tab of tabs) await tab.close();
  const last = await lab.open(setup);
  expect(await last.ready()).toBe('active');
  expect((await last.storm(1)).settled[0].user).toBe('bob');
  await last.signOut();
  expect(await kept(last)).toBeNull();
  await server.judge({ refreshes: 1 });
});

/** What a token looks like wherever it leaks: itself, its beginning, and both in base64. */
const shapes = (token) => {
  const texts = [token.slice(0, 8), Buffer.from(token).toString('base64').slice(0, 11)];
  // base64 depends on what comes before: the other two alignments, without the characters that vary.
  for (const before of ['x', 'xx'])
    texts.push(
      Buffer.from(before + token)
        .toString('base64')
        .slice(4, 15),
    );
  return texts;
};

test('h109_h114_nothing_that_others_can_read_holds_a_token', async ({ lab, server }) => {
  const setup = { stubs: ['overheard'], session: { revoke: '/oauth/revoke' } };
  const [a, b] = await lab.openJoined(2, setup);
  /** @type {Set<string>} */
  const tokens = new Set();
  const collect = async (tab) => {
    for (const token of await tab.run(() => window.overheard.tokens)) tokens.add(token);
  };
  /** @type {string[]} */
  const public_ = [];
  const overhear = async () => {
    for (const tab of [a, b]) {
      await collect(tab);
      const seen = await tab.run(() => ({
        storage: JSON.stringify({ ...localStorage }),
        everWritten: window.overheard.written,
        messages: window.overheard.messages,
        timeline: JSON.stringify(window.lab.api.session.timeline()),
        events: JSON.stringify(window.lab.events),
        guarantees: JSON.stringify(window.lab.api.session.guarantees()),
        snapshot: JSON.stringify(window.lab.api.session.getSnapshot()),
        errors: window.overheard.errors,
      }));
      public_.push(JSON.stringify(seen), ...tab.said);
    }
  };

  await server.expire();
  await Promise.all([a.storm(3), b.storm(3)]);
  await overhear();
  // A blank tab asks for the key, and is answered.
  const c = await lab.open(setup);
  expect(await c.ready()).toBe('active');
  await overhear();
  // Failures of every kind, each with its error.
  for (const knobs of [{ refreshStatus: { value: 429, times: 1 } }, { dropRefreshRequest: 1 }]) {
    // A token that was never accepted is not renewed because of a 401, and nobody waits for the next try.
    await a.storm(1);
    await server.expire();
    await server.knobs(knobs);
    await a.storm(2);
    await until(async () => (await a.refresh()).code === 'done', BOUND, 'a renewal after the failure');
  }
  await overhear();
  await server.expire();
  await server.kill();
  await Promise.all([a.storm(2), b.storm(2)]);
  await overhear();

  expect(tokens.size).toBeGreaterThanOrEqual(8);
  const text = public_.join('\n');
  // Something was overheard: records, the answer to the blank tab, errors.
  for (const part of ['everfetch:', 'sealed', 'ERR_SESSION_ENDED'])
    expect(text.includes(part), part).toBe(true);
  const found = [...tokens].flatMap(shapes).filter((shape) => text.includes(shape));
  expect(found).toEqual([]);
});

test('h128_with_localStorage_blocked_the_tab_works_alone_and_says_so', async ({ lab, server }) => {
  const a = await lab.open({ stubs: ['noLocalStorage'] });
  await a.signIn('ann');
  await server.expire();
  expect((await a.storm(10)).outcomes).toEqual({ 200: 10 });
  expect(await a.run(() => window.lab.api.session.guarantees().shareTabs)).toBe(false);
  expect(await a.events()).toContain('storageDegraded');
  await server.judge({ refreshes: 1 });
});

test('h128_in_a_browser_that_blocks_all_site_data_the_tab_works_in_memory', async ({
  startBrowser,
  server,
  site,
}) => {
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  const chromium = await startBrowser({ preferences });
  try {
    const lab = createOpener(async () => chromium, { base: server.base, origin: site.url });
    const a = await lab.open();
    const blocked = await a.run(() => {
      try {
        return String(window.localStorage);
      } catch (error) {
        return error.name;
      }
    });
    expect(blocked).toBe('SecurityError');
    await a.signIn('ann');
    await server.expire();
    expect((await a.storm(10)).outcomes).toEqual({ 200: 10 });
    const { shareTabs, survivesReload } = await a.run(() => window.lab.api.session.guarantees());
    expect([shareTabs, survivesReload]).toEqual([false, false]);
    expect(await a.events()).toContain('storageDegraded');
    await server.judge({ refreshes: 1 });
  } finally {
    await chromium.close();
  }
});
