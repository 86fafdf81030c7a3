// The two manners of fetch: axios's fetch adapter, and the default, which shows what XMLHttpRequest would. Timeouts,
// cancellation, limits, progress, kinds of data, and functions in the place of fetch that do not behave.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';

const base = inject('base');
const failure = (promise) => promise.then(() => { throw new Error('it resolved'); }, (error) => error);
/** A signal that counts its listeners. */
const counted = () => {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = function (...args) { count++; return addEventListener.apply(this, args); };
  signal.removeEventListener = function (...args) { count--; return removeEventListener.apply(this, args); };
  return { controller, signal, count: () => count };
};

afterEach(() => vi.unstubAllGlobals());

describe('timeouts', () => {
  test('are ECONNABORTED by default, ETIMEDOUT if clarified, with a message of one’s own', async () => {
    const get = (config) => failure(everfetch.get(base + '/hang', { timeout: 20, ...config }));
    expect(await get()).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 20ms exceeded', name: 'AxiosError', request: { status: 0 } });
    expect(await get({ transitional: { clarifyTimeoutError: true } })).toMatchObject({ code: 'ETIMEDOUT' });
    expect(await get({ timeoutErrorMessage: 'too slow' })).toMatchObject({ code: 'ECONNABORTED', message: 'too slow' });
  });

  test('are ETIMEDOUT by the fetch adapter, as in axios', async () => {
    for (const library of [axios, everfetch])
      expect(await failure(library.get(base + '/hang', { timeout: 20, timeoutErrorMessage: 'x', adapter: 'fetch' }))).toMatchObject({
        code: 'ETIMEDOUT',
        message: 'timeout of 20ms exceeded',
      });
  });

  test('cover the body', async () => {
    vi.stubGlobal('fetch', async (url, { signal }) => {
      const body = new ReadableStream({ start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)) });
      return new Response(body);
    });
    expect(await failure(everfetch.get('http://h/', { timeout: 20 }))).toMatchObject({ code: 'ECONNABORTED' });
  });

  test('hold against a fetch that ignores its signal', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}));
    expect(await failure(everfetch.get('http://h/', { timeout: 20 }))).toMatchObject({ code: 'ECONNABORTED' });
    expect(await failure(everfetch.get('http://h/', { timeout: 20, adapter: 'fetch' }))).toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('of nothing, of Infinity and below nothing are none', async () => {
    for (const timeout of [0, Infinity, -1, undefined, null, NaN])
      expect((await everfetch.get(base + '/text', { timeout })).data).toBe('just text');
  });

  test('leave no timer behind', async () => {
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    await everfetch.get(base + '/text', { timeout: 5000 });
    expect(clear.mock.calls.some(([timer]) => timer && timer._idleTimeout === 5000 || timer?._destroyed)).toBe(true);
    clear.mockRestore();
  });
});

describe('cancellation', () => {
  for (const adapter of [undefined, 'fetch'])
    describe(adapter || 'by default', () => {
      test('rejects at once, and takes its listener away', async () => {
        const { controller, signal, count } = counted();
        const promise = failure(everfetch.get(base + '/hang', { signal, adapter }));
        expect(count()).toBe(1);
        controller.abort();
        const error = await promise;
        expect(error).toMatchObject({ code: 'ERR_CANCELED', name: 'CanceledError', __CANCEL__: true });
        expect(error.config.url).toBe(base + '/hang');
        expect(everfetch.isCancel(error)).toBe(true);
        expect(count()).toBe(0);
      });

      test('takes its listener away after success and failure too', async () => {
        for (const path of ['/text', '/status/500', '/drop']) {
          const { signal, count } = counted();
          const source = everfetch.CancelToken.source();
          await everfetch.get(base + path, { signal, cancelToken: source.token, adapter }).catch(() => {});
          expect(count()).toBe(0);
          expect(source.token._listeners || []).toEqual([]);
        }
      });

      test('by a token, which may stand beside a signal', async () => {
        const source = everfetch.CancelToken.source();
        const { signal, count } = counted();
        const promise = failure(everfetch.get(base + '/hang', { signal, cancelToken: source.token, adapter }));
        source.cancel('enough');
        expect(await promise).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
        expect(count()).toBe(0);
      });

      test('hands fetch a signal of its own, whose reason is an error', async () => {
        const controller = new AbortController();
        let seen;
        vi.stubGlobal('fetch', (url, init) => {
          seen = init.signal;
          return new Promise((resolve, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)));
        });
        const promise = failure(everfetch.get('http://h/', { signal: controller.signal, adapter }));
        expect(seen).not.toBe(controller.signal);
        controller.abort('a text');
        expect((await promise).code).toBe('ERR_CANCELED');
        expect(seen.aborted).toBe(true);
        expect(seen.reason).toBeInstanceOf(Error);
      });

      test('while the answer’s body arrives', async () => {
        const controller = new AbortController();
        vi.stubGlobal('fetch', async () => {
          setTimeout(() => controller.abort());
          return new Response(new ReadableStream());
        });
        expect((await failure(everfetch.get('http://h/', { signal: controller.signal, adapter }))).code).toBe('ERR_CANCELED');
      });
    });

  test('by the fetch adapter says why, as in axios', async () => {
    for (const library of [axios, everfetch])
      for (const [reason, message] of [[new Error('because'), 'because'], ['text', 'text'], [undefined, 'This operation was aborted']]) {
        const controller = new AbortController();
        const promise = failure(library.get(base + '/hang', { adapter: 'fetch', signal: controller.signal }));
        controller.abort(reason);
        expect((await promise).message).toBe(message);
      }
  });

  test('by default says that it was canceled, as axios by XMLHttpRequest', async () => {
    const controller = new AbortController();
    const promise = failure(everfetch.get(base + '/hang', { signal: controller.signal }));
    controller.abort(new Error('because'));
    expect((await promise).message).toBe('canceled');
  });
});

describe('a stream as the answer', () => {
  test('is handed out as it is, and its Response if asked for', async () => {
    const { data } = await everfetch.get(base + '/text', { responseType: 'stream' });
    expect(data).toBeInstanceOf(ReadableStream);
    expect(await new Response(data).text()).toBe('just text');
    const { data: response } = await everfetch.get(base + '/text', { responseType: 'response', adapter: 'fetch' });
    expect(await response.text()).toBe('just text');
  });

  test('stays under the signal until it has been read, and frees it then', async () => {
    const { controller, signal, count } = counted();
    const { data } = await everfetch.get(base + '/chunks/3', { responseType: 'stream', signal, adapter: 'fetch' });
    expect(count()).toBe(1);
    expect(await new Response(data).text()).toBe('0123456789'.repeat(3));
    expect(count()).toBe(0);

    const other = await everfetch.get(base + '/hang-half', { responseType: 'stream', signal }).catch((error) => error);
    controller.abort();
    if (other.data) await failure(new Response(other.data).text());
    expect(count()).toBe(0);
  });

  test('fails when the signal aborts in the middle', async () => {
    const controller = new AbortController();
    vi.stubGlobal('fetch', async (url, { signal }) => {
      const body = new ReadableStream({
        start(stream) {
          stream.enqueue(new Uint8Array([1]));
          signal.addEventListener('abort', () => stream.error(signal.reason));
        },
      });
      return new Response(body);
    });
    const { data } = await everfetch.get('http://h/', { responseType: 'stream', signal: controller.signal });
    const reader = data.getReader();
    await reader.read();
    controller.abort();
    expect((await failure(reader.read())).code).toBe('ERR_CANCELED');
  });

  test('other kinds of data', async () => {
    const as = async (responseType, path = '/text') => (await everfetch.get(base + path, { responseType, adapter: 'fetch' })).data;
    expect(new TextDecoder().decode(await as('arraybuffer'))).toBe('just text');
    expect((await as('blob')).size).toBe(9);
    expect(await as('text', '/status/200')).toBe('{"code":200,"message":"as asked"}');
    vi.stubGlobal('fetch', async () => new Response(new URLSearchParams('a=b')));
    expect([...(await as('formdata'))]).toEqual([['a', 'b']]);
  });
});

describe('limits', () => {
  const code = async (config) => failure(everfetch.request({ adapter: 'fetch', ...config }));

  test('of the answer: declared, counted, and of a stream', async () => {
    expect(await code({ url: base + '/bytes/20', maxContentLength: 10 })).toMatchObject({
      code: 'ERR_BAD_RESPONSE',
      message: 'maxContentLength size of 10 exceeded',
    });
    expect(await code({ url: base + '/chunks/5', maxContentLength: 10 })).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    const { data } = await everfetch.get(base + '/chunks/5', { adapter: 'fetch', maxContentLength: 10, responseType: 'stream' });
    expect(await failure(new Response(data).text())).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    expect((await everfetch.get(base + '/bytes/20', { adapter: 'fetch', maxContentLength: 20 })).data).toHaveLength(20);
    expect(await code({ url: 'data:text/plain,' + 'x'.repeat(20), maxContentLength: 10 })).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  });

  test('of the body: text, bytes, forms, and counted in a stream', async () => {
    const send = (data, maxBodyLength = 10) => code({ url: base + '/echo', method: 'post', data, maxBodyLength });
    const refused = { code: 'ERR_BAD_REQUEST', message: 'Request body larger than maxBodyLength limit' };
    const form = new FormData();
    form.append('a', new Blob(['x'.repeat(50)]), 'f');
    expect(await send('ü'.repeat(6))).toMatchObject(refused);
    expect(await send(new Uint8Array(11))).toMatchObject(refused);
    expect(await send(new Blob(['x'.repeat(11)]))).toMatchObject(refused);
    expect(await send(form, 50)).toMatchObject(refused);
    expect(await send(new Blob(['x'.repeat(50)]).stream())).toMatchObject(refused);
    const { data } = await everfetch.post(base + '/echo', form, { adapter: 'fetch', maxBodyLength: 500 });
    expect(data.body).toContain('name="a"; filename="f"\r\nContent-Type: application/octet-stream\r\n\r\nxxx');
  });

  test('are not looked at by default, as by XMLHttpRequest', async () => {
    const { data } = await everfetch.post(base + '/bytes/20', 'x'.repeat(20), { maxBodyLength: 1, maxContentLength: 1 });
    expect(data).toHaveLength(20);
  });
});

describe('a form with a boundary of one’s own', () => {
  test('is written with it, as axios’s fetch adapter does', async () => {
    const form = () => {
      const out = new FormData();
      out.append('na"me\n', 'va\nlue');
      out.append('file', new Blob(['x'], { type: 'a/b' }), 'f"\r.txt');
      return out;
    };
    const headers = { 'Content-Type': 'multipart/form-data; boundary=My"Own' };
    for (const boundary of ['MyOwn', '"quoted own"']) {
      headers['Content-Type'] = 'multipart/form-data; boundary=' + boundary;
      const [theirs, ours] = await Promise.all([axios, everfetch].map((library) => library.post(base + '/echo', form(), { adapter: 'fetch', headers })));
      expect(ours.data).toEqual(theirs.data);
    }
    headers['Content-Type'] = 'multipart/form-data; boundary="ends in a blank "';
    for (const library of [axios, everfetch])
      expect(await failure(library.post(base + '/echo', form(), { adapter: 'fetch', headers }))).toMatchObject({
        code: 'ERR_BAD_OPTION_VALUE',
        message: 'Invalid multipart boundary',
      });
  });
});

describe('progress', () => {
  test('of a download ends with all bytes, in axios’s form', async () => {
    for (const library of [axios, everfetch]) {
      const events = [];
      await library.get(base + '/bytes/200000', { adapter: 'fetch', onDownloadProgress: (event) => events.push(event) });
      const last = events[events.length - 1];
      expect(last).toMatchObject({ loaded: 200000, total: 200000, progress: 1, download: true, lengthComputable: true });
      expect(events.reduce((sum, event) => sum + event.bytes, 0)).toBe(200000);
      expect(Object.keys(last).sort()).toEqual('bytes download estimated event lengthComputable loaded progress rate total'.split(' '));
    }
  });

  test('of a download of unknown length', async () => {
    const events = [];
    await everfetch.get(base + '/chunks/3', { onDownloadProgress: (event) => events.push(event) });
    expect(events.pop()).toMatchObject({ loaded: 30, total: undefined, progress: undefined, lengthComputable: false });
  });

  test('of an upload', async () => {
    for (const library of [axios, everfetch]) {
      const events = [];
      const { data } = await library.post(base + '/echo', 'x'.repeat(100000), {
        adapter: 'fetch',
        onUploadProgress: (event) => events.push(event),
      });
      expect(data.body).toHaveLength(100000);
      expect(events.pop()).toMatchObject({ loaded: 100000, total: 100000, progress: 1, upload: true });
    }
  });

  test('of a form, whose boundary still arrives', async () => {
    const form = new FormData();
    form.append('a', 'b');
    const { data } = await everfetch.post(base + '/echo', form, { adapter: 'fetch', onUploadProgress: () => {} });
    expect(data.headers['content-type']).toBe('multipart/form-data; boundary=BOUNDARY');
    expect(data.body).toContain('name="a"\r\n\r\nb\r\n');
  });
});

describe('what stands in the place of fetch and does not behave', () => {
  const cases = {
    'throws': () => { throw new TypeError('no'); },
    'throws a text': () => { throw 'text'; },
    'rejects with nothing': () => Promise.reject(),
    'rejects with a text': () => Promise.reject('text'),
    'returns nothing': () => undefined,
    'resolves with nothing': async () => null,
    'resolves with a text': async () => 'text',
    'has a body that fails': async () => ({ status: 200, headers: new Headers(), text: () => Promise.reject(new TypeError('broken')) }),
    'has a body that throws': async () => ({ status: 200, text() { throw new Error('broken'); } }),
    'has no way to read it': async () => ({ status: 200 }),
    'has headers that throw': async () => ({ status: 200, headers: { get() {}, forEach() { throw new Error('h'); } }, text: async () => '' }),
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
    'a plain object with text()': async () => ({ status: 200, headers: { 'X-A': 'b' }, text: async () => '{"a":1}' }),
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
    expect(calls[2][0]).toBe('http://h/c');
  });
});

describe('errors of the network', () => {
  test('are Network Error with the cause', async () => {
    const error = await failure(everfetch.get(base + '/drop'));
    expect(error).toMatchObject({ code: 'ERR_NETWORK', message: 'Network Error', request: { status: 0, responseURL: '', method: 'GET' } });
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
    expect((await failure(everfetch.get('http://user:secret@[/?token=secret'))).message).not.toContain('secret');
  });

  test('an aborted fetch that nobody canceled is Request aborted', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException('gone', 'AbortError')));
    expect(await failure(everfetch.get('http://h/'))).toMatchObject({ code: 'ECONNABORTED', message: 'Request aborted' });
  });

  test('carry the frames of the caller', async () => {
    const theCaller = async () => {
      await everfetch.get(base + '/status/500');
    };
    const error = await failure(theCaller());
    expect(error.stack).toMatch(/Request failed with status code 500[^]*theCaller/);
    const early = await failure(everfetch.get('/x', { params: (() => { const p = {}; p.p = p; return p; })() }));
    expect(early.stack).toContain('transport.test');
  });
});

describe('what reaches fetch', () => {
  const init = async (config) => {
    let seen;
    vi.stubGlobal('fetch', async (url, given) => ((seen = { url, ...given }), new Response('')));
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
    const seen = await init({ fetchOptions: { cache: 'no-store', method: 'DELETE', body: 'x', headers: { a: 'b' }, signal: 1, credentials: 'omit' } });
    expect(seen).toMatchObject({ cache: 'no-store', method: 'GET' });
    expect(seen).not.toHaveProperty('body');
    expect(seen).not.toHaveProperty('credentials');
    expect(seen.headers).not.toHaveProperty('a');
  });

  test('no body and no Content-Type of a GET, and none without data', async () => {
    expect((await init({ data: { a: 1 } })).body).toBeUndefined();
    const headers = { 'Content-Type': 'application/json' };
    expect((await init({ method: 'delete', headers })).headers).not.toHaveProperty('Content-Type');
    expect((await init({ method: 'delete', headers, data: { a: 1 } })).headers).toHaveProperty('Content-Type');
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
      baseURL: 'http://evil', params: { evil: 1 }, data: 'evil', auth: { username: 'evil' }, transformRequest: () => 'evil',
      validateStatus: () => false, method: 'delete', username: 'evil', serialize: () => 'evil=1', adapter: () => 'evil',
      timeout: 1, signal: 1, responseType: 'blob', withXSRFToken: true, body: 'evil', credentials: 'include',
      maxContentLength: 0, fetchOptions: { cache: 'reload' }, env: { fetch: 1 }, session: { refresh: '/evil' }, encode: () => 'e',
    };
    for (const key of Object.keys(polluted)) Object.defineProperty(Object.prototype, key, { value: polluted[key], configurable: true, writable: true });
    let seen;
    try {
      seen = await init({ params: { a: 1 }, paramsSerializer: { indexes: null } });
    } finally {
      for (const key of Object.keys(polluted)) delete Object.prototype[key];
    }
    expect(seen).toMatchObject({ url: 'http://h/?a=1', method: 'GET' });
    expect(Object.keys(seen).sort()).toEqual(['headers', 'method', 'url']);
  });
});

describe('what the session adds', () => {
  const extra = { header: 'Authorization', value: 'Bearer secret-token', include: true, timeLeft: 50 };
  const config = () => ({ url: base + '/echo', method: 'get', headers: { authorization: 'Bearer other' }, timeout: 9000, validateStatus: null });

  for (const adapter of [everfetch.defaults.adapter, everfetch.getAdapter('fetch')])
    test('reaches the server last, and nothing else', async () => {
      const response = await adapter(config(), extra);
      expect(JSON.parse(response.data).headers.authorization).toBe('Bearer secret-token');
      delete response.data;
      expect(JSON.stringify(response)).not.toContain('secret-token');
      const error = await adapter({ ...config(), url: base + '/hang' }, extra).catch((reason) => reason);
      expect(error.message).toBe('timeout of 9000ms exceeded');
      expect(JSON.stringify([error, error.config, error.request])).not.toContain('secret-token');
      expect(adapter.builtin).toBe(true);
    });
});
