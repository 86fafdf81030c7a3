// What goes beyond axios, off by default: sending again, and schemas.

import { expect, test } from './lib/fixtures.js';

/** Runs `work` in the page with a client of the API server, and the name of a route that counts. */
const inPage = (side, work, ...args) =>
  side.page.evaluate(
    ([source, rest]) => (0, eval)(`(${source})`)(window.side.workbench('everfetch', ''), ...rest),
    [work.toString(), args],
  );

const TRANSPORTS = [undefined, 'xhr', 'fetch'];

for (const adapter of TRANSPORTS)
  test.describe(`retry by ${adapter ?? 'the default transport'}`, () => {
    for (const [what, status] of [
      ['a network failure', 0],
      ['a 408', 408],
      ['a 413', 413],
      ['a 429', 429],
      ['a 500', 500],
      ['a 503', 503],
    ])
      test(`${what} is tried again, and interceptors and transforms run once`, async ({ side }) => {
        const seen = await inPage(
          side,
          async ({ client, key }, adapter, status) => {
            const api = client({ adapter, retry: { backoff: 1 } });
            const runs = [0, 0, 0];
            api.interceptors.request.use((config) => (runs[0]++, config));
            const { data } = await api.put(
              `/fail/${key()}?status=${status}&times=2`,
              { a: 1 },
              {
                transformRequest: [(body) => (runs[1]++, JSON.stringify(body))],
                transformResponse: [(body) => (runs[2]++, JSON.parse(body))],
              },
            );
            return { count: data.count, body: data.body, runs };
          },
          adapter,
          status,
        );
        expect(seen).toEqual({ count: 3, body: '{"a":1}', runs: [1, 1, 1] });
      });
  });

test.describe('retry', () => {
  const count = (side, config, query = 'status=503&times=9') =>
    inPage(
      side,
      async ({ client, key, facts }, config, query) => {
        const name = key();
        const error = await client()
          .request({ url: `/fail/${name}?${query}`, ...config })
          .catch((failed) => failed);
        const { data } = await client().get('/failed/' + name);
        return { sent: data.count, ...facts(error) };
      },
      config,
      query,
    );
  const failed = (sent, status = 503) =>
    expect.objectContaining({ sent, status, message: `Request failed with status code ${status}` });

  test('is off by default, and false on a request switches it off', async ({ side }) => {
    expect(await count(side, {})).toEqual(failed(1));
    expect(await count(side, { retry: false })).toEqual(failed(1));
    expect(await count(side, { retry: 0 })).toEqual(failed(1));
  });

  test('ends at its limit, with the last failure', async ({ side }) => {
    expect(await count(side, { retry: { limit: 3, backoff: 1 } })).toEqual(failed(4));
    expect(await count(side, { retry: { backoff: 1 } })).toEqual(failed(3));
  });

  test('leaves alone what may not be repeated, unless it is named', async ({ side }) => {
    expect(await count(side, { method: 'post', retry: { backoff: 1 } })).toEqual(failed(1));
    expect(await count(side, { method: 'post', retry: { backoff: 1, methods: ['POST'] } })).toEqual(
      failed(3),
    );
    expect(await count(side, { retry: { backoff: 1, methods: ['POST'] } })).toEqual(failed(1));
  });

  test('leaves other statuses alone, and takes a list of them', async ({ side }) => {
    expect(await count(side, { retry: { backoff: 1 } }, 'status=404&times=9')).toEqual(failed(1, 404));
    const statusCodes = [404];
    expect(await count(side, { retry: { backoff: 1, statusCodes } }, 'status=404&times=9')).toEqual(
      failed(3, 404),
    );
    expect(await count(side, { retry: { backoff: 1, statusCodes } })).toEqual(failed(1));
  });

  test('waits as Retry-After says, in seconds or until a date', async ({ side }) => {
    const waited = (after) =>
      inPage(
        side,
        async ({ client, key }, after) => {
          const began = performance.now();
          await client({ retry: { backoff: 1 } }).get(`/fail/${key()}`, { params: { after } });
          return { ms: performance.now() - began, now: Date.now() };
        },
        after,
      );
    expect((await waited('1')).ms).toBeGreaterThan(990);
    const soon = new Date(Date.now() + 3000).toUTCString();
    expect((await waited(soon)).now).toBeGreaterThanOrEqual(Date.parse(soon) - 5);
    // Whoever waited for as long as this was ago would wait for longer than the test may take.
    await waited(new Date(Date.now() - 59_000).toUTCString());
  });

  test('does not wait for a Retry-After that is too long, and can ignore it', async ({ side }) => {
    expect(await count(side, { retry: { backoff: 1 } }, 'status=429&times=9&after=61')).toEqual(
      failed(1, 429),
    );
    const retry = { backoff: 1, retryAfter: 0 };
    expect(await count(side, { retry }, 'status=429&times=9&after=61')).toEqual(failed(3, 429));
  });

  test('keeps within the timeout, which is one for all of it', async ({ side }) => {
    // The wait would be longer than what is left, so that there is none.
    const config = { timeout: 20_000, retry: { backoff: 1 } };
    expect(await count(side, config, 'status=503&times=9&after=40')).toEqual(failed(1));
    const left = await inPage(side, async ({ client, fail, key }) => {
      const api = client({ retry: { limit: 1, backoff: () => 250 } });
      const given = [];
      const adapter = async (config) => {
        given.push(config.timeout);
        throw Object.assign(new Error('down'), { code: 'ERR_NETWORK' });
      };
      await fail(api.get('/fail/' + key(), { timeout: 20_000, adapter }));
      return given;
    });
    expect(left).toHaveLength(2);
    expect(left[0] - left[1]).toBeGreaterThan(240);
  });

  test('is ended by a signal while it waits, and leaves no listener', async ({ side }) => {
    const seen = await inPage(side, async ({ client, fail, facts, key, lib }) => {
      const controller = new AbortController();
      const source = lib.CancelToken.source();
      // In the first task after the wait has begun.
      const backoff = () => (setTimeout(() => controller.abort()), 600_000);
      const config = { retry: { backoff }, signal: controller.signal, cancelToken: source.token };
      const error = await fail(client().get(`/fail/${key()}?times=9`, config));
      return [facts(error).code, lib.isCancel(error), (source.token._listeners || []).length];
    });
    expect(seen).toEqual(['ERR_CANCELED', true, 0]);
  });

  test('never sends a stream twice', async ({ side }) => {
    const seen = await inPage(side, async ({ client, fail }) => {
      let sends = 0;
      const adapter = async () => {
        sends++;
        throw Object.assign(new Error('down'), { code: 'ERR_NETWORK' });
      };
      await fail(client({ adapter, retry: { backoff: 1 } }).put('/x', new Blob(['x']).stream()));
      const stream = sends;
      await fail(client({ adapter, retry: { backoff: 1 } }).put('/x', 'text'));
      return [stream, sends - stream];
    });
    expect(seen).toEqual([1, 3]);
  });

  test('and a renewal of the session go together: a 401 is no retry', async ({ side }) => {
    const seen = await inPage(side, async ({ client, lib, api: server, key }) => {
      const id = 'retry-' + key();
      const session = { id, refresh: '/auth/refresh', storage: 'memory' };
      const api = client({ baseURL: server, session, retry: { limit: 1, backoff: 1 } });
      const { data: tokens } = await lib.post(server + '/auth/login', { user: 'ada', mode: 'bearer' });
      await api.session.signIn({ ...tokens, expiresIn: 3600 });
      // Only the test ends a token.
      await lib.post(server + '/control/knobs', { accessTtl: 600_000 });
      await lib.post(server + '/control/expire', {});
      const { status } = await api.get('/api/me');
      const before = (await lib.get(server + '/control/counters')).data;
      await lib.post(server + '/control/knobs', { apiStatus: { value: 503, times: 1 } });
      const again = await api.get('/api/me');
      const after = (await lib.get(server + '/control/counters')).data;
      return [status, again.status, after.calls['GET /api/me'] - before.calls['GET /api/me']];
    });
    expect(seen).toEqual([200, 200, 2]);
  });

  test('of a wrong form is refused with a sentence', async ({ side }) => {
    for (const retry of [{ limit: -1 }, { methods: 'get' }, { statusCodes: 503 }])
      expect(await count(side, { retry })).toMatchObject({ code: 'ERR_BAD_OPTION_VALUE', sent: 0 });
  });
});

test.describe('schema', () => {
  test('gives what it makes of the data, synchronously or not, before response interceptors', async ({
    side,
  }) => {
    const seen = await inPage(side, async ({ client }) => {
      const schema = (validate) => ({ '~standard': { version: 1, vendor: 'test', validate } });
      const api = client();
      const order = [];
      api.interceptors.response.use((response) => (order.push(response.data), response));
      const one = await api.get('/status/200', { schema: schema(({ code }) => ({ value: code + 1 })) });
      const two = await api.get('/status/200', { schema: schema(async ({ code }) => ({ value: [code] })) });
      return [one.data, two.data, order];
    });
    expect(seen).toEqual([201, [200], [201, [200]]]);
  });

  test('that does not match rejects with issues and the answer', async ({ side }) => {
    const seen = await inPage(side, async ({ client, fail, facts }) => {
      const issues = [{ message: 'no number', path: ['code'] }];
      const schema = { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues }) } };
      const error = await fail(client().get('/status/200', { schema }));
      return {
        ...facts(error),
        issues: error.issues,
        data: error.response.data,
        json: 'schema' in error.toJSON().config,
      };
    });
    expect(seen).toEqual({
      name: 'AxiosError',
      code: 'ERR_BAD_RESPONSE',
      message: 'Response does not match the schema: no number',
      status: 200,
      isAxiosError: true,
      issues: [{ message: 'no number', path: ['code'] }],
      data: { code: 200, message: 'as asked' },
      json: false,
    });
  });

  test('is not asked about a refused answer', async ({ side }) => {
    const seen = await inPage(side, async ({ client, fail }) => {
      let asked = 0;
      const schema = {
        '~standard': { version: 1, vendor: 'test', validate: (value) => (asked++, { value }) },
      };
      const error = await fail(client().get('/status/404', { schema }));
      return [error.code, asked];
    });
    expect(seen).toEqual(['ERR_BAD_REQUEST', 0]);
  });
});
