// Loaded before each test file while it is found out which tests run which functions: each test, and the file for what
// runs before its first test, carries the names of them in its `meta`.

import { afterEach, beforeEach } from 'vitest';

const units = new Set();
globalThis.everfetchRuns = (unit) => units.add(unit);

beforeEach(({ task }) => {
  task.file.meta.units ??= [...units];
  units.clear();
});
afterEach(({ task }) => {
  task.meta.units = [...units];
});
