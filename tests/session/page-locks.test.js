// What the page does for the two locks of a session, and what it reports. The test is the browser that grants them.
import { expect, test, vi } from 'vitest';
import {
  REPORT_DENIED,
  REPORT_GRANTED,
  REPORT_LISTED,
  REPORT_PRESENT,
  REPORT_TAKEN,
  REPORT_UNLISTED,
  TASK_ABSENT,
  TASK_CANCEL_LOCK,
  TASK_JOIN,
  TASK_LOCK,
  TASK_PRESENT,
  TASK_QUERY,
  TASK_QUEUE_LOCK,
  TASK_UNLOCK,
} from '../../src/web/boundary.js';
import { turns } from './support/fake.js';
import { KEY, barePage } from './support/bare-page.js';

test('the refresh lock that is free is held until it is let go of', async () => {
  const { perform, reported, locks } = barePage();
  perform(TASK_LOCK, 5);
  const [request] = locks.requests;
  expect([request.name, request.options]).toEqual([KEY, { ifAvailable: true }]);
  expect(reported()).toEqual([]);
  request.grant();
  expect(reported()).toEqual([[REPORT_GRANTED, 5, undefined, 0]]);
  perform(TASK_UNLOCK, 6);
  await turns();
  expect([request.isOver, reported()]).toEqual([false, []]);
  perform(TASK_UNLOCK, 5);
  await request.held;
  expect(() => perform(TASK_UNLOCK, 5)).not.toThrow();
  expect(reported()).toEqual([]);
});

test('the refresh lock that another tab has is taken', async () => {
  const { perform, reported, locks } = barePage();
  perform(TASK_LOCK, 5);
  locks.requests[0].grant(null);
  await turns();
  expect([reported(), locks.requests[0].held]).toEqual([[[REPORT_TAKEN, 5]], undefined]);
});

test('a place in the queue is granted in time, or is given up', async () => {
  const { perform, reported, locks } = barePage();
  perform(TASK_QUEUE_LOCK, 5);
  perform(TASK_QUEUE_LOCK, 6);
  const [first, second] = locks.requests;
  expect([first.name, Object.keys(first.options), first.options.signal.aborted]).toEqual([
    KEY,
    ['signal'],
    false,
  ]);
  first.grant();
  expect(reported()).toEqual([[REPORT_GRANTED, 5, undefined, 1]]);
  // What was granted cannot be given up any more: it is let go of.
  perform(TASK_CANCEL_LOCK, 5);
  expect(first.options.signal.aborted).toBe(false);
  perform(TASK_CANCEL_LOCK, 6);
  expect(second.options.signal.reason).toEqual(new Error('no longer needed'));
  await turns();
  expect(reported()).toEqual([[REPORT_DENIED, 6]]);
  for (const op of [5, 6, 7]) expect(() => perform(TASK_CANCEL_LOCK, op)).not.toThrow();
  perform(TASK_UNLOCK, 5);
  await first.held;
});

for (const [what, task, asked] of [
  ['the refresh lock', TASK_LOCK, 1],
  ['a place in the queue', TASK_QUEUE_LOCK, 1],
  ['presence', TASK_PRESENT, 1],
])
  test(`${what} that cannot be had is denied, once`, async () => {
    const { perform, reported, locks } = barePage();
    perform(task, 5, 0, '1:2');
    locks.requests[0].refuse(new Error('no'));
    await turns();
    expect([reported(), locks.requests.length]).toEqual([[[REPORT_DENIED, 5]], asked]);
    locks.request = () => {
      throw new Error('an opaque origin');
    };
    perform(task, 6, 0, '1:2');
    vi.stubGlobal('navigator', {});
    perform(task, 7, 0, '1:2');
    expect(reported()).toEqual([
      [REPORT_DENIED, 6],
      [REPORT_DENIED, 7],
    ]);
  });

test('what is held is listed by session and generation', async () => {
  const { perform, reported, locks } = barePage();
  const names = [`${KEY}:P:11:2`, KEY, `x${KEY}:P:1:1`, `${KEY}:P:12:3`, 'everfetch:other:P:1:1'];
  locks.answer = async () => ({ held: names.map((name) => ({ name })), pending: [{ name: `${KEY}:P:9:9` }] });
  perform(TASK_QUERY, 5);
  await turns();
  expect(reported()).toEqual([[REPORT_LISTED, 5, '11:2\n12:3']]);
});

test('a list in an unusual form is as much as can be read of it', async () => {
  const { perform, reported, locks } = barePage();
  const answers = [
    {},
    { held: [] },
    undefined,
    { held: [{ name: 1 }, { name: `${KEY}:P:1:1` }] },
    { held: [null] },
  ];
  for (const [op, answer] of answers.entries()) {
    locks.answer = () => answer;
    perform(TASK_QUERY, op);
  }
  expect(reported().map(([, , text]) => text)).toEqual(['', '', '', '1:1', '']);
});

test('a list that cannot be had is none', async () => {
  const { perform, reported, locks } = barePage();
  locks.answer = () => Promise.reject(new Error('no'));
  perform(TASK_QUERY, 5);
  await turns();
  vi.stubGlobal('navigator', {});
  perform(TASK_QUERY, 6);
  expect(reported()).toEqual([
    [REPORT_UNLISTED, 5],
    [REPORT_UNLISTED, 6],
  ]);
});

test('there is no moment without presence: the lock before is let go of with the grant of the next one', async () => {
  const leave = vi.fn();
  const { perform, reported, locks } = barePage({ host: { leave } });
  perform(TASK_PRESENT, 5, 0, '1:2');
  perform(TASK_PRESENT, 6, 0, '1:3');
  const [first, second] = locks.requests;
  expect([first.name, first.options]).toEqual([`${KEY}:P:1:2`, { mode: 'shared' }]);
  // It comes too late, and is not held.
  first.grant();
  expect([first.held, leave.mock.calls.length, reported()]).toEqual([undefined, 0, [[REPORT_PRESENT, 5]]]);
  second.grant();
  expect([leave.mock.calls.length, reported()]).toEqual([1, [[REPORT_PRESENT, 6]]]);
  perform(TASK_PRESENT, 7, 0, '1:4');
  await turns();
  expect(second.isOver).toBe(false);
  locks.requests[2].grant();
  await second.held;
  expect([locks.requests[2].isOver, leave.mock.calls.length]).toEqual([false, 1]);
  perform(TASK_ABSENT);
  await locks.requests[2].held;
  expect(reported()).toEqual([[REPORT_PRESENT, 7]]);
  expect(() => perform(TASK_ABSENT)).not.toThrow();
  expect(leave).toHaveBeenCalledTimes(1);
});

test('presence that is granted after it was given up is not held', () => {
  const leave = vi.fn();
  const { perform, locks } = barePage({ host: { leave } });
  perform(TASK_PRESENT, 1, 0, '1:2');
  perform(TASK_ABSENT);
  perform(TASK_ABSENT);
  locks.requests[0].grant();
  expect([locks.requests[0].held, leave.mock.calls.length]).toEqual([undefined, 1]);
});

test('a page’s part that fails to leave keeps nobody', async () => {
  const leave = () => {
    throw new Error('no');
  };
  const { perform, reported, locks } = barePage({ host: { leave } });
  perform(TASK_PRESENT, 5, 0, '1:2');
  locks.requests[0].grant();
  expect(reported()).toEqual([[REPORT_PRESENT, 5]]);
  perform(TASK_ABSENT);
  await locks.requests[0].held;
});

test('all locks are let go of when the core is given up', async () => {
  let giveUp;
  const over = new Promise((resolve) => (giveUp = resolve));
  const { perform, locks } = barePage({ host: { over } });
  perform(TASK_LOCK, 5);
  perform(TASK_PRESENT, 6, 0, '1:2');
  for (const request of locks.requests) request.grant();
  await turns();
  expect(locks.requests.map(({ isOver }) => isOver)).toEqual([false, false]);
  giveUp();
  await Promise.all(locks.requests.map(({ held }) => held));
});

test('before that, each is let go of as ever', async () => {
  const { perform, locks } = barePage({ host: { over: new Promise(() => {}) } });
  perform(TASK_LOCK, 5);
  locks.requests[0].grant();
  await turns();
  expect(locks.requests[0].isOver).toBe(false);
  perform(TASK_UNLOCK, 5);
  await locks.requests[0].held;
});

test('whether locks work is found out by a trial that keeps none', async () => {
  const { perform, reported, locks } = barePage();
  perform(TASK_JOIN);
  const [trial] = locks.requests;
  trial.grant();
  expect(trial.held).toBe(undefined);
  await turns();
  expect(reported()).toEqual([[REPORT_LISTED, 0, '']]);
  perform(TASK_JOIN);
  locks.requests[1].refuse(new Error('an opaque origin'));
  await turns();
  expect(reported().sort()).toEqual([
    [REPORT_DENIED, 0],
    [REPORT_LISTED, 0, ''],
  ]);
});
