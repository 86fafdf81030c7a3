// axios's fetch adapter, where what reaches fetch and what an error carries can be seen; and what versions of axios after
// the one in the lock file do. Where that one does the same, both are asked.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { describe, expect, test, vi } from 'vitest';
import { failure } from './helpers.js';

const libraries = [
  ['axios', axios],
  ['everfetch', everfetch],
];

for (const [name, library] of libraries)
  describe(`the fetch adapter of ${name}`, () => {
    const run = async (config, answer = () => new Response('ok')) => {
      const calls = [];
      const fetch = async (...args) => (calls.push(args), answer());
      const { env, ...rest } = config;
      const sent = library.request({ url: 'http://h/a', adapter: 'fetch', env: { fetch, ...env }, ...rest });
      return [await sent.catch((error) => error), ...calls];
    };

    test('gives env.fetch a Request, unless there is none', async () => {
      const [, [first]] = await run({});
      expect(first).toBeInstanceOf(Request);
      expect(first.redirect).toBe('follow');
      const [, bare] = await run({ env: { Request: null } });
      expect(bare[0]).toBe('http://h/a');
      // The axios of the lock file leaves it to fetch where there is no Request; later ones say it.
      expect(bare[1].redirect).toBe(library === axios ? undefined : 'follow');
    });

    test('keeps the redirect mode of the caller, beside the Request too', async () => {
      const [, [request, beside]] = await run({
        fetchOptions: { redirect: 'error', body: 'x', method: 'PUT' },
      });
      expect([request.redirect, beside.redirect, request.method]).toEqual(['error', 'error', 'GET']);
      expect(Object.keys(beside)).toEqual(['redirect']);
      const [, [still, manual]] = await run({ maxRedirects: 0, fetchOptions: { cache: 'no-store' } });
      expect([still.redirect, manual.redirect]).toEqual(['manual', 'manual']);
      const [, [, plain]] = await run({ fetchOptions: { cache: 'no-store' } });
      expect(Object.keys(plain)).toEqual(['cache']);
    });

    test('shows the Request that was sent, on answers and on errors', async () => {
      const [response, [request]] = await run({});
      expect(response.request).toBe(request);
      const [error, [refused]] = await run({}, () => new Response('', { status: 500 }));
      expect(error.request).toBe(refused);
      expect(error.response.request).toBe(refused);
    });
  });

describe('after the axios of the lock file', () => {
  for (const adapter of [undefined, 'fetch'])
    test(`the reason of a signal is the cause of the CanceledError (${adapter || 'default'})`, async () => {
      const reason = new Error('left the page');
      const fetch = () => new Promise(() => {});
      const controller = new AbortController();
      const env = { fetch };
      const running = failure(everfetch.get('http://h/', { signal: controller.signal, adapter, env }));
      controller.abort(reason);
      const error = await running;
      expect([error.code, error.cause]).toEqual(['ERR_CANCELED', reason]);
      const signal = AbortSignal.abort(reason);
      expect((await failure(everfetch.get('http://h/', { signal, adapter, env }))).cause).toBe(reason);
    });

  test('a listener of a token that is taken away during the notification is not called, and none is left out', async () => {
    const { token, cancel } = everfetch.CancelToken.source();
    const called = [];
    const listeners = ['a', 'b', 'c', 'd'].map((name) => () => {
      called.push(name);
      if (name === 'c') token.unsubscribe(listeners[0]);
      token.unsubscribe(listeners['abcd'.indexOf(name)]);
    });
    for (const listener of listeners) token.subscribe(listener);
    cancel();
    await token.promise;
    await Promise.resolve();
    expect(called).toEqual(['d', 'c', 'b']);
  });

  test('a body whose Content-Length is over the limit is cancelled', async () => {
    const cancelled = vi.fn();
    const fetch = async () =>
      new Response(new ReadableStream({ cancel: cancelled }), { headers: { 'content-length': '20' } });
    const error = await failure(
      everfetch.get('http://h/', { adapter: 'fetch', env: { fetch }, maxContentLength: 10 }),
    );
    expect(error.code).toBe('ERR_BAD_RESPONSE');
    expect(cancelled).toHaveBeenCalledOnce();
  });

  test('formToJSON keeps an empty key', () => {
    const form = new FormData();
    form.append('', 'empty');
    expect(everfetch.formToJSON(form)).toEqual({ '': 'empty' });
  });
});

for (const [name, library] of libraries)
  describe(`a form by the fetch adapter of ${name}`, () => {
    const form = () => {
      const out = new FormData();
      out.append('na"me', 'two\nlines');
      out.append('file', new File(['content'], 'f"ü.txt', { type: 'text/plain' }));
      return out;
    };
    const post = async (config, type) => {
      let sent;
      const fetch = async (request, init) => {
        sent = request instanceof Request ? request : new Request(request, init);
        return new Response('');
      };
      const { env, ...rest } = config;
      const headers = type && { 'Content-Type': type };
      const made = library.post('http://h/', form(), {
        adapter: 'fetch',
        headers,
        env: { fetch, ...env },
        ...rest,
      });
      const error = await made.then(
        () => undefined,
        (thrown) => thrown,
      );
      return { error, type: sent?.headers.get('content-type'), text: sent && (await sent.text()) };
    };
    const TYPE = 'multipart/form-data; boundary=XyZ';
    const TEXT = [
      '--XyZ',
      'Content-Disposition: form-data; name="na%22me"',
      '',
      'two\r\nlines',
      '--XyZ',
      'Content-Disposition: form-data; name="file"; filename="f%22ü.txt"',
      'Content-Type: text/plain',
      '',
      'content',
      '--XyZ--',
      '',
    ].join('\r\n');
    const SIZE = new TextEncoder().encode(TEXT).length;

    test('is written with the boundary of the caller, which counts in maxBodyLength', async () => {
      expect(await post({}, TYPE)).toEqual({ error: undefined, type: TYPE, text: TEXT });
      expect(await post({ maxBodyLength: SIZE }, TYPE)).toMatchObject({ error: undefined, text: TEXT });
      const { error, text } = await post({ maxBodyLength: SIZE - 1 }, TYPE);
      expect([error.code, error.message, text]).toEqual([
        'ERR_BAD_REQUEST',
        'Request body larger than maxBodyLength limit',
        undefined,
      ]);
    });

    test('is refused where the boundary is none of RFC 2046', async () => {
      for (const boundary of ['x'.repeat(71), '"x "', '"x*y"'])
        expect((await post({}, `multipart/form-data; boundary=${boundary}`)).error).toMatchObject({
          code: 'ERR_BAD_OPTION_VALUE',
          message: 'Invalid multipart boundary',
        });
      expect((await post({}, `multipart/form-data; boundary=${'x'.repeat(70)}`)).error).toBe(undefined);
    });

    test('that is measured is made with env.Blob, and needs no Request and no Response of env', async () => {
      const made = [];
      const Blob_ = class extends Blob {
        constructor(...args) {
          super(...args);
          made.push(this);
        }
      };
      const bare = { Request: null, Response: null };
      const { type, error } = await post({ maxBodyLength: 1000, env: { ...bare, Blob: Blob_ } });
      expect(error).toBe(undefined);
      expect(made).toHaveLength(1);
      expect(type).toMatch(/^multipart\/form-data; boundary=axios-[\da-f]{36}$/);
      expect((await post({ maxBodyLength: 1000, env: { Blob: null } })).error).toMatchObject({
        code: 'ERR_NOT_SUPPORT',
        message: 'Blob is not supported',
      });
    });

    test('a data: URL over maxContentLength is not fetched', async () => {
      const fetched = vi.fn(async () => new Response(''));
      const get = (url) =>
        library
          .get(url, { adapter: 'fetch', maxContentLength: 5, env: { fetch: fetched, Request: null } })
          .then(
            () => 'sent',
            ({ code }) => code,
          );
      for (const url of [
        'data:text/plain,123456',
        'data:,12345%36',
        'data:text/plain;charset=utf-8;base64,MTIzNDU2',
        'data:;base64,MTIzNDU%32',
        'data:text/plain;base64=x,abcdef',
        'DATA:;BASE64,MTIzNDU2',
      ])
        expect([url, await get(url)]).toEqual([url, 'ERR_BAD_RESPONSE']);
      expect(fetched).not.toHaveBeenCalled();
      for (const url of [
        'data:,1%32345',
        'data:;base64,MTIzNDU=',
        'data:,12345#67890',
        'data:text/plain;base64=x,abcd',
      ])
        expect([url, await get(url)]).toEqual([url, 'sent']);
    });

    test('a request that a CancelToken cancels in flight rejects with its config', async () => {
      const { token, cancel } = library.CancelToken.source();
      const running = failure(
        library.get('http://h/', {
          adapter: 'fetch',
          cancelToken: token,
          'x-mine': 1,
          env: { fetch: () => new Promise(() => {}), Request: null },
        }),
      );
      await new Promise((resolve) => setImmediate(resolve));
      cancel('enough');
      if (name === 'axios') return; // axios waits for its fetch, which does not end here
      expect(await running).toMatchObject({ message: 'enough', config: { url: 'http://h/', 'x-mine': 1 } });
    });
  });

test('the last event of an upload is complete', async () => {
  const events = [];
  const fetch = async (request) => (await request.arrayBuffer(), new Response(''));
  await everfetch.post('http://h/', 'x'.repeat(300_000), {
    adapter: 'fetch',
    env: { fetch },
    onUploadProgress: (event) => events.push(event),
  });
  await new Promise((resolve) => setTimeout(resolve));
  expect(events.at(-1)).toMatchObject({ loaded: 300_000, total: 300_000, progress: 1 });
});

test('parameters that cannot be serialised are ERR_BAD_REQUEST', async () => {
  for (const adapter of [undefined, 'fetch']) {
    const fetch = vi.fn();
    for (const params of [{ a: '\ud800' }, { a: new Blob(['x']) }])
      expect(await failure(everfetch.get('http://h/', { adapter, params, env: { fetch } }))).toMatchObject({
        code: 'ERR_BAD_REQUEST',
      });
    expect(fetch).not.toHaveBeenCalled();
  }
});
