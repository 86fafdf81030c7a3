// `retry` in the test's own process: which failures are tried again, after which waits, and what is left behind. That it
// works in pages, tests/axios sees.
import everfetch from 'everfetch';
import { describe, expect, test, vi } from 'vitest';
import { failure } from './helpers.js';
import { fakeClock, run, settled } from './waits.js';

fakeClock();

/** A fetch that answers with these in turn, the last one again and again. @param {...any} answers */
const answering = (...answers) => {
  const fetch = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    const [status, headers, body = '{}'] = Array.isArray(answer) ? answer : [answer];
    return new Response(status === 304 ? null : body, { status, headers });
  });
  vi.stubGlobal('fetch', fetch);
  return fetch;
};
describe('what is tried again', () => {
  const attempts = async (config, ...answers) => {
    const fetch = answering(...answers);
    await run({ retry: { backoff: 1 }, ...config });
    return fetch.mock.calls.length;
  };

  test('statuses: from 500 on, 408, 413 and 429, and no others', async () => {
    for (const status of [500, 501, 503, 599, 408, 413, 429])
      expect([status, await attempts({}, status)]).toEqual([status, 3]);
    for (const status of [200, 304, 400, 404, 409, 418, 499])
      expect([status, await attempts({}, status)]).toEqual([status, 1]);
  });

  test('the statuses that the caller names, instead', async () => {
    const retry = { backoff: 1, statusCodes: [404] };
    expect([await attempts({ retry }, 404), await attempts({ retry }, 503)]).toEqual([3, 1]);
  });

  test('dead networks, and no other failures', async () => {
    expect(await attempts({}, new TypeError('fetch failed'))).toBe(3);
    expect(await attempts({}, Object.assign(new Error('gone'), { name: 'AbortError' }))).toBe(1);
  });

  test('idempotent methods, or those that the caller names, in any case', async () => {
    for (const method of ['get', 'head', 'options', 'put', 'delete', 'query', 'GET', 'Put'])
      expect([method, await attempts({ method }, 503)]).toEqual([method, 3]);
    for (const method of ['post', 'patch', 'purge', 'link'])
      expect([method, await attempts({ method }, 503)]).toEqual([method, 1]);
    const retry = { backoff: 1, methods: ['POST', 'patch'] };
    expect(await attempts({ method: 'post', retry }, 503)).toBe(3);
    expect(await attempts({ method: 'patch', retry }, 503)).toBe(3);
    expect(await attempts({ method: 'get', retry }, 503)).toBe(1);
  });

  test('no stream, which can be read once only', async () => {
    const data = () => new Blob(['x']).stream();
    expect(await attempts({ method: 'put', data: data() }, 503)).toBe(1);
    expect(await attempts({ method: 'put', data: 'x' }, 503)).toBe(3);
  });

  test('as often as the caller says', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    for (const [retry, sent] of [
      [true, 3],
      [{}, 3],
      [{ limit: 0 }, 1],
      [{ limit: 3 }, 4],
      [false, 1],
      [0, 1],
    ])
      expect([retry, await attempts({ retry }, 503)]).toEqual([retry, sent]);
  });

  test('until it succeeds', async () => {
    expect(await attempts({}, 503, 200)).toBe(2);
    expect(await attempts({}, new TypeError('fetch failed'), 503, 200)).toBe(3);
  });

  test('is refused with a sentence if it is of a wrong form, and nothing is sent', async () => {
    const fetch = answering(200);
    for (const retry of [{ limit: -1 }, { limit: NaN }, { methods: 'get' }, { statusCodes: 503 }])
      expect(await failure(everfetch.get('http://h/', { retry }))).toMatchObject({
        code: 'ERR_BAD_OPTION_VALUE',
        message: 'retry takes true, or { limit, methods, statusCodes, backoff, retryAfter }',
      });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('the wait', () => {
  const waits = async (retry, ...answers) => {
    answering(...answers);
    return (await run({ retry })).waits;
  };

  test('doubles, up to half a minute, with full jitter', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await waits({ limit: 3 }, 503)).toEqual([150, 300, 600]);
    expect(await waits({ limit: 2, backoff: 1000 }, 503)).toEqual([500, 1000]);
    expect(await waits({ limit: 9, backoff: 1000 }, 503)).toEqual([
      500,
      1000,
      2000,
      4000,
      8000,
      ...Array(4).fill(15_000),
    ]);
  });

  test('is the caller’s own, who gets the count and the error', async () => {
    const backoff = vi.fn((count) => String(count * 7));
    expect(await waits({ backoff }, 503)).toEqual([7, 14]);
    expect(backoff.mock.calls.map(([count, { response }]) => [count, response.status])).toEqual([
      [1, 503],
      [2, 503],
    ]);
  });

  test('is what the answer asks for, in seconds or as a date by the server’s clock', async () => {
    expect(await waits({ limit: 1 }, [503, { 'Retry-After': '7' }])).toEqual([7000]);
    expect(await waits({ limit: 1 }, [503, { 'Retry-After': '0' }])).toEqual([0]);
    vi.setSystemTime(Date.UTC(2030, 0, 1, 0, 0, 0));
    const at = (seconds) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds)).toUTCString();
    expect(await waits({ limit: 1 }, [429, { 'Retry-After': at(5) }])).toEqual([5000]);
    expect(await waits({ limit: 1 }, [429, { 'Retry-After': at(50), Date: at(41) }])).toEqual([9000]);
  });

  test('is not taken from an answer that asks for more than a minute, or than the caller allows', async () => {
    const after = (seconds) => [503, { 'Retry-After': String(seconds) }];
    expect(await waits({ limit: 1 }, after(60))).toEqual([60_000]);
    expect(await waits({ limit: 1 }, after(60.001))).toEqual([]);
    expect(await waits({ limit: 1, retryAfter: 2000 }, after(2))).toEqual([2000]);
    expect(await waits({ limit: 1, retryAfter: 2000 }, after(3))).toEqual([]);
    // 0: it is not asked at all.
    expect(await waits({ limit: 1, retryAfter: 0, backoff: () => 5 }, after(3))).toEqual([5]);
  });

  test('is taken from the plain headers of an adapter too', async () => {
    const adapter = vi.fn(async (config) => {
      throw new everfetch.AxiosError(
        'busy',
        'ERR_BAD_RESPONSE',
        config,
        {},
        { status: 503, headers: { 'retry-after': '3' }, data: '', config },
      );
    });
    expect((await run({ retry: { limit: 1 }, adapter })).waits).toEqual([3000]);
    expect(adapter).toHaveBeenCalledTimes(2);
  });

  test('and the attempts share the timeout; what does not fit into it is not waited for', async () => {
    const seen = [];
    const adapter = async (config) => {
      seen.push(config.timeout);
      throw new everfetch.AxiosError(
        'busy',
        'ERR_BAD_RESPONSE',
        config,
        {},
        { status: 503, headers: {}, data: '', config },
      );
    };
    const config = { retry: { limit: 5, backoff: () => 40 }, timeout: 100, adapter };
    const { error, waits: waited } = await run(config);
    expect([seen, waited, error.code]).toEqual([[100, 60, 20], [40, 40], 'ERR_BAD_RESPONSE']);
    // The caller's own is what the config says afterwards.
    expect(error.config.timeout).toBe(100);
  });

  test('ends when the caller cancels, at once, and leaves no timer', async () => {
    const fetch = answering(503);
    for (const how of ['signal', 'cancelToken']) {
      const controller = new AbortController();
      const source = everfetch.CancelToken.source();
      const config = { retry: { backoff: () => 5000 }, signal: controller.signal, cancelToken: source.token };
      const waiting = failure(everfetch.get('http://h/', config));
      while (!vi.getTimerCount()) await settled();
      if (how === 'signal') controller.abort();
      else source.cancel();
      expect((await waiting).code).toBe('ERR_CANCELED');
      expect([vi.getTimerCount(), source.token._listeners ?? []]).toEqual([0, []]);
    }
    expect(fetch).toHaveBeenCalledTimes(2);
  });
});

test('the unread body of a failure is given up, also if it cannot be', async () => {
  for (const cancel of [
    () => {},
    () => Promise.reject(new Error('cannot be cancelled')),
    () => {
      throw new Error('cannot be cancelled');
    },
  ]) {
    const given = vi.fn(cancel);
    const fetch = answering([503, {}, new ReadableStream({ cancel: given })], 200);
    const { value } = await run({ retry: { backoff: 1 }, responseType: 'stream', adapter: 'fetch' });
    expect([value.status, fetch.mock.calls.length, given.mock.calls.length]).toEqual([200, 2, 1]);
  }
});
