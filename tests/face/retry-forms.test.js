// `retry` with options, failures and answers of every form: what is almost one of its own, and what is none.
import everfetch from 'everfetch';
import { describe, expect, test, vi } from 'vitest';
import { fakeClock, run } from './waits.js';

fakeClock();

describe('what is almost a retry', () => {
  /** An adapter that fails with these in turn, the last one again and again; with what it was given. */
  const failing = (...failures) => {
    const timeouts = [];
    const adapter = (config) => {
      timeouts.push(config.timeout);
      const failure = failures.length > 1 ? failures.shift() : failures[0];
      return failure === 'ok'
        ? Promise.resolve({ data: 1, status: 200, headers: {}, config })
        : Promise.reject(failure);
    };
    return { adapter, timeouts };
  };
  const busy = (headers = {}, data = '') => ({ response: { status: 503, headers, data } });

  test('an object with none of its names is left alone, also if a name only contains one', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const [retry, sent] of [
      [{ limits: 5 }, 1],
      [{ xlimit: 5 }, 1],
      [{ retries: 5, retryDelay: 1 }, 1],
      [{ statusCodesToRetry: [503] }, 1],
      [{ retries: 5, limit: 1 }, 2],
      [{ methods: ['get'] }, 3],
      [{ statusCodes: [503] }, 3],
      [{ backoff: 1 }, 3],
      [{ retryAfter: 1 }, 3],
      [{ limit: '1' }, 2],
      [3, 1],
      ['true', 1],
    ]) {
      const { adapter, timeouts } = failing(busy());
      await run({ retry, adapter });
      expect([retry, timeouts.length]).toEqual([retry, sent]);
    }
    // Once in a page.
    expect(warn.mock.calls).toEqual([
      ['everfetch: leaves retry alone: it is not of the shape that everfetch takes'],
    ]);
  });

  test('h118 a polluted prototype gives no options', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const evil = { limit: 9, methods: ['post'], statusCodes: [200], backoff: 'soon', retryAfter: 1 };
    Object.assign(Object.prototype, evil);
    try {
      for (const retry of [true, { limit: 2 }])
        for (const [method, sent] of [
          ['get', 3],
          ['post', 1],
        ]) {
          const { adapter, timeouts } = failing(busy());
          await run({ retry, method, adapter });
          expect([retry, method, timeouts.length]).toEqual([retry, method, sent]);
        }
    } finally {
      for (const name of Object.keys(evil)) delete Object.prototype[name];
    }
  });

  test('a failure of any form is what comes out', async () => {
    for (const [reason, sent] of [
      [null, 1],
      [undefined, 1],
      ['text', 1],
      [{ code: 'ERR_NETWORK' }, 3],
      [{ code: 'ERR_NETWORK_CHANGED' }, 1],
      [{ code: 'ECONNABORTED' }, 1],
      [{ response: {} }, 1],
      [{ code: 'ERR_NETWORK', response: { status: 400 } }, 1],
      [{ code: 'ERR_NETWORK', response: { status: 0 } }, 3],
    ]) {
      const { adapter, timeouts } = failing(reason);
      const { error } = await run({ retry: true, adapter });
      expect([reason, timeouts.length]).toEqual([reason, sent]);
      expect(error).toBe(reason);
    }
  });

  test('a Retry-After that is neither a number nor a date asks for nothing, as none does', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const given = ['soon', '7 apples', 'NaN', '-', 'Infinity'].map((value) => ({ 'retry-after': value }));
    const inherited = Object.create({ 'retry-after': '9' });
    for (const headers of [...given, undefined, null, {}, { get: 5 }, { get: () => null }, inherited]) {
      const { adapter } = failing({ response: { status: 503, headers, data: '' } });
      expect((await run({ retry: { limit: 1 }, adapter })).waits).toEqual([150]);
    }
    const { adapter } = failing({ code: 'ERR_NETWORK' });
    expect((await run({ retry: { limit: 1 }, adapter })).waits).toEqual([150]);
  });

  test('a Retry-After is found in any spelling, if the headers are a container', async () => {
    const headers = new everfetch.AxiosHeaders({ 'Retry-After': '3' });
    const { adapter } = failing({ response: { status: 503, headers, data: '' } });
    expect((await run({ retry: { limit: 1 }, adapter })).waits).toEqual([3000]);
  });

  test('a backoff of a wrong form is refused before anything is sent, a promise of one at its call', async () => {
    for (const backoff of [-1, NaN, 'soon', {}]) {
      const { adapter, timeouts } = failing(busy());
      expect((await run({ retry: { backoff }, adapter })).error).toMatchObject({
        code: 'ERR_BAD_OPTION_VALUE',
        message: expect.stringMatching(/^retry\.backoff.*milliseconds or a function/),
      });
      expect(timeouts).toEqual([]);
    }
    const reason = busy();
    const { adapter, timeouts } = failing(reason);
    const { error } = await run({ retry: { backoff: async () => 5 }, adapter });
    expect(error).toMatchObject({
      code: 'ERR_BAD_OPTION_VALUE',
      message: expect.stringMatching(/^retry\.backoff\(\).*milliseconds/),
    });
    expect([error.cause, timeouts.length]).toEqual([reason, 1]);
    for (const backoff of [0, null, '5'])
      expect(
        (await run({ retry: { limit: 1, backoff }, adapter: failing(busy(), 'ok').adapter })).value.status,
      ).toBe(200);
  });

  test('the timeout of the config is the caller’s again, after a success too', async () => {
    const retry = { backoff: () => 30.5 };
    const { adapter, timeouts } = failing(busy(), busy(), 'ok');
    const { value } = await run({ retry, adapter, timeout: 100 });
    expect([timeouts, value.config.timeout]).toEqual([[100, 70, 40], 100]);
    // A moment that is over adds nothing to it.
    const past = { date: 'Thu, 01 Jan 1970 00:10:00 GMT', 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' };
    for (const [headers, backoff] of [
      [past, 1],
      [{ 'retry-after': '-5' }, 1],
      [{}, () => -5],
    ]) {
      const found = failing(busy(headers), 'ok');
      const { waits } = await run({ retry: { backoff }, adapter: found.adapter, timeout: 100 });
      expect([found.timeouts, waits]).toEqual([[100, 100], [0]]);
    }
    // Nothing is left for a send after the wait.
    const late = failing(busy());
    expect((await run({ retry: { backoff: () => 100 }, adapter: late.adapter, timeout: 100 })).waits).toEqual(
      [],
    );
    const none = failing(busy());
    await run({ retry: { backoff: () => 1e6 }, adapter: none.adapter });
    expect(none.timeouts).toEqual([0, 0, 0]);
  });

  test('a body that is no stream is not cancelled, and a stream without cancel() does no harm', async () => {
    const cancel = vi.fn();
    for (const [data, calls] of [
      [{ cancel }, 0],
      [{ cancel, pipe() {} }, 1],
      [{ cancel: 5, pipe() {} }, 1],
      [{ pipe() {} }, 1],
    ]) {
      const { value } = await run({ retry: true, adapter: failing(busy({}, data), 'ok').adapter });
      expect([value.status, cancel.mock.calls.length]).toEqual([200, calls]);
    }
  });
});
