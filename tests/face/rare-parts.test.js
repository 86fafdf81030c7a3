// When the part of the package that few requests need is loaded: for which requests, how often, and what becomes of one
// that could not be loaded.
import { describe, expect, test, vi } from 'vitest';
import { VERSION } from '../../pkg-template/src/client/version.js';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';
import { needsWatch } from '../../pkg-template/src/adapters/rare.js';
import { failure } from './outcomes.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const fresh = () => {
  vi.resetModules();
  return import('../../pkg-template/src/adapters/rare.js');
};
/** The file of the part, with what it exports. */
const file = (parts) => ({ version: VERSION, open: () => parts });

describe('a request needs it', () => {
  const needs = (config, likeXhr) => !!needsWatch(config, likeXhr);
  const form = new FormData();
  const listener = () => {};

  test('by any transport: to be watched, to send a stream, to hand one out', () => {
    for (const config of [
      { onDownloadProgress: listener },
      { onUploadProgress: listener },
      { data: new Blob(['x']).stream() },
      { data: { pipe() {} } },
      { responseType: 'stream' },
      { responseType: 'response' },
      { responseType: 'STREAM' },
    ])
      for (const likeXhr of [true, false]) expect([config, needs(config, likeXhr)]).toEqual([config, true]);
  });

  test('by the fetch adapter alone: to be limited, to write a form with a boundary of its own', () => {
    const boundary = { 'Content-Type': 'multipart/form-data; Boundary=x' };
    for (const config of [
      { maxContentLength: 0 },
      { maxBodyLength: 0 },
      { maxContentLength: 1000 },
      { maxBodyLength: 1 },
      { data: form, headers: new AxiosHeaders(boundary) },
      { data: form, headers: 'content-type: multipart/form-data; boundary=x' },
    ]) {
      expect([config, needs(config, false)]).toEqual([config, true]);
      expect([config, needs(config, true)]).toEqual([config, false]);
    }
  });

  test('else not', () => {
    for (const config of [
      {},
      { maxContentLength: -1, maxBodyLength: -1 },
      { responseType: 'streams' },
      { responseType: 'upstream' },
      { responseType: 'json' },
      { responseType: 'responses' },
      { responseType: 'xresponse' },
      { responseType: '' },
      { data: form },
      { data: form, headers: new AxiosHeaders({ 'Content-Type': 'multipart/form-data' }) },
      { data: 'text', headers: new AxiosHeaders({ 'X-Boundary': 'boundary' }) },
      { data: new Blob(['x']) },
    ])
      for (const likeXhr of [true, false]) expect([config, needs(config, likeXhr)]).toEqual([config, false]);
  });
});

describe('the part', () => {
  test('that is there serves at once', async () => {
    const { setRare, rareNow, withRare } = await fresh();
    expect(rareNow()).toBe(undefined);
    const parts = {};
    setRare({ parts });
    const next = vi.fn(async () => 'done');
    const end = withRare(next);
    expect(next.mock.calls).toEqual([[parts]]);
    expect(next.mock.calls[0][0]).toBe(parts);
    expect(rareNow()).toBe(parts);
    expect(await end).toBe('done');
  });

  test('that is a file of its own is loaded once, by the first that needs it', async () => {
    const { setRare, rareNow, withRare } = await fresh();
    const parts = {};
    const load = vi.fn(async () => file(parts));
    setRare({ load });
    await settled();
    expect([load.mock.calls.length, rareNow()]).toEqual([0, undefined]);
    const ends = [1, 2].map((n) => withRare(async (rare) => [n, rare]));
    expect(await Promise.all(ends)).toEqual([
      [1, parts],
      [2, parts],
    ]);
    const later = vi.fn(async () => {});
    withRare(later);
    expect(later).toHaveBeenCalledWith(parts);
    expect(load).toHaveBeenCalledOnce();
  });

  test('that cannot be loaded fails those that need it, and the next one tries again', async () => {
    const { setRare, withRare } = await fresh();
    const load = vi.fn(() => Promise.reject(new TypeError('no network')));
    setRare({ load });
    const next = vi.fn(async () => {});
    expect(await failure(withRare(next))).toMatchObject({ code: 'ERR_CORE_UNAVAILABLE', retryable: true });
    expect(next).not.toHaveBeenCalled();
    const parts = {};
    load.mockImplementation(async () => file(parts));
    await withRare(next);
    expect(next).toHaveBeenCalledWith(parts);
  });

  test('is found beside the package, under its name', async () => {
    const { setRare, rareNow } = await fresh();
    const parts = {};
    const load = vi.fn();
    setRare({ load });
    const name = Symbol.for('everfetch.rare');
    globalThis[name] = { [VERSION]: file(parts) };
    try {
      expect(rareNow()).toBe(parts);
      expect(load).not.toHaveBeenCalled();
    } finally {
      delete globalThis[name];
    }
  });

  test('has XMLHttpRequest, whose adapter is one of everfetch’s own', async () => {
    const { setRare, byXhr } = await fresh();
    const xhrAdapter = vi.fn(async () => 'answer');
    setRare({ parts: { xhrAdapter } });
    const [config, extra] = [{}, {}];
    expect(await byXhr(config, extra)).toBe('answer');
    expect(xhrAdapter.mock.calls[0]).toEqual([config, extra]);
    expect(xhrAdapter.mock.calls[0][0]).toBe(config);
    expect(byXhr.builtin).toBe(true);
    const broken = new Error('no XMLHttpRequest');
    xhrAdapter.mockImplementation(() => {
      throw broken;
    });
    expect(await failure(byXhr(config))).toBe(broken);
  });
});

test('a plain request is sent before its call returns, and loads nothing', async () => {
  const { setRare } = await fresh();
  const { send } = await import('../../pkg-template/src/adapters/fetch.js');
  const load = vi.fn(async () => file({}));
  setRare({ load });
  const fetch = vi.fn(async () => new Response('text'));
  for (const likeXhr of [true, false]) {
    const end = send({ url: 'http://h/' }, undefined, { fetch, Request: null }, likeXhr);
    expect(fetch).toHaveBeenCalledOnce();
    fetch.mockClear();
    expect((await end).data).toBe('text');
  }
  expect(load).not.toHaveBeenCalled();
});
