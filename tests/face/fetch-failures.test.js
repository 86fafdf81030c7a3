// What a request by fetch rejects with where fetch, or something on the way to it, fails: a dead network, an address or a
// header that cannot be sent, what an option throws.
import { describe, expect, test, vi } from 'vitest';
import { send } from '../../pkg-template/src/adapters/fetch.js';
import { guard } from '../../pkg-template/src/adapters/guard.js';
import { setRare } from '../../pkg-template/src/adapters/rare.js';
import { AxiosError } from '../../pkg-template/src/errors.js';
import { failure } from './outcomes.js';

setRare({ parts: { guard } });

const manners = [
  ['as XMLHttpRequest does', true],
  ['as axios’s fetch adapter does', false],
];
const run = (config, likeXhr, fetch) =>
  failure(send({ url: 'http://h/', ...config }, undefined, { fetch, Request: null }, likeXhr));
const fails = (error, likeXhr, config) => run(config, likeXhr, () => Promise.reject(error));

for (const [name, likeXhr] of manners)
  describe(name, () => {
    test('an error of the kind that everfetch makes passes, with a config', async () => {
      const mine = new AxiosError('mine', 'E_MINE');
      expect(await fails(mine, likeXhr)).toBe(mine);
      expect(mine.config.url).toBe('http://h/');
      const config = { url: 'other' };
      const other = new AxiosError('mine', 'E_MINE', config);
      expect((await fails(other, likeXhr)).config).toBe(config);
    });

    test('a body over its limit is told as such, though fetch hides why its stream failed', async () => {
      const fetch = (url, { body }) =>
        new Response(body).text().catch(() => Promise.reject(new TypeError('Failed to fetch')));
      const data = new Blob(['text']).stream();
      const error = await run({ method: 'post', data, maxBodyLength: 3 }, likeXhr, fetch);
      // XMLHttpRequest knows no limits.
      expect(error.code === 'ERR_BAD_REQUEST').toBe(!likeXhr);
    });

    test('what failed by itself is not aborted as well', async () => {
      const signals = [];
      const fetch = (url, { signal }) => (
        signals.push(signal),
        Promise.reject(new TypeError('Failed to fetch'))
      );
      await run({ timeout: 60_000 }, likeXhr, fetch);
      expect(signals[0].aborted).toBe(false);
    });

    test('what cannot be sent is told as such', async () => {
      const url = await fails(new TypeError('Failed to fetch'), likeXhr, { url: 'http://[' });
      expect([url.code, url.config.url]).toEqual(['ERR_INVALID_URL', 'http://[']);
      const header = await fails(new TypeError('Failed to fetch'), likeXhr, { headers: { 'bad name': 'x' } });
      expect([header.code, header.request.url]).toEqual(['ERR_BAD_OPTION_VALUE', 'http://h/']);
    });

    test('what an option throws is no dead network', async () => {
      const thrown = new TypeError('mine');
      const paramsSerializer = () => {
        throw thrown;
      };
      const fetch = vi.fn();
      const params = { a: 1 };
      const url = new URL('http://h/');
      const error = await run({ url, params, paramsSerializer }, likeXhr, fetch);
      expect([error.code, error.cause, error.name]).toEqual([
        likeXhr ? 'ERR_BAD_OPTION_VALUE' : undefined,
        thrown,
        'TypeError',
      ]);
      expect(fetch).not.toHaveBeenCalled();
      expect(error.request).toEqual({
        method: 'GET',
        url: '',
        responseURL: '',
        responseType: '',
        status: 0,
      });
    });

    test('what is thrown that is no error becomes one', async () => {
      for (const thrown of ['text', 5, null, undefined]) {
        const error = await fails(thrown, likeXhr);
        expect([error.message, error.cause.message]).toEqual([
          likeXhr ? 'Network Error' : String(thrown),
          String(thrown),
        ]);
      }
    });

    test('the cause of a dead network is the error of fetch, the deeper cause where it has one', async () => {
      const deep = new Error('ECONNREFUSED');
      const plain = new TypeError('Failed to fetch');
      const nested = new TypeError('fetch failed', { cause: deep });
      expect(await fails(plain, likeXhr)).toMatchObject({ code: 'ERR_NETWORK', message: 'Network Error' });
      expect((await fails(plain, likeXhr)).cause).toBe(plain);
      expect((await fails(nested, likeXhr)).cause).toBe(deep);
    });

    test('an answer that the error brings along is shown', async () => {
      const response = { status: 504 };
      const error = await fails(Object.assign(new TypeError('Failed to fetch'), { response }), likeXhr);
      expect([error.response, error.status]).toEqual([response, 504]);
    });
  });

describe('by the fetch adapter', () => {
  test('only a TypeError of a dead network is one, as browsers word it', async () => {
    const code = async (error) => (await fails(error, false)).code;
    for (const message of ['Failed to fetch', 'Load failed', 'fetch failed', 'NetworkError … FETCH resource'])
      expect(await code(new TypeError(message))).toBe('ERR_NETWORK');
    for (const error of [
      new TypeError('mine'),
      new TypeError('download failed here'),
      new RangeError('Failed to fetch'),
      new DOMException('fetch', 'AbortError'),
    ])
      expect([error.message, (await code(error)) === 'ERR_NETWORK']).toEqual([
        error.message,
        /load failed/i.test(error.message),
      ]);
  });

  test('any other error keeps its name, its message and its code', async () => {
    const own = Object.assign(new RangeError('mine'), { code: 'E_OWN' });
    const error = await fails(own, false);
    expect([error.name, error.message, error.code, error.cause, error.isAxiosError]).toEqual([
      'RangeError',
      'mine',
      'E_OWN',
      own,
      true,
    ]);
    // Its own cause stays its own.
    const nested = new RangeError('mine', { cause: new Error('deep') });
    expect((await fails(nested, false)).cause).toBe(nested);
  });
});

describe('in place of XMLHttpRequest', () => {
  test('a fetch that somebody else aborts is Request aborted', async () => {
    const reason = new DOMException('gone', 'AbortError');
    const error = await fails(reason, true);
    expect([error.code, error.message, error.cause]).toEqual(['ECONNABORTED', 'Request aborted', reason]);
    expect((await fails(reason, false)).name).toBe('AbortError');
  });

  test('every other failure of fetch is a dead network', async () => {
    for (const error of [new RangeError('mine'), new TypeError('mine'), Object.create(null)])
      expect((await fails(error, true)).code).toBe('ERR_NETWORK');
  });
});
