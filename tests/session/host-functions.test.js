// What Rust asks of the application's functions: what they get, and what becomes of what they give.
import { describe, expect, test, vi } from 'vitest';
import { bareSession } from './support/bare-session.js';
import { BASE, json, later, turns } from './support/fake.js';

const tokens = { accessToken: 'a1', refreshToken: 'r1' };
const starts = (options) => bareSession(options).start().host;
/** What listens to failures of the application's functions. */
const reports = () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  return report;
};

describe('the refresh', () => {
  test('a declared call is prepared with the tokens', async () => {
    const fields = vi.fn(() => ({ a: 1 }));
    const host = starts({ refresh: { url: '/auth/refresh', fields } });
    const { url, init } = await host.prepare('a1', 'r1');
    expect([url, init.body]).toEqual([`${BASE}/auth/refresh`, '{"refreshToken":"r1","a":1}']);
    expect(fields.mock.calls).toEqual([[tokens]]);
  });

  test('a function gets the tokens and the signal, and what it gives is handed on', () => {
    const refresh = vi.fn(() => 'a2');
    const { signal } = new AbortController();
    expect(starts({ refresh }).refresh('a1', 'r1', signal)).toBe('a2');
    expect(refresh.mock.calls).toEqual([[{ ...tokens, signal }]]);
    expect(refresh.mock.calls[0][0].signal).toBe(signal);
  });

  test('while the function runs, and no longer, requests are its own', () => {
    const seen = [];
    const session = bareSession({
      refresh: () => {
        seen.push(session.handle.engine.inside);
        if (seen.length === 2) throw new Error('mine');
      },
    });
    const { host } = session.start();
    host.refresh('a1', 'r1');
    expect(() => host.refresh('a1', 'r1')).toThrow('mine');
    expect([seen, session.handle.engine.inside]).toEqual([[1, 1], 0]);
  });

  test('parse gets the data and the answer in the shape of axios', () => {
    const parse = vi.fn(() => 'a2');
    const host = starts({ refresh: { url: '/auth/refresh', parse } });
    const response = new Response('', { status: 201, statusText: 'Made', headers: { 'x-a': '1' } });
    expect(host.parse({ t: 'a2' }, response)).toBe('a2');
    const [[data, answer]] = parse.mock.calls;
    expect(data).toEqual({ t: 'a2' });
    expect(answer).toEqual({
      data,
      status: 201,
      statusText: 'Made',
      headers: expect.objectContaining({ 'x-a': '1' }),
      config: {},
      request: undefined,
    });
    expect(answer.headers.get('X-A')).toBe('1');
  });
});

describe('classify', () => {
  test('sees a failure with its status, data, error and answer, and its class is taken', () => {
    const classify = vi.fn(() => 'transient');
    const error = new Error('refused');
    const response = json({}, 400, { 'x-a': '1' });
    expect(starts({ classify }).classify(400, { e: 1 }, error, true, response)).toBe('transient');
    const [[seen]] = classify.mock.calls;
    expect(seen).toMatchObject({ status: 400, data: { e: 1 }, response: { status: 400, data: { e: 1 } } });
    expect(seen.error).toBe(error);
    expect(seen.response.headers.get('x-a')).toBe('1');
  });

  test('of an error, the answer is the one that the error carries', () => {
    const classify = vi.fn();
    const error = Object.assign(new Error(), { response: { status: 418, headers: { 'x-a': '2' } } });
    starts({ classify }).classify(400, 'd', error, true);
    const [[{ response }]] = classify.mock.calls;
    // The status is the one that was found, whatever the error says.
    expect(response).toMatchObject({ status: 400, data: 'd' });
    expect(response.headers.get('x-a')).toBe('2');
  });

  test('a failure without an answer and without an error has a status of undefined', () => {
    const classify = vi.fn();
    starts({ classify }).classify(undefined, undefined, undefined, true);
    expect(classify.mock.calls[0][0]).toMatchObject({ status: undefined, response: { status: undefined } });
  });

  test('is not asked of a success, and where there is none nothing is said', () => {
    const classify = vi.fn(() => 'definitive');
    expect(starts({ classify }).classify(200, {}, undefined, false)).toBe(undefined);
    expect(classify).not.toHaveBeenCalled();
    const report = reports();
    expect(starts({}).classify(400, {}, undefined, true)).toBe(undefined);
    expect(report).not.toHaveBeenCalled();
  });

  test('each class is taken, also later, and undefined; anything else is said once and not taken', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const given = ['transient', 'inDoubt', 'definitive', 'misconfigured', undefined];
    for (const name of given) {
      expect(starts({ classify: () => name }).classify(400, {}, undefined, true)).toBe(name);
      expect(await starts({ classify: async () => name }).classify(400, {}, undefined, true)).toBe(name);
    }
    expect(warn).not.toHaveBeenCalled();
    for (const name of ['Transient', 'trans', 'transients', '', null, 0, true])
      expect(starts({ classify: () => name }).classify(400, {}, undefined, true)).toBe(undefined);
    expect(warn.mock.calls[0]).toEqual([
      'everfetch: session.classify() is "Transient"; it takes transient, inDoubt, definitive, misconfigured or undefined',
    ]);
    expect(warn).toHaveBeenCalledTimes(7);
  });

  test('one that throws or rejects is reported, and says nothing', async () => {
    const report = reports();
    const fail = () => {
      throw new Error('mine');
    };
    expect(starts({ classify: fail }).classify(400, {}, undefined, true)).toBe(undefined);
    expect(await starts({ classify: async () => fail() }).classify(400, {}, undefined, true)).toBe(undefined);
    expect(report.mock.calls.map(([{ message }]) => message)).toEqual(['mine', 'mine']);
  });
});

describe('refreshOn of the refresh’s own answer', () => {
  test('a function that says yes makes it definitive, and classify is not asked', async () => {
    const classify = vi.fn(() => 'transient');
    for (const yes of [true, 'end', 1]) {
      const refreshOn = vi.fn(() => yes);
      expect(starts({ refreshOn, classify }).classify(200, { e: 1 }, undefined, false)).toBe('definitive');
      expect(refreshOn.mock.calls).toEqual([[expect.objectContaining({ status: 200, data: { e: 1 } })]]);
      const later = starts({ refreshOn: async () => yes, classify });
      expect(await later.classify(401, {}, undefined, true)).toBe('definitive');
    }
    expect(classify).not.toHaveBeenCalled();
  });

  test('where it says no, classify decides about failures', () => {
    const options = { refreshOn: () => false, classify: () => 'inDoubt' };
    expect(starts(options).classify(400, {}, undefined, true)).toBe('inDoubt');
    expect(starts(options).classify(200, {}, undefined, false)).toBe(undefined);
  });

  test('without an answer it is not asked, and a list of statuses asks nobody', () => {
    const refreshOn = vi.fn(() => true);
    const classify = () => 'inDoubt';
    expect(starts({ refreshOn, classify }).classify(undefined, undefined, new Error(), true)).toBe('inDoubt');
    expect(refreshOn).not.toHaveBeenCalled();
    const report = reports();
    expect(starts({ refreshOn: [401], classify }).classify(401, {}, undefined, true)).toBe('inDoubt');
    expect(report).not.toHaveBeenCalled();
  });
});

describe('the error of a refresh without tokens', () => {
  const problem = (...args) => starts().problem(...args);

  test('has the status of the answer and the code of the endpoint', () => {
    const error = problem(400, 'invalid_grant');
    expect(error.message).toBe(
      'the refresh was answered with status 400 (invalid_grant) and without a usable token',
    );
    expect(error).toMatchObject({ isAxiosError: true, code: 'invalid_grant', response: { status: 400 } });
    expect(problem(200, undefined).message).toBe(
      'the refresh was answered with status 200 and without a usable token',
    );
  });

  test('of a function says so, and has no answer', () => {
    const error = problem(undefined, undefined);
    expect(error.message).toBe('the refresh function returned no usable token');
    expect([error.code, error.response]).toEqual([undefined, undefined]);
  });

  test('shows as a code only what looks like one', () => {
    const long = 'a'.repeat(40);
    expect([problem(400, long).code, problem(400, 'a').code]).toEqual([long, 'a']);
    for (const code of [
      long + 'a',
      '',
      'Invalid_grant',
      'eyJhbGciOi',
      'a1',
      '1a',
      'access denied',
      'a\n',
      '\na',
      'a-b',
    ]) {
      const error = problem(400, code);
      expect([code, error.code]).toEqual([code, undefined]);
      expect(error.message).toBe('the refresh was answered with status 400 and without a usable token');
    }
  });
});

describe('initial', () => {
  test('is asked for tokens, which may come later; without it there are none', async () => {
    expect(starts({ initial: () => tokens }).initial()).toBe(tokens);
    const gate = later();
    const initial = vi.fn(() => gate.promise);
    const found = starts({ initial }).initial();
    gate.resolve(tokens);
    expect(await found).toBe(tokens);
    expect(initial.mock.calls).toEqual([[]]);
    const report = reports();
    expect(starts().initial()).toBe(undefined);
    expect(report).not.toHaveBeenCalled();
  });

  test('what it gives at once is handed on at once', () => {
    for (const given of ['a1', null, undefined, 0])
      expect(starts({ initial: () => given }).initial()).toBe(given);
  });

  test('one that throws or rejects is reported, and gives nothing', async () => {
    const report = reports();
    const fail = () => {
      throw new Error('mine');
    };
    expect(starts({ initial: fail }).initial()).toBe(undefined);
    expect(await starts({ initial: async () => fail() }).initial()).toBe(undefined);
    await turns();
    expect(report.mock.calls.map(([{ message }]) => message)).toEqual(['mine', 'mine']);
  });

  test('a foreign promise is taken for one', async () => {
    const thenable = { then: (done) => done('a1') };
    expect(await starts({ initial: () => thenable }).initial()).toBe('a1');
  });
});
