// One request by fetch, in both manners: what fetch is called with, and what its answer becomes. The adapter is called as
// the client calls it, with a config and an environment.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { send } from '../../pkg-template/src/adapters/fetch.js';
import { guard } from '../../pkg-template/src/adapters/guard.js';
import { setRare } from '../../pkg-template/src/adapters/rare.js';
import { failure } from './outcomes.js';
import { calls, initOf, run } from './sent.js';

setRare({ parts: { guard } });
afterEach(() => vi.unstubAllGlobals());

const manners = [
  ['as XMLHttpRequest does', true],
  ['as axios’s fetch adapter does', false],
];
for (const [name, likeXhr] of manners)
  describe(name, () => {
    test('the method is GET, or what the config says, in capitals', async () => {
      expect((await initOf({}, likeXhr)).method).toBe('GET');
      expect((await initOf({ method: 'patch' }, likeXhr)).method).toBe('PATCH');
    });

    test('a member that the config inherits counts', async () => {
      class Config {
        constructor() {
          this.url = 'http://h/own';
        }
        get method() {
          return 'put';
        }
      }
      const fetch = vi.fn(async () => new Response('ok'));
      await send(new Config(), undefined, { fetch, Request: null }, likeXhr);
      expect(fetch.mock.calls).toMatchObject([['http://h/own', { method: 'PUT' }]]);
    });

    test('the environment is that of the config, where the caller names none', async () => {
      const fetch = vi.fn(async () => new Response('ok'));
      const config = { url: 'http://h/', env: { fetch, Request: null } };
      expect((await send(config, undefined, undefined, likeXhr)).data).toBe('ok');
      const other = vi.fn(async () => new Response('other'));
      expect((await send(config, undefined, { fetch: other, Request: null }, likeXhr)).data).toBe('other');
      expect(fetch).toHaveBeenCalledOnce();
    });

    test('the fetch of the platform is used, where the environment has none', async () => {
      vi.stubGlobal('fetch', async () => new Response('global'));
      for (const env of [undefined, {}, { fetch: undefined }, { fetch: null }])
        expect((await send({ url: 'http://h/' }, undefined, env, likeXhr)).data).toBe('global');
    });

    test('fetch gets a signal only for what could end the request', async () => {
      expect(await initOf({}, likeXhr)).not.toHaveProperty('signal');
      const { signal } = new AbortController();
      for (const config of [{ signal }, { timeout: 1000 }]) {
        const seen = (await initOf(config, likeXhr)).signal;
        expect(seen).toBeInstanceOf(AbortSignal);
        expect(seen).not.toBe(signal);
      }
    });

    test('a body is sent if there is one, and a stream is announced', async () => {
      for (const data of [undefined, null]) {
        const init = await initOf({ method: 'post', data }, likeXhr);
        expect(init).not.toHaveProperty('body');
        expect(init).not.toHaveProperty('duplex');
      }
      const init = await initOf({ method: 'post', data: 'text' }, likeXhr);
      expect([init.body, 'duplex' in init]).toEqual(['text', false]);
      const data = new Blob(['x']).stream();
      expect(await initOf({ method: 'post', data }, likeXhr)).toMatchObject({ body: data, duplex: 'half' });
    });

    test('a Request of the environment is sent, and fetchOptions beside it replace nothing of it', async () => {
      const fetchOptions = { method: 'DELETE', headers: { 'x-other': '1' }, body: 'x', cache: 'no-store' };
      const extra = { header: 'Authorization', value: 'Bearer secret', include: true };
      await run({ fetchOptions }, likeXhr, { env: { Request }, extra });
      const [[request, beside]] = calls;
      expect(request).toBeInstanceOf(Request);
      expect([request.url, request.method, request.credentials]).toEqual(['http://h/', 'GET', 'include']);
      expect({ ...beside }).toEqual({ cache: 'no-store' });
      await run({}, likeXhr, { env: { Request } });
      expect(calls[0][1]).toBe(undefined);
    });

    test('a credential in a header of its own follows no redirect, whatever stands beside the Request', async () => {
      const extra = { header: 'X-Token', value: 'secret' };
      await run({ fetchOptions: { cache: 'no-store' } }, likeXhr, { env: { Request }, extra });
      const [[request, beside]] = calls;
      expect([request.redirect, beside.redirect]).toEqual(['error', 'error']);
    });

    test('Basic authentication is written as the transport writes it', async () => {
      const bytes = Buffer.from('ü:', likeXhr ? 'latin1' : 'utf8');
      const { headers } = await initOf({ auth: { username: 'ü' } }, likeXhr);
      expect(headers.Authorization).toBe('Basic ' + bytes.toString('base64'));
    });

    test('an answer carries the config, the status and the headers', async () => {
      const config = { url: 'http://h/', validateStatus: null };
      const init = { status: 418, statusText: 'Teapot', headers: { 'X-A': '1' } };
      const response = new Response('text', init);
      const walk = vi.spyOn(response.headers, 'forEach');
      const fetch = async () => response;
      const answer = await send(config, undefined, { fetch, Request: null }, likeXhr);
      expect(answer).toMatchObject({ data: 'text', status: 418, statusText: 'Teapot' });
      expect(answer.config).toBe(config);
      // Few callers read them, and the copy costs as much as the rest.
      expect(walk).not.toHaveBeenCalled();
      expect(answer.headers.get('x-a')).toBe('1');
      const headers = {};
      answer.headers = headers;
      expect(answer.headers).toBe(headers);
    });

    test('headers that are no Headers are copied at once, since they may change or throw', async () => {
      const headers = { 'x-a': '1' };
      const answered = await run({}, likeXhr, {
        answer: async () => ({ headers, text: async () => 'text' }),
      });
      headers['x-a'] = '2';
      expect([answered.headers.get('x-a'), answered.data]).toEqual(['1', 'text']);
      vi.stubGlobal('Headers', undefined);
      const bare = await run({}, likeXhr, {
        answer: async () => ({ headers: { 'x-a': '3' }, text: async () => 'text' }),
      });
      expect(bare.headers.get('x-a')).toBe('3');
    });

    test('what is no response is an error, and so is what throws on the way', async () => {
      for (const nothing of [undefined, null, 'text', 5]) {
        const error = await failure(run({}, likeXhr, { answer: async () => nothing }));
        expect((error.cause ?? error).message).toBe('fetch gave no response');
        expect(error.config.url).toBe('http://h/');
      }
      const thrown = new Error('mine');
      const broken = {
        headers: {},
        text() {
          throw thrown;
        },
      };
      expect((await failure(run({}, likeXhr, { answer: async () => broken }))).cause).toBe(thrown);
      const rejects = { headers: {}, text: () => Promise.reject(thrown) };
      expect((await failure(run({}, likeXhr, { answer: async () => rejects }))).cause).toBe(thrown);
      const validateStatus = () => {
        throw thrown;
      };
      expect((await failure(run({ validateStatus }, likeXhr))).cause).toBe(thrown);
      const now = failure(
        run({}, likeXhr, {
          answer() {
            throw thrown;
          },
        }),
      );
      expect((await now).cause).toBe(thrown);
    });

    test('a fetch that answers at once, and a body that is no promise, are as good', async () => {
      const answer = () => ({ status: 200, headers: {}, text: () => 'text' });
      expect((await run({}, likeXhr, { answer })).data).toBe('text');
    });

    test('a promise of another kind is waited for', async () => {
      const thenable = (value) => ({ then: (done) => done(value) });
      const answer = () => thenable({ status: 200, headers: {}, text: () => thenable('text') });
      expect((await run({}, likeXhr, { answer })).data).toBe('text');
    });

    test('limits are those of the config, which XMLHttpRequest has none of', async () => {
      const config = { method: 'post', data: 'text', maxBodyLength: 3 };
      if (likeXhr) expect((await run(config, likeXhr)).data).toBe('ok');
      else expect(await failure(run(config, likeXhr))).toMatchObject({ code: 'ERR_BAD_REQUEST', config });
      expect((await run({ ...config, maxBodyLength: 4 }, likeXhr)).data).toBe('ok');
    });

    test('a stream is handed out, in any spelling of its type, and so is the response', async () => {
      for (const responseType of ['stream', 'STREAM'])
        expect((await run({ responseType }, likeXhr)).data).toBeInstanceOf(ReadableStream);
      const { data } = await run({ responseType: 'Response' }, likeXhr);
      expect(await data.text()).toBe('ok');
      // A mock whose body is a promise: it is what the caller reads.
      const body = Promise.resolve('mine');
      const mock = { status: 200, headers: {}, body };
      const given = await run({ responseType: 'stream' }, likeXhr, { answer: async () => mock });
      expect(given.data).toBe(body);
    });
  });
