// What goes wrong in a soak, and how often. Each fault is done to one tab, to the server or to the network; which, and
// to whom, the random numbers decide. What the application and its user do meanwhile is beside it in work.js.

const DAY = 86_400_000;

/** Faults of the server, for the next refresh call alone. */
const REFRESHES = [
  { dropRefreshAnswer: 1 },
  { dropRefreshRequest: 1 },
  { refreshLatency: { value: 1_500, times: 1 } },
  { refreshTransit: { value: 800, times: 1 } },
  { refreshBody: { value: 'html', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshBody: { value: 'notoken', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshBody: { value: 'cut', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshStatus: { value: 429, times: 1 }, retryAfter: { value: 1, times: 1 } },
  // Not 404: who calls a wrong address is told to stop for a minute, and nothing else would happen meanwhile.
  ...[408, 425, 500, 502, 503, 504].map((value) => ({ refreshStatus: { value, times: 1 } })),
];

/** The same for the next API calls. */
const CALLS = [
  { dropApiAnswer: 1 },
  { apiLatency: { value: 700, times: 2 } },
  ...[400, 403, 404, 409, 429, 500, 502, 503].map((value) => ({ apiStatus: { value, times: 1 } })),
];

/**
 * @typedef {import('./run.js').World} World
 * @typedef {{ tab: any, state: 'live' | 'frozen' | 'cached' }} Slot
 */

/** @param {World} world */
export const live = ({ slots }) => slots.filter(({ state }) => state === 'live');

/** All tabs run, and hold the same tokens. */
const areLevel = async ({ slots }) => {
  if (slots.some(({ state }) => state !== 'live')) return false;
  const presence = await slots[0].tab.presence();
  return presence.length === slots.length && new Set(presence).size === 1;
};

/** Somebody has to let a new tab in. @param {World} world @param {Slot} slot */
async function wakeOther(world, slot) {
  const others = world.slots.filter((one) => one !== slot);
  if (!others.some(({ state }) => state === 'live')) await wake(world, world.random.pick(others));
}

/** The session that a tab is in, if it is in one that lives. */
const membership = (tab) =>
  tab.run(() => {
    const isIn = ['active', 'refreshing', 'stale'].includes(window.lab.api.session.state);
    return isIn && window.lab.records().live ? window.lab.epochSid() : undefined;
  });

/** A document that takes over a tab's record is in its session, if that lives on. */
async function inherits(world, tab, before, what) {
  if (before === undefined) return;
  const state = await tab.ready();
  const { sid, live } = await tab.run(() => ({ sid: window.lab.epochSid(), ...window.lab.records() }));
  if (state === 'anonymous' && live && sid === before) world.problems.push(`${what} has lost the session`);
}

/** @type {Record<string, [weight: number, act: (world: World, slot: Slot) => Promise<unknown>]>} */
const FAULTS = {
  reload: [
    8,
    async (world, { tab }) => {
      const before = await membership(tab);
      world.disrupted();
      await tab.restart();
      await tab.loaded();
      await inherits(world, tab, before, 'a reloaded tab');
    },
  ],
  reopen: [
    4,
    async (world, slot) => {
      await wakeOther(world, slot);
      world.disrupted();
      await slot.tab.close();
      slot.tab = await world.open();
    },
  ],
  crash: [
    3,
    async (world, slot) => {
      await wakeOther(world, slot);
      world.disrupted();
      await slot.tab.crash();
      // A copy lives in the process of its original, and dies with it.
      for (const one of world.slots) {
        if (await one.tab.run(() => true).catch(() => false)) continue;
        await one.tab.close();
        Object.assign(one, { tab: await world.open(), state: 'live' });
      }
    },
  ],
  copy: [
    3,
    async (world, slot) => {
      const other = world.random.pick(world.slots.filter((one) => one !== slot));
      const before = await membership(slot.tab);
      const copy = await slot.tab.copy();
      await inherits(world, copy, before, 'a copied tab');
      world.disrupted();
      await other.tab.close();
      Object.assign(other, { tab: copy, state: 'live' });
    },
  ],
  freeze: [
    7,
    async (world, slot) => {
      if (live(world).length < 2) return wake(world, world.random.pick(world.slots));
      world.disrupted();
      await slot.tab.cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
      slot.state = 'frozen';
    },
  ],
  leave: [
    7,
    async (world, slot) => {
      if (live(world).length < 2) return wake(world, world.random.pick(world.slots));
      world.disrupted();
      await slot.tab.leave();
      slot.state = 'cached';
    },
  ],

  refreshFault: [3, ({ server, random }) => server.knobs(random.pick(REFRESHES))],
  refreshDelay: [1, async ({ line, random }) => line.next({ transit: random.below(1_500) })],
  refreshLost: [1, async ({ line }) => line.next({ transit: 100, lost: true })],
  refreshTwice: [1, async ({ line }) => line.next({ twice: true })],
  callFault: [14, ({ server, random }) => server.knobs(random.pick(CALLS))],
  callDelay: [
    6,
    async ({ line, random }) => line.nextCall({ transit: random.below(800), back: random.below(800) }),
  ],
  callLost: [6, async ({ line }) => line.nextCall({ lost: true })],
  callTwice: [6, async ({ line }) => line.nextCall({ twice: true })],

  clock: [4, async (world) => world.setClock(world.random.pick([0, DAY, -DAY, 60_000, -60_000]))],
  wipe: [
    2,
    async (world, { tab }) => {
      if (await areLevel(world)) await tab.run(() => localStorage.clear());
    },
  ],
  kill: [1, ({ server }) => server.kill()],
};

export const faults = Object.entries(FAULTS).map(
  ([name, [weight]]) => /** @type {[number, string]} */ ([weight, name]),
);

/** Wakes a tab that is frozen or in the cache. @param {World} world @param {Slot} slot */
export async function wake(world, slot) {
  const { tab, state } = slot;
  if (state === 'frozen') await tab.cdp.send('Page.setWebLifecycleState', { state: 'active' });
  if (state === 'cached') await tab.back();
  slot.state = 'live';
  await world.setClock();
}

/** Does one of them to one tab that runs. @param {World} world @param {string} name @param {Slot} slot */
export const strike = (world, name, slot) => FAULTS[name][1](world, slot);
