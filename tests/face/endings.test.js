// How a request by fetch ends: by time, by a signal, with a stream that the caller reads. Nothing is left after the end,
// and what the caller is shown holds no token. fetch-failures.test.js has what fetch fails with.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { send } from '../../pkg-template/src/adapters/fetch.js';
import { guard } from '../../pkg-template/src/adapters/guard.js';
import { setRare } from '../../pkg-template/src/adapters/rare.js';
import { CancelToken } from '../../pkg-template/src/cancel.js';
import { AxiosError } from '../../pkg-template/src/errors.js';
import { countedController, failure } from './outcomes.js';

setRare({ parts: { guard } });
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
const manners = [
  ['as XMLHttpRequest does', true],
  ['as axios’s fetch adapter does', false],
];
const never = () => new Promise(() => {});
const extra = { header: 'X-Token', value: 'secret' };
const run = (config, likeXhr, fetch, { env, ...rest } = {}) =>
  send({ url: 'http://h/', ...config }, rest.extra, { fetch, Request: null, ...env }, likeXhr);

for (const [name, likeXhr] of manners)
  describe(name, () => {
    const after = async (config, ms, options) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let reason;
      let signal;
      const fetch = (url, init) => ((signal = init.signal), never());
      run(config, likeXhr, fetch, options).catch((error) => (reason = error));
      vi.advanceTimersByTime(ms - 1);
      await settled();
      expect([reason, signal?.aborted]).toEqual([undefined, signal && false]);
      vi.advanceTimersByTime(1);
      await settled();
      expect(vi.getTimerCount()).toBe(reason ? 0 : signal ? 1 : 0);
      expect(!!signal?.aborted).toBe(!!reason);
      if (reason) expect(signal.reason).toBe(reason);
      return reason;
    };

    test('time is over exactly when it is, and fetch is told', async () => {
      const error = await after({ timeout: 20 }, 20);
      expect([error.code, error.message, error.config.url]).toEqual([
        likeXhr ? 'ECONNABORTED' : 'ETIMEDOUT',
        'timeout of 20ms exceeded',
        'http://h/',
      ]);
      expect(error.request).toMatchObject({ method: 'GET', status: 0 });
    });

    test('time is a whole number, as XMLHttpRequest.timeout makes it', async () => {
      for (const timeout of ['20', 20.9, 2 ** 32 + 20])
        expect((await after({ timeout }, 20))?.config.timeout).toBe(timeout);
      expect(await after({ timeout: 2 ** 31 - 1 }, 2 ** 31 - 1)).toBeInstanceOf(Error);
      for (const timeout of [0, 0.5, -1, NaN, Infinity, 2 ** 31, undefined, null, 'soon'])
        expect(await after({ timeout }, 2 ** 31 - 1)).toBe(undefined);
    });

    test('of a session, what is left of the time counts, rounded up', async () => {
      const error = await after({ timeout: 900 }, 20, { extra: { timeLeft: 19.2 } });
      expect(error.message).toBe('timeout of 900ms exceeded');
      expect(await after({ timeout: 20 }, 900, { extra: { timeLeft: 900 } })).toBeInstanceOf(Error);
      expect(await after({ timeout: 20 }, 20, { extra: {} })).toBeInstanceOf(Error);
      expect(await after({ timeout: 20 }, 900, { extra: { timeLeft: 0 } })).toBe(undefined);
    });

    test('a signal or a token that has ended before sends nothing', async () => {
      const fetch = vi.fn(never);
      const source = CancelToken.source();
      source.cancel('before');
      for (const config of [{ signal: AbortSignal.abort() }, { cancelToken: source.token }])
        expect(await failure(run({ ...config, timeout: 5 }, likeXhr, fetch))).toMatchObject({
          code: 'ERR_CANCELED',
        });
      expect(fetch).not.toHaveBeenCalled();
    });

    test('a token ends it with its own reason', async () => {
      const { token, cancel } = CancelToken.source();
      const running = failure(run({ cancelToken: token }, likeXhr, never));
      cancel('enough');
      const error = await running;
      expect(error).toBe(token.reason);
      // As axios: its XMLHttpRequest leaves the reason as it is.
      expect([error.message, error.config?.url, error.request?.method]).toEqual(
        likeXhr ? ['enough', undefined, undefined] : ['enough', 'http://h/', 'GET'],
      );
    });

    test('a signal ends it once; the answer that comes late changes nothing', async () => {
      const { controller, signal, count } = countedController();
      let answer;
      let seen;
      const fetch = (url, init) => ((seen = init.signal), new Promise((resolve) => (answer = resolve)));
      const running = failure(run({ signal, timeout: 60_000 }, likeXhr, fetch));
      controller.abort();
      const error = await running;
      expect([error.code, count(), seen.aborted, seen.reason === error]).toEqual([
        'ERR_CANCELED',
        0,
        true,
        true,
      ]);
      answer(new Response('late'));
      await settled();
      expect(error.response).toBe(undefined);
    });

    test('an answer that is refused by its status leaves no listener and no timer', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { signal, count } = countedController();
      const config = { signal, timeout: 1000, validateStatus: (status) => status < 300 };
      for (const status of [200, 500]) {
        const end = run(config, likeXhr, async () => new Response('text', { status }));
        if (status === 500) expect((await failure(end)).response.data).toBe('text');
        else await end;
        expect([count(), vi.getTimerCount()]).toEqual([0, 0]);
      }
    });

    test('a failure, a signal or the time leaves no listener and no timer either', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      for (const end of ['failure', 'signal', 'time']) {
        const { controller, signal, count } = countedController();
        const fetch = () => (end === 'failure' ? Promise.reject(new TypeError('Failed to fetch')) : never());
        const running = failure(run({ signal, timeout: 1000 }, likeXhr, fetch));
        expect([count(), vi.getTimerCount()]).toEqual([1, 1]);
        if (end === 'signal') controller.abort();
        if (end === 'time') vi.advanceTimersByTime(1000);
        await running;
        expect([end, count(), vi.getTimerCount()]).toEqual([end, 0, 0]);
      }
    });

    test('a stream that the caller has to read stays under the signal and the timeout', async () => {
      const { signal, count } = countedController();
      const open = { responseType: 'stream', signal };
      const { data } = await run(open, likeXhr, async () => new Response('text'));
      expect(count()).toBe(1);
      expect(await new Response(data).text()).toBe('text');
      expect(count()).toBe(0);
      // Without a body there is nothing to read.
      await run(open, likeXhr, async () => new Response(null));
      expect(count()).toBe(0);
    });

    test('a stream without a signal and a timeout is the one of the answer', async () => {
      const response = new Response('text');
      const { data } = await run({ responseType: 'stream' }, likeXhr, async () => response);
      expect(data).toBe(response.body);
    });

    test('neither an answer nor an error shows the token that was sent', async () => {
      const sent = [];
      const shown = [];
      const env = { Request };
      const see = (request) => shown.push(request.headers?.get?.('x-token') ?? null);
      for (const end of [
        async () => new Response('text'),
        async () => new Response('text', { status: 500 }),
        async () => Promise.reject(new TypeError('Failed to fetch')),
        async () => ({
          headers: {},
          text() {
            throw new Error('mine');
          },
        }),
        never,
      ]) {
        const controller = new AbortController();
        const fetch = (request) => (sent.push(request.headers.get('x-token')), end());
        const config = { signal: controller.signal, validateStatus: (status) => status < 300 };
        const running = run(config, likeXhr, fetch, { env, extra });
        if (end === never) controller.abort();
        await running.then(
          ({ request }) => see(request),
          ({ request, response }) => (see(request), response && see(response.request)),
        );
      }
      expect(sent).toEqual(Array(5).fill('secret'));
      expect(shown).toEqual(Array(6).fill(null));
    });
  });

test('by the fetch adapter the reason of a signal is the message, or the error itself if it is one of these', async () => {
  const by = async (reason) => {
    const controller = new AbortController();
    const running = failure(run({ signal: controller.signal }, false, never));
    controller.abort(reason);
    return running;
  };
  const mine = new AxiosError('mine', 'E_MINE');
  expect(await by(mine)).toBe(mine);
  expect(mine).toMatchObject({ config: { url: 'http://h/' }, request: { method: 'GET' } });
  expect((await by(new Error('why'))).message).toBe('why');
  expect((await by('a text')).message).toBe('a text');
  expect((await by('a text')).cause).toBe('a text');
});

test('in place of XMLHttpRequest the message of a signal’s end is always the same, with its reason as the cause', async () => {
  const controller = new AbortController();
  const reason = new Error('why');
  const running = failure(run({ signal: controller.signal }, true, never));
  controller.abort(reason);
  const error = await running;
  expect([error.message, error.cause, error.request.url]).toEqual(['canceled', reason, 'http://h/']);
});

test('a Request whose headers cannot be changed, or that has none, ends the request as any other', async () => {
  for (const members of [{}, { headers: {} }, { headers: null }]) {
    function Bare() {
      return Object.assign(this, members);
    }
    const env = { Request: Bare };
    const { data } = await run({}, false, async () => new Response('ok'), { env, extra });
    expect(data).toBe('ok');
  }
});

test('a Request keeps a header of the session’s name, where the session sent none', async () => {
  const headers = { 'X-Token': 'mine' };
  for (const without of [undefined, {}, { header: 'X-Token' }]) {
    const options = { env: { Request }, extra: without };
    const { request } = await run({ headers }, false, async () => new Response('ok'), options);
    expect(request.headers.get('x-token')).toBe('mine');
  }
});
