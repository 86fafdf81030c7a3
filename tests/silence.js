// Loaded before each file of tests/face and tests/session: a test fails on a rejection that nobody handles and on an
// error that nobody catches. Vitest alone fails the run for them, and does not say which test they are of.
import { afterEach, beforeEach, vi } from 'vitest';

// Some tests replace the timers.
const { setTimeout } = globalThis;

// What a test waits for has as long as the machine needs; a second, Vitest's own bound, is too short for a busy one.
const { waitFor } = vi;
vi.waitFor = (ask, options) => waitFor(ask, options ?? 10_000);

/** @type {unknown[]} */
const unheard = [];
process.on('unhandledRejection', (reason) => unheard.push(reason));
process.on('uncaughtException', (error) => unheard.push(error));

beforeEach(() => {
  unheard.length = 0;
});

// Registered first, so that it runs after all others.
afterEach(async () => {
  // What the test has left to the next task has its say as well: timers of one length run in their order.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve));
  if (unheard.length)
    throw new AggregateError(unheard.splice(0), 'the test left a rejection unhandled, or an error uncaught');
});
