// How long a request waits: until what it waits for settles, its own time is over, or the session's.
import { describe, expect, test, vi } from 'vitest';
import { SOON } from '../../pkg-template/src/session/request.js';
import { later, rejection, turns } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import { answering, makeSession, requestOf, told } from './support/session.js';

describe('a wait', () => {
  test('gives what it waited for', async () => {
    const call = requestOf(makeSession(), answering());
    expect(await call.wait(Promise.resolve(5), 0)).toBe(5);
  });

  test('ends with the session’s bound, which is one for all waits of a request', async () => {
    fakeClock();
    const { handle, ...session } = makeSession({ refreshTimeout: 1000 });
    const call = requestOf({ handle, ...session }, answering());
    const first = later();
    const waiting = call.wait(first.promise, performance.now());
    await vi.advanceTimersByTimeAsync(3000);
    first.resolve();
    await waiting;
    call.refused = { response: { status: 401 } };
    const second = rejection(call.wait(new Promise(() => {}), performance.now()));
    await vi.advanceTimersByTimeAsync(999);
    expect(await Promise.race([second, turns().then(() => 'waits')])).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    const error = await second;
    expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', refused: { status: 401 } });
    expect([error.cause.message, error.config]).toEqual([
      expect.stringMatching(/refreshTimeout/),
      call.config,
    ]);
    expect(told(handle)).toEqual([{ event: 'failed', code: 'ERR_REFRESH_FAILED' }]);
  });

  test('ends with the time of the request, counted from its begin', async () => {
    const clock = fakeClock();
    const call = requestOf(makeSession(), answering(), { timeout: 500 });
    clock.advance(200);
    const waiting = rejection(call.wait(new Promise(() => {}), performance.now()));
    await vi.advanceTimersByTimeAsync(299);
    expect(await Promise.race([waiting, turns().then(() => 'waits')])).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    expect((await waiting).code).toBe('ECONNABORTED');
  });

  test('ends soon where that is wanted, with no error, unless the session’s bound comes first', async () => {
    fakeClock();
    const { handle, ...session } = makeSession({ refreshTimeout: 1000 });
    const ending = async (soon) => {
      const call = requestOf({ handle, ...session }, answering());
      const end = call
        .wait(new Promise(() => {}), performance.now(), performance.now() + soon)
        .catch(({ code }) => code);
      await vi.advanceTimersByTimeAsync(soon);
      return end;
    };
    expect(await ending(3999)).toBe(SOON);
    expect(told(handle)).toEqual([]);
    expect(await ending(4000)).toBe('ERR_REFRESH_FAILED');
  });

  test('is over with the promise’s own error, in the shape of axios', async () => {
    const cause = Object.assign(new Error('why'), { retryable: true });
    const call = requestOf(makeSession(), answering());
    call.refused = { response: { status: 401 } };
    expect(await rejection(call.wait(Promise.reject(cause), performance.now()))).toMatchObject({
      isAxiosError: true,
      retryable: true,
      refused: { status: 401 },
      config: call.config,
      cause,
    });
  });
});
