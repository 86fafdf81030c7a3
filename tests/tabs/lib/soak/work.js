// What the application and its user do in a soak while things go wrong, and in which order everything happens.

import { until } from '../tab.js';
import { faults, strike } from './faults.js';
import { healStorage } from './machine.js';
import { live, wake } from './tabs.js';

const QUICK = 20_000;

/**
 * @typedef {import('./run.js').World} World
 * @typedef {import('./tabs.js').Slot} Slot
 */

const USERS = ['ann', 'bob', 'carol'];

/** A user who comes or goes while localStorage takes no writes cannot be told to the other tabs. @param {World} world */
const canTell = ({ machine }) => machine.storage === 'well';

/** An effect that runs twice signs in with the same tokens, which is no news (R2.5). @param {World} world @param {Slot} slot */
async function signInTwice(world, { tab }) {
  if (!canTell(world)) return;
  world.ended();
  const { random, carrier } = world;
  const given = { user: random.pick(USERS), carrier, ms: random.pick([0, 0, 30, 200]) };
  const sids = await tab
    .run(({ user, carrier, ms }) => window.lab.signInTwice(user, carrier, ms), given)
    .catch(() => []);
  const [before, after] = sids;
  // With cookies the page does not know whether the tokens are the same.
  if (carrier === 'bearer' && before !== undefined && before !== after)
    world.complain('signOut', 'a sign-in with the same tokens began a new session');
}

/** @type {Record<string, [weight: number, act: (world: World, slot: Slot) => Promise<unknown>]>} */
const WORK = {
  expire: [22, ({ server }) => server.expire()],
  refresh: [8, async (_, { tab }) => tab.run(() => void window.lab.refresh())],
  calm: [10, async () => {}],
  signOut: [
    1,
    async (world, { tab }) => {
      if (!canTell(world)) return;
      world.ended();
      await tab.run(() => void window.lab.api.session.signOut());
    },
  ],
  signIn: [
    1,
    async (world, { tab }) => {
      if (!canTell(world)) return;
      world.ended();
      await tab.signIn(world.random.pick(USERS), world.carrier).catch(() => {});
    },
  ],
  signInTwice: [1, signInTwice],
};

export const workNames = Object.keys(WORK);

const work = Object.entries(WORK).map(([name, [weight]]) => /** @type {[number, string]} */ ([weight, name]));

/**
 * Does one thing to one tab.
 * @param {World} world
 * @returns {Promise<{ name: string, isFault: boolean }>} what it was
 */
export async function step(world) {
  const { random } = world;
  const slot = random.pick(world.slots);
  const name = random.weighted([
    ...faults(world.without),
    ...work.filter(([, one]) => !world.without.includes(one)),
  ]);
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
  await healStorage(world);
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
