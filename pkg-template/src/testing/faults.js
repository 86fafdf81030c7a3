// @ts-check
// The faults that wait for the next calls of each kind. The server decides which kind a call is.

import { fail } from './fail.js';
import { MILLISECONDS, isFlag, isObject, isTime } from './options.js';

/** @typedef {import('../../testing.d.ts').CallKind} CallKind */
/** @typedef {import('../../testing.d.ts').Fault} Fault */

/** @type {CallKind[]} */
export const KINDS = ['signIn', 'refresh', 'signOut', 'api'];

/** Whether something can be made of a value. @param {() => unknown} make */
const isMade = (make) => {
  try {
    return make() !== undefined;
  } catch {
    return false;
  }
};

/** @type {Record<string, [takes: string, isGood: (value: any) => boolean]>} */
const CHECKS = {
  status: ['a status from 200 to 599', (value) => Number.isInteger(value) && value >= 200 && value <= 599],
  headers: ['an object of header values', (value) => isObject(value) && isMade(() => new Headers(value))],
  body: ['a text, or what JSON can say', (value) => isMade(() => JSON.stringify(value))],
  latency: [MILLISECONDS, isTime],
  processed: ['true or false', isFlag],
  lose: ["'request' or 'answer'", (value) => value === 'request' || value === 'answer'],
};

export const createFaults = () => {
  /** @type {Record<string, Fault[]>} */
  const waiting = Object.fromEntries(KINDS.map((kind) => [kind, []]));
  return {
    /** @param {CallKind} kind @param {Fault} fault */
    add(kind, fault, times = 1) {
      if (!KINDS.includes(kind)) fail('kind', kind, `one of ${KINDS.join(', ')}`);
      if (!(Number.isInteger(times) && times > 0)) fail('times', times, 'a whole number from 1');
      const names = Object.keys(CHECKS).join(', ');
      if (!isObject(fault)) fail('fault', fault, `an object with ${names}`);
      for (const [name, value] of Object.entries(fault)) {
        if (!Object.hasOwn(CHECKS, name)) fail('fault', name, names);
        const [takes, isGood] = CHECKS[name];
        if (value !== undefined && !isGood(value)) fail(name, value, takes);
      }
      for (let i = 0; i < times; i++) waiting[kind].push(fault);
    },
    /** @param {CallKind} kind @returns {Fault} */
    take: (kind) => waiting[kind].shift() ?? {},
  };
};
