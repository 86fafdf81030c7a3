// What goes wrong in a soak, and how often: the tabs, the server and the network, the machine. Which, and to whom, the
// random numbers decide. What the application and its user do meanwhile is beside it in work.js.

import { MACHINE } from './machine.js';
import { NETWORK } from './network.js';
import { TABS } from './tabs.js';

const FAULTS = { ...TABS, ...NETWORK, ...MACHINE };

export const names = Object.keys(FAULTS);

/** The faults with their weights. @param {string[]} without those that are left out */
export const faults = (without) =>
  Object.entries(FAULTS)
    .filter(([name]) => !without.includes(name))
    .map(([name, [weight]]) => /** @type {[number, string]} */ ([weight, name]));

/** Does one of them to one tab that runs. @param {import('./run.js').World} world @param {string} name @param {import('./tabs.js').Slot} slot */
export const strike = (world, name, slot) => FAULTS[name][1](world, slot);
