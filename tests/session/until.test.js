// A wait that always ends: by what is waited for, the caller, the request's time, the session's bound, or a core that has
// broken. Which of them comes first, and that nothing is left of it afterwards.
import { describe, expect, test, vi } from 'vitest';
import { CancelToken } from '../../pkg-template/src/cancel.js';
import { createWaiting } from '../../pkg-template/src/session/waiting.js';
import { fakeClock } from './support/clock.js';
import { later, rejection, turns } from './support/fake.js';

const never = () => new Promise(() => {});
const late = (cause) => ({ late: cause });
const TOO_LONG = 'waiting for the session took longer than refreshTimeout';
const waits = () => {
  const clock = fakeClock();
  const waiting = createWaiting();
  // A clock that begins at zero hides mistakes.
  clock.advance(1000);
  const settled = vi.fn();
  /** The same, and whether it is settled by now. */
  const until = (...args) => {
    const promise = waiting.until(...args);
    promise.then(settled, settled);
    return promise;
  };
  return { clock, waiting, until, settled, now: performance.now() };
};

describe('what is waited for', () => {
  test('gives its value, or rejects with its reason', async () => {
    const { until, now } = waits();
    const value = {};
    expect(await until(Promise.resolve(value), now + 5, late)).toBe(value);
    const error = new Error('mine');
    expect(await rejection(until(Promise.reject(error), now + 5, late))).toBe(error);
    // Rust waits for nothing.
    expect(await until(undefined, now + 5, late)).toBe(undefined);
  });

  test('leaves no timer and no listener behind', async () => {
    const { waiting, now } = waits();
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const gate = later();
    const until = waiting.until(gate.promise, now + 5, late, { signal });
    expect(vi.getTimerCount()).toBe(1);
    gate.resolve();
    await until;
    expect([vi.getTimerCount(), removed.mock.calls.length]).toEqual([0, 1]);
    const told = vi.fn();
    waiting.until(Promise.resolve(), now + 5, told);
    await turns();
    waiting.breakOff(new Error());
    expect(told).not.toHaveBeenCalled();
  });

  test('is of no interest once the wait is over, also where it rejects', async () => {
    const { waiting, clock } = waits();
    for (const end of ['resolve', 'reject']) {
      const gate = later();
      const { signal } = new AbortController();
      const removed = vi.spyOn(signal, 'removeEventListener');
      const cleared = vi.spyOn(globalThis, 'clearTimeout');
      const until = rejection(waiting.until(gate.promise, performance.now() + 5, late, { signal }));
      clock.advance(5);
      await until;
      cleared.mockClear();
      gate[end](new Error('too late'));
      await turns();
      expect([removed.mock.calls.length, cleared.mock.calls.length]).toEqual([1, 0]);
      cleared.mockRestore();
    }
  });
});

describe('the session’s bound', () => {
  test('ends the wait at its time, with an error that is made of the reason', async () => {
    const { clock, until, settled, now } = waits();
    const ended = rejection(until(never(), now + 50, late));
    clock.advance(49);
    await turns();
    expect(settled).not.toHaveBeenCalled();
    clock.advance(1);
    expect((await ended).late.message).toBe(TOO_LONG);
  });

  test('that has passed already ends it in the next task', async () => {
    const { clock, until, settled, now } = waits();
    const set = vi.spyOn(globalThis, 'setTimeout');
    for (const ends of [now, now - 500]) {
      const ended = rejection(until(never(), ends, late));
      await turns();
      expect(settled).not.toHaveBeenCalled();
      // Node warns of a time below zero.
      expect(set.mock.lastCall[1]).toBe(0);
      clock.advance(0);
      expect((await ended).late.message).toBe(TOO_LONG);
      settled.mockClear();
    }
  });

  test('that is farther than a timer goes does not end it at once, but when the timer does', async () => {
    const { clock, until, settled } = waits();
    const LONGEST = 2 ** 31 - 1;
    for (const more of [Infinity, LONGEST + 1]) {
      until(never(), performance.now() + more, late).catch(() => {});
      clock.advance(LONGEST - 1);
      await turns();
      expect(settled).not.toHaveBeenCalled();
      clock.advance(1);
      await turns();
      expect(settled).toHaveBeenCalledTimes(1);
      settled.mockClear();
    }
  });

  test('in a prerendered page says that no lock can be had', async () => {
    const { clock, until, now } = waits();
    vi.stubGlobal('document', { prerendering: true });
    const ended = rejection(until(never(), now + 5, late));
    clock.advance(5);
    expect((await ended).late.message).toMatch('a prerendered page gets no lock');
  });
});

describe('the request’s own time', () => {
  test('ends the wait where it is over first, with the error of a timeout', async () => {
    const { clock, until, settled, now } = waits();
    const made = vi.fn(late);
    const ended = rejection(until(never(), now + 50, made, { timeout: 20 }, now + 20));
    clock.advance(19);
    await turns();
    expect(settled).not.toHaveBeenCalled();
    clock.advance(1);
    expect(await ended).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 20ms exceeded' });
    expect(made).not.toHaveBeenCalled();
  });

  test('that is over at the same moment, or later, leaves the session’s reason', async () => {
    const { clock, until } = waits();
    for (const later of [0, 1]) {
      const ends = performance.now() + 50;
      const ended = rejection(until(never(), ends, late, { timeout: 50 }, ends + later));
      clock.advance(50);
      expect((await ended).late.message).toBe(TOO_LONG);
    }
  });
});

describe('a cancellation', () => {
  test('by the signal or the token ends the wait at once', async () => {
    const { until, now } = waits();
    const controller = new AbortController();
    const source = CancelToken.source();
    const bySignal = rejection(until(never(), now + 50, late, { signal: controller.signal }));
    const byToken = rejection(until(never(), now + 50, late, { cancelToken: source.token }));
    controller.abort();
    source.cancel('enough');
    expect((await bySignal).code).toBe('ERR_CANCELED');
    expect((await byToken).message).toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that came before does not begin a timer, and what is waited for is not asked', async () => {
    const { until, now } = waits();
    const promise = never();
    const then = vi.spyOn(promise, 'then');
    const canceled = rejection(until(promise, now + 50, late, { signal: AbortSignal.abort() }));
    expect(vi.getTimerCount()).toBe(0);
    expect((await canceled).code).toBe('ERR_CANCELED');
    expect(then).not.toHaveBeenCalled();
  });
});

describe('a core that breaks', () => {
  test('ends all waits at once, each with an error of its own', async () => {
    const { waiting, until, now } = waits();
    const cause = new Error('unreachable');
    const ended = [1, 2, 3].map((n) => rejection(until(never(), now + 50, (why) => [n, why])));
    waiting.breakOff(cause);
    expect(await Promise.all(ended)).toEqual([
      [1, cause],
      [2, cause],
      [3, cause],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not end those that begin afterwards', async () => {
    const { waiting, until, settled, now } = waits();
    waiting.breakOff(new Error());
    until(never(), now + 50, late);
    await turns();
    expect(settled).not.toHaveBeenCalled();
  });
});

describe('the age of a promise', () => {
  test('counts from the first wait for it', async () => {
    const { clock, waiting, until, now } = waits();
    const promise = never();
    until(promise, now + 500, late).catch(() => {});
    clock.advance(30);
    until(promise, now + 500, late).catch(() => {});
    clock.advance(12);
    expect(waiting.age(promise)).toBe(42);
  });

  test('is below any bound where nobody has waited for it', () => {
    const { waiting } = waits();
    expect([waiting.age(never()), waiting.age(undefined)]).toEqual([-Infinity, -Infinity]);
  });
});
