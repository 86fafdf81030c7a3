// The options of the fake server of everfetch/testing: their defaults, what each takes, and what is said of others.
import { describe, expect, test } from 'vitest';
import { createClock, createFakeServer } from 'everfetch/testing';

const NAMES =
  'origin, paths, publicPaths, accessTokenLifetime, rotate, reuseDetection, grace, latency, clock, handler';
const circle = {};
circle.circle = circle;
const now = () => 0;

/** By the name of an option: what it takes, values that it refuses and how they are shown, and values that are good. */
const OPTIONS = {
  origin: [
    'an absolute URL such as https://api.example.com',
    [
      ['api', '"api"'],
      ['/v1', '"/v1"'],
      ['localhost:3000', '"localhost:3000"'],
      ['data:,x', '"data:,x"'],
      ['', '""'],
      [5, '5'],
      [null, 'null'],
    ],
    ['http://localhost:3000', new URL('https://a.example/v1'), undefined],
  ],
  paths: [
    'an object with signIn, refresh, token, signOut, revoke, each a path such as /auth/login',
    [
      [{ login: '/x' }, '{"login":"/x"}'],
      [{ toString: '/x' }, '{"toString":"/x"}'],
      [{ signIn: 'x' }, '{"signIn":"x"}'],
      [
        { signIn: '/x', token: 'https://a.example/token' },
        '{"signIn":"/x","token":"https://a.example/token"}',
      ],
      [{ refresh: null }, '{"refresh":null}'],
      ['/x', '"/x"'],
      [null, 'null'],
      [true, 'true'],
    ],
    [{}, { token: '/t' }, { token: undefined }],
  ],
  publicPaths: [
    'a list of path prefixes',
    [
      ['/x', '"/x"'],
      [['/x', /y/], '["/x",{}]'],
      [[undefined], '[null]'],
      [null, 'null'],
    ],
    [[], ['/x', '']],
  ],
  ...Object.fromEntries(
    Object.entries({
      accessTokenLifetime: 'seconds',
      grace: 'milliseconds',
      latency: 'milliseconds',
    }).map(([name, unit]) => [
      name,
      [
        `${unit}, 0 or more`,
        [
          [-1, '-1'],
          ['5', '"5"'],
          [NaN, 'NaN'],
          [null, 'null'],
          [5n, '5'],
        ],
        [0, 0.5, Infinity],
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['rotate', 'reuseDetection'].map((name) => [
      name,
      [
        'true or false',
        [
          [0, '0'],
          ['false', '"false"'],
          [null, 'null'],
        ],
        [true, false, undefined],
      ],
    ]),
  ),
  clock: [
    'a clock from createClock()',
    [
      [{}, '{}'],
      [{ now }, '{}'],
      [{ setTimeout }, '{}'],
      [Date, 'a function'],
      [null, 'null'],
      [circle, '[object Object]'],
    ],
    [createClock(), { now, setTimeout }, undefined],
  ],
  handler: [
    'a function',
    [
      [{}, '{}'],
      [null, 'null'],
      [Symbol('x'), 'Symbol(x)'],
    ],
    [() => {}, undefined],
  ],
};

for (const [name, [takes, wrong, good]] of Object.entries(OPTIONS))
  describe(name, () => {
    test('takes what it says, or undefined', () => {
      for (const value of good) expect(() => createFakeServer({ [name]: value })).not.toThrow();
    });
    for (const [i, [value, shown]] of wrong.entries())
      test(`refuses another value, ${i}, and shows it`, () => {
        expect(() => createFakeServer({ [name]: value })).toThrow(
          new TypeError(`everfetch/testing: "${name}" takes ${takes}, got ${shown}`),
        );
      });
  });

test('an unknown option is refused, with the names of all that there are', () => {
  for (const name of ['lifetime', 'Origin', 'toString', 'constructor'])
    expect(() => createFakeServer({ [name]: undefined })).toThrow(
      new TypeError(
        `everfetch/testing: "${name}" takes no value, since there are only ${NAMES}, got undefined`,
      ),
    );
});

describe('defaults', () => {
  const kindsOf = async (server, paths) => {
    for (const path of paths) await server.fetch(path, { method: 'POST' });
    return server.log.map(({ kind }) => kind);
  };
  const USUAL = ['/auth/login', '/auth/refresh', '/oauth/token', '/auth/logout', '/oauth/revoke'];
  const KINDS = ['signIn', 'refresh', 'refresh', 'signOut', 'signOut'];

  test('the origin and the paths', async () => {
    for (const options of [
      undefined,
      {},
      { origin: undefined, paths: undefined },
      { paths: { signIn: undefined } },
    ]) {
      const server = createFakeServer(options);
      expect([server.origin, await kindsOf(server, USUAL)]).toEqual(['https://api.example.com', KINDS]);
    }
  });

  test('each path can be another, and then its usual one is a resource', async () => {
    const names = ['signIn', 'refresh', 'token', 'signOut', 'revoke'];
    for (const [i, name] of names.entries()) {
      const kinds = await kindsOf(createFakeServer({ paths: { [name]: '/own' } }), [...USUAL, '/own']);
      expect(kinds).toEqual([...KINDS.with(i, 'api'), KINDS[i]]);
    }
  });

  test('the origin of a longer URL', () => {
    expect(createFakeServer({ origin: 'https://API.example:443/v1?x#y' }).origin).toBe('https://api.example');
  });

  test('the options are read once: a change of the object has no effect', async () => {
    const paths = { signIn: '/a' };
    const server = createFakeServer({ paths });
    paths.signIn = '/b';
    expect(await kindsOf(server, ['/a', '/b'])).toEqual(['signIn', 'api']);
  });

  test('latency is counted by the page’s own timers', async () => {
    const own = globalThis.setTimeout;
    const waits = [];
    globalThis.setTimeout = (run, ms) => (waits.push(ms), run());
    try {
      await createFakeServer({ latency: 60_000 }).fetch('/x');
    } finally {
      globalThis.setTimeout = own;
    }
    expect(waits).toEqual([60_000]);
  });
});
