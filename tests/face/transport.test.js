// The two manners of fetch: axios's fetch adapter, and the default, which shows what XMLHttpRequest would. Timeouts,
// cancellation, streams, limits and progress.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { countedController, failure } from './helpers.js';

const base = inject('base');

afterEach(() => vi.unstubAllGlobals());

describe('timeouts', () => {
  test('are ECONNABORTED by default, ETIMEDOUT if clarified, with a message of one’s own', async () => {
    const get = (config) => failure(everfetch.get(base + '/hang', { timeout: 20, ...config }));
    expect(await get()).toMatchObject({
      code: 'ECONNABORTED',
      message: 'timeout of 20ms exceeded',
      name: 'AxiosError',
      request: { status: 0 },
    });
    expect(await get({ transitional: { clarifyTimeoutError: true } })).toMatchObject({ code: 'ETIMEDOUT' });
    expect(await get({ timeoutErrorMessage: 'too slow' })).toMatchObject({
      code: 'ECONNABORTED',
      message: 'too slow',
    });
  });

  test('are ETIMEDOUT by the fetch adapter, as in axios', async () => {
    for (const library of [axios, everfetch])
      expect(
        await failure(
          library.get(base + '/hang', { timeout: 20, timeoutErrorMessage: 'x', adapter: 'fetch' }),
        ),
      ).toMatchObject({
        code: 'ETIMEDOUT',
        message: 'timeout of 20ms exceeded',
      });
  });

  test('cover the body', async () => {
    vi.stubGlobal('fetch', async (url, { signal }) => {
      const body = new ReadableStream({
        start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
      });
      return new Response(body);
    });
    expect(await failure(everfetch.get('http://h/', { timeout: 20 }))).toMatchObject({
      code: 'ECONNABORTED',
    });
  });

  test('hold against a fetch that ignores its signal', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}));
    expect(await failure(everfetch.get('http://h/', { timeout: 20 }))).toMatchObject({
      code: 'ECONNABORTED',
    });
    expect(await failure(everfetch.get('http://h/', { timeout: 20, adapter: 'fetch' }))).toMatchObject({
      code: 'ETIMEDOUT',
    });
  });

  test('of nothing, of Infinity and below nothing are none', async () => {
    for (const timeout of [0, Infinity, -1, undefined, null, NaN])
      expect((await everfetch.get(base + '/text', { timeout })).data).toBe('just text');
  });

  test('leave no timer behind', async () => {
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    await everfetch.get(base + '/text', { timeout: 5000 });
    expect(
      clear.mock.calls.some(([timer]) => (timer && timer._idleTimeout === 5000) || timer?._destroyed),
    ).toBe(true);
    clear.mockRestore();
  });
});

describe('cancellation', () => {
  for (const adapter of [undefined, 'fetch'])
    describe(adapter || 'by default', () => {
      test('rejects at once, and takes its listener away', async () => {
        const { controller, signal, count } = countedController();
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
          const { signal, count } = countedController();
          const source = everfetch.CancelToken.source();
          await everfetch.get(base + path, { signal, cancelToken: source.token, adapter }).catch(() => {});
          expect(count()).toBe(0);
          expect(source.token._listeners || []).toEqual([]);
        }
      });

      test('by a token, which may stand beside a signal', async () => {
        const source = everfetch.CancelToken.source();
        const { signal, count } = countedController();
        const promise = failure(
          everfetch.get(base + '/hang', { signal, cancelToken: source.token, adapter }),
        );
        source.cancel('enough');
        expect(await promise).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
        expect(count()).toBe(0);
      });

      test('hands fetch a signal of its own, whose reason is an error', async () => {
        const controller = new AbortController();
        let seen;
        vi.stubGlobal('fetch', (url, init = url) => {
          seen = init.signal;
          return new Promise((resolve, reject) =>
            init.signal.addEventListener('abort', () => reject(init.signal.reason)),
          );
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
        expect((await failure(everfetch.get('http://h/', { signal: controller.signal, adapter }))).code).toBe(
          'ERR_CANCELED',
        );
      });
    });

  test('by the fetch adapter says why, as in axios', async () => {
    for (const library of [axios, everfetch])
      for (const [reason, message] of [
        [new Error('because'), 'because'],
        ['text', 'text'],
        [undefined, 'This operation was aborted'],
      ]) {
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

describe('the headers of an answer', () => {
  const answer = async () => {
    const headers = new Headers({ 'X-Total': '7', 'Content-Type': 'text/plain' });
    const walk = vi.spyOn(headers, 'forEach');
    const response = new Response('text');
    Object.defineProperty(response, 'headers', { value: headers });
    vi.stubGlobal('fetch', async () => response);
    return { walk, answer: await everfetch.get('http://h/') };
  };

  test('are made when somebody looks, once, and read like data', async () => {
    const { walk, answer: first } = await answer();
    expect(walk).not.toHaveBeenCalled();
    expect(Object.keys(first)).toContain('headers');
    const copy = { ...first };
    expect(copy.headers['x-total']).toBe('7');
    expect(first.headers).toBe(copy.headers);
    expect(first.headers.get('X-Total')).toBe('7');
    expect(JSON.parse(JSON.stringify(first.headers))).toEqual({
      'content-type': 'text/plain',
      'x-total': '7',
    });
    expect(walk).toHaveBeenCalledTimes(1);
  });

  test('can be replaced', async () => {
    const { answer: given } = await answer();
    given.headers = { 'x-total': '8' };
    expect(given.headers).toEqual({ 'x-total': '8' });
  });

  test('reach a transform of one’s own', async () => {
    vi.stubGlobal('fetch', async () => new Response('text', { headers: { 'X-Total': '7' } }));
    const transformResponse = (data, headers) => headers.get('x-total');
    expect((await everfetch.get('http://h/', { transformResponse })).data).toBe('7');
  });
});

describe('a stream as the answer', () => {
  test('is handed out as it is, and its Response if asked for', async () => {
    const { data } = await everfetch.get(base + '/text', { responseType: 'stream' });
    expect(data).toBeInstanceOf(ReadableStream);
    expect(await new Response(data).text()).toBe('just text');
    const { data: response } = await everfetch.get(base + '/text', {
      responseType: 'response',
      adapter: 'fetch',
    });
    expect(await response.text()).toBe('just text');
  });

  test('stays under the signal until it has been read, and frees it then', async () => {
    const { controller, signal, count } = countedController();
    const { data } = await everfetch.get(base + '/chunks/3', {
      responseType: 'stream',
      signal,
      adapter: 'fetch',
    });
    expect(count()).toBe(1);
    expect(await new Response(data).text()).toBe('0123456789'.repeat(3));
    expect(count()).toBe(0);

    const other = await everfetch
      .get(base + '/hang-half', { responseType: 'stream', signal })
      .catch((error) => error);
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
    const as = async (responseType, path = '/text') =>
      (await everfetch.get(base + path, { responseType, adapter: 'fetch' })).data;
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
    expect(await code({ url: base + '/chunks/5', maxContentLength: 10 })).toMatchObject({
      code: 'ERR_BAD_RESPONSE',
    });
    const { data } = await everfetch.get(base + '/chunks/5', {
      adapter: 'fetch',
      maxContentLength: 10,
      responseType: 'stream',
    });
    expect(await failure(new Response(data).text())).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
    expect(
      (await everfetch.get(base + '/bytes/20', { adapter: 'fetch', maxContentLength: 20 })).data,
    ).toHaveLength(20);
    expect(await code({ url: 'data:text/plain,' + 'x'.repeat(20), maxContentLength: 10 })).toMatchObject({
      code: 'ERR_BAD_RESPONSE',
    });
  });

  test('of the body: text, bytes, forms, and counted in a stream', async () => {
    const send = (data, maxBodyLength = 10) =>
      code({ url: base + '/echo', method: 'post', data, maxBodyLength });
    const refused = { code: 'ERR_BAD_REQUEST', message: 'Request body larger than maxBodyLength limit' };
    const form = new FormData();
    form.append('a', new Blob(['x'.repeat(50)]), 'f');
    expect(await send('ü'.repeat(6))).toMatchObject(refused);
    expect(await send(new Uint8Array(11))).toMatchObject(refused);
    expect(await send(new Blob(['x'.repeat(11)]))).toMatchObject(refused);
    expect(await send(form, 50)).toMatchObject(refused);
    expect(await send(new Blob(['x'.repeat(50)]).stream())).toMatchObject(refused);
    const { data } = await everfetch.post(base + '/echo', form, { adapter: 'fetch', maxBodyLength: 500 });
    expect(data.body).toContain(
      'name="a"; filename="f"\r\nContent-Type: application/octet-stream\r\n\r\nxxx',
    );
  });

  test('are not looked at by default, as by XMLHttpRequest', async () => {
    const { data } = await everfetch.post(base + '/bytes/20', 'x'.repeat(20), {
      maxBodyLength: 1,
      maxContentLength: 1,
    });
    expect(data).toHaveLength(20);
  });
});

test('a form is sent with the boundary that the platform makes, whatever Content-Type says', async () => {
  const form = new FormData();
  form.append('a', 'b');
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=own', 'text/plain'])
    for (const adapter of [undefined, 'fetch']) {
      const { data } = await everfetch.post(base + '/echo', form, {
        adapter,
        headers: { 'Content-Type': type },
      });
      expect(data.headers['content-type']).toBe('multipart/form-data; boundary=BOUNDARY');
      expect(data.body).toContain('--BOUNDARY--');
    }
});

test('a stream is refused where requests cannot stream, rather than sent as its name', async () => {
  // Firefox and Safari: requests have no attribute `duplex`.
  const Original = Request;
  vi.stubGlobal('Request', function (...given) {
    return new Original(...given);
  });
  const stream = () => new Blob(['x']).stream();
  for (const adapter of [undefined, 'fetch'])
    expect(await failure(everfetch.post(base + '/echo', stream(), { adapter }))).toMatchObject({
      code: 'ERR_NOT_SUPPORT',
    });
  const { data } = await everfetch.post(base + '/echo', 'text', {
    adapter: 'fetch',
    onUploadProgress: () => {},
  });
  expect(data.body).toBe('text');
});

describe('progress', () => {
  test('of a download ends with all bytes, in axios’s form', async () => {
    for (const library of [axios, everfetch]) {
      const events = [];
      await library.get(base + '/bytes/200000', {
        adapter: 'fetch',
        onDownloadProgress: (event) => events.push(event),
      });
      const last = events[events.length - 1];
      expect(last).toMatchObject({
        loaded: 200000,
        total: 200000,
        progress: 1,
        download: true,
        lengthComputable: true,
      });
      expect(events.reduce((sum, event) => sum + event.bytes, 0)).toBe(200000);
      expect(Object.keys(last).sort()).toEqual(
        'bytes download estimated event lengthComputable loaded progress rate total'.split(' '),
      );
    }
  });

  test('of a download of unknown length', async () => {
    const events = [];
    await everfetch.get(base + '/chunks/3', { onDownloadProgress: (event) => events.push(event) });
    expect(events.pop()).toMatchObject({
      loaded: 30,
      total: undefined,
      progress: undefined,
      lengthComputable: false,
    });
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
    const { data } = await everfetch.post(base + '/echo', form, {
      adapter: 'fetch',
      onUploadProgress: () => {},
    });
    expect(data.headers['content-type']).toBe('multipart/form-data; boundary=BOUNDARY');
    expect(data.body).toContain('name="a"\r\n\r\nb\r\n');
  });
});
