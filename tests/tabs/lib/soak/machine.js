// What the machine of the tabs does wrong in a soak: its clock jumps, the browser takes the network for gone, beacons
// get stuck, localStorage takes no writes or is wiped. All tabs see the same machine; most faults pass after some steps.

import { areLevel, live } from './tabs.js';

const DAY = 86_400_000;
/** How many steps a state of the machine lasts. */
const LASTS = 25;
/** A body of this size takes all that a page may have on its way with `keepalive`. */
const BEACON = 65_536;

/** @typedef {import('./run.js').World} World */

const somewhere = (world) => live(world)[0]?.tab;

/** @param {World} world */
export async function healStorage(world) {
  if (world.machine.storage === 'well') return;
  await world.setMachine({ storage: 'well' });
  await somewhere(world)?.run(() => window.freeStorage());
}

/** localStorage takes no writes from now on. @param {World} world */
async function quota(world) {
  if (world.machine.storage !== 'well') return;
  const storage = world.random.pick(['full', 'full', 'refuses', 'throws']);
  await world.setMachine({ storage });
  if (storage === 'full') await somewhere(world).run(() => window.fillStorage());
  world.later(5 + world.random.below(LASTS), () => healStorage(world));
}

/** A VPN or a virtual adapter: the network works, and the browser says that there is none. @param {World} world */
async function onLine(world) {
  if (!world.machine.isOnline) return;
  await world.setMachine({ isOnline: false });
  world.later(5 + world.random.below(LASTS), () => world.setMachine({ isOnline: true }));
}

/** Another network: the device is offline for a moment. Ends the minutes that tabs pause after failures. @param {World} world */
export async function roam(world) {
  if (!world.machine.isOnline) return;
  await world.setMachine({ isOnline: false });
  await world.setMachine({ isOnline: true });
}

/** @type {Record<string, [weight: number, act: (world: World, slot: any) => Promise<unknown>]>} */
export const MACHINE = {
  clock: [4, async (world) => world.setMachine({ skew: world.random.pick([0, DAY, -DAY, 60_000, -60_000]) })],
  onLine: [2, onLine],
  roam: [4, roam],
  quota: [2, quota],
  beacon: [
    2,
    async ({ elsewhere, random }, { tab }) =>
      tab.run(({ url, size }) => navigator.sendBeacon(url, new Blob([new Uint8Array(size)])), {
        url: `${elsewhere.url}/beacon?ms=${1_000 + random.below(15_000)}`,
        size: BEACON,
      }),
  ],
  wipe: [
    2,
    async (world, { tab }) => {
      if (world.machine.storage === 'well' && (await areLevel(world)))
        await tab.run(() => localStorage.clear());
    },
  ],
};
