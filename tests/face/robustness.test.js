// What may go wrong around fetch: functions in its place that do not behave, dead networks, requests that cannot be
// sent, polluted prototypes; and exactly what reaches fetch otherwise.
import everfetch from 'everfetch';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { failure } from './helpers.js';

const base = inject('base');

afterEach(() => vi.unstubAllGlobals());

describe('what stands in the place of fetch and does not behave', () => {
  const cases = {
    throws: () => {
      throw new TypeError('no');
    },
    'throws a text': () => {
      throw 'text';
    },
    'rejects with nothing': () => Promise.reject(),
    'rejects with a text': () => Promise.reject('text'),
    'returns nothing': () => undefined,
    'resolves with nothing': async () => null,
    'resolves with a text': async () => 'text',
    'has a body that fails': async () => ({
      status: 200,
      headers: new Headers(),
      text: () => Promise.reject(new TypeError('broken')),
    }),
    'has a body that throws': async () => ({
      status: 200,
      text() {
        throw new Error('broken');
      },
    }),
    'has no way to read it': async () => ({ status: 200 }),
    'has headers that throw': async () => ({
      status: 200,
      headers: {
        get() {},
        forEach() {
          throw new Error('h');
        },
      },
      text: async () => '',
    }),
  };
  for (const adapter of [undefined, 'fetch'])
    for (const [name, fetch] of Object.entries(cases))
      test(`${name} (${adapter || 'default'}): an error in axios’s shape`, async () => {
        vi.stubGlobal('fetch', fetch);
        const error = await failure(everfetch.get('http://h/', { adapter }));
        expect(error.isAxiosError).toBe(true);
        expect(error.config.url).toBe('http://h/');
        expect(error.message).toBeTruthy();
      });

  const usable = {
    'a plain object with json() alone': async () => ({ status: 200, json: async () => ({ a: 1 }) }),
    'a plain object with text()': async () => ({
      status: 200,
      headers: { 'X-A': 'b' },
      text: async () => '{"a":1}',
    }),
    'no promise but a Response': () => new Response('{"a":1}'),
    'a promise-like': () => ({ then: (resolve) => resolve(new Response('{"a":1}')) }),
    'text() without a promise': async () => ({ status: 200, text: () => '{"a":1}' }),
  };
  for (const [name, fetch] of Object.entries(usable))
    test(`gives ${name}: the data`, async () => {
      vi.stubGlobal('fetch', fetch);
      const response = await everfetch.get('http://h/');
      expect(response.data).toEqual({ a: 1 });
      expect(response.headers).toBeInstanceOf(everfetch.AxiosHeaders);
    });

  test('env.fetch is used instead, with env.Request if there is one', async () => {
    const calls = [];
    const fetch = async (...args) => (calls.push(args), new Response('ok'));
    await everfetch.get('http://h/a', { env: { fetch } });
    await everfetch.get('http://h/b', { adapter: 'fetch', env: { fetch, Request } });
    expect(calls[0][0]).toBe('http://h/a');
    expect(calls[1][0]).toBeInstanceOf(Request);
    const adapter = everfetch.getAdapter('fetch', { env: { fetch } });
    await adapter({ url: 'http://h/c', method: 'get', headers: {} });
    expect(calls[2][0]).toBeInstanceOf(Request);
    await everfetch.get('http://h/d', { adapter: 'fetch', env: { fetch, Request: null } });
    expect(calls[3]).toMatchObject(['http://h/d', { redirect: 'follow' }]);
  });
});

describe('errors of the network', () => {
  test('are Network Error with the cause', async () => {
    const error = await failure(everfetch.get(base + '/drop'));
    expect(error).toMatchObject({
      code: 'ERR_NETWORK',
      message: 'Network Error',
      request: { status: 0, responseURL: '', method: 'GET' },
    });
    expect(error.cause).toBeInstanceOf(Error);
    expect(Object.keys(error)).not.toContain('cause');
  });

  test('also where the answer breaks off', async () => {
    expect(await failure(everfetch.get(base + '/half'))).toMatchObject({ code: 'ERR_NETWORK' });
  });

  test('are told from what could never be sent', async () => {
    const code = async (config) => (await failure(everfetch.request(config))).code;
    expect(await code({ url: 'http://[' })).toBe('ERR_INVALID_URL');
    expect(await code({ url: '/relative' })).toBe('ERR_INVALID_URL');
    expect(await code({ url: 'http:broken' })).toBe('ERR_INVALID_URL');
    expect(await code({ url: base, headers: { 'bad name': 'x' } })).toBe('ERR_BAD_OPTION_VALUE');
    expect(await code({ url: 'ftp://h/' })).toBe('ERR_BAD_REQUEST');
    expect((await failure(everfetch.get('http://user:secret@[/?token=secret'))).message).not.toContain(
      'secret',
    );
  });

  test('an aborted fetch that nobody canceled is Request aborted', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('gone', 'AbortError')));
    expect(await failure(everfetch.get('http://h/'))).toMatchObject({
      code: 'ECONNABORTED',
      message: 'Request aborted',
    });
  });

  test('carry the frames of the caller', async () => {
    const theCaller = async () => {
      await everfetch.get(base + '/status/500');
    };
    const error = await failure(theCaller());
    expect(error.stack).toMatch(/Request failed with status code 500[^]*theCaller/);
    // Of ours are the frames in which the error was made, and none of those that add the caller's.
    expect(error.stack).not.toMatch(/withCallerFrames|client\/axios\.js/);
    const dropped = async () => {
      await everfetch.get(base + '/drop');
    };
    const { stack } = await failure(dropped());
    expect(stack.slice(0, stack.indexOf('\nCaused by: '))).toMatch(/Network Error[^]*fetch\.js[^]*dropped/);
    expect(stack).not.toMatch(/withCallerFrames|client\/axios\.js/);
    const early = await failure(
      everfetch.get('/x', {
        params: (() => {
          const p = {};
          p.p = p;
          return p;
        })(),
      }),
    );
    expect(early.stack.match(/robustness\.test/g)).toHaveLength(1);
  });

  test('have a frame in each line of the stack, and those of the cause at its end, once', async () => {
    const low = new RangeError('low');
    const env = { fetch: () => Promise.reject(low), Request: null };
    const theCaller = async (config) => {
      await everfetch.request(config);
    };
    for (const [config, causes] of [
      [{ url: base + '/status/500' }, []],
      [{ url: base + '/a', adapter: 'fetch', env }, [low.stack]],
    ]) {
      const { stack } = await failure(theCaller(config));
      const [own, ...others] = stack.split('\nCaused by: ');
      const [message, ...frames] = own.split('\n');
      expect(message).toMatch(/^\w*Error: \w/);
      expect(frames.filter((line) => !/^ {4}at .*[\d)]$/.test(line) || / at .* at /.test(line))).toEqual([]);
      expect(frames.filter((line) => line.includes('theCaller'))).toHaveLength(1);
      expect(others).toEqual(causes);
    }
  });

  test('an error of the caller’s own without a stack, or with another one, stays what it is', async () => {
    for (const [stack, expected] of [
      ['', /^ {4}at /],
      [undefined, /^ {4}at /],
      ['Error: mine', /^Error: mine\n {4}at /],
    ]) {
      const error = Object.assign(new Error('mine'), { stack });
      const adapter = () => Promise.reject(error);
      expect(await failure(everfetch.get('/x', { adapter }))).toBe(error);
      expect(error.stack).toMatch(expected);
    }
  });
});

describe('what reaches fetch', () => {
  const init = async (config) => {
    let seen;
    vi.stubGlobal(
      'fetch',
      async (url, given) => ((seen = url instanceof Request ? url : { url, ...given }), new Response('')),
    );
    await everfetch.request({ url: 'http://h/', ...config });
    return seen;
  };

  test('credentials, by default as XMLHttpRequest has them', async () => {
    expect((await init({})).credentials).toBeUndefined();
    expect((await init({ withCredentials: true })).credentials).toBe('include');
    expect((await init({ withCredentials: false })).credentials).toBeUndefined();
    expect((await init({ withCredentials: false, adapter: 'fetch' })).credentials).toBe('omit');
  });

  test('fetchOptions, but not what belongs to the request', async () => {
    const seen = await init({
      fetchOptions: {
        cache: 'no-store',
        method: 'DELETE',
        body: 'x',
        headers: { a: 'b' },
        signal: 1,
        credentials: 'omit',
      },
    });
    expect(seen).toMatchObject({ cache: 'no-store', method: 'GET' });
    expect(seen).not.toHaveProperty('body');
    expect(seen).not.toHaveProperty('credentials');
    expect(seen.headers).not.toHaveProperty('a');
  });

  test('no body and no Content-Type of a GET, and none without data', async () => {
    expect((await init({ data: { a: 1 } })).body).toBeUndefined();
    const headers = { 'Content-Type': 'application/json' };
    expect((await init({ method: 'delete', headers })).headers).not.toHaveProperty('Content-Type');
    expect((await init({ method: 'delete', headers, data: { a: 1 } })).headers).toHaveProperty(
      'Content-Type',
    );
  });

  test('streams with duplex', async () => {
    const { body, duplex } = await init({ method: 'post', data: new Blob(['x']).stream() });
    expect(body).toBeInstanceOf(ReadableStream);
    expect(duplex).toBe('half');
  });

  test('user and password of the URL as a header', async () => {
    const { url, headers } = await init({ url: 'http://us%C3%A4r:p%40ss@h/x' });
    expect(url).toBe('http://h/x');
    expect(atob(headers.Authorization.slice(6))).toBe(unescape(encodeURIComponent('usär:p@ss')));
    expect((await init({ url: 'http://h/@scope/pkg' })).url).toBe('http://h/@scope/pkg');
  });

  test('a redirect is not followed with maxRedirects 0, by the fetch adapter', async () => {
    expect((await init({ maxRedirects: 0, adapter: 'fetch' })).redirect).toBe('manual');
    expect((await init({ maxRedirects: 0 })).redirect).toBeUndefined();
  });

  test('nothing that pollutes Object.prototype', async () => {
    const polluted = {
      baseURL: 'http://evil',
      params: { evil: 1 },
      data: 'evil',
      auth: { username: 'evil' },
      transformRequest: () => 'evil',
      validateStatus: () => false,
      method: 'delete',
      username: 'evil',
      serialize: () => 'evil=1',
      adapter: () => 'evil',
      timeout: 1,
      signal: 1,
      responseType: 'blob',
      withXSRFToken: true,
      body: 'evil',
      credentials: 'include',
      maxContentLength: 0,
      fetchOptions: { cache: 'reload' },
      env: { fetch: 1 },
      session: { refresh: '/evil' },
      encode: () => 'e',
    };
    for (const key of Object.keys(polluted))
      Object.defineProperty(Object.prototype, key, {
        value: polluted[key],
        configurable: true,
        writable: true,
      });
    let seen;
    // As fetch reads its second argument: inherited members count.
    vi.stubGlobal('fetch', async (url, { method, body, credentials, signal }) => {
      seen = { url, method, body, credentials, signal };
      return new Response('');
    });
    try {
      await everfetch({ url: 'http://h/', params: { a: 1 }, paramsSerializer: { indexes: null } });
    } finally {
      for (const key of Object.keys(polluted)) delete Object.prototype[key];
    }
    expect(seen).toEqual({ url: 'http://h/?a=1', method: 'GET' });
  });
});

describe('what the session adds', () => {
  const extra = { header: 'Authorization', value: 'Bearer secret-token', include: true };
  const config = () => ({
    url: base + '/echo',
    method: 'get',
    headers: { authorization: 'Bearer other' },
    timeout: 9000,
    validateStatus: null,
  });

  for (const adapter of [everfetch.defaults.adapter, everfetch.getAdapter('fetch')])
    test('reaches the server last, and nothing else', async () => {
      const response = await adapter(config(), extra);
      expect(JSON.parse(response.data).headers.authorization).toBe('Bearer secret-token');
      delete response.data;
      expect(JSON.stringify(response)).not.toContain('secret-token');
      const late = { ...extra, timeLeft: 50 };
      const error = await adapter({ ...config(), url: base + '/hang' }, late).catch((reason) => reason);
      expect(error.message).toBe('timeout of 9000ms exceeded');
      expect(JSON.stringify([error, error.config, error.request])).not.toContain('secret-token');
      expect(adapter.builtin).toBe(true);
    });
});
