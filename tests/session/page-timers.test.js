// The timers of a session: each fires once, by the page or by the worker that has the time of a page that is hidden.
import { beforeEach, expect, test, vi } from 'vitest';
import { REPORT_TICK, TASK_CLEAR_TIMER, TASK_JOIN, TASK_STOP, TASK_TIMER } from '../../src/web/boundary.js';
import { barePage } from './support/bare-page.js';
import { fakeClock } from './support/clock.js';

/** @type {any[]} */
let workers;
/** @type {Blob[]} */
let scripts;
beforeEach(() => {
  workers = [];
  scripts = [];
  vi.stubGlobal(
    'Worker',
    class {
      constructor(script) {
        Object.assign(this, { script, posted: [], isOver: false });
        workers.push(this);
      }
      postMessage(message) {
        this.posted.push(message);
      }
      terminate() {
        this.isOver = true;
      }
    },
  );
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${scripts.push(blob)}`);
});

/** A page that is hidden, with timers of these operations. */
const hidden = (...timers) => {
  const clock = fakeClock();
  const page = barePage();
  page.document.visibilityState = 'hidden';
  for (const [op, delay] of timers) page.perform(TASK_TIMER, op, delay);
  return { ...page, clock };
};

test('a timer fires once, when its time is over', () => {
  const clock = fakeClock();
  const { perform, reported } = barePage();
  perform(TASK_TIMER, 3, 1000);
  clock.advance(999);
  expect(reported()).toEqual([]);
  clock.advance(1);
  expect(reported()).toEqual([[REPORT_TICK, 3]]);
  expect(perform(TASK_CLEAR_TIMER, 3)).toBe(false);
  clock.advance(60_000);
  expect([reported(), workers, vi.getTimerCount()]).toEqual([[], [], 0]);
});

test('a timer that is cleared does not fire', () => {
  const clock = fakeClock();
  const { perform, reported } = barePage();
  perform(TASK_TIMER, 3, 1000);
  perform(TASK_TIMER, 4, 1000);
  expect([perform(TASK_CLEAR_TIMER, 3), perform(TASK_CLEAR_TIMER, 3), vi.getTimerCount()]).toEqual([
    true,
    false,
    1,
  ]);
  clock.advance(1000);
  expect(reported()).toEqual([[REPORT_TICK, 4]]);
});

test('a time that is longer than timers take does not end at once', () => {
  const clock = fakeClock();
  const { perform, reported } = barePage();
  const set = vi.spyOn(globalThis, 'setTimeout');
  perform(TASK_TIMER, 3, 2 ** 31);
  expect(set.mock.calls.map(([, wait]) => wait)).toEqual([2 ** 31 - 1]);
  perform(TASK_TIMER, 4, 2 ** 31 - 2);
  expect(set.mock.calls.map(([, wait]) => wait)).toEqual([2 ** 31 - 1, 2 ** 31 - 2]);
  clock.advance(1000);
  expect(reported()).toEqual([]);
});

test('a page without timers has none, and goes on', () => {
  const { perform, reported } = barePage();
  vi.stubGlobal('setTimeout', undefined);
  expect(() => perform(TASK_TIMER, 3, 1000)).not.toThrow();
  vi.stubGlobal('clearTimeout', undefined);
  expect(perform(TASK_CLEAR_TIMER, 3)).toBe(false);
  expect(reported()).toEqual([]);
});

test('what is cleared where timers cannot be is over all the same', () => {
  const { perform } = barePage();
  perform(TASK_TIMER, 3, 60_000);
  const { clearTimeout } = globalThis;
  const unref = vi.fn(() => {
    throw new Error('no');
  });
  vi.stubGlobal('clearTimeout', unref);
  expect([perform(TASK_CLEAR_TIMER, 3), unref.mock.calls.length]).toEqual([true, 1]);
  clearTimeout(unref.mock.calls[0][0]);
});

test('a page that is shown needs no worker, nor one that becomes visible', () => {
  const { perform, happens } = barePage();
  perform(TASK_TIMER, 3, 60_000);
  happens('visibilitychange');
  expect(workers).toEqual([]);
  perform(TASK_CLEAR_TIMER, 3);
});

test('a timer that is set while the page is hidden is the worker’s too: that one alone, for its whole time', () => {
  const { perform, clock } = hidden([3, 5000]);
  clock.advance(1000);
  perform(TASK_TIMER, 4, 2000);
  expect(workers.map(({ script, posted }) => [script, posted])).toEqual([
    [
      'blob:1',
      [
        [3, 5000],
        [4, 2000],
      ],
    ],
  ]);
});

test('what runs when a page is hidden goes to the worker with the time that is left', () => {
  const clock = fakeClock();
  const page = barePage();
  page.perform(TASK_JOIN);
  page.perform(TASK_TIMER, 3, 5000);
  page.perform(TASK_TIMER, 4, 800);
  clock.advance(500);
  page.document.visibilityState = 'hidden';
  page.happens('visibilitychange');
  // A page that burns CPU has not heard yet that a time is over.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2000);
  page.happens('visibilitychange');
  expect(workers.map(({ posted }) => posted)).toEqual([
    [
      [3, 4500],
      [4, 300],
      [3, 2500],
      [4, 0],
    ],
  ]);
});

test('the worker’s script says which time is over, when it is', async () => {
  hidden([3, 5000]);
  const text = await scripts[0].text();
  const posted = [];
  const scope = {};
  new Function(
    'scope',
    'postMessage',
    'setTimeout',
    `with(scope){${text.replace('onmessage', 'scope.onmessage')}}`,
  )(
    scope,
    (op) => posted.push(op),
    (run, ms, ...args) => (posted.push(ms), run(...args)),
  );
  scope.onmessage({ data: [3, 5000] });
  expect(posted).toEqual([5000, 3]);
});

test('the worker that is first counts, the page’s own timer is not heard then, and the worker ends with the last one', () => {
  const { reported, clock } = hidden([3, 5000], [4, 5000]);
  const [worker] = workers;
  worker.onmessage({ data: 3 });
  worker.onmessage({ data: 3 });
  worker.onmessage({ data: 99 });
  expect([reported(), worker.isOver]).toEqual([[[REPORT_TICK, 3]], false]);
  clock.advance(5000);
  worker.onmessage({ data: 4 });
  expect([reported(), worker.isOver]).toEqual([[[REPORT_TICK, 4]], true]);
});

test('after its end a worker is another one, of the same script', () => {
  const { perform, page } = hidden([3, 5000]);
  perform(TASK_STOP);
  expect([workers[0].isOver, page.isLate]).toEqual([true, false]);
  perform(TASK_TIMER, 4, 5000);
  expect(workers.map(({ script }) => script)).toEqual(['blob:1', 'blob:1']);
  expect(workers[1].posted).toEqual([[4, 5000]]);
});

test('a worker that cannot be started is tried once, and the page’s own timers count', () => {
  const { perform, page, reported, clock } = hidden([3, 5000]);
  expect(page.isLate).toBe(false);
  workers[0].onerror();
  expect([workers[0].isOver, page.isLate]).toEqual([true, true]);
  perform(TASK_TIMER, 4, 5000);
  expect(workers).toHaveLength(1);
  clock.advance(5000);
  expect(reported()).toEqual([
    [REPORT_TICK, 3],
    [REPORT_TICK, 4],
  ]);
});

for (const [what, name, value] of [
  ['workers', 'Worker', undefined],
  ['addresses for scripts', 'Blob', undefined],
])
  test(`a page without ${what} is late, and keeps its timers`, () => {
    vi.stubGlobal(name, value);
    const { page, reported, clock } = hidden([3, 5000]);
    expect(page.isLate).toBe(true);
    clock.advance(5000);
    expect(reported()).toEqual([[REPORT_TICK, 3]]);
  });

test('a worker that cannot be ended is given up', () => {
  const { perform } = hidden([3, 5000]);
  workers[0].terminate = () => {
    throw new Error('no');
  };
  expect(() => perform(TASK_STOP)).not.toThrow();
  perform(TASK_TIMER, 4, 5000);
  expect(workers).toHaveLength(2);
});

test('a page that shares with nobody needs no worker while it is hidden', () => {
  fakeClock();
  const { perform, document } = barePage({ bits: 0 });
  document.visibilityState = 'hidden';
  perform(TASK_TIMER, 3, 5000);
  expect(workers).toEqual([]);
});

test('where there is no document there is nothing to be hidden', () => {
  fakeClock();
  const { perform } = barePage();
  vi.stubGlobal('document', undefined);
  expect(() => perform(TASK_TIMER, 3, 5000)).not.toThrow();
  expect(workers).toEqual([]);
});
