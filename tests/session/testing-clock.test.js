// The clock of everfetch/testing: where it stands, and when its timers run.
import { describe, expect, test } from 'vitest';
import { createClock } from 'everfetch/testing';

/** A clock at 1000, and what happened when. */
const noted = () => {
  const clock = createClock({ now: 1_000 });
  const seen = [];
  return { clock, seen, note: (name) => seen.push([name, clock.now()]) };
};

describe('the time', () => {
  test('starts where it is told to, or now, and stands still', async () => {
    expect(createClock({ now: 0 }).now()).toBe(0);
    expect(createClock({ now: new Date(5) }).now()).toBe(5);
    const before = Date.now();
    for (const clock of [createClock(), createClock({}), createClock({ now: undefined })]) {
      const start = clock.now();
      expect([start >= before, start <= Date.now()]).toEqual([true, true]);
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect(clock.now()).toBe(start);
    }
  });

  test('takes numbers and dates only', () => {
    for (const [now, shown] of [
      ['noon', '"noon"'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [new Date(NaN), 'Invalid Date'],
      [{}, '{}'],
    ])
      expect(() => createClock({ now })).toThrow(
        new TypeError(`everfetch/testing: "now" takes milliseconds since 1970, or a Date, got ${shown}`),
      );
  });

  test('advances by what it is told, and never back', async () => {
    const clock = createClock({ now: 10 });
    await clock.advance(0);
    expect(clock.now()).toBe(10);
    await clock.advance(2.5);
    expect(clock.now()).toBe(12.5);
    for (const [ms, shown] of [
      [-1, '-1'],
      [NaN, 'NaN'],
      [undefined, 'undefined'],
    ])
      await expect(clock.advance(ms)).rejects.toThrow(
        new TypeError(`everfetch/testing: "ms" takes milliseconds, 0 or more, got ${shown}`),
      );
    expect(clock.now()).toBe(12.5);
  });

  test('is not put back by a shorter advance beside a longer one', async () => {
    const { clock, note, seen } = noted();
    // The timers of the short one come later, since each is followed by turns of the event loop.
    clock.setTimeout(note, 1, 'a');
    clock.setTimeout(note, 50, 'b');
    await Promise.all([clock.advance(100), clock.advance(20)]);
    expect(clock.now()).toBe(1_100);
    expect(seen).toEqual([
      ['a', 1_001],
      ['b', 1_050],
    ]);
  });
});

describe('timers', () => {
  test('run when they are due, those of one time as they were set', async () => {
    const { clock, note, seen } = noted();
    clock.setTimeout(note, 20, 'c');
    clock.setTimeout(note, 10, 'a');
    clock.setTimeout(note, 10, 'b');
    await clock.advance(9);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([
      ['a', 1_010],
      ['b', 1_010],
    ]);
    await clock.advance(100);
    expect(seen.slice(2)).toEqual([['c', 1_020]]);
    expect(clock.now()).toBe(1_110);
  });

  test('run once, with their arguments', async () => {
    const { clock } = noted();
    const seen = [];
    clock.setTimeout((...args) => seen.push(args), 1, 'a', 'b');
    clock.setTimeout((...args) => seen.push(args));
    await clock.advance(0);
    expect(seen).toEqual([[]]);
    await clock.advance(1);
    await clock.advance(1);
    expect(seen).toEqual([[], ['a', 'b']]);
  });

  test('without a good time are due at once, but not before the clock is advanced', async () => {
    const { clock, note, seen } = noted();
    for (const ms of [undefined, 0, -5, NaN, 'x', null]) clock.setTimeout(note, ms, String(ms));
    clock.setTimeout(note, '5', 'text');
    expect(seen).toEqual([]);
    await clock.advance(0);
    expect(seen.map(([name]) => name)).toEqual(['undefined', '0', '-5', 'NaN', 'x', 'null']);
    await clock.advance(5);
    expect(seen.at(-1)).toEqual(['text', 1_005]);
  });

  test('can be cleared, also by another timer of the same time', async () => {
    const { clock, note, seen } = noted();
    const never = clock.setTimeout(note, 5, 'never');
    clock.setTimeout(() => clock.clearTimeout(second), 5);
    const second = clock.setTimeout(note, 5, 'second');
    clock.setTimeout(note, 5, 'last');
    clock.clearTimeout(never);
    expect([clock.clearTimeout(never), clock.clearTimeout(undefined), clock.clearTimeout(99)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await clock.advance(5);
    expect(seen).toEqual([['last', 1_005]]);
  });

  test('have ids above zero, and none twice', () => {
    const { clock } = noted();
    const ids = [1, 2, 3].map((ms) => clock.setTimeout(() => {}, ms));
    expect([ids.every((id) => id > 0), new Set(ids).size]).toEqual([true, 3]);
  });

  test('that a timer sets run within the same advance, if they are due by then', async () => {
    const { clock, note, seen } = noted();
    clock.setTimeout(() => {
      clock.setTimeout(note, 10, 'nested');
      clock.setTimeout(note, 11, 'later');
    }, 10);
    clock.setTimeout(note, 15, 'between');
    await clock.advance(20);
    expect(seen).toEqual([
      ['between', 1_015],
      ['nested', 1_020],
    ]);
  });

  test('one that a timer sets for at once comes after those of the same time', async () => {
    const { clock, note, seen } = noted();
    clock.setTimeout(() => clock.setTimeout(note, 0, 'at once'), 10);
    clock.setTimeout(note, 10, 'same time');
    await clock.advance(10);
    expect(seen).toEqual([
      ['same time', 1_010],
      ['at once', 1_010],
    ]);
  });

  test('promises settle before the first, after each, and before advance ends', async () => {
    const { clock, note, seen } = noted();
    const chain = async (name) => {
      for (let i = 0; i < 20; i++) await null;
      note(name);
    };
    chain('before');
    // What is set only then is part of the same advance.
    chain('set').then(() => clock.setTimeout(note, 5, 'set then'));
    clock.setTimeout(() => chain('a'), 10);
    clock.setTimeout(note, 20, 'b');
    clock.setTimeout(() => chain('last'), 30);
    await clock.advance(30);
    expect(seen).toEqual([
      ['before', 1_000],
      ['set', 1_000],
      ['set then', 1_005],
      ['a', 1_010],
      ['b', 1_020],
      ['last', 1_030],
    ]);
  });

  test('one that throws ends this advance, and the next goes on', async () => {
    const { clock, note, seen } = noted();
    const reason = new Error('of the test');
    clock.setTimeout(() => {
      throw reason;
    }, 5);
    clock.setTimeout(note, 7, 'after');
    await expect(clock.advance(10)).rejects.toBe(reason);
    await clock.advance(2);
    expect(seen).toEqual([['after', 1_007]]);
  });
});
