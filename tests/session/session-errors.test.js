// The errors of a session: what each says and carries, and how anything that was thrown becomes one of axios's shape.
import { describe, expect, test } from 'vitest';
import { AxiosError } from '../../pkg-template/src/errors.js';
import { FAILED, sessionError, toAxiosError } from '../../pkg-template/src/session/errors.js';
import { endReason, failure } from '../../pkg-template/src/session/failing.js';
import { CODES, REASONS, REASON_SHIFT } from '../../src/web/boundary.js';

const CONFIG = { url: '/a' };
const REFUSED = { status: 401, request: {} };
const rustWith = (reason = 0, cause) => ({
  status: () => (reason << REASON_SHIFT) | 7 | 64,
  page: { cause },
});

describe('an error of the session', () => {
  test('says that the token could not be renewed, unless it says something else', () => {
    const error = sessionError(FAILED);
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
      message: 'The access token could not be renewed for now; the session is kept',
    });
    for (const name of ['cause', 'reason', 'refused', 'config', 'response', 'request'])
      expect([name, name in error]).toEqual([name, false]);
    expect(sessionError('X', undefined, undefined, undefined, undefined, 'else').message).toBe('else');
  });

  test('can be tried again where the refresh failed, and only there', () => {
    for (const code of CODES) expect([code, sessionError(code).retryable]).toEqual([code, code === FAILED]);
  });

  test('has the refusal as its response where the session is over, and beside it elsewhere', () => {
    const ended = sessionError('ERR_SESSION_ENDED', undefined, CONFIG, REFUSED, 'refused');
    expect([ended.response, ended.status, ended.request, ended.refused, ended.config, ended.reason]).toEqual([
      REFUSED,
      401,
      REFUSED.request,
      REFUSED,
      CONFIG,
      'refused',
    ]);
    const failed = sessionError(FAILED, undefined, CONFIG, REFUSED);
    expect([failed.response, failed.status, failed.request, failed.refused]).toEqual([
      undefined,
      undefined,
      undefined,
      REFUSED,
    ]);
    // What loggers walk does not have it twice.
    expect(Object.keys(failed)).not.toContain('refused');
  });

  test('has its cause, whatever that is', () => {
    for (const cause of [new Error('why'), 'why', null, 0, false]) {
      const error = sessionError(FAILED, cause);
      expect([error.cause, Object.keys(error).includes('cause')]).toEqual([cause, false]);
    }
  });
});

describe('what was thrown', () => {
  test('stays what it is where it has the shape of axios', () => {
    const error = new AxiosError('x');
    expect(toAxiosError(error, CONFIG, REFUSED)).toBe(error);
    const other = { isAxiosError: true };
    expect(toAxiosError(other)).toBe(other);
  });

  test('gets that shape, with its request’s config and refusal', () => {
    const thrown = Object.assign(new TypeError('why'), { code: 'X', retryable: true });
    const error = toAxiosError(thrown, CONFIG, REFUSED);
    expect([error.isAxiosError, error.message, error.code, error.name, error.cause]).toEqual([
      true,
      'why',
      'X',
      'TypeError',
      thrown,
    ]);
    expect([error.config, error.refused, error.retryable]).toEqual([CONFIG, REFUSED, true]);
    const plain = toAxiosError(new Error('why'));
    expect(['refused' in plain, 'retryable' in plain, 'config' in plain]).toEqual([false, false, false]);
  });

  test('may be no error at all', () => {
    for (const [thrown, message] of [
      ['text', 'text'],
      [undefined, 'undefined'],
      [null, 'null'],
      [5, '5'],
    ]) {
      const error = toAxiosError(thrown, CONFIG);
      expect([error.isAxiosError, error.message, error.cause.message, error.config]).toEqual([
        true,
        message,
        message,
        CONFIG,
      ]);
    }
  });
});

describe('an error that Rust names by a code', () => {
  test('says what that means', () => {
    expect(CODES.map((code) => [code, failure(rustWith(), code).message])).toEqual([
      ['ERR_SESSION_ENDED', 'The session has ended'],
      ['ERR_SESSION_CHANGED', 'Another session has begun since this request was made'],
      ['ERR_REFRESH_FAILED', 'The access token could not be renewed for now; the session is kept'],
      ['ERR_REFRESH_MISCONFIGURED', 'The token endpoint refuses the refresh call; the session is kept'],
      [
        'ERR_BODY_NOT_REPLAYABLE',
        'The access token was refused, and the body is a stream, which cannot be sent again',
      ],
    ]);
  });

  test('has the config, the refusal, the cause that the page keeps, and the reason of an end', () => {
    const cause = new Error('why');
    for (const code of CODES) {
      const error = failure(rustWith(2, cause), code, CONFIG, REFUSED);
      const isBody = code === 'ERR_BODY_NOT_REPLAYABLE';
      expect([error.code, error.config, error.refused, error.cause, error.reason]).toEqual([
        code,
        CONFIG,
        REFUSED,
        isBody ? undefined : cause,
        isBody ? 'bodyNotReplayable' : code === 'ERR_SESSION_ENDED' ? 'refused' : undefined,
      ]);
    }
  });

  test('has a cause of its own where a refresh never had its turn', () => {
    expect(failure(rustWith(), FAILED).cause.message).toBe('no turn for the refresh in time');
    expect(failure(rustWith(), 'ERR_SESSION_CHANGED').cause).toBeUndefined();
    expect(failure(rustWith(0, null), FAILED).cause.message).toMatch(/no turn/);
  });

  test('is made by the copy of the package that was asked', () => {
    const made = {};
    expect(failure(rustWith(), FAILED, CONFIG, REFUSED, () => made)).toBe(made);
    expect(failure(rustWith(), 'ERR_BODY_NOT_REPLAYABLE', CONFIG, REFUSED, () => made)).toBe(made);
  });
});

test('the reason of an end is known by its number, and there is none before', () => {
  const seen = [];
  const asked = (reason) =>
    endReason({ status: (...times) => (seen.push(times), (reason << REASON_SHIFT) | 7 | 64 | 128) });
  expect([0, 1, 2, 3, 4].map(asked)).toEqual([undefined, ...REASONS]);
  expect(seen[0]).toEqual([0, 0]);
});
