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
import { startElsewhere } from './elsewhere.js';
import { createJudge } from './judge.js';
import { healStorage, roam } from './machine.js';
import { createRandom } from './random.js';
import { wake } from './tabs.js';
import { revive, step } from './work.js';

const TABS = 4;
/** The longest pause between two steps. */
const PAUSE = 120;
/** How many steps there are between two looks at the server's counters. */
const CHECK = 100;
/** The session's own bound, and room for a busy machine. */
const DRAIN = 40_000;
/** The pause after a mistake of the set-up, and the same room. An answer that is still to come adds to it. */
const RECOVERY = 75_000;
/** How late an answer may come at most, unless told otherwise. */
const LONGEST = 60_000;
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
 * @typedef {{ skew: number, isOnline: boolean, storage: 'well' | 'full' | 'refuses' | 'throws' }} Machine
 * @typedef {{ slots: import('./tabs.js').Slot[], server: any, line: any, elsewhere: any,
 *   random: ReturnType<typeof createRandom>, carrier: 'bearer' | 'cookie' | 'split', without: string[], longest: number,
 *   clearedAt: number, machine: Machine, problems: string[], disruptions: number[], open: () => Promise<any>,
 *   setMachine: (changes?: Partial<Machine>) => Promise<void>, later: (steps: number, act: () => Promise<void>) => void,
 *   complain: (kind: import('./judge.js').Kind, problem: string) => void, disrupted: () => void, ended: () => void }} World
 */

/**
 * @param {{ seed: number, faults?: number, ms?: number, carrier?: World['carrier'], without?: string[],
 *   longest?: number, throttled?: boolean, say?: (text: string) => void }} options
 * `faults`, `ms`: it ends after so many, or so long; `carrier`: of the tokens; `without`: names of what is left out;
 * `longest`: how many ms an answer may be late; `throttled`: with the late timers of hidden tabs
 * @returns {Promise<{ faults: number, ms: number, counts: Record<string, number>, problems: string[],
 *   tally: Record<import('./judge.js').Kind, number>, summary: any }>}
 */
export async function soak({
  seed,
  faults: most = Infinity,
  ms = Infinity,
  carrier = 'bearer',
  without = [],
  longest = LONGEST,
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
  const elsewhere = await startElsewhere();
  const chromium = await startChromium({ flags: throttled ? [] : UNTHROTTLED });
  try {
    const base = line.url + new URL(server.base).pathname;
    const lab = createOpener(async () => chromium, { base, origin: site.url });
    const setup = { stubs: ['machine'], session: { refreshTimeout: 3_000, carrier } };
    let lastEnd = -Infinity;
    /** What is to be done after so many steps. @type {{ left: number, act: () => Promise<void> }[]} */
    let due = [];
    /** @type {World} */
    const world = {
      server,
      line,
      elsewhere,
      random,
      carrier,
      without,
      longest,
      clearedAt: 0,
      machine: { skew: 0, isOnline: true, storage: 'well' },
      slots: (await lab.openJoined(TABS, setup)).map((tab) => ({ tab, state: 'live' })),
      problems: [],
      disruptions: [],
      open: () => lab.open({ ...setup, machine: world.machine }),
      async setMachine(changes) {
        Object.assign(world.machine, changes);
        for (const { tab, state } of world.slots)
          if (state !== 'cached')
            await tab.run(({ machine, isQuiet }) => window.setMachine(machine, isQuiet), {
              machine: world.machine,
              isQuiet: state === 'frozen',
            });
      },
      later: (left, act) => void due.push({ left, act }),
      complain: (kind, problem) => judge.complain(kind, problem),
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
    const begun = performance.now();
    const end = begun + ms;
    while (faults < most && performance.now() < end && world.problems.length === 0) {
      const { name, isFault } = await step(world);
      say(`${Math.round(line.now())} ${name}`);
      counts[name] = (counts[name] ?? 0) + 1;
      if (isFault) faults++;
      for (const one of due) if (--one.left <= 0) await one.act();
      due = due.filter(({ left }) => left > 0);
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

    const took = performance.now() - begun;

    // The storm is over: everybody is answered, and the session works in every tab.
    await server.knobs(WELL);
    line.clear();
    for (const slot of world.slots) await wake(world, slot);
    await healStorage(world);
    await world.setMachine({ isOnline: true });
    await roam(world);
    const drained = async () => {
      let waiting = 0;
      for (const slot of world.slots) waiting += await look(slot);
      return waiting === 0;
    };
    await until(drained, DRAIN, 'an answer for every request').catch((error) =>
      judge.complain('unanswered', error.message),
    );
    const isWell = async () => {
      await revive(world);
      const storms = await Promise.all(world.slots.map(({ tab }) => tab.storm(2)));
      return storms.every(({ outcomes }) => outcomes[200] === 2);
    };
    await until(isWell, RECOVERY + longest, 'a session that works in every tab').catch(async (error) => {
      const states = world.slots.map(({ tab }) =>
        tab.run(() => ({
          state: window.lab.api.session.state,
          events: window.lab.events.slice(-4),
          records: window.lab.records(),
        })),
      );
      judge.complain('other', `${error.message}: ${JSON.stringify(await Promise.all(states))}`);
    });
    const summary = await judge.check();
    return { faults, ms: took, counts, problems: world.problems, tally: judge.tally, summary };
  } finally {
    await chromium.close();
    await site.close();
    await elsewhere.close();
    await line.close();
    await api.close();
  }
}
