// What goes wrong in a soak, and how often. Each fault is done to one tab, or to the server; which tab, and when, the
// random numbers decide.

import { until } from '../tab.js';

const QUICK = 10_000;
const DAY = 86_400_000;

/** Faults of the server and of the network, for the next refresh call alone. */
const REFRESHES = [
  { dropRefreshAnswer: 1 },
  { dropRefreshRequest: 1 },
  { refreshLatency: { value: 1_500, times: 1 } },
  { refreshBody: { value: 'html', times: 1 }, refreshRotates: { value: false, times: 1 } },
  { refreshBody: { value: 'notoken', times: 1 }, refreshRotates: { value: false, times: 1 } },
  ...[425, 429, 500, 502, 503, 504].map((value) => ({ refreshStatus: { value, times: 1 } })),
];
const CALLS = [
  { dropApiAnswer: 1 },
  { apiStatus: { value: 500, times: 1 } },
  { apiLatency: { value: 700, times: 2 } },
];

/**
 * @typedef {import('./run.js').World} World
 * @typedef {{ tab: any, state: 'live' | 'frozen' | 'cached' }} Slot
 */

const live = (/** @type {World} */ { slots }) => slots.filter(({ state }) => state === 'live');

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

/** @type {Record<string, [weight: number, act: (world: World, slot: Slot) => Promise<unknown>]>} */
const FAULTS = {
  expire: [24, ({ server }) => server.expire()],
  refresh: [12, async (_, { tab }) => tab.run(() => void window.lab.refresh())],

  reload: [
    4,
    async (world, slot) => {
      world.disrupted();
      await slot.tab.page.reload();
      await slot.tab.loaded();
    },
  ],
  reopen: [
    3,
    async (world, slot) => {
      await wakeOther(world, slot);
      world.disrupted();
      await slot.tab.close();
      slot.tab = await world.open();
    },
  ],
  crash: [
    2,
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
    2,
    async (world, slot) => {
      const other = world.random.pick(world.slots.filter((one) => one !== slot));
      const copy = await slot.tab.copy();
      world.disrupted();
      await other.tab.close();
      Object.assign(other, { tab: copy, state: 'live' });
    },
  ],
  freeze: [
    3,
    async (world, slot) => {
      if (live(world).length < 2) return;
      world.disrupted();
      await slot.tab.cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
      slot.state = 'frozen';
    },
  ],
  leave: [
    3,
    async (world, slot) => {
      if (live(world).length < 2) return;
      world.disrupted();
      await slot.tab.leave();
      slot.state = 'cached';
    },
  ],

  refreshFault: [6, ({ server, random }) => server.knobs(random.pick(REFRESHES))],
  callFault: [4, ({ server, random }) => server.knobs(random.pick(CALLS))],
  transit: [2, async ({ line, random }) => line.next({ transit: random.below(1_500) })],
  lose: [1, async ({ line }) => line.next({ transit: 100, lost: true })],

  clock: [2, async (world) => world.setClock(world.random.pick([0, DAY, -DAY]))],
  wipe: [
    1,
    async (world, { tab }) => {
      if (await areLevel(world)) await tab.run(() => localStorage.clear());
    },
  ],
  signOut: [
    1,
    async (world, { tab }) => {
      world.ended();
      await tab.run(() => void window.lab.api.session.signOut());
    },
  ],
  signIn: [
    1,
    async (world, { tab }) => {
      world.ended();
      await tab.signIn(world.random.pick(['ann', 'bob', 'carol'])).catch(() => {});
    },
  ],
};

export const names = Object.keys(FAULTS);

/** Wakes a tab that is frozen or in the cache. @param {World} world @param {Slot} slot */
export async function wake(world, slot) {
  const { tab, state } = slot;
  if (state === 'frozen') await tab.cdp.send('Page.setWebLifecycleState', { state: 'active' });
  if (state === 'cached') await tab.back();
  slot.state = 'live';
  await world.setClock();
}

/** Does one thing to one tab. @param {World} world @returns {Promise<string>} what it was */
export async function step(world) {
  const { random } = world;
  const slot = random.pick(world.slots);
  const name = random.weighted(names.map((name) => [FAULTS[name][0], name]));
  if (slot.state !== 'live') {
    await wake(world, slot);
    return 'wake';
  }
  await FAULTS[name][1](world, slot);
  return name;
}

/** Signs a user in where the session is over in every tab, so that the faults have something to hit. @param {World} world */
export async function revive(world) {
  for (const { tab, state } of world.slots) {
    if (state !== 'live') return;
    const found = await tab.run(() => window.lab.api.session.state);
    if (found !== 'anonymous' && found !== 'ended') return;
  }
  world.ended();
  const [{ tab }] = world.slots;
  const signIn = () =>
    tab.signIn('ann').then(
      () => true,
      () => false,
    );
  // The sign-in itself may meet a fault.
  await until(signIn, QUICK, 'a sign-in');
}
