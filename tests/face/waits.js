// Runs requests whose waits are those of a faked clock.
import everfetch from 'everfetch';
import { afterEach, beforeEach, vi } from 'vitest';

const { setImmediate } = globalThis;
/** Until all promises that are ready have been dealt with. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** For each test of the file that calls it. */
export const fakeClock = () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
};

/** Runs a request, and its waits, to its end; with the waits. */
export const run = async (config) => {
  const waits = [];
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (fn, ms) => (waits.push(ms), setTimeout(fn, ms)));
  let end;
  everfetch.request({ url: 'http://h/', ...config }).then(
    (value) => (end = { value }),
    (error) => (end = { error }),
  );
  while (!end) {
    await settled();
    vi.runAllTimers();
  }
  return { ...end, waits };
};
