// The refresh call as the page makes it: what is sent, what is reported, and that nothing is heard of a call which is over.
import { expect, test, vi } from 'vitest';
import { HAS_FUNCTION, REPORT_FAILED, REPORT_REPLIED, REPORT_UNSENT } from '../../src/web/boundary.js';
import { ADDRESS, TOKENS, arrives, breaks, calling, failedWith } from './support/calling.js';
import { json, later, turns } from './support/fake.js';

test('a call is prepared with the tokens that there are, and sent', async () => {
  const prepare = vi.fn(() => ({ url: ADDRESS, init: { method: 'POST' } }));
  const { calls, sent, reported, carrier } = calling({ host: { prepare } });
  calls.send(3, 'a1', 'r1');
  calls.send(4, '', '');
  expect(prepare.mock.calls).toEqual([
    ['a1', 'r1'],
    [undefined, undefined],
  ]);
  expect(sent.map(({ url, init }) => [url, init.method, init.signal.aborted])).toEqual([
    [ADDRESS, 'POST', false],
    [ADDRESS, 'POST', false],
  ]);
  await arrives(sent[0], json(TOKENS, 200, { date: 'Thu, 01 Jan 1970 00:00:05 GMT' }));
  expect(reported()).toEqual([[REPORT_REPLIED, 3, TOKENS, 5000]]);
  // The core has found that they are tokens.
  expect([calls.confirm(3), calls.confirm(3), calls.cause]).toEqual([true, undefined, undefined]);
  expect([carrier.empty.mock.calls.length, carrier.isAble.mock.calls.length]).toEqual([0, 0]);
});

test('a call that takes too long is given up, with a cause, and what comes of it later is not heard', async () => {
  const { calls, sent, reported } = calling();
  calls.send(3, 'a1', 'r1');
  calls.abort(3);
  const { signal } = sent[0].init;
  expect(signal.reason).toEqual(new Error('the refresh call took too long'));
  expect(calls.cause).toBe(signal.reason);
  calls.cause = undefined;
  calls.abort(3);
  await arrives(sent[0], json(TOKENS));
  expect([reported(), calls.cause]).toEqual([[], undefined]);
  calls.send(4, 'a1', 'r1');
  calls.abort(4);
  await breaks(sent[1]);
  expect(reported()).toEqual([]);
});

test('a call that is given up while it is prepared is not sent', async () => {
  for (const [settle, value] of [
    ['resolve', { url: ADDRESS, init: {} }],
    ['reject', new Error('too late')],
  ]) {
    const ready = later();
    const { calls, sent, reported } = calling({ host: { prepare: () => ready.promise } });
    calls.send(3, 'a1', 'r1');
    calls.abort(3);
    ready[settle](value);
    await turns();
    expect([sent, reported(), calls.cause.message]).toEqual([[], [], 'the refresh call took too long']);
  }
});

test('what cannot be prepared, or is not taken by fetch, was not sent', async () => {
  const odd = Object.assign(new Error('odd'), { code: 'ERR_INVALID_URL' });
  for (const [prepare, isWrong] of [
    [() => Promise.reject(new Error('later')), 0],
    [() => Promise.reject(odd), 1],
    [() => Promise.reject(Object.assign(new Error(), { code: 'ERR_BAD_OPTION_VALUE' })), 1],
    [() => Promise.reject(Object.assign(new Error(), { code: 'ERR_INVALID_URL_' })), 0],
    [() => Promise.reject(Object.assign(new Error(), { code: 'XERR_INVALID_URL' })), 0],
    [() => Promise.reject(), 0],
  ]) {
    const { calls, reported } = calling({ host: { prepare } });
    calls.send(3, 'a1', 'r1');
    await turns();
    expect(reported()).toEqual([[REPORT_UNSENT, 3, undefined, isWrong]]);
    expect(calls.confirm(3)).toBe(undefined);
  }
  const { calls, reported } = calling();
  vi.stubGlobal('fetch', () => {
    throw odd;
  });
  calls.send(3, 'a1', 'r1');
  expect([reported(), calls.cause]).toEqual([[[REPORT_UNSENT, 3, undefined, 1]], odd]);
});

test('a call that fails at once on a device that is offline was not sent', async () => {
  for (const [onLine, after, expected] of [
    [false, 49, REPORT_UNSENT],
    [false, 50, REPORT_FAILED],
    [true, 0, REPORT_FAILED],
    [undefined, 0, REPORT_FAILED],
  ]) {
    const { calls, sent, reported } = calling();
    vi.stubGlobal('navigator', { onLine });
    const now = vi.spyOn(performance, 'now').mockReturnValue(100);
    calls.send(3, 'a1', 'r1');
    now.mockReturnValue(100 + after);
    const error = new TypeError('Failed to fetch');
    await breaks(sent[0], error);
    expect([reported()[0].slice(0, 2), calls.cause]).toEqual([[expected, 3], error]);
  }
  vi.stubGlobal('navigator', undefined);
  const { calls, sent, reported } = calling();
  calls.send(3, 'a1', 'r1');
  await breaks(sent[0]);
  expect(reported()).toEqual([[REPORT_FAILED, 3, failedWith(), NaN]]);
});

test('one that was given up before it failed leaves no cause', async () => {
  const { calls, sent, reported } = calling();
  vi.stubGlobal('navigator', { onLine: false });
  vi.spyOn(performance, 'now').mockReturnValue(100);
  calls.send(3, 'a1', 'r1');
  calls.abort(3);
  calls.cause = undefined;
  await breaks(sent[0]);
  expect([reported(), calls.cause]).toEqual([[], undefined]);
});

test('after a call with keepalive that failed soon, the next one goes without, and the one after with it', async () => {
  const { calls, sent } = calling();
  const now = vi.spyOn(performance, 'now').mockReturnValue(100);
  const fails = async (op, after) => {
    now.mockReturnValue(100);
    calls.send(op, 'a1', 'r1');
    now.mockReturnValue(100 + after);
    await breaks(sent.at(-1));
  };
  for (const [op, after] of [
    [1, 1000],
    [2, 999],
    [3, 0],
    [4, 0],
    [5, 5000],
  ])
    await fails(op, after);
  expect(sent.map(({ init }) => init.keepalive)).toEqual([true, true, false, true, false]);
});

const redirected = (to, response) =>
  Object.defineProperties(response, { url: { value: to }, redirected: { value: true } });

test('a refusal of another origin is none, and one of the same origin is', async () => {
  const refused = () => json({ error: 'invalid_grant' }, 401);
  const { calls, sent, reported } = calling();
  const answers = async (op, response) => {
    calls.send(op, 'a1', 'r1');
    await arrives(sent.at(-1), response);
    return reported();
  };
  expect(await answers(1, redirected('https://portal.example/login', refused()))).toEqual([
    [REPORT_FAILED, 1, failedWith(), NaN],
  ]);
  expect(calls.cause).toEqual(new Error('the refresh was redirected to another origin'));
  const told = [REPORT_FAILED, 2, '401\n\n\n\ninvalid_grant', NaN];
  expect(await answers(2, redirected('https://api.example/v2', refused()))).toEqual([told]);
  const unmoved = Object.defineProperty(refused(), 'url', { value: 'https://portal.example/' });
  expect(await answers(2, unmoved)).toEqual([told]);
  expect(await answers(3, redirected('https://portal.example/', json(TOKENS)))).toEqual([
    [REPORT_REPLIED, 3, TOKENS, NaN],
  ]);
});

test('the origin of a relative address is the document’s, and a request has one too', async () => {
  vi.stubGlobal('document', { baseURI: 'https://app.example/inbox/' });
  for (const [url, home] of [
    ['auth/refresh', 'https://app.example'],
    [{ url: ADDRESS }, 'https://api.example'],
  ]) {
    const { calls, sent, reported } = calling({ host: { prepare: () => ({ url, init: {} }) } });
    calls.send(1, 'a1', 'r1');
    await arrives(sent[0], redirected(`${home}/v2`, json({}, 401)));
    calls.send(2, 'a1', 'r1');
    await arrives(sent[1], redirected('https://portal.example/', json({}, 401)));
    expect(reported().map(([, op, lines]) => [op, lines.split('\n')[0]])).toEqual([
      [1, '401'],
      [2, ''],
    ]);
  }
});

test('a function of the application’s own is given the tokens and a signal, and its answer counts', async () => {
  const refresh = vi.fn(() => Promise.resolve(TOKENS));
  const { calls, sent, reported } = calling({ bits: HAS_FUNCTION, host: { refresh } });
  calls.send(3, 'a1', 'r1');
  expect(refresh.mock.calls).toEqual([['a1', 'r1', expect.any(AbortSignal)]]);
  await turns();
  expect([reported(), sent]).toEqual([[[REPORT_REPLIED, 3, TOKENS, NaN]], []]);
  calls.confirm(3);
  refresh.mockReturnValue(json(TOKENS));
  calls.send(4, '', '');
  await turns();
  expect(refresh.mock.lastCall.slice(0, 2)).toEqual([undefined, undefined]);
  expect(reported()).toEqual([[REPORT_REPLIED, 4, TOKENS, NaN]]);
  calls.confirm(4);
  const error = new Error('own');
  refresh.mockRejectedValue(error);
  calls.send(5, 'a1', 'r1');
  await turns();
  expect([reported(), calls.cause]).toEqual([[[REPORT_FAILED, 5, failedWith(), NaN]], error]);
  calls.send(6, 'a1', 'r1');
  calls.abort(6);
  expect(refresh.mock.lastCall[2].reason).toBe(calls.cause);
  await turns();
  expect(reported()).toEqual([]);
});
