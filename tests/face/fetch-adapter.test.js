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
    });

    test('keeps the redirect mode of the caller, beside the Request too', async () => {
      const [, [request, beside]] = await run({
        fetchOptions: { redirect: 'error', body: 'x', method: 'PUT' },
      });
      expect([request.redirect, beside.redirect, request.method]).toEqual(['error', 'error', 'GET']);
      expect(Object.keys(beside)).toEqual(['redirect']);
      const [, [still, manual]] = await run({ maxRedirects: 0, fetchOptions: { cache: 'no-store' } });
      expect([still.redirect, manual.redirect]).toEqual(['manual', 'manual']);
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
