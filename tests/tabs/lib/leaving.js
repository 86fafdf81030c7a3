// Tabs that are reloaded, closed and left all the time, through many refreshes, and processes that are killed. Decides who
// goes away when; what is left of the session, a server says (leaving-servers.js).

import { pause, until } from './wait.js';

/** @import { Judge } from './leaving-servers.js' */

const TABS = 4;
/** How often each tab goes away, in ms. */
const EVERY = 2_000;

const fireAll = (tabs) => Promise.all(tabs.map((tab) => tab.run(() => window.lab.fire(1)).catch(() => {})));

/** Waits for a call at the server, and tells whether one is under way. @param {Judge} judge @param {any[]} tabs */
async function isRefreshing(judge, tabs) {
  // One is under way most of the time; a tab that leaves while there is none proves nothing.
  for (let left = 20; left > 0 && !(await judge.counts()).running; left--)
    await Promise.all([fireAll(tabs), pause(50)]);
  return (await judge.counts()).running > 0;
}

/**
 * Goes on for so many refreshes, or for so long. `inMidRefresh`: how often a tab went away while a refresh was under way.
 * @param {{
 *   lab: any, judge: Judge, refreshes: number, ms?: number, stubs?: string[], session?: object,
 *   say?: (text: string) => void,
 * }} options
 */
export async function keepLeaving({
  lab,
  judge,
  refreshes,
  ms = Infinity,
  stubs = ['undriven'],
  session,
  say,
}) {
  const setup = { session: { refreshAhead: 0, ...judge.session, ...session }, stubs, start: 1 };
  const tabs = await openJoined(lab, judge, setup);
  await judge.begin();
  const began = Date.now();
  const counts = { refreshes: 0, left: 0, inMidRefresh: 0, lost: 0, reuse: 0 };
  const count = async () => {
    const { refreshes, lost, reuse } = await judge.counts();
    Object.assign(counts, { refreshes, lost, reuse });
  };
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
    await fireAll(tabs);
    await pause(EVERY / TABS);
    await fireAll(tabs);
    const at = turn % TABS;
    counts.inMidRefresh += (await isRefreshing(judge, tabs)) ? 1 : 0;
    counts.left++;
    // Turn 0 to 3 in the first way, and so on.
    await ways[Math.floor(turn / TABS) % ways.length](tabs[at], at);
    await count();
    say?.(JSON.stringify(counts));
    if (counts.lost) break;
  }
  await judge.calm();
  const storms = await Promise.all(tabs.map((tab) => tab.storm(2)));
  await count();
  const ends = (await Promise.all(tabs.map((tab) => tab.events())))
    .flat()
    .filter((event) => /^ended/.test(event));
  await Promise.all(tabs.map((tab) => tab.close()));
  return { ...counts, ends, outcomes: storms.map(({ outcomes }) => outcomes) };
}

/**
 * Kills the process of a tab in the middle of a refresh, so many times, each time in a session of its own. A worker may die
 * with it: what is lost so is counted, and no failure. `twice`: a token was sent while a call with it was under way, which is.
 * @param {{ lab: any, judge: Judge, kills: number, stubs?: string[], say?: (text: string) => void }} options
 */
export async function keepKilling({ lab, judge, kills, stubs = ['undriven'], say }) {
  const setup = { session: { refreshAhead: 0, ...judge.session }, stubs };
  const counts = { killed: 0, lost: 0, twice: 0 };
  while (counts.killed < kills) {
    const [victim, ...others] = await openJoined(lab, judge, setup, 2);
    await judge.begin();
    // The one that is killed makes the call, once its token is over.
    const isCalling = async () => {
      await fireAll([victim]);
      return (await judge.counts()).running > 0;
    };
    await until(isCalling, 20_000, 'a refresh under way');
    const before = (await judge.counts()).lost;
    await victim.crash();
    counts.killed++;
    await Promise.all(others.map((tab) => tab.storm(2)));
    const { lost, peak } = await judge.counts();
    counts.lost += lost > before ? 1 : 0;
    counts.twice += peak > 1 ? 1 : 0;
    say?.(JSON.stringify(counts));
    await judge.calm();
    for (const tab of others) {
      await tab.signOut().catch(() => {});
      await tab.close();
    }
    await victim.close().catch(() => {});
  }
  return counts;
}

/** Opens tabs, the first of them signed in, the others joined to it. */
async function openJoined(lab, judge, setup, count = TABS) {
  const first = await lab.open(setup);
  await judge.signIn(first);
  const tabs = [first];
  while (tabs.length < count) tabs.push(await lab.open(setup));
  await Promise.all(tabs.map((tab) => tab.until(() => window.lab.api.session.isSignedIn, { ms: 20_000 })));
  return tabs;
}
