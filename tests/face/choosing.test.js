// Which transport sends a request, and what of its options reaches fetch; an adapter that is called by its own name.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { failure } from './helpers.js';

const libraries = [
  ['axios', axios],
  ['everfetch', everfetch],
];

afterEach(() => vi.unstubAllGlobals());

test('a fetch of the config alone is enough for the default transport', async () => {
  vi.stubGlobal('fetch', undefined);
  const env = { fetch: async () => new Response('text') };
  const { data, request } = await everfetch.get('http://h/', { env });
  // What stands in for XMLHttpRequest, as with a fetch of the platform.
  expect([data, request]).toEqual([
    'text',
    { url: 'http://h/', method: 'GET', responseURL: 'http://h/', responseType: '', status: 200 },
  ]);
});

test('without any transport the error names those that were looked for', async () => {
  vi.stubGlobal('fetch', undefined);
  expect((await failure(everfetch.get('http://h/'))).message).toBe(
    [
      'There is no suitable adapter to dispatch the request since :',
      '- adapter fetch is not supported by the environment',
      '- adapter xhr is not supported by the environment',
    ].join('\n'),
  );
});

test('the fetch adapter can be called as it is, with a config that is no client’s', async () => {
  const calls = [];
  const fetch = async (...args) => (calls.push(args), new Response('text'));
  const config = { url: 'http://h/', env: { fetch, Request: null } };
  const response = await everfetch.getAdapter('fetch')(config);
  expect(response.data).toBe('text');
  expect(response.config).toBe(config);
  expect(calls).toMatchObject([['http://h/', { method: 'GET' }]]);
});

test('what stands in for XMLHttpRequest on an error says no more than is known', async () => {
  const env = { fetch: async () => Promise.reject(new TypeError('Failed to fetch')) };
  const none = { method: 'GET', responseURL: '', responseType: '', status: 0 };
  const dead = await failure(everfetch.get('http://h/', { env }));
  expect([dead.code, dead.request]).toEqual(['ERR_NETWORK', { ...none, url: 'http://h/' }]);
  const url = {
    toString() {
      throw new Error('no address yet');
    },
  };
  const unsent = await failure(everfetch.request({ url, env }));
  expect([unsent.code, unsent.message]).toEqual(['ERR_BAD_OPTION_VALUE', 'no address yet']);
  expect(unsent.request).toEqual({ ...none, url: '' });
});

for (const [name, library] of libraries)
  describe(`what ${name} gives to fetch`, () => {
    test('withCredentials in every form', async () => {
      const seen = [];
      const fetch = async ({ credentials }) => (seen.push(credentials), new Response(''));
      for (const withCredentials of ['same-origin', 'omit', 'include', true, false])
        await library.get('http://h/', { adapter: 'fetch', withCredentials, env: { fetch } });
      expect(seen).toEqual(['same-origin', 'omit', 'include', 'include', 'omit']);
    });

    test('a responseType in any case', async () => {
      const fetch = async () => new Response('text');
      for (const responseType of ['ArrayBuffer', 'BLOB']) {
        const { data } = await library.get('http://h/', { adapter: 'fetch', responseType, env: { fetch } });
        expect(Object.prototype.toString.call(data)).toBe(
          responseType === 'BLOB' ? '[object Blob]' : '[object ArrayBuffer]',
        );
      }
    });
  });

test('the code of a refused status is that of its hundred, by any transport', async () => {
  const codes = async (library, adapter) => {
    const seen = [];
    for (const status of [399, 400, 499, 500, 599]) {
      const env = { fetch: async () => new Response('', { status }) };
      const { code, message } = await failure(library.get('http://h/', { adapter, env }));
      seen.push([code, message]);
    }
    return seen;
  };
  const theirs = await codes(axios, 'fetch');
  expect(theirs[2]).toEqual(['ERR_BAD_REQUEST', 'Request failed with status code 499']);
  for (const adapter of [undefined, 'fetch']) expect(await codes(everfetch, adapter)).toEqual(theirs);
});

test('fetchOptions do not replace what belongs to the request, with a Request or without', async () => {
  const fetchOptions = {
    body: 'x',
    signal: AbortSignal.abort(),
    duplex: 'half',
    credentials: 'include',
    method: 'PUT',
    headers: { 'X-Other': '1' },
    cache: 'no-store',
  };
  const calls = [];
  const fetch = async (...args) => (calls.push(args), new Response(''));
  const get = (env) => everfetch.get('http://h/', { adapter: 'fetch', fetchOptions, env: { fetch, ...env } });
  await get({ Request: null });
  await get({});
  const [[, alone], [request, beside]] = calls;
  expect(Object.keys(alone).sort()).toEqual(['cache', 'headers', 'method', 'redirect']);
  expect([alone.method, alone.headers['X-Other']]).toEqual(['GET', undefined]);
  expect([request.method, request.headers.get('X-Other')]).toEqual(['GET', null]);
  expect(Object.keys(beside)).toEqual(['cache']);
});
