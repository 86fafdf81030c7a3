// What the application and its user do in a soak while things go wrong, and in which order everything happens.

import { until } from '../tab.js';
import { faults, live, strike, wake } from './faults.js';

const QUICK = 20_000;

/**
 * @typedef {import('./run.js').World} World
 * @typedef {import('./faults.js').Slot} Slot
 */

/** @type {Record<string, [weight: number, act: (world: World, slot: Slot) => Promise<unknown>]>} */
const WORK = {
  expire: [22, ({ server }) => server.expire()],
  refresh: [8, async (_, { tab }) => tab.run(() => void window.lab.refresh())],
  calm: [10, async () => {}],
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
      await tab.signIn(world.random.pick(['ann', 'bob', 'carol']), world.carrier).catch(() => {});
    },
  ],
};

const work = Object.entries(WORK).map(([name, [weight]]) => /** @type {[number, string]} */ ([weight, name]));

/**
 * Does one thing to one tab.
 * @param {World} world
 * @returns {Promise<{ name: string, isFault: boolean }>} what it was
 */
export async function step(world) {
  const { random } = world;
  const slot = random.pick(world.slots);
  const name = random.weighted([...faults, ...work]);
  if (slot.state !== 'live') {
    await wake(world, slot);
    return { name: 'wake', isFault: false };
  }
  const isWork = Object.hasOwn(WORK, name);
  await (isWork ? WORK[name][1](world, slot) : strike(world, name, slot));
  return { name, isFault: !isWork };
}

/** Signs a user in where the session is over in every tab that runs, so that the faults have something to hit. @param {World} world */
export async function revive(world) {
  const running = live(world);
  for (const { tab } of running) {
    const found = await tab.run(() => window.lab.api.session.state);
    if (found !== 'anonymous' && found !== 'ended') return;
  }
  if (running.length === 0) return;
  world.ended();
  const [{ tab }] = running;
  const signIn = () =>
    tab.signIn('ann', world.carrier).then(
      () => true,
      () => false,
    );
  // The sign-in itself may meet a fault.
  await until(signIn, QUICK, 'a sign-in');
}
