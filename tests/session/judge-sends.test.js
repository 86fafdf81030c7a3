// How a request is sent as its ticket says: with which credential and body, how often, and what is given up before.
import { describe, expect, test, vi } from 'vitest';
import { begin } from '../../pkg-template/src/session/judge.js';
import { ACTION_REJECT, CODES, FLAG_FINAL, FLAG_STREAM } from '../../src/web/boundary.js';
import { BASE, rejection } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import {
  AGAIN,
  answering,
  configOf,
  DELIVER,
  makeSession,
  requestOf,
  SEND,
  ticket,
  told,
} from './support/session.js';

const stream = () => new ReadableStream();

describe('a request that begins', () => {
  test('tells Rust what it asks for, and when', async () => {
    const clock = fakeClock();
    clock.advance(1000);
    for (const [config, flags] of [
      [{}, 0],
      [{ skipAuthRefresh: true }, FLAG_FINAL],
      [{ data: stream() }, FLAG_STREAM],
      [{ skipAuthRefresh: true, data: stream() }, FLAG_FINAL | FLAG_STREAM],
      [{ data: 'text' }, 0],
    ]) {
      const session = makeSession();
      const call = requestOf(session, answering(), config);
      clock.advance(5);
      await begin(call);
      expect(session.rust.begin.mock.calls).toEqual([[flags, call.began, Date.now()]]);
      expect(call.began).toBe(performance.now() - 5);
    }
  });

  test('which has waited for the core begins when it goes on', async () => {
    const clock = fakeClock();
    const session = makeSession();
    const call = requestOf(session, answering());
    call.ends = 9000;
    clock.advance(400);
    await begin(call);
    expect(session.rust.begin).toHaveBeenCalledWith(0, performance.now(), Date.now());
    expect(performance.now()).toBe(call.began + 400);
  });

  test('sees first what other tabs have done, is numbered, and is sent with the credential of its ticket', async () => {
    const session = makeSession();
    const adapter = answering();
    for (const url of ['/a', '/b']) await begin(requestOf(session, adapter, { url }));
    const { engine, rust, handle } = session;
    expect(engine.allows.mock.calls).toEqual([[BASE], [BASE]]);
    expect(engine.look.mock.invocationCallOrder[0]).toBeLessThan(rust.begin.mock.invocationCallOrder[0]);
    expect(engine.look).toHaveBeenCalledTimes(2);
    expect(engine.credential.mock.calls).toEqual([[7], [7]]);
    expect(adapter.mock.calls[0][1]).toMatchObject({ header: 'Authorization', value: 'Bearer access-7' });
    expect(told(handle).filter(({ event }) => event === 'sent')).toEqual([
      { event: 'sent', n: 1, method: 'get', path: '/a', request: 1 },
      { event: 'sent', n: 1, method: 'get', path: '/b', request: 2 },
    ]);
  });

  test('to another origin, to none, or with a credential of its own is the adapter’s alone', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const [config, verdict] of [
      [{}, false],
      [{ url: 'https://[bad' }, true],
      [{ headers: { Authorization: 'Basic x' } }, true],
    ]) {
      const session = makeSession();
      session.engine.allows.mockReturnValue(verdict);
      const adapter = answering();
      const call = requestOf(session, adapter, config);
      await begin(call);
      expect(adapter.mock.calls).toEqual([[call.config]]);
      expect([session.rust.begin.mock.calls, session.engine.look.mock.calls]).toEqual([[], []]);
      expect(session.handle.requests).toBe(0);
    }
  });

  test('without a token has no credential', async () => {
    const session = makeSession();
    session.rust.begin.mockReturnValue(ticket(0, { serial: 0 }));
    const adapter = answering();
    await begin(requestOf(session, adapter));
    expect(adapter.mock.calls[0][1].value).toBeUndefined();
    expect(session.engine.credential).not.toHaveBeenCalled();
  });

  test('has the cookies of a session that is one, and of no other', async () => {
    for (const [carrier, include] of [
      ['bearer', false],
      ['cookie', true],
      ['split', false],
    ]) {
      const adapter = answering();
      await begin(requestOf(makeSession({ carrier }), adapter));
      expect(adapter.mock.calls[0][1].include).toBe(include);
    }
  });

  test('which Rust rejects at once gets the error of the code, and no refusal with it', async () => {
    for (const [number, code] of CODES.entries()) {
      const session = makeSession();
      const cause = new Error('why');
      session.rust.page.cause = cause;
      session.rust.begin.mockReturnValue(ticket(ACTION_REJECT + number));
      const adapter = answering();
      const call = requestOf(session, adapter);
      const error = await rejection(begin(call));
      expect([error.code, error.config, error.response, 'refused' in error]).toEqual([
        code,
        call.config,
        undefined,
        false,
      ]);
      expect(error.cause).toBe(code === 'ERR_BODY_NOT_REPLAYABLE' ? undefined : cause);
      expect(adapter).not.toHaveBeenCalled();
      expect(told(session.handle)).toEqual([{ event: 'failed', code, request: 1 }]);
    }
  });

  test('is rejected with the class of the copy of the package that was asked', async () => {
    const session = makeSession();
    session.rust.begin.mockReturnValue(ticket(ACTION_REJECT));
    vi.resetModules();
    const { Call } = await import('../../pkg-template/src/session/request.js');
    const { AxiosError } = await import('../../pkg-template/src/errors.js');
    const error = await rejection(begin(new Call(session.handle, configOf(), answering())));
    expect(error).toBeInstanceOf(AxiosError);
  });
});

describe('a request that is sent again', () => {
  test('has the body that it had, the credential of the new ticket, and its number of sends', async () => {
    const session = makeSession();
    session.rust.answer.mockReturnValueOnce(AGAIN);
    const adapter = answering({ status: 401 });
    const data = new Uint8Array([1, 2]);
    const sent = begin(requestOf(session, adapter, { data }));
    data.fill(9);
    expect((await sent).status).toBe(200);
    const [[first, one], [second, two]] = adapter.mock.calls;
    expect([first.data, [...second.data]]).toEqual([data, [1, 2]]);
    expect([one.value, two.value]).toEqual(['Bearer access-7', 'Bearer access-8']);
    expect(session.rust.answer.mock.calls.map(([which]) => which)).toEqual([SEND, AGAIN]);
    expect(told(session.handle).map(({ event, n, status }) => [event, n ?? status])).toEqual([
      ['sent', 1],
      ['refused', 401],
      ['sent', 2],
      ['answered', 200],
      ['delivered', 200],
    ]);
  });

  test('and rejected by Rust has the refusal', async () => {
    const session = makeSession();
    session.rust.answer.mockReturnValueOnce(ticket(ACTION_REJECT));
    const error = await rejection(begin(requestOf(session, answering({ status: 401, data: 'why' }))));
    expect([error.code, error.refused.status, error.response.data]).toEqual([
      'ERR_SESSION_ENDED',
      401,
      'why',
    ]);
  });
});

describe('h36_the_unread_stream_of_a_refusal', () => {
  const refusedWith = async (answer, next = AGAIN) => {
    const session = makeSession();
    session.rust.answer.mockReturnValueOnce(next);
    await begin(requestOf(session, answering({ status: 401, ...answer }))).catch(() => {});
    return session;
  };
  const cancellable = (cancel) => ({ getReader() {}, cancel: vi.fn(cancel ?? (async () => {})) });

  test('is cancelled before the request is sent again', async () => {
    const data = cancellable();
    await refusedWith({ data });
    expect(data.cancel.mock.calls).toEqual([[]]);
    expect(data.cancel.mock.contexts).toEqual([data]);
  });

  test('stays with a request that is not sent again', async () => {
    const data = cancellable();
    await refusedWith({ data }, DELIVER);
    await refusedWith({ data }, ticket(ACTION_REJECT));
    expect(data.cancel).not.toHaveBeenCalled();
  });

  test('of fetch is the body of its response', async () => {
    const body = cancellable();
    await refusedWith({ data: { body }, peek: async () => '' });
    expect(body.cancel).toHaveBeenCalledTimes(1);
    for (const none of [null, undefined, {}])
      await refusedWith({ data: { body: none }, peek: async () => '' });
  });

  test('is let be where it cannot be cancelled, or where the answer is none', async () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const cancels = [async () => Promise.reject(new Error('locked')), undefined];
    for (const cancel of cancels) await refusedWith({ data: { pipe() {}, cancel } });
    const data = { cancel: vi.fn() };
    for (const answer of [{ data }, { data: 'text' }, { data: null }, { data: undefined }])
      expect((await refusedWith(answer)).rust.answer).toHaveBeenCalledTimes(2);
    expect([data.cancel.mock.calls, report.mock.calls]).toEqual([[], []]);
  });

  test('which throws is reported, and the request is sent again', async () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const broken = new Error('broken');
    const data = cancellable(() => {
      throw broken;
    });
    expect((await refusedWith({ data })).rust.answer).toHaveBeenCalledTimes(2);
    expect(report.mock.calls).toEqual([[broken]]);
  });
});
