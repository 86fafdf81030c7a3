// The labels over a picture: none covers another and none sticks out, however many there are and however narrow it is.

import { expect, test } from 'vitest';
import { placeFlights, placeTicks } from '../../www-demo/src/labels.js';

const measure = (text) => text.length * 7 + 10;

/** Numbers that are the same in every run. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function expectApart(labels, width) {
  for (const [index, { left, text }] of labels.entries()) {
    expect(left, text).toBeGreaterThanOrEqual(0);
    // A label that is wider than the picture stands alone.
    if (labels.length > 1) expect(left + measure(text), text).toBeLessThanOrEqual(width);
    const next = labels[index + 1];
    if (next) expect(left + measure(text), `${text} | ${next.text}`).toBeLessThan(next.left);
  }
}

test('refreshes of every number, length and distance, in pictures of every width', () => {
  const random = createRandom(21);
  for (let round = 0; round < 400; round += 1) {
    const span = 20 + random() * 20_000;
    const width = 60 + Math.floor(random() * 1200);
    const now = 5000 + span;
    const flights = Array.from({ length: Math.floor(random() * 12) }, () => {
      const from = 5000 + random() * span;
      const to = Math.min(from + random() * span * 0.3, now);
      return random() < 0.1 ? { from, to: null, ok: null } : { from, to, ok: random() < 0.7 };
    });
    const labels = placeFlights(flights, { origin: 5000, span, now, width, measure });
    expectApart(labels, width);
    expect(labels.length > 0).toBe(flights.length > 0);
  }
});

test('ticks of every span and width', () => {
  const random = createRandom(4);
  for (let round = 0; round < 400; round += 1) {
    const span = 5 + random() ** 3 * 200_000;
    const width = 40 + Math.floor(random() * 1200);
    const ticks = placeTicks(span, width, measure);
    expect(ticks.length).toBeLessThan(10);
    expect(ticks[0]).toMatchObject({ at: 0 });
    const shown = ticks.filter(({ text }) => text !== '').map(({ at, text }) => ({ left: at * width, text }));
    expectApart(shown, width);
  }
});

test('refreshes far apart have their own names; those whose names would meet share one', () => {
  const axis = { origin: 0, span: 1000, now: 1000, width: 1000, measure };
  const flights = [
    { from: 100, to: 200, ok: true },
    { from: 600, to: 700, ok: false },
  ];
  expect(placeFlights(flights, axis).map(({ text }) => text)).toEqual([
    'refresh 100 ms',
    'refresh failed 100 ms',
  ]);
  expect(placeFlights(flights, { ...axis, width: 240 })).toMatchObject([
    { text: '2 refreshes, 1 failed', failed: true },
  ]);
  expect(placeFlights([{ from: 900, to: null, ok: null }], axis)).toMatchObject([{ text: 'refresh' }]);
});
