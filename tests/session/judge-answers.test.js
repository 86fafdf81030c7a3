// What becomes of an answer: what Rust is told of it, and what its caller gets. Whatever breaks, the answer arrives.
import { describe, expect, test, vi } from 'vitest';
import { begin } from '../../pkg-template/src/session/judge.js';
import {
  ACTION_REJECT,
  FLAGS_SHIFT,
  FLAG_FINAL,
  FLAG_STREAM,
  HINT_ACCEPTED,
  HINT_END,
  HINT_NONE,
  HINT_REFUSED,
} from '../../src/web/boundary.js';
import { AxiosError } from '../../pkg-template/src/errors.js';
import { rejection } from './support/fake.js';
import { fakeClock } from './support/clock.js';
import { AGAIN, answering, makeSession, requestOf, SEND, ticket, told } from './support/session.js';

/** A request that has an answer, and what it was answered with. */
const answered = async (answer, options, change = () => {}) => {
  const session = makeSession(options);
  change(session);
  const response = await begin(requestOf(session, answering(answer)));
  return { ...session, response };
};

/** What an adapter rejects with at such a status. */
const refusal = (status) =>
  new AxiosError('refused', 'ERR_BAD_REQUEST', undefined, {}, { status, data: '', headers: {} });

describe('Rust is told', () => {
  test('the ticket, the status and when it came', async () => {
    const clock = fakeClock();
    const { rust } = await answered({ status: 201 }, {}, ({ rust }) =>
      rust.begin.mockImplementation(() => (clock.advance(3), SEND)),
    );
    expect(rust.answer.mock.calls).toEqual([[SEND, 201, HINT_NONE, performance.now(), Date.now()]]);
  });

  test('what other tabs have done, where the answer is none of success', async () => {
    for (const [status, looks] of [
      [200, 1],
      [399, 1],
      [400, 2],
      [401, 2],
      [500, 2],
    ])
      expect((await answered({ status })).engine.look).toHaveBeenCalledTimes(looks);
  });

  test('what refreshOn says of it, also later', async () => {
    for (const [verdict, hint] of [
      [true, HINT_REFUSED],
      ['end', HINT_END],
      [false, HINT_ACCEPTED],
      [Promise.resolve(true), HINT_REFUSED],
      [Promise.resolve('end'), HINT_END],
    ]) {
      const refreshOn = vi.fn(() => verdict);
      const { rust, response } = await answered({ status: 403, data: 'no' }, { refreshOn });
      expect(refreshOn.mock.calls).toEqual([[expect.objectContaining({ status: 403, data: 'no' })]]);
      expect(rust.answer.mock.calls).toEqual([[SEND, 403, hint, expect.any(Number), expect.any(Number)]]);
      expect(response.data).toBe('no');
    }
  });

  test('nothing of refreshOn where no token was sent', async () => {
    const refreshOn = vi.fn(() => true);
    const { rust } = await answered({ status: 401 }, { refreshOn }, ({ rust }) =>
      rust.begin.mockReturnValue(ticket(0, { serial: 0 })),
    );
    expect(refreshOn).not.toHaveBeenCalled();
    expect(rust.answer.mock.calls[0][2]).toBe(HINT_NONE);
  });
});

describe('what breaks costs no answer', () => {
  const broken = () => {
    throw new Error('Rust has broken');
  };
  test('neither a look, nor a challenge, nor the judgement', async () => {
    const headers = { 'www-authenticate': 'Bearer' };
    for (const change of [
      ({ engine }) => engine.look.mockImplementationOnce(() => {}).mockImplementationOnce(broken),
      ({ rust }) => rust.challenge.mockImplementation(broken),
      ({ rust }) => rust.answer.mockImplementation(broken),
    ]) {
      const { response, handle } = await answered({ status: 401, data: 'why', headers }, {}, change);
      expect(response).toMatchObject({ status: 401, data: 'why' });
      expect(told(handle).map(({ event }) => event)).toEqual(['sent', 'answered', 'delivered']);
    }
  });

  test('nor a refreshOn that never says anything: its request ends when a refresh would', async () => {
    fakeClock();
    const session = makeSession({ refreshOn: () => new Promise(() => {}), refreshTimeout: 1000 });
    const sent = rejection(begin(requestOf(session, answering({ status: 401 }))));
    await vi.advanceTimersByTimeAsync(3999);
    expect(session.engine.tooLong).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    const { code, refused } = await sent;
    expect([code, refused.status, session.rust.answer.mock.calls]).toEqual(['ERR_REFRESH_FAILED', 401, []]);
  });
});

describe('what is delivered', () => {
  test('tells in the timeline of each answer, and whether it was the last', async () => {
    const session = makeSession();
    session.rust.answer.mockReturnValueOnce(AGAIN);
    await begin(requestOf(session, answering({ status: 401 }, { status: 204 })));
    expect(told(session.handle)).toEqual([
      { event: 'sent', n: 1, method: 'get', path: '/a', request: 1 },
      { event: 'refused', status: 401, request: 1 },
      { event: 'sent', n: 2, method: 'get', path: '/a', request: 1 },
      { event: 'answered', status: 204, request: 1 },
      { event: 'delivered', status: 204, request: 1 },
    ]);
  });

  test('has its tokens taken by renew, but one that is sent again has not', async () => {
    const renew = vi.fn(({ status }) => `token-${status}`);
    const session = makeSession({ renew });
    session.rust.answer.mockReturnValueOnce(AGAIN);
    await begin(requestOf(session, answering({ status: 401 }, { status: 200 })));
    expect(session.rust.setTokens.mock.calls).toEqual([['token-200', true]]);
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test('has none of its tokens taken where another session has begun since', async () => {
    const { rust } = await answered({ status: 200 }, { renew: () => 'token' }, ({ handle, rust }) =>
      rust.answer.mockImplementation(() => (handle.age++, 3)),
    );
    expect(rust.setTokens).not.toHaveBeenCalled();
  });

  test('of an error with status 401 says what kind of refusal it is, and of another nothing', async () => {
    const marks = async (status, which, config, options) => {
      const session = makeSession(options);
      session.rust.begin.mockReturnValue(which);
      const { reason, retryable } = await rejection(
        begin(requestOf(session, answering(refusal(status)), config)),
      );
      return { reason, retryable };
    };
    const bare = ticket(0, { serial: 0 });
    expect(await marks(401, bare)).toEqual({ reason: 'noSession' });
    expect(await marks(401, SEND)).toEqual({ retryable: true });
    expect(await marks(401, SEND, { skipAuthRefresh: true })).toEqual({});
    expect(await marks(401, SEND, {}, { refreshOn: () => false })).toEqual({});
    expect(await marks(401, AGAIN)).toEqual({});
    for (const status of [400, 402, 403]) expect(await marks(status, bare)).toEqual({});
  });

  test('is the error of the adapter itself', async () => {
    const error = refusal(500);
    const session = makeSession();
    expect(await rejection(begin(requestOf(session, answering(error))))).toBe(error);
    expect(session.rust.answer.mock.calls[0][1]).toBe(500);
  });
});

describe('an answer to what was sent before there was a core', () => {
  test('is judged by the ticket of the lease and what the request asks for, by the instance that is there now', async () => {
    const clock = fakeClock();
    for (const [config, flags] of [
      [{}, 0],
      [{ skipAuthRefresh: true }, FLAG_FINAL],
      [{ data: new ReadableStream() }, FLAG_STREAM],
    ]) {
      const session = makeSession();
      session.engine.leased = SEND;
      const call = requestOf(session, answering(), config);
      const response = { status: 401, data: 'why', headers: {} };
      call.refused = { response };
      clock.advance(10);
      expect(await session.engine.judge(call, response)).toBe(response);
      expect(session.rust.answer.mock.calls).toEqual([
        [SEND | (flags << FLAGS_SHIFT), 401, HINT_NONE, performance.now(), Date.now()],
      ]);
      expect(call.rust).toBe(session.rust);
    }
  });

  test('is sent again where Rust says so, or rejected', async () => {
    const judged = async (next) => {
      const session = makeSession();
      session.engine.leased = SEND;
      session.rust.answer.mockReturnValueOnce(next);
      const call = requestOf(session, answering({ status: 200 }));
      const error = refusal(401);
      call.refused = { response: error.response, error };
      return session.engine.judge(call, error.response, error);
    };
    expect((await judged(AGAIN)).status).toBe(200);
    expect(await rejection(judged(ticket(ACTION_REJECT)))).toMatchObject({
      code: 'ERR_SESSION_ENDED',
      refused: { status: 401 },
    });
    const marked = await rejection(judged(3));
    expect([marked.status, marked.retryable]).toEqual([401, true]);
  });
});
