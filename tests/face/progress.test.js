// Progress events: how often they reach the listener, which always gets the last one, and what they say of the way and of
// the speed. The clock is that of the test.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { progress } from '../../pkg-template/src/adapters/progress.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

/** What the listener got, and the three that a transport calls. */
const watch = (direction = 'download') => {
  const events = [];
  const [report, flush, deliver] = progress((event) => events.push(event), direction);
  const step = (loaded, ms, total) => {
    report(at(loaded, total));
    vi.advanceTimersByTime(ms);
  };
  return { events, report, flush, deliver, step, loaded: () => events.map((event) => event.loaded) };
};
const at = (loaded, total) => ({ loaded, total, lengthComputable: total !== undefined });

describe('an event', () => {
  test('says how far it is, in axios’s form', () => {
    const { events, report } = watch();
    const event = at(25, 100);
    report(event);
    expect(events).toEqual([
      {
        loaded: 25,
        total: 100,
        progress: 0.25,
        bytes: 25,
        rate: undefined,
        estimated: undefined,
        event,
        lengthComputable: true,
        download: true,
      },
    ]);
    expect(events[0].event).toBe(event);
    const upload = watch('upload');
    upload.report(event);
    expect(upload.events[0]).toMatchObject({ upload: true });
    expect(upload.events[0]).not.toHaveProperty('download');
  });

  test('has a total only where the platform knows it', () => {
    const { events, deliver } = watch();
    deliver({ loaded: 5, total: 100, lengthComputable: false });
    deliver({ loaded: 5, total: 0, lengthComputable: false });
    for (const { loaded, total, progress: part, lengthComputable } of events)
      expect([loaded, total, part, lengthComputable]).toEqual([5, undefined, undefined, false]);
  });

  test('of nothing is complete, and has no part', () => {
    const { events, deliver } = watch();
    deliver(at(0, 0));
    expect(events[0]).toMatchObject({ loaded: 0, total: 0, progress: undefined, lengthComputable: true });
  });

  test('never passes 100 %, as that of an encoded body would, nor falls below nothing', () => {
    const { events, deliver } = watch();
    for (const loaded of [90, 101, 1000]) deliver(at(loaded, 100));
    deliver(at(-5, 100));
    deliver(at(-5));
    expect(events.map(({ loaded, progress: part, bytes }) => [loaded, part, bytes])).toEqual([
      [90, 0.9, 90],
      [100, 1, 10],
      [100, 1, 0],
      [0, 0, 0],
      [0, undefined, 0],
    ]);
  });

  test('counts bytes once, also where one comes out of order', () => {
    const { events, deliver } = watch();
    for (const loaded of [10, 30, 20, 25, 40]) deliver(at(loaded));
    expect(events.map(({ bytes }) => bytes)).toEqual([10, 20, 0, 0, 10]);
  });

  test('that is none does nothing', () => {
    const { events, deliver } = watch();
    for (const none of [undefined, null, {}, { loaded: '5' }, { loaded: null }]) deliver(none);
    expect(events).toEqual([]);
  });
});

describe('the listener', () => {
  test('hears at most three in a second, and each time the newest', () => {
    const { step, loaded } = watch();
    for (let i = 1; i <= 100; i++) step(i, 10);
    expect(loaded()).toEqual([1, 34, 67]);
  });

  test('hears the first at once, and again at once after a third of a second', () => {
    const { step, report, loaded } = watch();
    step(1, 333);
    step(2, 0);
    expect(loaded()).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(loaded()).toEqual([1, 2]);
    vi.advanceTimersByTime(334);
    report(at(3));
    expect(loaded()).toEqual([1, 2, 3]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('hears the one that waits when its time has come', () => {
    const { step, loaded } = watch();
    step(1, 100);
    step(2, 50);
    step(3, 183);
    expect(loaded()).toEqual([1]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(loaded()).toEqual([1, 3]);
    expect(vi.getTimerCount()).toBe(0);
    // The next one waits again, and by a timer of its own.
    step(4, 0);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(334);
    expect(loaded()).toEqual([1, 3, 4]);
  });

  test('hears what waits when the transport is through, once', () => {
    const { step, flush, loaded } = watch();
    flush();
    step(1, 10);
    flush();
    expect(loaded()).toEqual([1]);
    step(2, 10);
    flush();
    flush();
    expect(loaded()).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(loaded()).toEqual([1, 2]);
  });

  test('hears the last one now, in place of what waits', () => {
    const { step, deliver, flush, loaded } = watch();
    step(1, 10);
    step(2, 10);
    deliver(at(3));
    flush();
    vi.advanceTimersByTime(1000);
    expect(loaded()).toEqual([1, 3]);
  });

  test('has a third of a second from the last that it heard, however that came', () => {
    const { step, deliver, loaded } = watch();
    step(1, 300);
    deliver(at(2));
    step(3, 300);
    expect(loaded()).toEqual([1, 2]);
    vi.advanceTimersByTime(34);
    expect(loaded()).toEqual([1, 2, 3]);
  });
});

describe('the speed', () => {
  /** Delivers this many bytes each time, and gives the rates. */
  const rates = (parts, ms, total) => {
    const { events, deliver } = watch();
    let loaded = 0;
    for (const bytes of parts) {
      deliver(at((loaded += bytes), total));
      vi.advanceTimersByTime(ms);
    }
    return events.map(({ rate, estimated }) => [rate, estimated]);
  };

  test('is not known in the first quarter of a second', () => {
    expect(rates([100, 100, 100], 125).map(([rate]) => rate)).toEqual([undefined, undefined, 800]);
    expect(rates([100, 100, 100, 100], 83).map(([rate]) => rate)).toEqual(Array(4).fill(undefined));
    expect(rates([100], 1000)).toEqual([[undefined, undefined]]);
  });

  test('is bytes per second of what has come before, with the time that is left', () => {
    expect(rates([100, 100, 100], 500, 1000)).toEqual([
      [undefined, undefined],
      [200, 4],
      [200, 3.5],
    ]);
    expect(rates([100, 900], 500, 1000)[1]).toEqual([200, 0]);
    expect(rates([100, 100], 300)[1]).toEqual([333, undefined]);
  });

  test('is none, and no estimate, where nothing comes', () => {
    expect(rates([0, 0, 0], 500, 1000)).toEqual(Array(3).fill([undefined, undefined]));
  });

  test('is that of the last fifty', () => {
    const parts = [1_000_000, ...Array(60).fill(100)];
    const all = rates(parts, 1000).map(([rate]) => rate);
    // The fast one counts as long as it is among those.
    expect(all[49]).toBe(Math.round((1_000_000 + 48 * 100) / 49));
    expect(all.slice(50)).toEqual(Array(11).fill(100));
  });

  test('is none where no time has passed', () => {
    const { events, deliver } = watch();
    deliver(at(1));
    vi.advanceTimersByTime(300);
    for (let loaded = 2; loaded < 60; loaded++) deliver(at(loaded));
    expect(events[1].rate).toBe(3);
    expect(events.at(-1).rate).toBe(undefined);
  });
});
