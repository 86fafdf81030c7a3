// The faults that a test gives to the fake server of everfetch/testing: which calls they meet, what becomes of these, and
// which faults are refused.
import { describe, expect, test } from 'vitest';
import { createClock, createFakeServer } from 'everfetch/testing';

const open = { publicPaths: ['/'] };

/** @param {Response} response */
const read = async (response) => [
  response.status,
  response.headers.get('content-type'),
  await response.text(),
];

describe('which calls', () => {
  test('the next one of the kind, once', async () => {
    const server = createFakeServer(open);
    const kinds = { signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout', api: '/x' };
    for (const kind of Object.keys(kinds)) server.fail(kind, { status: 599, body: kind });
    for (const [kind, path] of Object.entries(kinds)) {
      expect(await read(await server.fetch(path, { method: 'POST' }))).toEqual([599, 'text/plain', kind]);
      expect((await server.fetch(path, { method: 'POST' })).status).not.toBe(599);
    }
  });

  test('as many as are asked for, in the order in which they were', async () => {
    const server = createFakeServer(open);
    server.fail('api', { status: 500 }, 2);
    server.fail('api', {});
    server.fail('api', { status: 501 }, 1);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await server.fetch('/x')).status);
    expect(statuses).toEqual([500, 500, 200, 501, 200]);
    expect(server.log.map(({ status }) => status)).toEqual(statuses);
  });
});

describe('a response in place of the usual one', () => {
  const answerTo = async (fault) => {
    const server = createFakeServer(open);
    server.fail('api', fault);
    return server.fetch('/x');
  };

  for (const [fault, expected] of [
    [{ status: 503 }, [503, 'application/json', '{"error":"fault"}']],
    [{ status: 200 }, [200, 'application/json', '{"error":"fault"}']],
    [{ body: 'text' }, [200, 'text/plain', 'text']],
    [{ body: '' }, [200, 'text/plain', '']],
    [{ body: null }, [200, 'application/json', 'null']],
    [{ status: 422, body: { a: [1] } }, [422, 'application/json', '{"a":[1]}']],
    [{ status: undefined, body: undefined }, [200, 'application/json', '{"path":"/x","user":null}']],
    [{ headers: { 'x-a': '1' } }, [200, 'application/json', '{"path":"/x","user":null}']],
    [{ status: 599, body: '' }, [599, 'text/plain', '']],
  ])
    test(`of ${JSON.stringify(fault)}`, async () => {
      expect(await read(await answerTo(fault))).toEqual(expected);
    });

  for (const status of [204, 205, 304])
    test(`${status} has no body, whatever is asked for`, async () => {
      for (const body of [undefined, 'text']) {
        const response = await answerTo({ status, body });
        expect([response.status, response.body]).toEqual([status, null]);
      }
    });

  for (const headers of [
    { 'Content-Type': 'text/html', 'Retry-After': 1 },
    new Headers({ 'content-type': 'text/html', 'retry-after': '1' }),
  ])
    test(`with the headers of ${headers.constructor.name}, in any case, instead of its own`, async () => {
      const response = await answerTo({ status: 503, body: '<p>', headers });
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': 'text/html',
        'retry-after': '1',
      });
    });
});

describe('what happens at the server', () => {
  const setUp = (fault, options) => {
    const server = createFakeServer(options);
    const body = JSON.stringify({ refreshToken: server.signIn().refreshToken });
    server.fail('refresh', fault);
    return { server, refresh: () => server.fetch('/auth/refresh', { method: 'POST', body }) };
  };

  test('nothing, if the call gets another response', async () => {
    for (const fault of [{ status: 500 }, { body: 'x' }, { status: 500, processed: false }]) {
      const { server, refresh } = setUp(fault);
      await refresh();
      expect(server.counters).toMatchObject({ requests: 1, refreshes: 0, lost: 0 });
      expect((await refresh()).status).toBe(200);
    }
  });

  test('the usual, if it is processed: the token has been replaced', async () => {
    const { server, refresh } = setUp({ status: 504, processed: true });
    expect((await refresh()).status).toBe(504);
    expect(server.counters).toMatchObject({ requests: 1, refreshes: 1, rotated: 1 });
    expect((await refresh()).status).toBe(401);
    expect(server.counters.reused).toBe(1);
  });

  for (const [lose, refreshes, later] of [
    ['request', 0, 200],
    ['answer', 1, 401],
  ])
    test(`${refreshes ? 'the usual' : 'nothing'}, if the ${lose} is lost`, async () => {
      const { server, refresh } = setUp({ lose });
      await expect(refresh()).rejects.toThrow(new TypeError('Failed to fetch'));
      expect(server.counters).toMatchObject({ requests: 1, lost: 1, refreshes });
      expect(server.log).toEqual([{ kind: 'refresh', method: 'POST', path: '/auth/refresh', status: 0 }]);
      expect((await refresh()).status).toBe(later);
    });

  test('a lost request fails at once, a lost answer after its latency', async () => {
    for (const [lose, ms] of [
      ['request', 0],
      ['answer', 50],
    ]) {
      const clock = createClock({ now: 0 });
      const { refresh } = setUp({ lose }, { clock, latency: 50 });
      let failedAt;
      refresh().catch(() => (failedAt = clock.now()));
      await clock.advance(0);
      await clock.advance(100);
      expect(failedAt).toBe(ms);
    }
  });

  test('its latency is the fault’s own, also none', async () => {
    for (const [latency, ms] of [
      [undefined, 50],
      [0, 0],
      [70, 70],
    ]) {
      const clock = createClock({ now: 0 });
      const { refresh } = setUp({ latency }, { clock, latency: 50 });
      let endedAt;
      refresh().then(() => (endedAt = clock.now()));
      await clock.advance(100);
      expect(endedAt).toBe(ms);
    }
  });
});

describe('what is refused is told, and no call is changed', () => {
  const circle = {};
  circle.circle = circle;
  const NAMES = 'status, headers, body, latency, processed, lose';
  const wrong = (what, values, takes) => values.map((value) => [what, { [what]: value }, takes, what]);
  const cases = [
    ...wrong('status', [199, 600, 200.5, '500', null], 'a status from 200 to 599'),
    ...wrong('headers', ['x', null, { 'a b': '1' }, { a: 'ü€' }], 'an object of header values'),
    ...wrong('body', [() => {}, 5n, circle, Symbol('x')], 'a text, or what JSON can say'),
    ...wrong('latency', [-1, '5', NaN, null], 'milliseconds, 0 or more'),
    ...wrong('processed', [1, 'true', null], 'true or false'),
    ...wrong('lose', ['response', true, null, ''], "'request' or 'answer'"),
    ...['code', 'toString', 'Status'].map((name) => ['name', { [name]: 1 }, NAMES, 'fault']),
    ...[503, null, undefined, 'lose'].map((fault) => ['fault', fault, `an object with ${NAMES}`, 'fault']),
  ];
  for (const [i, [what, fault, takes, named]] of cases.entries())
    test(`${what}, ${i}`, async () => {
      const server = createFakeServer(open);
      expect(() => server.fail('api', fault)).toThrow(`everfetch/testing: "${named}" takes ${takes}, got `);
      expect((await server.fetch('/x')).status).toBe(200);
    });

  test('the limits are good', () => {
    const server = createFakeServer();
    for (const fault of [
      { status: 200 },
      { status: 599 },
      { latency: 0 },
      { latency: 0.5 },
      { processed: false },
    ])
      expect(() => server.fail('api', fault)).not.toThrow();
  });

  test('kinds and counts', () => {
    const server = createFakeServer();
    for (const kind of ['token', 'toString', undefined])
      expect(() => server.fail(kind, {})).toThrow(
        /^everfetch\/testing: "kind" takes one of signIn, refresh, signOut, api, got (.token.|.toString.|undefined)$/,
      );
    for (const times of [0, -1, 1.5, '2', null, Infinity])
      expect(() => server.fail('api', {}, times)).toThrow(
        /^everfetch\/testing: "times" takes a whole number from 1, got \S+$/,
      );
  });
});
