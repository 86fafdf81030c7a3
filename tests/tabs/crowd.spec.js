// Everything at once that people do with five tabs, or twenty: while all of them need a newer token, one is reloaded,
// one closed, one copied, one frozen, one left for another page. Afterwards all are in the session, whose user changes.

import { expect, test } from './lib/test.js';
import { BOUND, until } from './lib/tab.js';

const ends = async (tab) => (await tab.events()).filter((event) => /^ended/.test(event));

/** Requests of a tab that may not live to see their end. */
const started = (storm) => storm.catch(() => undefined);

for (const count of [5, 20])
  test(
    `h41_h57_h58_${count}_tabs_of_which_some_reload_close_freeze_and_come_back_lose_nothing`,
    { tag: count === 5 ? '@short' : [] },
    async ({ lab, server }) => {
      test.setTimeout(150_000);
      const session = {};
      const [sender, reloaded, closed, frozen, cached, ...others] = await lab.openJoined(count + 1, {
        session,
      });
      await server.expire();
      await server.forget();
      // The first call is refused before it is processed, but late: its tab is gone by then.
      await server.hold({ refreshStatus: { value: 503, times: 1 } });
      started(sender.storm(2));
      await server.running();
      const calm = others.map((tab) => tab.storm(5));
      const stopped = frozen.storm(2);
      for (const tab of [reloaded, closed, cached]) started(tab.storm(2));
      await closed.close();
      await frozen.freeze();
      await cached.leave();
      const copy = await reloaded.copy();
      await sender.reload();
      await reloaded.reload();
      const running = [sender, reloaded, copy, ...others];
      for (const { outcomes } of await Promise.all(calm)) expect(outcomes).toEqual({ 200: 5 });
      const storms = await Promise.all(running.map((tab) => tab.storm(3)));
      for (const { outcomes } of storms) expect(outcomes).toEqual({ 200: 3 });
      // The call that was given up, and the one that all the others shared.
      await server.judge({ refreshes: 2 });

      // Those who were away go on with what the others have renewed twice.
      await server.expire();
      const again = await Promise.all(running.map((tab) => tab.storm(3)));
      for (const { outcomes } of again) expect(outcomes).toEqual({ 200: 3 });
      await frozen.thaw();
      expect((await stopped).outcomes).toEqual({ 200: 2 });
      expect(await cached.back()).toBe(true);
      const all = [...running, frozen, cached];
      const late = await Promise.all(all.map((tab) => tab.storm(2)));
      for (const { outcomes } of late) expect(outcomes).toEqual({ 200: 2 });
      await server.judge({ refreshes: 3 });
      for (const tab of all) expect(await ends(tab)).toEqual([]);
      expect(await frozen.presence()).toEqual(all.map(() => 3));

      // Another user in one tab, and the end in another one.
      await reloaded.signIn('bob');
      for (const tab of all) await tab.until(() => window.lab.api.session.state === 'active');
      await until(
        async () => {
          const users = await Promise.all(all.map((tab) => tab.storm(1)));
          return users.every(({ settled }) => settled[0].user === 'bob');
        },
        BOUND,
        'the other user in all tabs',
      );
      await copy.signOut();
      for (const tab of all) await tab.until(() => window.lab.api.session.state === 'ended');
      // The first session was replaced, which is no end.
      for (const tab of all) expect(await ends(tab)).toEqual(['ended: signedOut']);
      expect(await copy.presence()).toEqual([]);
      await server.judge({ refreshes: 3 });
    },
  );
