// What happens to the tabs themselves in a soak: they are reloaded, closed, killed, copied, frozen, left and gone back to.

/**
 * @typedef {import('./run.js').World} World
 * @typedef {{ tab: any, state: 'live' | 'frozen' | 'cached' }} Slot
 */

/** @param {World} world */
export const live = ({ slots }) => slots.filter(({ state }) => state === 'live');

/** All tabs run, and hold the same tokens. */
export const areLevel = async ({ slots }) => {
  if (slots.some(({ state }) => state !== 'live')) return false;
  const presence = await slots[0].tab.presence();
  return presence.length === slots.length && new Set(presence).size === 1;
};

/** Somebody has to let a new tab in. @param {World} world @param {Slot} slot */
async function wakeOther(world, slot) {
  const others = world.slots.filter((one) => one !== slot);
  if (!others.some(({ state }) => state === 'live')) await wake(world, world.random.pick(others));
}

/** The session that a tab shares with others, if it lives. One that a tab has in its memory alone goes with the document. */
const membership = (tab) =>
  tab.run(() => {
    const { isSignedIn } = window.lab.api.session;
    const isShared = window.lab.api.session.guarantees().shareTabs;
    return isSignedIn && isShared && window.lab.records().live ? window.lab.epochSid() : undefined;
  });

/** A document that takes over a tab's record is in its session, if that lives on. */
async function inherits(world, tab, before, what) {
  if (before === undefined) return;
  const state = await tab.ready();
  const { sid, live } = await tab.run(() => ({ sid: window.lab.epochSid(), ...window.lab.records() }));
  if (state === 'anonymous' && live && sid === before)
    world.complain('signOut', `${what} has lost the session`);
}

/** @type {Record<string, [weight: number, act: (world: World, slot: Slot) => Promise<unknown>]>} */
export const TABS = {
  reload: [
    8,
    async (world, { tab }) => {
      const before = await membership(tab);
      world.disrupted();
      await tab.restart();
      await tab.loaded();
      await world.setMachine();
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
      await copy.run((machine) => window.setMachine(machine), world.machine);
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
};

/** Wakes a tab that is frozen or in the cache. @param {World} world @param {Slot} slot */
export async function wake(world, slot) {
  const { tab, state } = slot;
  if (state === 'frozen') await tab.cdp.send('Page.setWebLifecycleState', { state: 'active' });
  if (state === 'cached') await tab.back();
  slot.state = 'live';
  await world.setMachine();
}
