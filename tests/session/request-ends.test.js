// How a request ends: with an answer, an error of its transport, its own time or the session's. It is told each time.
import { describe, expect, test, vi } from 'vitest';
import { sessionError } from '../../pkg-template/src/session/errors.js';
import { BASE, rejection } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import { answering, makeSession, requestOf, told } from './support/session.js';

/** A request that is handed to this adapter. */
const leaving = (adapter, config, { n = 1, change = () => {} } = {}) => {
  const session = makeSession();
  const call = requestOf(session, adapter, config);
  change(call, session);
  const next = vi.fn(() => 'next');
  call.origin = BASE;
  const sent = call.leave('Bearer x', true, performance.now(), n, undefined, next);
  return { ...session, call, next, sent };
};
const adapterOf = (act) => Object.assign(vi.fn(act), { builtin: true });

describe('a request that leaves', () => {
  test('is told, with an empty path where it has none', async () => {
    const { handle, sent } = leaving(answering(), { url: undefined });
    expect(await sent).toBe('next');
    expect(told(handle)).toEqual([{ event: 'sent', n: 1, method: 'get', path: '' }]);
  });

  test('belongs to the session that there is then', async () => {
    const { call, sent } = leaving(answering(), {}, { change: (_, { handle }) => (handle.age = 4) });
    await sent;
    expect(call.age).toBe(4);
  });

  test('has what is left of its time, where it has waited or is sent again', async () => {
    const clock = fakeClock();
    const timeLeft = async (timeout, n, ends = 0) => {
      const adapter = answering();
      const { sent } = leaving(
        adapter,
        { timeout },
        {
          n,
          change: (call) => ((call.ends = ends), clock.advance(300)),
        },
      );
      await sent;
      return adapter.mock.calls[0][1].timeLeft;
    };
    expect(await timeLeft(1000, 2)).toBe(700);
    expect(await timeLeft(1000, 1, 5000)).toBe(700);
    expect(await timeLeft(301, 2)).toBe(1);
    expect(await timeLeft(1000, 1)).toBeUndefined();
    expect(await timeLeft(0, 2)).toBeUndefined();
  });

  test('whose time is over is not sent', async () => {
    const clock = fakeClock();
    for (const timeout of [299, 300]) {
      const adapter = answering();
      const { sent, handle, call } = leaving(
        adapter,
        { timeout },
        { n: 2, change: () => clock.advance(300) },
      );
      const error = await rejection(sent);
      expect([error.code, error.message, error.config]).toEqual([
        'ECONNABORTED',
        `timeout of ${timeout}ms exceeded`,
        call.config,
      ]);
      expect(adapter).not.toHaveBeenCalled();
      expect(told(handle)).toEqual([{ event: 'failed', code: 'ECONNABORTED' }]);
    }
  });
});

describe('what comes back', () => {
  const answer = { status: 401, headers: {}, data: 'why' };

  test('goes on with its error, if it has one', async () => {
    const { next, sent, call } = leaving(adapterOf(async () => answer));
    expect(await sent).toBe('next');
    expect(next.mock.calls).toEqual([[answer, undefined]]);
    expect(call.refused).toEqual({ response: answer, error: undefined });
    const error = Object.assign(new Error('refused'), { response: answer });
    const other = leaving(adapterOf(() => Promise.reject(error)));
    expect(await other.sent).toBe('next');
    expect(other.next.mock.calls).toEqual([[answer, error]]);
    expect(other.call.refused).toEqual({ response: answer, error });
  });

  test('from another origin is delivered: it says nothing about the token', async () => {
    const responseURL = 'https://elsewhere.example/a';
    const { next, sent, handle } = leaving(adapterOf(async () => ({ ...answer, request: { responseURL } })));
    expect((await sent).data).toBe('why');
    expect(next).not.toHaveBeenCalled();
    expect(told(handle).slice(1)).toEqual([
      { event: 'answered', status: 401, redirected: true },
      { event: 'delivered', status: 401 },
    ]);
    const error = Object.assign(new Error('refused'), { response: { ...answer, request: { responseURL } } });
    expect(await rejection(leaving(adapterOf(() => Promise.reject(error))).sent)).toBe(error);
    const near = { ...answer, request: { responseURL: `${BASE}/b` } };
    expect(await leaving(adapterOf(async () => near)).sent).toBe('next');
  });

  test('and is no answer is handed on as it is', async () => {
    for (const nothing of [undefined, null, '', {}, { status: 0 }]) {
      const { sent, next, handle } = leaving(adapterOf(async () => nothing));
      expect(await sent).toBe(nothing);
      expect(next).not.toHaveBeenCalled();
      expect(told(handle).at(-1)).toEqual({ event: 'failed', code: undefined });
    }
  });

  test('and is an error without an answer is handed on as it is', async () => {
    const network = Object.assign(new Error('offline'), { code: 'ERR_NETWORK' });
    for (const error of [network, undefined, null, 'text', { response: {} }, { response: { status: 0 } }]) {
      const { sent, next, handle } = leaving(adapterOf(() => Promise.reject(error)));
      expect(await rejection(sent)).toBe(error);
      expect(next).not.toHaveBeenCalled();
      const { event, code } = told(handle).at(-1);
      expect([event, code ?? undefined]).toEqual(['failed', error?.code]);
    }
  });
});

describe('a request that cannot begin', () => {
  test('has the error of the core, in the shape of axios', async () => {
    for (const isThere of [true, false]) {
      const { handle, engine } = makeSession({ carrier: 'cookie' });
      const broken = Object.assign(new Error('no core'), { code: 'ERR_CORE_UNAVAILABLE' });
      handle.rust = () => {
        throw broken;
      };
      handle.ready = vi.fn(() => Promise.reject(new Error('was asked for')));
      if (!isThere) handle.engine = undefined;
      const call = requestOf({ handle }, answering());
      const error = await rejection(call.begin());
      expect([error.isAxiosError, error.code, error.cause, error.config]).toEqual([
        true,
        'ERR_CORE_UNAVAILABLE',
        broken,
        call.config,
      ]);
      expect(told(handle)).toEqual([{ event: 'failed', code: 'ERR_CORE_UNAVAILABLE' }]);
      expect([handle.ready.mock.calls, engine.allows.mock.calls]).toEqual([[], []]);
    }
  });

  test('because the session could not be renewed has that error, with its own config and refusal', async () => {
    const { handle, engine } = makeSession();
    const cause = new Error('trap');
    engine.begin = () => {
      throw sessionError('ERR_REFRESH_FAILED', cause);
    };
    const call = requestOf({ handle }, answering());
    const error = await rejection(call.begin());
    expect([error.code, error.cause, error.config, 'refused' in error]).toEqual([
      'ERR_REFRESH_FAILED',
      cause,
      call.config,
      false,
    ]);
    call.refused = { response: { status: 401 } };
    expect(await rejection(call.begin())).toMatchObject({ refused: { status: 401 }, retryable: true });
  });

  test('because its adapter throws has what that throws, whatever it is, and is not tried again', async () => {
    for (const thrown of [undefined, null, 0, 'text', new Error('text')]) {
      const session = makeSession();
      session.engine.allows.mockReturnValue(false);
      session.handle.ready = () => Promise.reject(new Error('was asked for'));
      const adapter = vi.fn(() => {
        throw thrown;
      });
      const error = await rejection(requestOf(session, adapter).begin());
      expect([error.isAxiosError, error.message]).toEqual([true, String(thrown?.message ?? thrown)]);
      expect(adapter).toHaveBeenCalledTimes(1);
    }
  });

  test('without a core leaves where nothing has to be decided', async () => {
    const { handle } = makeSession();
    handle.engine = undefined;
    handle.rust = () => {
      throw new Error('no core');
    };
    handle.warm = vi.fn();
    expect((await requestOf({ handle }, answering()).begin()).status).toBe(200);
  });
});
