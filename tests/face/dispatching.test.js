// From the last request interceptor to the first response interceptor: what an adapter is given, and what is made of what
// it gives or fails with. The module alone, with adapters of the test.
import everfetch from 'everfetch';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dispatch } from '../../pkg-template/src/client/dispatch.js';
import { failure } from './helpers.js';

const { AxiosHeaders, CanceledError, CancelToken } = everfetch;

let warn;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  expect(warn.mock.calls).toEqual([]);
  vi.restoreAllMocks();
});

/** Dispatches a config whose adapter gives this answer, or fails with it. */
const send = async (config, answer = {}, fails = false) => {
  const adapter = async (given) => {
    if (fails) throw answer;
    return { data: 'data', status: 200, statusText: '', headers: {}, config: given, ...answer };
  };
  return dispatch({ url: '/x', method: 'get', adapter, ...config });
};
const seenBy = async (config) => {
  let seen;
  const adapter = async (given) => ((seen = given), { data: '', status: 200, headers: {} });
  await dispatch({ url: '/x', method: 'get', adapter, ...config });
  return seen;
};

describe('the adapter is given', () => {
  test('a flat copy of the config, with its headers in a container, and the data as it was transformed', async () => {
    const raw = Object.create({ timeout: 5 });
    Object.assign(raw, { headers: { 'x-a': 'b' }, data: 'a' });
    raw.transformRequest = [(data) => data + 'b', (data, headers) => (headers.set('X-B', 'c'), data + 'c')];
    const adapter = async (given) => ({ data: given, status: 200, headers: {} });
    const { data } = await dispatch(Object.assign(raw, { adapter, method: 'get' }));
    expect([data.timeout, data.data, raw.data]).toEqual([5, 'abc', 'a']);
    expect(data.headers).toBeInstanceOf(AxiosHeaders);
    expect({ ...data.headers }).toEqual({ 'x-a': 'b', 'X-B': 'c' });
  });

  test('a content type for the methods that have bodies, unless there is one', async () => {
    const typeOf = async (method, headers) =>
      (await seenBy({ method, headers, data: 'a' })).headers.getContentType();
    for (const method of ['post', 'put', 'patch'])
      expect(await typeOf(method)).toBe('application/x-www-form-urlencoded');
    for (const method of ['get', 'delete', 'query', 'xpost', 'postx', 'xpatch', 'patchx', undefined])
      expect(await typeOf(method)).toBeUndefined();
    expect(await typeOf('put', { 'content-type': 'text/plain' })).toBe('text/plain');
  });

  test('nothing at all, where the request is canceled already', async () => {
    const adapter = vi.fn();
    const transformRequest = vi.fn();
    const { token, cancel } = CancelToken.source();
    cancel('why');
    for (const canceled of [{ cancelToken: token }, { signal: AbortSignal.abort() }])
      expect(await failure(send({ adapter, transformRequest, ...canceled }))).toBeInstanceOf(CanceledError);
    expect([adapter, transformRequest].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });

  test('the defaults have one where the config has none', async () => {
    const fetch = vi.fn(async () => new Response('text'));
    vi.stubGlobal('fetch', fetch);
    const { data } = await dispatch({ url: 'http://h/', method: 'get' });
    expect([data, fetch.mock.calls.length]).toEqual(['text', 1]);
    vi.unstubAllGlobals();
  });
});

describe('an answer', () => {
  test('has transformed data and how long it took, in whole milliseconds', async () => {
    const now = vi.spyOn(performance, 'now');
    for (const [times, duration] of [
      [[100.2, 103.8], 4],
      [[100.2, 101.5], 1],
      [[100, 100], 0],
      [[100, 90], 0],
    ]) {
      for (const time of times) now.mockReturnValueOnce(time);
      const answer = await send({ transformResponse: [(data) => [data], (data) => ({ data })] });
      expect([answer.data, answer.duration]).toEqual([{ data: ['data'] }, duration]);
    }
  });

  test('is on the config while it is transformed, and not afterwards, also where that fails', async () => {
    for (const problem of [undefined, new Error('mine')]) {
      const seen = [];
      let config;
      const transformResponse = function (data, headers, status) {
        config = this;
        seen.push(this.response.data, headers.get('x-a'), status);
        if (problem) throw problem;
        return data;
      };
      const sent = send({ transformResponse }, { headers: { 'X-A': 'b' }, status: 201 });
      expect(await sent.catch((error) => error)).toEqual(problem ?? expect.objectContaining({ status: 201 }));
      expect([seen, 'response' in config]).toEqual([['data', 'b', 201], false]);
    }
  });

  test('has its headers in a container, whoever has sent it', async () => {
    for (const headers of [{ 'x-a': 'b' }, new AxiosHeaders({ 'X-A': 'b' }), undefined, null]) {
      const answer = await send({}, { headers });
      expect(answer.headers).toBeInstanceOf(AxiosHeaders);
      expect(answer.headers.get('x-A')).toBe(headers ? 'b' : undefined);
    }
  });

  test('comes to nobody whose request was canceled meanwhile', async () => {
    const { token, cancel } = CancelToken.source();
    const controller = new AbortController();
    const transformResponse = vi.fn();
    for (const [config, stop] of [
      [{ cancelToken: token }, () => cancel('why')],
      [{ signal: controller.signal }, () => controller.abort()],
    ]) {
      const adapter = async () => (stop(), { data: '', status: 200, headers: {} });
      expect(await failure(send({ ...config, adapter, transformResponse }))).toBeInstanceOf(CanceledError);
    }
    expect(transformResponse).not.toHaveBeenCalled();
  });
});

describe('a failure', () => {
  test('is what it was, with the answer that it has transformed', async () => {
    for (const name of ['response', 'refused']) {
      const error = new Error('mine');
      error[name] = { data: 'a', status: 400, headers: { 'x-a': 'b' } };
      const transformResponse = (data) => [data];
      expect(await failure(send({ transformResponse }, error, true))).toBe(error);
      expect(error[name]).toMatchObject({ data: ['a'], duration: expect.any(Number) });
      expect(error[name].headers).toBeInstanceOf(AxiosHeaders);
    }
    const both = { response: { data: 'a', headers: {} }, refused: { data: 'b', headers: {} } };
    await failure(send({ transformResponse: () => 'seen' }, both, true));
    expect([both.response.data, both.refused.data]).toEqual(['seen', 'b']);
  });

  test('may be anything', async () => {
    for (const reason of [undefined, null, 0, '', 'why', {}, { response: null }])
      expect(await failure(send({ adapter: () => Promise.reject(reason) }))).toBe(reason);
  });

  test('of a request that was canceled is its cancellation; an adapter’s own one stays as it is', async () => {
    const transformResponse = vi.fn();
    const controller = new AbortController();
    const adapter = async () => {
      controller.abort();
      throw Object.assign(new Error('late'), { response: { data: 'a', headers: {} } });
    };
    const { signal } = controller;
    expect(await failure(send({ adapter, signal, transformResponse }))).toBeInstanceOf(CanceledError);
    const own = Object.assign(new CanceledError('own'), { response: { data: 'a' } });
    const rejecting = async () => {
      throw own;
    };
    const late = new AbortController();
    const sent = dispatch({
      method: 'get',
      signal: late.signal,
      transformResponse,
      adapter: () => (late.abort(), rejecting()),
    });
    expect(await failure(sent)).toBe(own);
    expect(await failure(send({ transformResponse, adapter: rejecting }))).toBe(own);
    expect(transformResponse).not.toHaveBeenCalled();
  });
});

test('`retry`, `schema` and `session` are asked where the config has them', async () => {
  let count = 0;
  const adapter = async (config) => {
    if (count++ < 1) throw Object.assign(new Error(), { response: { status: 503, data: '', headers: {} } });
    return { data: count, status: 200, headers: {}, config };
  };
  const schema = { '~standard': { validate: (value) => ({ value: [value] }) } };
  expect((await send({ adapter, schema, retry: { backoff: 0 } })).data).toEqual([2]);
  count = 0;
  expect((await failure(send({ adapter, retry: undefined }))).response.status).toBe(503);
  // Without a core in these tests, a session cannot be had.
  const answer = { data: '', status: 200, headers: {} };
  for (const session of [undefined, null, false, 0, '', 'mine', true])
    expect(await send({ session, adapter: async () => answer })).toBe(answer);
  expect(warn.mock.calls).toEqual([
    ['everfetch: leaves session alone: it is not of the shape that everfetch takes'],
  ]);
  expect((await failure(send({ session: { refresh: 5 }, adapter: async () => answer }))).code).toBe(
    'ERR_BAD_OPTION_VALUE',
  );
  warn.mockClear();
  // A request that takes no part in it needs no core.
  const exclude = ['/x'];
  expect(await send({ session: { refresh: '/refresh', exclude }, adapter: async () => answer })).toBe(answer);
});
