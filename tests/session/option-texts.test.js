// What the errors of a session's options say, word by word, and the values at the edge of what an option takes.
import { describe, expect, test } from 'vitest';
import everfetch from 'everfetch';
import { BASE, turns } from './support/fake.js';

const create = (session) => everfetch.create({ baseURL: BASE, session: { refresh: '/r', ...session } });
const said = (act) => {
  try {
    act();
  } catch ({ message }) {
    return message;
  }
  return 'nothing was thrown';
};
const FORTY = 'a'.repeat(40);
const store = { load() {}, save() {}, clear() {} };
const CALL = 'an http URL, an object with a url, or a function';
const STORAGE =
  "'session', 'local', 'memory', or an object with the functions load, save and clear, and shared, true or false";

describe('an error says what an option got and what it takes', () => {
  for (const [name, value, text] of [
    ['id', 5, 'session.id is 5; it takes a text that is not empty'],
    ['carrier', 'jwt', `session.carrier is "jwt"; it takes 'bearer' or 'cookie' or 'split'`],
    ['initial', {}, 'session.initial is an object with no keys; it takes a function'],
    ['storage', 'custom', `session.storage is "custom"; it takes ${STORAGE}`],
    ['shareTabs', 'yes', 'session.shareTabs is "yes"; it takes true or false'],
    ['refresh', [5], `session.refresh is [5]; it takes ${CALL}`],
    [
      'refreshOn',
      [401, '403'],
      'session.refreshOn is [401, "403"]; it takes a list of statuses of refusals (400 to 599) or a function',
    ],
    [
      'exclude',
      '/auth',
      'session.exclude is "/auth"; it takes a list of path prefixes, regular expressions and functions',
    ],
    ['renew', 'eyJ', 'session.renew is a text; it takes a function'],
    ['refreshAhead', -1, 'session.refreshAhead is -1; it takes a number of seconds from 0 to 10000'],
    [
      'refreshAhead',
      '30000',
      /^session\.refreshAhead is "30000"; it takes a number of seconds from 0 to 10000/,
    ],
    [
      'refreshAhead',
      10_000,
      'session.refreshAhead is 10000; it takes a number of seconds from 0 to 10000, here perhaps 10',
    ],
    ['refreshTimeout', 0, 'session.refreshTimeout is 0; it takes a number of milliseconds above 0'],
    ['id', 30_000, 'session.id is 30000; it takes a text that is not empty'],
    ['revoke', true, `session.revoke is true; it takes ${CALL}`],
    ['inDoubt', 'retry', `session.inDoubt is "retry"; it takes 'replay' or 'end'`],
    ['origins', ['api'], 'session.origins is ["api"]; it takes a list of http or https origins'],
    ['header', 'X Token', 'session.header is "X Token"; it takes the name of a header'],
    ['scheme', 'a b', 'session.scheme is "a b"; it takes a text without spaces'],
    ['loginUrl', 5, 'session.loginUrl is 5; it takes the URL of a page or a function'],
    ['refresh', { url: 5 }, 'session.refresh.url is 5; it takes an http URL or a function'],
    ['revoke', {}, 'session.revoke.url is undefined; it takes an http URL or a function'],
    ['refresh', { url: '/r', method: '' }, 'session.refresh.method is ""; it takes an HTTP method'],
    ['revoke', { url: '/r', format: 'xml' }, `session.revoke.format is "xml"; it takes 'json' or 'form'`],
    [
      'refresh',
      { url: '/r', tokenField: true },
      'session.refresh.tokenField is true; it takes the name of a field, or false',
    ],
    [
      'refresh',
      { url: '/r', fields: 'a=b' },
      'session.refresh.fields is "a=b"; it takes an object or a function',
    ],
    // A value is shown by its kind, and a text not in full.
    ['carrier', FORTY, expect.stringContaining(`is "${FORTY}"; it`)],
    ['carrier', FORTY + 'b', expect.stringContaining(`is "${FORTY}…"; it`)],
    ['id', () => 'eyJ', 'session.id is a function; it takes a text that is not empty'],
    ['id', null, 'session.id is null; it takes a text that is not empty'],
    [
      'storage',
      { load() {}, token: 'eyJ' },
      `session.storage is an object with load, token; it takes ${STORAGE}`,
    ],
  ])
    test(`session.${name}: ${text}`, () => {
      const expected = text instanceof RegExp ? expect.stringMatching(text) : text;
      expect(said(() => create({ [name]: value }))).toEqual(expected);
    });

  test('a session that is none, and one without a refresh', () => {
    const of = (session) => said(() => everfetch.create({ session }));
    expect(of(5)).toBe('session is 5; it takes an object with a refresh option');
    expect(of({})).toBe(`session.refresh is undefined; it takes ${CALL}: without it no token can be renewed`);
    expect(of({ refresh: '/r', storage: 'memory', shareTabs: true })).toBe(
      "session.shareTabs is true; it takes false with storage: 'memory', which no other tab can read",
    );
  });

  test('an unknown option, with a list of those that there are', () => {
    expect(said(() => create({ token: 'eyJ' }))).toBe(
      'session.token is not an option; there are id, carrier, initial, storage, shareTabs, refresh, refreshOn, ' +
        'exclude, renew, refreshAhead, refreshTimeout, revoke, classify, inDoubt, origins, header, scheme, ' +
        'loginUrl, onSessionEnd',
    );
    expect(said(() => create({ revoke: { url: '/r', body: {} } }))).toBe(
      'session.revoke.body is not an option; there are url, method, format, tokenField, fields, headers, parse, ' +
        'clientId, scope',
    );
  });

  test('a promise is named as one, and its own failure is not unhandled', async () => {
    const failing = Promise.reject(new Error('offline'));
    expect(said(() => create({ id: failing }))).toBe(
      'session.id is a promise; it takes a text that is not empty',
    );
    await turns();
  });
});

describe('the values at the edge of what an option takes', () => {
  const edges = {
    storage: [
      [store, { ...store, shared: false }, 'session', 'local', 'memory'],
      [{ ...store, shared: 'yes' }, { ...store, shared: null }, 'custom', { ...store, load: 1 }],
      [
        { ...store, save: undefined },
        { ...store, clear: undefined },
      ],
    ],
    refresh: [['/r', `${BASE}/r`, 'HTTP://api.example', () => {}, { url: () => '/r' }]],
    refreshOn: [
      [[], [400], [599], () => true],
      [[399], [600], [400.5]],
    ],
    exclude: [
      [[], ['/auth', /^\/v1/, () => true]],
      [[''], [null]],
    ],
    refreshAhead: [
      [0, 0.5, 9999, 9999.9],
      [-0.1, 10_000],
    ],
    refreshTimeout: [
      [0.5, 1, 1e9],
      [0, -1, Infinity, NaN],
    ],
    origins: [
      [[], [BASE, 'http://api.example']],
      [[BASE, 'api.example'], BASE],
    ],
    header: [
      ['X', "x!#$%&'*+.^`|~-_9"],
      ['X:', ' X', 'X\n', 'Ü'],
    ],
    scheme: [
      ['', '!', 'Token', '~a~'],
      [' ', 'a\t', 'ü'],
    ],
    // An application that is no page of the web has a scheme of its own.
    loginUrl: [['/login', 'mydata://login', 'tauri://localhost/login', () => {}], ['']],
    shareTabs: [
      [true, false],
      [0, 'true', null],
    ],
  };
  for (const [name, [taken, ...refused]] of Object.entries(edges))
    test(`session.${name}`, () => {
      for (const value of taken)
        expect(
          said(() => create({ [name]: value })),
          String(value),
        ).toBe('nothing was thrown');
      for (const value of refused.flat())
        expect(
          said(() => create({ [name]: value })),
          String(value),
        ).toMatch(`session.${name} is `);
    });

  test('of a declared call', () => {
    const taken = [
      { method: 'get' },
      { format: 'json' },
      { format: 'form' },
      { tokenField: false },
      { tokenField: 't' },
      { fields: {}, headers: {} },
      { fields: () => {}, headers: () => {} },
    ];
    for (const options of taken)
      for (const name of ['refresh', 'revoke'])
        expect(said(() => create({ [name]: { url: '/r', ...options } }))).toBe('nothing was thrown');
  });
});
