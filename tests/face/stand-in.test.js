// What is particular to each manner of sending by fetch: what stands in for XMLHttpRequest on answers and errors, and what
// is never sent in its place. sending.test.js has what both manners do.
import { describe, expect, test, vi } from 'vitest';
import { fetchAdapter } from '../../pkg-template/src/adapters/fetch.js';
import { failure } from './outcomes.js';
import { calls, initOf, run } from './sent.js';

test('the fetch adapter is one of everfetch’s own, and sends in axios’s manner', async () => {
  const fetch = vi.fn(async () => new Response('ok'));
  const { data } = await fetchAdapter(
    { url: 'http://h/' },
    { header: 'X-Token', value: 'secret' },
    { fetch },
  );
  const [[request]] = fetch.mock.calls;
  expect([data, request instanceof Request, fetchAdapter.builtin]).toEqual(['ok', true, true]);
});

describe('what stands in for XMLHttpRequest', () => {
  test('says what was sent and what came of it', async () => {
    const answered = Object.defineProperty(new Response('ok', { status: 201 }), 'url', {
      value: 'http://h/moved',
    });
    const { request } = await run({ method: 'put', responseType: 'text' }, true, {
      answer: async () => answered,
    });
    const known = { method: 'PUT', url: 'http://h/', responseType: 'text', status: 201 };
    expect(request).toEqual({ ...known, responseURL: 'http://h/moved' });
    expect((await run({}, true)).request).toEqual({
      method: 'GET',
      url: 'http://h/',
      responseURL: 'http://h/',
      responseType: '',
      status: 200,
    });
  });

  test('stays, where the environment has a Request; by the fetch adapter it is that Request', async () => {
    expect((await run({}, true, { env: { Request } })).request).toMatchObject({ status: 200 });
    for (const env of [{ Request }, { Request: undefined }]) {
      const { request } = await run({}, false, { env });
      expect(request).toBeInstanceOf(Request);
      expect(request).toBe(calls[0][0]);
      expect(request).not.toHaveProperty('status');
    }
    await run({}, true, { env: { Request: undefined } });
    expect(calls[0][0]).toBe('http://h/');
  });

  test('sends no body and no type of one with GET and HEAD, nor where there is none', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    for (const method of ['get', 'head', 'GET'])
      expect(await initOf({ method, data: 'x' }, true)).not.toHaveProperty('body');
    for (const method of ['getx', 'delete', 'options'])
      expect((await initOf({ method, data: 'x' }, true)).body).toBe('x');
    for (const data of ['', 0, false, null, undefined])
      expect(await initOf({ method: 'post', data }, true)).not.toHaveProperty('body');
    for (const likeXhr of [true, false])
      expect((await initOf({ method: 'post', headers, data: '' }, likeXhr)).headers).toEqual(headers);
    expect((await initOf({ method: 'post', headers }, true)).headers).toEqual({});
    expect((await initOf({ method: 'post', headers }, false)).headers).toEqual(headers);
    // The fetch adapter leaves it to fetch to refuse that.
    expect(await initOf({ method: 'post', data: '' }, false)).toMatchObject({ body: '' });
  });

  test('refuses a scheme that pages cannot send to, which the fetch adapter leaves to fetch', async () => {
    const error = await failure(run({ url: 'xhttp://h/' }, true));
    expect([error.code, error.message, calls.length]).toEqual([
      'ERR_BAD_REQUEST',
      'Unsupported protocol xhttp:',
      0,
    ]);
    expect(error.config.url).toBe('xhttp://h/');
    expect((await run({ url: 'xhttp://h/' }, false)).data).toBe('ok');
  });
});
