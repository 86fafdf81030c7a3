// A refresh call that no worker makes, or whose worker ends without a word (R16), as the page sees it: it is refused once, or
// taken for one that brought nothing. The module alone.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createCarrier } from '../../src/web/outlive.js';
import { CALL, begun, leave, seen, sentTo } from './support/carrier.js';
import { later, turns } from './support/fake.js';

describe('where no worker makes the call, it is refused once', () => {
  test('and no worker is asked again, where one cannot be started or says so', async () => {
    for (const fail of [
      ({ worker }) => worker.onerror(),
      ({ say }) => say(2),
      ({ worker, say }) => (say(2), worker.onerror(), say(0)),
    ]) {
      const call = await begun();
      fail(call);
      expect([call.refused.mock.calls, call.begin.mock.calls, call.landed.mock.calls]).toEqual([
        [[]],
        [],
        [],
      ]);
      expect([sentTo(call.port).at(-1), call.port.close.mock.calls.length]).toEqual([0, 1]);
      expect([call.carrier.isAble(), createCarrier('key').isAble()]).toEqual([false, true]);
    }
  });

  test('nor where there is no way to make one', async () => {
    seen.options.hasWorkers = false;
    const { carrier, refused } = await begun();
    expect([refused.mock.calls, carrier.isAble()]).toEqual([[[]], false]);
  });

  test('nor where it does not begin in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = await begun();
    vi.advanceTimersByTime(9_900);
    expect([slow.refused.mock.calls.length, slow.carrier.isAble()]).toEqual([0, true]);
    vi.advanceTimersByTime(200);
    expect([slow.refused.mock.calls.length, slow.carrier.isAble()]).toEqual([1, false]);
    // One that has begun is not bound by that.
    const { say, refused, carrier } = await begun();
    say(0);
    vi.advanceTimersByTime(60_000);
    expect([refused.mock.calls.length, carrier.isAble()]).toEqual([0, true]);
  });

  test('a call that cannot be put into a message is the page’s, and workers stay', async () => {
    const { say, port, refused, carrier } = await begun();
    port.postMessage.mockImplementationOnce(() => {
      throw new Error('cannot be cloned');
    });
    say(0);
    expect([refused.mock.calls.length, sentTo(port).at(-1), carrier.isAble()]).toEqual([1, 0, true]);
    const bad = await begun(undefined, { call: { ...CALL, url: 'http://[' } });
    bad.say(0);
    expect(bad.refused).toHaveBeenCalledTimes(1);
  });

  test('one that may not be made any more ends, and nobody is told', async () => {
    const { say, port, begin, refused, landed, carrier } = await begun();
    begin.mockReturnValueOnce(false);
    say(0);
    expect([sentTo(port).slice(1), port.close.mock.calls.length]).toEqual([[0], 1]);
    expect([refused.mock.calls, landed.mock.calls, carrier.isAble()]).toEqual([[], [], true]);
  });
});

describe('a page that stops', () => {
  test('before there is a worker, makes none', async () => {
    const carrier = createCarrier('key');
    const controller = new AbortController();
    const refused = vi.fn();
    const done = carrier.start('r', 9000, CALL, controller.signal, vi.fn(), vi.fn(), refused);
    controller.abort();
    await done;
    expect([seen.workers.length, refused.mock.calls.length]).toEqual([0, 0]);
  });

  test('before the worker has the call, ends it and does not wait for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { controller, port, say, begin, refused, carrier } = await begun();
    controller.abort();
    expect([sentTo(port).at(-1), port.close.mock.calls.length, vi.getTimerCount()]).toEqual([0, 1, 0]);
    say(0);
    expect([begin.mock.calls, refused.mock.calls, carrier.isAble()]).toEqual([[], [], true]);
    expect(
      sentTo(port)
        .slice(1)
        .every((word) => word === 0),
    ).toBe(true);
  });
});

describe('a worker that has ended without a word', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  /** Its lock is free, and what it had to say last has had its time. */
  const ends = async (gate) => {
    gate.resolve();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { timeout: 10_000 });
    vi.advanceTimersByTime(1100);
  };
  const ending = async () => {
    const gate = later();
    seen.freed = gate.promise;
    const call = await begun();
    call.say(0);
    return { ...call, gate, ends: () => ends(gate) };
  };

  test('has sent nothing, if it has not said that it had the call', async () => {
    const call = await ending();
    await call.ends();
    expect([call.refused.mock.calls.length, call.landed.mock.calls]).toEqual([1, []]);
  });

  test('has sent nothing, also if its lock cannot be waited for', async () => {
    seen.lockManager.request = () => Promise.reject(new Error('no'));
    const call = await ending();
    await call.ends();
    expect([call.refused.mock.calls.length, call.landed.mock.calls]).toEqual([1, []]);
  });

  test('has brought nothing, if it has', async () => {
    const call = await ending();
    call.say(1);
    await call.ends();
    expect([call.refused.mock.calls, call.landed.mock.calls]).toEqual([
      [],
      [[{ error: 'the worker has ended' }]],
    ]);
    // Too late to say that it could not.
    call.say(2);
    expect(call.refused).not.toHaveBeenCalled();
    expect(call.carrier.isAble()).toBe(true);
  });

  test('has left its answer, perhaps', async () => {
    const call = await ending();
    call.say(1);
    await leave(sentTo(call.port)[0], { status: 200, body: 'left' });
    const landed = new Promise((resolve) => call.landed.mockImplementation(resolve));
    call.gate.resolve();
    expect(await landed).toEqual({ status: 200, body: 'left' });
    await turns();
    expect([vi.getTimerCount(), call.refused.mock.calls, call.landed.mock.calls.length]).toEqual([0, [], 1]);
  });
});
