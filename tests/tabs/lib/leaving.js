// Tabs that are reloaded, closed and left all the time, through many refreshes. Decides who goes away when; what must be
// left of the session, the server says.

import { pause } from './wait.js';

const TABS = 4;
/** How long a token lives, how long its renewal takes, and how often each tab goes away, in ms. */
const LIFETIME = 1_500;
const LATENCY = 600;
const EVERY = 2_000;

/**
 * Goes on for so many refreshes, or for so long.
 * @param {{
 *   lab: any, server: any, refreshes: number, ms?: number, stubs?: string[], session?: object,
 *   say?: (text: string) => void,
 * }} options
 */
export async function keepLeaving({
  lab,
  server,
  refreshes,
  ms = Infinity,
  stubs = ['undriven'],
  session,
  say,
}) {
  const setup = { session: { refreshAhead: 0, ...session }, stubs, start: 1 };
  const tabs = await lab.openJoined(TABS, setup);
  await server.forget();
  await server.knobs({ accessTtl: LIFETIME, refreshLatency: LATENCY });
  await server.expire();
  const began = Date.now();
  const counts = { refreshes: 0, left: 0, inMidRefresh: 0, lost: 0, reuse: 0 };
  const read = async () => {
    const { refresh, familiesKilled, reuseDetected } = await server.counters();
    Object.assign(counts, { refreshes: refresh.calls, lost: familiesKilled, reuse: reuseDetected });
    return refresh.running > 0;
  };
  const fire = () => Promise.all(tabs.map((tab) => tab.run(() => window.lab.fire(1)).catch(() => {})));
  const ways = [
    (tab) => tab.reload(),
    async (tab) => {
      await tab.leave();
      await tab.goBack();
    },
    async (tab, at) => {
      // Another one comes first, so that somebody is there to let it in.
      const next = await lab.open(setup);
      tabs[at] = next;
      await tab.close();
    },
  ];
  for (let turn = 0; counts.refreshes < refreshes && Date.now() - began < ms; turn++) {
    await fire();
    await pause(EVERY / TABS);
    await fire();
    const at = turn % TABS;
    // A call is under way most of the time; a tab that leaves while there is none proves nothing.
    for (let left = 20; left > 0 && !(await read()); left--) await Promise.all([fire(), pause(50)]);
    counts.inMidRefresh += (await read()) ? 1 : 0;
    counts.left++;
    // Turn 0 to 3 in the first way, and so on.
    await ways[Math.floor(turn / TABS) % ways.length](tabs[at], at);
    if (counts.lost) break;
    say?.(JSON.stringify(counts));
  }
  await server.knobs({ accessTtl: 600_000, refreshLatency: 0 });
  await server.expire();
  const storms = await Promise.all(tabs.map((tab) => tab.storm(2)));
  await read();
  const ends = (await Promise.all(tabs.map((tab) => tab.events())))
    .flat()
    .filter((event) => /^ended/.test(event));
  return { ...counts, ends, outcomes: storms.map(({ outcomes }) => outcomes) };
}
