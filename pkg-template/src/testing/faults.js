// @ts-check
// What is to go wrong with the next calls, by the kind of call. Which calls are of which kind is the server's business.

import { fail } from './fail.js';

/** @typedef {import('../../testing.d.ts').CallKind} CallKind */
/** @typedef {import('../../testing.d.ts').Fault} Fault */

/** @type {CallKind[]} */
export const KINDS = ['signIn', 'refresh', 'signOut', 'api'];

/** @type {Record<string, [takes: string, isGood: (value: any) => boolean]>} */
const CHECKS = {
  status: ['a status from 200 to 599', (value) => Number.isInteger(value) && value >= 200 && value <= 599],
  headers: ['an object of header values', (value) => typeof value === 'object' && value !== null],
  body: ['a text, or what JSON can say', () => true],
  latency: ['milliseconds, 0 or more', (value) => value >= 0],
  processed: ['true or false', (value) => typeof value === 'boolean'],
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
      for (const [name, value] of Object.entries(fault ?? {})) {
        if (!Object.hasOwn(CHECKS, name)) fail('fault', name, Object.keys(CHECKS).join(', '));
        const [takes, isGood] = CHECKS[name];
        if (value !== undefined && !isGood(value)) fail(name, value, takes);
      }
      for (let i = 0; i < times; i++) waiting[kind].push(fault);
    },
    /** @param {CallKind} kind @returns {Fault} */
    take: (kind) => waiting[kind].shift() ?? {},
  };
};
