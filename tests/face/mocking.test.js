// The two ways in which applications mock axios in their tests work on everfetch: at the network (MSW), and at the
// adapter (axios-mock-adapter). And schemas of the three libraries, and axios-retry on top.
import MockAdapter from 'axios-mock-adapter';
import axiosRetry from 'axios-retry';
import { type } from 'arktype';
import everfetch from '../../pkg/index.js';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failure } from './helpers.js';

describe('MSW', () => {
  const server = setupServer(
    http.get('http://api.test/users', () => HttpResponse.json([{ id: 1 }])),
    http.post('http://api.test/users', async ({ request }) =>
      HttpResponse.json(
        { got: await request.json(), type: request.headers.get('content-type') },
        { status: 201 },
      ),
    ),
    http.get('http://api.test/refused', () => HttpResponse.json({ why: 'no' }, { status: 403 })),
    http.get('http://api.test/down', () => HttpResponse.error()),
  );
  beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());
  const client = everfetch.create({ baseURL: 'http://api.test' });

  for (const adapter of [undefined, 'fetch'])
    test(`answers in the place of the network (${adapter || 'default'})`, async () => {
      const api = client.create({ adapter });
      expect((await api.get('/users')).data).toEqual([{ id: 1 }]);
      const { status, data } = await api.post('/users', { name: 'ada' });
      expect({ status, ...data }).toEqual({ status: 201, got: { name: 'ada' }, type: 'application/json' });
      expect(await failure(api.get('/refused'))).toMatchObject({
        status: 403,
        response: { data: { why: 'no' } },
      });
      expect(await failure(api.get('/down'))).toMatchObject({
        code: 'ERR_NETWORK',
        message: 'Network Error',
      });
    });

  test('a handler that changes for one test is seen at the next call', async () => {
    server.use(http.get('http://api.test/users', () => HttpResponse.json([])));
    expect((await client.get('/users')).data).toEqual([]);
  });

  test('a session renews against it', async () => {
    let refreshes = 0;
    server.use(
      http.get('http://api.test/me', ({ request }) =>
        request.headers.get('authorization') === 'Bearer two'
          ? HttpResponse.json({ me: true })
          : new HttpResponse(null, { status: 401 }),
      ),
    );
    const api = client.create({
      session: { refresh: async () => ({ accessToken: (refreshes++, 'two') }), storage: 'memory' },
    });
    await api.session.signIn({ accessToken: 'one', refreshToken: 'r' });
    const all = await Promise.all([api.get('/me'), api.get('/me'), api.get('/me')]);
    expect(all.map(({ data }) => data)).toEqual([{ me: true }, { me: true }, { me: true }]);
    expect(refreshes).toBe(1);
  });
});

describe('axios-mock-adapter', () => {
  test('answers, fails, remembers what was asked, and goes away again', async () => {
    const api = everfetch.create({ baseURL: 'http://api.test' });
    const before = api.defaults.adapter;
    const mock = new MockAdapter(api);
    mock.onGet('/users', { params: { q: 'a' } }).reply(200, { users: [] }, { 'x-a': '1' });
    mock.onPost('/users', { name: 'ada' }).replyOnce(201);
    mock.onGet('/refused').reply(403, { why: 'no' });
    mock.onGet('/down').networkError();
    mock.onGet('/slow').timeout();
    const { data, headers } = await api.get('/users', { params: { q: 'a' } });
    expect([data, headers.get('X-A')]).toEqual([{ users: [] }, '1']);
    expect((await api.post('/users', { name: 'ada' })).status).toBe(201);
    expect(await failure(api.get('/refused'))).toMatchObject({
      isAxiosError: true,
      response: { status: 403, data: { why: 'no' } },
    });
    expect(await failure(api.get('/down'))).toMatchObject({ message: 'Network Error' });
    expect(await failure(api.get('/slow'))).toMatchObject({ code: 'ECONNABORTED' });
    expect(await failure(api.get('/none'))).toMatchObject({ response: { status: 404 } });
    expect(mock.history.post.map((config) => config.data)).toEqual(['{"name":"ada"}']);
    mock.restore();
    expect(api.defaults.adapter).toBe(before);
  });

  test('stands below the session, which renews and sends again', async () => {
    const session = { refresh: async () => ({ accessToken: 'two' }), storage: 'memory' };
    const api = everfetch.create({ baseURL: 'http://api.test', session });
    const mock = new MockAdapter(api);
    mock
      .onGet('/me')
      .reply(({ headers }) => (headers.Authorization === 'Bearer two' ? [200, { me: true }] : [401]));
    await api.session.signIn({ accessToken: 'one', refreshToken: 'r' });
    expect((await api.get('/me')).data).toEqual({ me: true });
    expect(mock.history.get).toHaveLength(2);
  });
});

test('axios-retry on top of an instance', async () => {
  const api = everfetch.create({ baseURL: 'http://api.test' });
  const mock = new MockAdapter(api);
  mock.onGet('/x').replyOnce(503).onGet('/x').replyOnce(200, 'at last');
  axiosRetry(api, { retries: 2, retryDelay: () => 1 });
  expect((await api.get('/x')).data).toBe('at last');
});

describe('a schema', () => {
  const api = everfetch.create({ baseURL: 'http://api.test' });
  const mock = new MockAdapter(api);
  mock.onGet('/user').reply(200, { id: 1, name: 'Ada' });
  mock.onGet('/bad').reply(200, { id: 'one' });
  const schemas = {
    Zod: z.object({ id: z.number(), name: z.string() }),
    Valibot: v.object({ id: v.number(), name: v.string() }),
    ArkType: type({ id: 'number', name: 'string' }),
  };
  for (const [name, schema] of Object.entries(schemas))
    test(`of ${name} lets through what matches, and rejects with issues what does not`, async () => {
      expect((await api.get('/user', { schema })).data).toEqual({ id: 1, name: 'Ada' });
      // As a client's default too: it is taken as it is, neither merged nor copied.
      expect((await api.create({ schema }).get('/user')).config.schema).toBe(schema);
      const error = await failure(api.get('/bad', { schema }));
      expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_RESPONSE', status: 200 });
      expect(error.issues.map(({ path }) => String(path[0].key ?? path[0]))).toContain('id');
    });

  test('that is none is refused', async () => {
    const error = await failure(api.get('/user', { schema: { '~standard': {} } }));
    expect(error.code).toBe('ERR_BAD_OPTION_VALUE');
  });
});
