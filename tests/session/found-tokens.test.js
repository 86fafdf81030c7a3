// Tokens that the application finds in an answer (`session.renew`): they are taken for the session that asked, and never
// waited for, shown or taken for another.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { takeTokens } from '../../pkg-template/src/session/hint.js';
import { PROBLEM_BAD_TOKEN, PROBLEM_NO_TOKEN, PROBLEM_NONE } from '../../src/web/boundary.js';

describe('tokens that come with an answer', () => {
  const response = { status: 200, data: '{}', headers: {} };
  const take = (renew, { age = 3, problem = PROBLEM_NONE } = {}) => {
    const rust = { setTokens: vi.fn(() => problem) };
    takeTokens({ options: { renew }, age: 3 }, rust, response, age);
    return rust.setTokens.mock.calls;
  };
  let warn;
  let reported;
  beforeEach(() => {
    reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  });

  test('are set, where the application finds some', () => {
    const renew = vi.fn(() => 'access-2');
    expect(take(renew)).toEqual([['access-2', true]]);
    expect(renew.mock.calls).toEqual([[response]]);
    const tokens = { accessToken: 'a', refreshToken: 'r' };
    expect(take(() => tokens)).toEqual([[tokens, true]]);
    for (const nothing of [undefined, null, '', false, 0]) expect(take(() => nothing)).toEqual([]);
    expect(take(undefined)).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('of a session that is over, or was replaced since, are not', () => {
    for (const age of [2, 4]) expect(take(() => 'access-2', { age })).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('are not waited for: a promise is refused, in words', () => {
    for (const promise of [Promise.resolve('access-2'), { then() {} }])
      expect(take(() => promise)).toEqual([]);
    expect(warn.mock.calls.length).toBeGreaterThan(0);
    for (const [text] of warn.mock.calls)
      expect(text).toMatch(/^everfetch: session\.renew\(\) .*tokens or nothing/);
  });

  test('of a function that fails are none, and the mistake is reported', () => {
    const error = new Error('mine');
    const fail = () => {
      throw error;
    };
    expect(take(fail)).toEqual([]);
    const rust = { setTokens: fail };
    takeTokens({ options: { renew: () => 'a' }, age: 3 }, rust, response, 3);
    expect(reported.mock.calls).toEqual([[error], [error]]);
    expect(warn).not.toHaveBeenCalled();
  });

  test('that are none are warned of, once in a page and without showing them', () => {
    for (const [problem, text] of [
      [PROBLEM_NO_TOKEN, 'no token'],
      [PROBLEM_BAD_TOKEN, 'bad token'],
    ]) {
      take(() => 'secret', { problem });
      take(() => 'secret', { problem });
      expect(warn.mock.calls.splice(0)).toEqual([
        [`everfetch: session.renew gave something that is no token (${text})`],
      ]);
    }
  });
});
