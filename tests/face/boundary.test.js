// Numbers that stand on both sides of the boundary between Rust and JavaScript mean the same on both.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { create } from '../../src/web/page.js';
import * as values from '../../src/web/values.js';

const rust = readFileSync(new URL('../../src/web/page.rs', import.meta.url), 'utf8');
/** The words between `begin` and the next line that closes it, without comments. */
const between = (begin, end) =>
  rust
    .split(begin)[1]
    .split(end)[0]
    .replace(/\/\/.*/g, '')
    .match(/\w+/g);

test('what the page reports has the number of its step', () => {
  const steps = between('[Step; 18] = [', '];').filter((word) => word !== 'Step');
  const numbers = Object.entries(values).filter(([name]) => /^[A-Z]+$/.test(name));
  expect(Object.fromEntries(numbers)).toEqual(
    Object.fromEntries(steps.map((name, number) => [name.toUpperCase(), number])),
  );
  expect(steps).toHaveLength(18);
});

test('the page can do as many things as Rust has tasks, and those of one name in their places', () => {
  const tasks = between('enum Task {', '}');
  const page = create({}, () => {}, 'key', 0, 0);
  expect(page).toHaveLength(tasks.length);
  const places = page.flatMap(({ name }, place) =>
    tasks.some((task) => task.toLowerCase() === name.toLowerCase()) ? [[name, place]] : [],
  );
  expect(places.length).toBeGreaterThan(10);
  for (const [name, place] of places) expect(tasks[place].toLowerCase()).toBe(name.toLowerCase());
});
