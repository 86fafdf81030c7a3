// A request that waits for the session: what it waits for and how long, what it gives up before, and how it goes on.
import { describe, expect, test, vi } from 'vitest';
import { begin } from '../../pkg-template/src/session/judge.js';
import { ACTION_DELIVER, ACTION_REJECT, ACTION_WAIT, UNKNOWN_BOUND } from '../../src/web/boundary.js';
import { later, rejection, turns } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import { AGAIN, answering, makeSession, requestOf, SEND, ticket, told } from './support/session.js';

const WAIT = ticket(ACTION_WAIT);

const waiting = (options, config, adapter = answering()) => {
  const session = makeSession(options);
  const gate = later();
  session.rust.begin.mockReturnValue(WAIT);
  session.rust.waiting.mockReturnValue(gate.promise);
  const call = requestOf(session, adapter, config);
  return { ...session, gate, call, adapter };
};

describe('a request that waits', () => {
  test('is told so, goes on when what it waits for ends, and sees first what other tabs have done', async () => {
    const clock = fakeClock();
    clock.advance(50);
    const { rust, engine, handle, gate, call, adapter } = waiting();
    const sent = begin(call);
    await turns();
    expect(told(handle)).toEqual([{ event: 'queued', method: 'get', path: '/a', request: 1 }]);
    expect([adapter.mock.calls, rust.resume.mock.calls]).toEqual([[], []]);
    clock.advance(20);
    gate.resolve();
    expect((await sent).status).toBe(200);
    expect(rust.resume.mock.calls).toEqual([[WAIT, performance.now(), Date.now()]]);
    expect(engine.look).toHaveBeenCalledTimes(2);
    expect(engine.look.mock.invocationCallOrder[1]).toBeLessThan(rust.resume.mock.invocationCallOrder[0]);
    expect(handle.timeline.list().map(({ at, event }) => [at, event])).toEqual([
      [50, 'queued'],
      [70, 'sent'],
      [70, 'answered'],
      [70, 'delivered'],
    ]);
    expect(rust.overdue).not.toHaveBeenCalled();
  });

  test('without a url is told as one of none', async () => {
    const { handle, gate, call } = waiting({}, { url: undefined });
    const sent = begin(call);
    gate.resolve();
    await sent;
    expect(told(handle)[0]).toEqual({ event: 'queued', method: 'get', path: '', request: 1 });
  });

  test('may have to wait again, or be rejected', async () => {
    const { rust, gate, call, handle } = waiting();
    rust.resume.mockReturnValueOnce(WAIT).mockReturnValueOnce(ticket(ACTION_REJECT));
    gate.resolve();
    expect((await rejection(begin(call))).code).toBe('ERR_SESSION_ENDED');
    expect(told(handle).map(({ event }) => event)).toEqual(['queued', 'queued', 'failed']);
  });

  test('is rejected with what breaks when it goes on', async () => {
    const broken = new TypeError('broken');
    for (const part of ['resume', 'look']) {
      const { rust, engine, gate, call, handle } = waiting();
      engine.look.mockImplementationOnce(() => {});
      (part === 'look' ? engine.look : rust.resume).mockImplementation(() => {
        throw broken;
      });
      gate.resolve();
      const error = await rejection(begin(call));
      expect([error.isAxiosError, error.cause, error.config]).toEqual([true, broken, call.config]);
      expect(told(handle).map(({ event }) => event)).toEqual(['queued', 'failed']);
    }
  });

  test('ends by itself when no refresh can take so long', async () => {
    fakeClock();
    for (const state of ['active', 'restoring']) {
      const { engine, rust, call } = waiting({ refreshTimeout: 5000 });
      engine.state.mockReturnValue(state);
      const sent = rejection(begin(call));
      await vi.advanceTimersByTimeAsync(7999);
      expect(await Promise.race([sent, turns().then(() => 'waits')])).toBe('waits');
      await vi.advanceTimersByTimeAsync(1);
      expect((await sent).code).toBe('ERR_REFRESH_FAILED');
      expect([rust.overdue.mock.calls, rust.resume.mock.calls]).toEqual([[], []]);
    }
  });
});

describe('a session whose cookie nobody can read', () => {
  test('keeps a request only for a moment while it is not known: then Rust is asked what is to be done', async () => {
    fakeClock();
    for (const carrier of ['cookie', 'split']) {
      const { engine, rust, call } = waiting({ carrier });
      engine.state.mockReturnValue('restoring');
      const sent = begin(call);
      await vi.advanceTimersByTimeAsync(UNKNOWN_BOUND - 1);
      expect(rust.overdue).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect((await sent).status).toBe(200);
      expect(rust.overdue.mock.calls).toEqual([[WAIT, performance.now(), Date.now()]]);
      expect(rust.resume).not.toHaveBeenCalled();
    }
  });

  test('keeps it as long as any other once it is known', async () => {
    fakeClock();
    const { rust, call, gate } = waiting({ carrier: 'cookie' });
    const sent = begin(call);
    await vi.advanceTimersByTimeAsync(UNKNOWN_BOUND * 2);
    expect(rust.overdue).not.toHaveBeenCalled();
    gate.resolve();
    await sent;
    expect(rust.resume).toHaveBeenCalledTimes(1);
  });
});

describe('a refusal that waits', () => {
  const refused = async (answer) => {
    const session = waiting({}, {}, answering({ status: 401, ...answer }));
    session.rust.begin.mockReturnValue(SEND);
    session.rust.answer.mockReturnValueOnce(WAIT);
    const sent = begin(session.call);
    await turns();
    return { ...session, sent };
  };
  const cancellable = () => ({ getReader() {}, cancel: vi.fn(async () => {}) });

  test('gives its unread stream up at once, for the refresh may need the connection', async () => {
    const data = cancellable();
    const { gate, rust, sent } = await refused({ data });
    expect(data.cancel).toHaveBeenCalledTimes(1);
    rust.resume.mockReturnValue(AGAIN);
    gate.resolve();
    expect((await sent).status).toBe(200);
  });

  test('keeps that of fetch until it is sent again', async () => {
    for (const next of [AGAIN, ticket(ACTION_DELIVER)]) {
      const body = cancellable();
      const { gate, rust, sent } = await refused({ data: { body }, peek: async () => '' });
      expect(body.cancel).not.toHaveBeenCalled();
      rust.resume.mockReturnValue(next);
      gate.resolve();
      expect((await sent).status).toBe(next === AGAIN ? 200 : 401);
      expect(body.cancel).toHaveBeenCalledTimes(next === AGAIN ? 1 : 0);
    }
  });
});

describe('the refresh function’s own request', () => {
  const ofFunction = (options, config, adapter) =>
    waiting({ refresh: () => 'token', ...options }, config, adapter);

  test('is sent at once, without a credential, and with the cookies of such a session', async () => {
    for (const [carrier, include] of [
      ['bearer', false],
      ['cookie', true],
      ['split', true],
    ]) {
      const { engine, call, adapter, handle } = ofFunction({ carrier }, { data: 'text' });
      engine.inside = 1;
      expect((await begin(call)).status).toBe(200);
      expect(adapter.mock.calls).toEqual([[call.config, { include }]]);
      expect(told(handle)).toEqual([]);
    }
  });

  test('is known by a body that can be looked at only later, which is then its text', async () => {
    const { rust, call, adapter } = ofFunction({}, { data: 'stream', peek: async () => 'with refresh-1' });
    rust.isRefreshCall.mockImplementation((text) => text === 'with refresh-1');
    expect((await begin(call)).status).toBe(200);
    const [[config]] = adapter.mock.calls;
    expect([config.data, config.peek]).toEqual(['with refresh-1', undefined]);
    expect(rust.waiting).not.toHaveBeenCalled();
  });

  test('another one with such a body waits, and is sent with the text', async () => {
    const clock = fakeClock();
    const gate = later();
    const { rust, call, adapter, handle, gate: refreshed } = ofFunction({}, { peek: () => gate.promise });
    const sent = begin(call);
    clock.advance(30);
    gate.resolve('text');
    await turns();
    expect(handle.timeline.list()).toMatchObject([{ at: 30, event: 'queued' }]);
    refreshed.resolve();
    await sent;
    expect([adapter.mock.calls[0][0].data, rust.resume.mock.calls.length]).toEqual(['text', 1]);
  });

  test('whose body cannot be looked at in time ends like one that waits', async () => {
    fakeClock();
    const { call } = ofFunction({ refreshTimeout: 1000 }, { peek: () => new Promise(() => {}) });
    const sent = rejection(begin(call));
    await vi.advanceTimersByTimeAsync(4000);
    expect((await sent).code).toBe('ERR_REFRESH_FAILED');
  });

  test('a declared refresh has none, and nobody looks at a body', async () => {
    const peek = vi.fn();
    const { rust, engine, call, gate } = waiting({}, { peek });
    engine.inside = 1;
    rust.isRefreshCall.mockReturnValue(true);
    gate.resolve();
    await begin(call);
    expect([peek.mock.calls, rust.resume.mock.calls.length]).toEqual([[], 1]);
  });
});
