// A soak: four tabs of one session, requests all the time, and one random fault after the other. Decides the order;
// what the faults are, and what must hold all the same, is decided beside it. The seed gives the same faults in the
// same order; how they meet the tabs' own timing is the machine's.

import { createServer } from '../../../../www-demo/server/index.js';
import { UNTHROTTLED, startChromium } from '../chromium.js';
import { startLine } from '../line.js';
import { createSandbox } from '../server.js';
import { startSite } from '../site.js';
import { until } from '../tab.js';
import { createOpener } from '../opener.js';
import { wake } from './faults.js';
import { createJudge } from './judge.js';
import { createRandom } from './random.js';
import { revive, step } from './work.js';

const TABS = 4;
/** The longest pause between two steps. */
const PAUSE = 120;
/** How many steps there are between two looks at the server's counters. */
const CHECK = 100;
/** The session's own bound, and room for a busy machine. */
const DRAIN = 40_000;
/** The longest back-off after failures in a row, and the same room. */
const RECOVERY = 75_000;
/** The server without the faults that may be left over. */
const WELL = {
  dropRefreshAnswer: 0,
  dropRefreshRequest: 0,
  dropApiAnswer: 0,
  refreshLatency: 0,
  refreshTransit: 0,
  refreshBody: null,
  refreshRotates: null,
  refreshStatus: null,
  retryAfter: null,
  apiStatus: null,
  apiLatency: 0,
};
/** A sign-out or sign-in may show in a tab this much later, for it may have been asleep. */
const ENDING = 60_000;

/**
 * @typedef {{ slots: import('./faults.js').Slot[], server: any, line: any, random: ReturnType<typeof createRandom>,
 *   carrier: string, problems: string[], disruptions: number[], open: () => Promise<any>, setClock: (ms?: number) => Promise<void>,
 *   disrupted: () => void, ended: () => void }} World
 */

/**
 * @param {{ seed: number, faults?: number, ms?: number, carrier?: string, throttled?: boolean, say?: (text: string) => void }} options
 * `faults`, `ms`: it ends after so many, or so long; `carrier`: of the tokens; `throttled`: with the late timers of hidden tabs
 * @returns {Promise<{ faults: number, counts: Record<string, number>, problems: string[], summary: any }>}
 */
export async function soak({
  seed,
  faults: most = Infinity,
  ms = Infinity,
  carrier = 'bearer',
  throttled = false,
  say = () => {},
}) {
  const random = createRandom(seed);
  const api = await createServer();
  await api.listen();
  const server = createSandbox(api.url, `soak-${seed}`);
  // A page of another origin than the server cannot read the cookie that proves it.
  await server.knobs({ accessTtl: 8_000, csrf: false });
  const line = await startLine(api.url);
  const site = await startSite();
  const chromium = await startChromium({ flags: throttled ? [] : UNTHROTTLED });
  try {
    const base = line.url + new URL(server.base).pathname;
    const lab = createOpener(async () => chromium, { base, origin: site.url });
    const setup = { stubs: ['clock'], session: { refreshTimeout: 3_000, carrier } };
    let lastEnd = -Infinity;
    let skew = 0;
    /** @type {World} */
    const world = {
      server,
      line,
      random,
      carrier,
      slots: (await lab.openJoined(TABS, setup)).map((tab) => ({ tab, state: 'live' })),
      problems: [],
      disruptions: [],
      open: () => lab.open({ ...setup, skew }),
      /** A machine has one clock: all its tabs see it jump. */
      async setClock(ms = skew) {
        skew = ms;
        for (const { tab, state } of world.slots)
          if (state !== 'cached') await tab.run((ms) => void (window.skew = ms), ms);
      },
      disrupted: () => void world.disruptions.push(line.now()),
      ended: () => void (lastEnd = performance.now()),
    };
    const judge = createJudge(world);
    const awake = new Map();
    const look = async ({ tab }) => {
      if (!awake.has(tab)) awake.set(tab, performance.now());
      return judge.look(tab, awake.get(tab), performance.now() - lastEnd < ENDING);
    };

    let faults = 0;
    let steps = 0;
    /** @type {Record<string, number>} */
    const counts = {};
    const end = performance.now() + ms;
    while (faults < most && performance.now() < end && world.problems.length === 0) {
      const { name, isFault } = await step(world);
      say(`${Math.round(line.now())} ${name}`);
      counts[name] = (counts[name] ?? 0) + 1;
      if (isFault) faults++;
      for (const slot of world.slots) {
        if (slot.state !== 'live') {
          awake.delete(slot.tab);
          continue;
        }
        await look(slot);
        if (random.below(2)) await slot.tab.run((times) => window.lab.fire(times), 1 + random.below(3));
      }
      await revive(world);
      if (++steps % CHECK === 0) say(`${faults} faults ${JSON.stringify(await judge.check())}`);
      await new Promise((resolve) => setTimeout(resolve, random.below(PAUSE)));
    }

    // The storm is over: everybody is answered, and the session works in every tab.
    await server.knobs(WELL);
    line.clear();
    for (const slot of world.slots) await wake(world, slot);
    const drained = async () => {
      let waiting = 0;
      for (const slot of world.slots) waiting += await look(slot);
      return waiting === 0;
    };
    await until(drained, DRAIN, 'an answer for every request').catch((error) =>
      world.problems.push(error.message),
    );
    const isWell = async () => {
      await revive(world);
      const storms = await Promise.all(world.slots.map(({ tab }) => tab.storm(2)));
      return storms.every(({ outcomes }) => outcomes[200] === 2);
    };
    await until(isWell, RECOVERY, 'a session that works in every tab').catch(async (error) => {
      const states = world.slots.map(({ tab }) =>
        tab.run(() => ({
          state: window.lab.api.session.state,
          events: window.lab.events.slice(-4),
          records: window.lab.records(),
        })),
      );
      world.problems.push(`${error.message}: ${JSON.stringify(await Promise.all(states))}`);
    });
    const summary = await judge.check();
    return { faults, counts, problems: world.problems, summary };
  } finally {
    await chromium.close();
    await site.close();
    await line.close();
    await api.close();
  }
}
