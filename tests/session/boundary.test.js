// The page has a way to carry out each task that Rust knows. That the numbers are Rust's, a test in src/boundary shows.
import { expect, test } from 'vitest';
import * as boundary from '../../src/web/boundary.js';
import { create } from '../../src/web/page.js';

const numbersOf = (prefix) =>
  Object.entries(boundary).flatMap(([name, n]) => (name.startsWith(prefix) ? n : []));

test('the page can do each task, and no other', () => {
  const { tasks } = create({}, 'key', 0);
  expect(Object.keys(tasks).map(Number)).toEqual(numbersOf('TASK_'));
  for (const task of Object.values(tasks)) expect(task).toBeTypeOf('function');
});

test('what is numbered in a row has no number twice', () => {
  for (const prefix of ['TASK_', 'REPORT_', 'ACT_', 'HINT_', 'PROBLEM_'])
    expect(numbersOf(prefix)).toEqual(numbersOf(prefix).map((_, at) => at));
});
