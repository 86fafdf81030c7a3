// What real applications do with axios, mostly around a 401: each must run unchanged.
import axios from 'axios-browser';
import everfetch, { AxiosError, AxiosHeaders, HttpStatusCode } from 'everfetch';
import { describe, expect, inject, test } from 'vitest';

const base = inject('base');

/** A server in the place of an adapter: 401 until the header `X-Token` is `new`; says what it got. */
const api = (library, seen = []) => {
  const client = library.create({
    baseURL: 'http://h',
    adapter: async (config) => {
      const headers = config.headers.toJSON();
      seen.push({
        method: config.method,
        url: config.url,
        baseURL: config.baseURL,
        data: config.data,
        headers,
        retry: config._retry,
      });
      const ok = headers['X-Token'] === 'new';
      const response = {
        data: '{"ok":true}',
        status: ok ? 200 : 401,
        statusText: '',
        headers: {},
        config,
        request: {},
      };
      if (ok) return response;
      throw new library.AxiosError(
        'Request failed with status code 401',
        'ERR_BAD_REQUEST',
        config,
        {},
        response,
      );
    },
  });
  return { client, seen };
};

/** The same idiom in axios and in everfetch: what reached the server, and what came back. */
const idiom = (name, work) =>
  test(name, async () => {
    const results = [];
    for (const library of [axios, everfetch]) {
      const { client, seen } = api(library);
      const outcome = await work(client, library, seen).then(
        (response) =>
          response && response.config
            ? { data: response.data, status: response.status }
            : { value: response },
        (error) => ({ message: error.message, code: error.code }),
      );
      results.push({ seen, outcome });
    }
    expect(results[1]).toEqual(results[0]);
  });

describe('resending after a 401', () => {
  const retry = (client, change) =>
    client.interceptors.response.use(undefined, (error) => {
      const { config } = error;
      if (config._retry) return Promise.reject(error);
      config._retry = true;
      return change(config, error);
    });

  idiom('with one header set on error.config.headers', async (client) => {
    retry(client, (config) => ((config.headers['X-Token'] = 'new'), client(config)));
    return client.post('/a', { x: 1 }, { params: { q: 1 } });
  });
  idiom('through headers.set', async (client) => {
    retry(client, (config) => (config.headers.set('X-Token', 'new'), client.request(config)));
    return client.get('/a');
  });
  idiom('with a spread of the headers', async (client) => {
    retry(client, (config) => client({ ...config, headers: { ...config.headers, 'X-Token': 'new' } }));
    return client.put('/a', { x: 1 }, { headers: { 'Content-Type': 'application/json' } });
  });
  idiom('with a plain object and a body that is JSON text already', async (client) => {
    retry(client, (config) => ((config.headers = { 'X-Token': 'new' }), client(config)));
    return client.post('/a', { x: 1 });
  });
  idiom('with the body parsed back', async (client) => {
    retry(client, (config) => {
      config.headers = { 'X-Token': 'new' };
      config.data = JSON.parse(config.data);
      return client(config);
    });
    return client.post('/a', { x: 1 });
  });
  idiom('with url and the config', async (client) => {
    retry(client, (config) => client.request(config.url, { ...config, headers: { 'X-Token': 'new' } }));
    return client.get('/a');
  });
  idiom('through error.response.config, which is the same object', async (client) => {
    retry(client, (config, error) => {
      expect(error.response.config).toBe(config);
      error.response.config.headers['X-Token'] = 'new';
      return client(config);
    });
    return client.get('/a');
  });
  idiom('through another instance: baseURL and flags stay', async (client, library) => {
    const other = library.create({ baseURL: 'http://other', headers: { common: { 'X-Other': '1' } } });
    retry(client, (config) => ((config.headers['X-Token'] = 'new'), other(config)));
    return client.get('/a');
  });
  idiom('after defaults.headers changed: a header of the config is older and wins', async (client) => {
    retry(client, (config) => {
      client.defaults.headers.common['X-Token'] = 'new';
      client.defaults.headers.common.Old = 'changed';
      return client(config);
    });
    return client.get('/a', { headers: { Old: 'kept' } });
  });
  idiom('a queue: resolved later with the call', async (client) => {
    const waiting = [];
    retry(
      client,
      (config) =>
        new Promise((resolve) =>
          waiting.push(() =>
            resolve(client({ ...config, headers: { ...config.headers, 'X-Token': 'new' } })),
          ),
        ),
    );
    const calls = [client.get('/a'), client.get('/b')];
    setTimeout(() => waiting.forEach((go) => go()), 5);
    const responses = await Promise.all(calls);
    return responses.map(({ data, config }) => [data, config.url]);
  });
  idiom('a handler that returns nothing resolves so', async (client) => {
    client.interceptors.response.use(null, () => undefined);
    return client.get('/a');
  });
  idiom('a handler that returns the error', async (client) => {
    client.interceptors.response.use(null, (error) => ['error', error.message.slice(-3)]);
    return client.get('/a');
  });
  idiom('a handler that rejects what is no error', async (client) => {
    client.interceptors.response.use(null, (error) => Promise.reject(error.response.data));
    return client.get('/a').catch((reason) => ['reason', reason]);
  });

  test('the resent config is a new object, and keeps unknown keys and symbols', async () => {
    const { client } = api(everfetch);
    const flag = Symbol('sent');
    const configs = [];
    retry(client, (config) => (configs.push(config), (config.headers['X-Token'] = 'new'), client(config)));
    const { config } = await client.get('/a', { [flag]: { a: 1 }, own: 'x' });
    expect(config).not.toBe(configs[0]);
    expect(config[flag]).toEqual({ a: 1 });
    expect(config.own).toBe('x');
  });
});

describe('default headers', () => {
  const ok = { headers: { 'X-Token': 'new' } };
  idiom('for all, for a method, flat', async (client) => {
    client.defaults.headers.common.Authorization = 'Bearer a';
    client.defaults.headers.post['X-Post'] = 'p';
    client.defaults.headers.Flat = 'f';
    await client.get('/a', ok);
    delete client.defaults.headers.common.Authorization;
    delete client.defaults.headers.Flat;
    return client.post('/a', {}, ok);
  });
  idiom('replaced as a whole', async (client) => {
    client.defaults.headers.common = {};
    await client.get('/a', ok);
    client.defaults.headers = {};
    await client.get('/a', ok);
    client.defaults.headers = undefined;
    return client.get('/a', ok);
  });
  idiom('of an AxiosHeaders', async (client, { AxiosHeaders: Headers }) => {
    client.defaults.headers = new Headers({ Flat: 'f' });
    client.defaults.headers.common = new Headers({ Common: 'c' });
    return client.get('/a', { headers: new Headers({ 'x-token': 'new', 'X-Token': 'new' }) });
  });
  idiom('in other spellings, and blocked', async (client) => {
    client.defaults.headers.common = { ACCEPT: 'a', 'X-Blocked': false, 'X-Null': null };
    client.defaults.headers.flat = 'f';
    return client.get('/a', {
      headers: { accept: 'b', 'X-Blocked': 'x', 'X-Null': 'n', FLAT: 'g', 'X-Token': 'new' },
    });
  });
  idiom('that are no maps although they are called like methods', async (client) => {
    client.defaults.headers.get = 'literal';
    return client.get('/a', { headers: { Link: '</a>', Purge: null, 'X-Token': 'new' } });
  });

  test('a custom header that is false can be read as false', async () => {
    const { client } = api(everfetch);
    const seen = [];
    client.interceptors.request.use(
      (config) => (seen.push(config.headers['X-Skip'], config.headers.get('x-skip')), config),
    );
    await client.get('/a', { headers: { 'X-Skip': false, 'X-Token': 'new' } });
    expect(seen).toEqual([false, false]);
  });
});

describe('reading what came back', () => {
  test('error.request has responseURL and a status, 0 without an answer', async () => {
    const refused = await everfetch.get(base + '/status/403').catch((error) => error);
    expect(refused.request).toMatchObject({ responseURL: base + '/status/403', status: 403 });
    expect(refused.status).toBe(HttpStatusCode.Forbidden);
    const dead = await everfetch.get(base + '/drop').catch((error) => error);
    expect(dead.request.status).toBe(0);
    expect(dead.response).toBeUndefined();
    const { request } = await everfetch.get(base + '/redirect', { responseType: 'blob' });
    expect(request).toMatchObject({ responseURL: base + '/text', responseType: 'blob' });
  });

  test('headers by index, has and get', async () => {
    const { headers } = await everfetch.get(base + '/headers');
    expect([headers['x-one'], headers.get('X-ONE'), headers.has('etag'), headers.ETag]).toEqual([
      '1, 2',
      '1, 2',
      true,
      undefined,
    ]);
    expect(headers).toBeInstanceOf(AxiosHeaders);
  });

  test('an error of one’s own, and a subclass', () => {
    class Own extends AxiosError {}
    const error = new Own('m', 'C', {}, {}, { status: 418 });
    expect(error).toBeInstanceOf(AxiosError);
    expect(everfetch.isAxiosError(error)).toBe(true);
    expect(error.status).toBe(418);
  });

  test('defaults are one object, live, and belong to one instance', async () => {
    const [a, b] = [everfetch.create(), everfetch.create()];
    a.defaults.headers.common['X-A'] = '1';
    expect(b.defaults.headers.common).not.toHaveProperty('X-A');
    expect(everfetch.defaults.headers.common).not.toHaveProperty('X-A');
    expect(a.create().defaults.headers.common['X-A']).toBe('1');
    a.defaults.baseURL = base;
    expect((await a.get('/text')).data).toBe('just text');
  });

  test('the config of the caller is left as it was', async () => {
    const config = { headers: { 'X-Own': '1' }, params: { a: 1 }, data: { x: [1] } };
    const before = structuredClone(config);
    await everfetch(base + '/echo', config);
    await everfetch.post(base + '/echo', config.data, config);
    expect(config).toEqual(before);
  });
});

test('h167_a_client_without_a_session_is_anonymous_and_says_what_is_missing', async () => {
  const { session } = everfetch.create();
  expect([session.state, session.isSignedIn, await session.ready()]).toEqual([
    'anonymous',
    false,
    'anonymous',
  ]);
  await expect(session.signIn('x')).rejects.toThrow(/no session/);
  expect(() => session.subscribe(() => {})).toThrow(/no session/);
  expect(Object.keys(everfetch)).not.toContain('session');
});
