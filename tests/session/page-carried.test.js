// The refresh call that a worker makes, or has made, as the page sees it: who makes it, what its answer is taken for, and what
// the worker is told. outlive.test.js has the worker.
import { expect, test, vi } from 'vitest';
import {
  REPORT_FAILED,
  REPORT_REPLIED,
  REPORT_SENDING,
  REPORT_UNCOLLECTED,
  REPORT_UNSENT,
} from '../../src/web/boundary.js';
import { ADDRESS, TOKENS, arrives, calling, failedWith } from './support/calling.js';
import { json, later, turns } from './support/fake.js';

/** A call that a worker is to make: what the carrier of such calls is given, too. */
const carried = (setUp) => {
  const found = calling({ isAble: true, ...setUp });
  found.calls.carry(3, 9000);
  found.calls.send(3, 'a1', 'r1');
  const [token, longest, request, signal, begin, landed, refused] = found.carrier.start.mock.lastCall ?? [];
  return {
    ...found,
    token,
    longest,
    request,
    signal,
    begin,
    landed,
    refused,
    tell: vi.fn(),
    remove: vi.fn(),
  };
};
const left = (values) => ({
  status: 200,
  statusText: 'OK',
  headers: [],
  body: JSON.stringify(TOKENS),
  ...values,
});

test('a worker is given the call, its token and how long it may take', () => {
  const { token, longest, request, signal, sent, reported, carrier } = carried();
  expect([token, longest, request.url, signal.aborted]).toEqual(['r1', 9000, ADDRESS, false]);
  expect([sent, reported(), carrier.empty.mock.calls]).toEqual([[], [], []]);
});

test('its answer is one, of which nothing is left behind', async () => {
  const { begin, tell, remove, landed, reported, calls, signal } = carried();
  expect(begin(tell, remove)).toBe(true);
  expect(reported()).toEqual([[REPORT_SENDING, 3, undefined, 1]]);
  landed(left({ headers: [['date', 'Thu, 01 Jan 1970 00:00:05 GMT']] }));
  // It has ended, as its lock tells.
  landed({ error: 'the worker has ended' });
  await turns();
  expect(reported()).toEqual([[REPORT_REPLIED, 3, TOKENS, 5000]]);
  expect([tell.mock.calls, remove.mock.calls, signal.aborted]).toEqual([[], [], false]);
  calls.confirm(3);
  expect([tell.mock.calls, remove.mock.calls.length, signal.aborted, calls.cause]).toEqual([
    [[0]],
    1,
    true,
    undefined,
  ]);
  landed(left());
  landed(left({ isUnsent: true, error: 'late' }));
  await turns();
  expect([reported(), calls.cause]).toEqual([[], undefined]);
});

for (const [what, values, expected, message] of [
  [
    'a network error',
    { status: undefined, body: undefined, error: 'Failed to fetch' },
    [REPORT_FAILED, 3, failedWith(), NaN],
    'Failed to fetch',
  ],
  ['what was not sent', { error: 'offline', isUnsent: true }, [REPORT_UNSENT, 3, undefined, 0], 'offline'],
  [
    'half a success',
    { error: 'terminated', body: undefined },
    [REPORT_FAILED, 3, failedWith(), NaN],
    'terminated',
  ],
  [
    'half a refusal',
    { status: 401, error: 'terminated', body: undefined },
    [REPORT_FAILED, 3, failedWith(401), NaN],
    'terminated',
  ],
  [
    'a refusal of another origin',
    { status: 401, isForeign: true },
    [REPORT_FAILED, 3, failedWith(), NaN],
    'the refresh was redirected to another origin',
  ],
  ['a status that no response has', { status: 99 }, [REPORT_FAILED, 3, failedWith(), NaN], ''],
])
  test(`a worker’s answer that is ${what}`, async () => {
    const { begin, tell, remove, landed, reported, calls } = carried();
    begin(tell, remove);
    reported();
    landed(left(values));
    await turns();
    expect(reported()).toEqual([expected]);
    expect([calls.cause instanceof Error, calls.cause.message]).toEqual([true, message]);
    expect([tell.mock.calls, remove.mock.calls.length]).toEqual([[[0]], 1]);
  });

test('a worker’s error is a TypeError, as that of fetch is', async () => {
  for (const isUnsent of [true, false]) {
    const { begin, landed, calls } = carried();
    begin(vi.fn(), vi.fn());
    landed({ error: 'Failed to fetch', isUnsent });
    await turns();
    expect(calls.cause).toBeInstanceOf(TypeError);
  }
});

test('an answer without a body is one', async () => {
  const { begin, landed, reported } = carried();
  begin(vi.fn(), vi.fn());
  reported();
  landed(left({ status: 204, body: '' }));
  await turns();
  expect(reported()).toEqual([[REPORT_REPLIED, 3, undefined, NaN]]);
});

test('where no worker can be had the page makes the call, and no other worker is asked', async () => {
  const { refused, reported, sent, carrier } = carried();
  refused();
  expect(reported()).toEqual([[REPORT_SENDING, 3, undefined, 0]]);
  expect([sent.length, carrier.start.mock.calls.length, carrier.empty.mock.calls.length]).toEqual([1, 1, 1]);
  await arrives(sent[0], json(TOKENS));
  expect(reported()).toEqual([[REPORT_REPLIED, 3, TOKENS, NaN]]);
});

test('where workers are not able to, the page makes it at once, and what they have left is removed', () => {
  const { sent, carrier, reported } = carried({ isAble: false });
  expect([sent.length, carrier.start.mock.calls, carrier.empty.mock.calls.length, reported()]).toEqual([
    1,
    [],
    1,
    [],
  ]);
});

test('a request of the Rust client is the page’s to make', () => {
  const { sent, carrier } = carried({ host: { prepare: () => ({ url: { url: ADDRESS }, init: {} }) } });
  expect([sent.length, carrier.start.mock.calls, carrier.isAble.mock.calls]).toEqual([1, [], []]);
});

test('nobody makes a call whose session has ended meanwhile', async () => {
  for (const how of ['begin', 'refused']) {
    const found = carried();
    found.unwanted();
    expect(!!found[how](found.tell, found.remove)).toBe(false);
    expect([found.sent, found.calls.confirm(3)]).toEqual([[], undefined]);
    const other = carried();
    other.calls.abort(3);
    expect(!!other[how](other.tell, other.remove)).toBe(false);
    expect([other.sent, other.reported()]).toEqual([[], []]);
  }
});

test('a worker whose call takes too long is told to give up', () => {
  const { begin, tell, remove, calls, signal } = carried();
  begin(tell, remove);
  calls.abort(3);
  expect([tell.mock.calls, remove.mock.calls, signal.reason]).toEqual([[[0]], [], calls.cause]);
});

test('a page that stops leaves its call to the worker, and hears no more of it', async () => {
  const { begin, tell, remove, calls, signal, landed, reported } = carried();
  begin(tell, remove);
  reported();
  calls.leave(3);
  expect([tell.mock.calls, remove.mock.calls, signal.aborted]).toEqual([[[1]], [], true]);
  landed(left());
  await turns();
  expect(reported()).toEqual([]);
  expect(() => calls.leave(3)).not.toThrow();
  expect(tell).toHaveBeenCalledTimes(1);
});

test('one that stops before the worker has begun gives the call up', () => {
  const { calls, signal, begin, tell, remove, reported } = carried();
  calls.leave(3);
  expect([signal.aborted, begin(tell, remove), reported()]).toEqual([true, false, []]);
});

/** An answer of an earlier page is looked for. */
const collecting = () => {
  const found = calling();
  const answer = later();
  found.carrier.collect.mockReturnValue(answer.promise);
  found.calls.collect(3, 0, 'r1');
  return { ...found, answer, signal: found.carrier.collect.mock.lastCall[1] };
};

test('what a worker has left is an answer, and is removed when it was taken', async () => {
  const { answer, carrier, reported, calls, signal } = collecting();
  expect(carrier.collect.mock.calls).toEqual([['r1', expect.any(AbortSignal)]]);
  const remove = vi.fn();
  answer.resolve({ left: left(), remove });
  await turns();
  expect([reported(), remove.mock.calls]).toEqual([[[REPORT_REPLIED, 3, TOKENS, NaN]], []]);
  calls.confirm(3);
  expect([remove.mock.calls.length, signal.aborted]).toEqual([1, false]);
});

test('where nothing was left, or does not open, that is said once', async () => {
  for (const settle of ['resolve', 'reject']) {
    const { answer, reported, calls } = collecting();
    answer[settle](undefined);
    await turns();
    expect(reported()).toEqual([[REPORT_UNCOLLECTED, 3]]);
    expect(calls.confirm(3)).toBe(undefined);
  }
});

test('nobody hears of an answer that is not looked for any more', async () => {
  for (const [settle, value] of [
    ['resolve', undefined],
    ['resolve', { left: left(), remove() {} }],
    ['reject', new Error('aborted')],
  ]) {
    const { answer, reported, calls, signal } = collecting();
    calls.leave(3);
    expect(signal.aborted).toBe(true);
    answer[settle](value);
    await turns();
    expect(reported()).toEqual([]);
  }
});
