// What the fetch adapter does with bodies that are limited or watched, and with an environment of the caller's own.
import everfetch from 'everfetch';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { failure } from './helpers.js';

afterEach(() => vi.unstubAllGlobals());

const ok = () => Promise.resolve(new Response('ok'));
const asItIs = [(data) => data];
const send = (config, fetch = ok) =>
  everfetch.request({
    url: 'http://h/',
    method: 'post',
    adapter: 'fetch',
    transformRequest: asItIs,
    env: { fetch, Request: null },
    ...config,
  });

describe('a body with a limit', () => {
  test('URLSearchParams count by their text, not by how many they are', async () => {
    const data = new URLSearchParams({ a: '12345678' });
    expect(await failure(send({ data, maxBodyLength: 9 }))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'Request body larger than maxBodyLength limit',
    });
    expect((await send({ data, maxBodyLength: 10 })).status).toBe(200);
  });

  test('a stream that nobody listens to is counted, and arrives', async () => {
    const read = vi.fn(async (_, init) => new Response(await new Response(init.body).text()));
    const stream = () => new Blob(['0123456789']).stream();
    expect((await send({ data: stream(), maxBodyLength: 10 }, read)).data).toBe('0123456789');
    expect(await failure(send({ data: stream(), maxBodyLength: 9 }, read))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
    });
  });
});

test('where fetch sends no streams, a listener of the upload leaves the body as it is', async () => {
  vi.stubGlobal('Request', class {});
  const data = new Blob(['0123456789']);
  const fetch = vi.fn(ok);
  await send({ data, onUploadProgress: () => {} }, fetch);
  expect(fetch.mock.calls[0][1].body).toBe(data);
});

test('the scheme of a data URL is the same in capitals, for its limit too', async () => {
  const get = (maxContentLength) =>
    send({ method: 'get', url: 'DATA:text/plain,0123456789', maxContentLength });
  expect(await failure(get(9))).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  expect((await get(10)).status).toBe(200);
});

test('a body whose cancel() rejects is still one error: that it was too large', async () => {
  let cancels = 0;
  // No mock of the runner's: it would handle the rejection.
  const cancel = () => (cancels++, Promise.reject(new Error('no')));
  const response = { status: 200, headers: new Headers({ 'content-length': '11' }), body: { cancel } };
  const error = await failure(send({ maxContentLength: 10 }, async () => response));
  expect(error.message).toMatch(/maxContentLength/);
  expect(cancels).toBe(1);
  // An unhandled rejection would be told now.
  await new Promise((resolve) => setTimeout(resolve));
});

describe('the environment of the caller', () => {
  test('an env.fetch that is no function is no environment for fetch', async () => {
    expect((await failure(send({}, 'fetch'))).message).toMatch(/is not supported by the environment/);
  });

  test('an env.fetch needs no global one', async () => {
    vi.stubGlobal('fetch', undefined);
    expect((await send({})).data).toBe('ok');
  });

  test('only a TypeError that speaks of fetch is a dead network', async () => {
    const fails = (error) => failure(send({}, () => Promise.reject(error)));
    expect(await fails(new TypeError('Failed to fetch'))).toMatchObject({ code: 'ERR_NETWORK' });
    const own = await fails(new RangeError('fetch of my own'));
    expect([own.code, own.message]).toEqual([undefined, 'fetch of my own']);
    expect((await fails(new TypeError('mine'))).code).toBe(undefined);
  });
});
