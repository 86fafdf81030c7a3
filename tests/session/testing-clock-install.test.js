// The clock of everfetch/testing in place of the time and the timers of a page, or of whatever else has some.
import { expect, test } from 'vitest';
import { createClock } from 'everfetch/testing';

const realm = () => {
  class Performance {
    now() {
      return 7;
    }
  }
  const Date = { now: () => 6 };
  return { Date, performance: new Performance(), setTimeout: () => 5, clearTimeout: () => 4 };
};
const read = ({ Date, performance }) => [Date.now(), performance.now()];

test('a place gets the clock’s time and timers, until that is undone', async () => {
  const place = realm();
  const { now } = place.Date;
  const own = { ...place };
  const clock = createClock({ now: 1_000 });
  const seen = [];
  const note = (name) => seen.push([name, clock.now()]);
  const undo = clock.install(place);
  expect(read(place)).toEqual([1_000, 0]);
  place.clearTimeout(place.setTimeout(note, 5, 'never'));
  place.setTimeout(note, 5, 'a');
  await clock.advance(8);
  expect(seen).toEqual([['a', 1_005]]);
  expect(read(place)).toEqual([1_008, 8]);
  undo();
  expect(place).toEqual(own);
  expect([place.Date.now === now, ...read(place)]).toEqual([true, 6, 7]);
  // As a second clock would find it.
  expect(Object.hasOwn(place.performance, 'now')).toBe(false);
});

test('the performance of a page counts from the clock’s start, not from its installation', async () => {
  const clock = createClock({ now: 1_000 });
  await clock.advance(3);
  const place = realm();
  clock.install(place);
  expect(place.performance.now()).toBe(3);
});

test('a second clock gives way to the first again', () => {
  const place = realm();
  const undo = createClock({ now: 100 }).install(place);
  const undoInner = createClock({ now: 200 }).install(place);
  expect(read(place)).toEqual([200, 0]);
  undoInner();
  expect(read(place)).toEqual([100, 0]);
  undo();
  expect(read(place)).toEqual([6, 7]);
});

test('without a place it is the global one, and a clock goes on with the host’s timers', async () => {
  const own = [Date.now, setTimeout, clearTimeout];
  const clock = createClock({ now: 5 });
  const undo = clock.install();
  let read;
  try {
    setTimeout(() => (read = [Date.now(), performance.now()]), 10);
    await clock.advance(10);
  } finally {
    undo();
  }
  expect(read).toEqual([15, 10]);
  expect([Date.now, setTimeout, clearTimeout]).toEqual(own);
  expect(Object.hasOwn(performance, 'now')).toBe(false);
});
