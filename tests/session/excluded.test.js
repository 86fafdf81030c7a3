// Which requests are sent as with `session: false`: by the rules of `exclude`, and the session's own calls, whoever makes
// them.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isExcluded } from '../../pkg-template/src/session/target.js';

const API = 'https://api.example/v1';
const handleOf = (options, home = { baseURL: API }) => ({ options, home });
/** Of the URLs, those that are excluded. */
const excluded = (exclude, urls, config = { baseURL: API }) =>
  urls.filter((url) => isExcluded(handleOf({ exclude }), { ...config, url }));

beforeEach(() => vi.stubGlobal('location', { href: 'https://page.example/dir/page' }));
afterEach(() => vi.unstubAllGlobals());

describe('a rule that is a text', () => {
  test('is a prefix of the path, or of the URL as it is written, in whole segments', () => {
    const yes = ['/auth', '/auth/', '/auth/a', '/auth?b', '/auth#c', '/auth//'];
    const no = [
      '/authors',
      '/auth-b',
      '/auth.b',
      '/auth%2F',
      '/a/auth',
      'auth',
      '/Auth',
      '/aut',
      '/',
      '',
      '/auth:x',
      '/auth@x',
    ];
    expect(excluded(['/auth'], [...yes, ...no])).toEqual(yes);
    expect(excluded(['/auth/'], ['/auth/', '/auth/a', '/auth', '/auth?b'])).toEqual(['/auth/', '/auth/a']);
    expect(
      excluded(
        ['/v1/auth'],
        ['/auth', 'auth/a', '/authors', 'https://o.example/v1/auth', 'https://o.example/v2/auth'],
      ),
    ).toEqual([...['/auth', 'auth/a', 'https://o.example/v1/auth']]);
    expect(
      excluded(
        ['https://o.example/a'],
        ['https://o.example/a/b', 'https://o.example/ab', 'https://o.example/a'],
      ),
    ).toEqual([...['https://o.example/a/b', 'https://o.example/a']]);
  });

  test('counts for what cannot be parsed by its text alone', () => {
    expect(excluded(['http:x', '/a'], ['http:x', 'http:y', 'http://'])).toEqual(['http:x']);
    expect(excluded(['undefined', /undefined/], [undefined])).toEqual([]);
    expect(excluded(['/'], [undefined, 'http://'])).toEqual([undefined]);
  });
});

describe('a rule that is an expression', () => {
  test('is searched for in the whole URL, and in the URL as it is written', () => {
    expect(excluded([/^https:\/\/api\.example\/v1\/a$/], ['/a', 'a', '/ab', '/b'])).toEqual(['/a', 'a']);
    expect(excluded([/^\/a/], ['/a', 'a', '/ab'])).toEqual(['/a', '/ab']);
    expect(excluded([/^\w*$/, /^http:\/\/$/], ['http://', '/a'])).toEqual(['http://']);
    expect(excluded([/^$/], ['http://', undefined])).toEqual([undefined]);
  });

  test('with the flag g or y says the same each time', () => {
    for (const rule of [/c/g, /^https.*c/y, /^\/c/gy])
      expect([1, 2, 3, 4].map(() => excluded([rule], ['/c', '/b']))).toEqual(Array(4).fill(['/c']));
  });
});

describe('a rule that is a function', () => {
  test('gets the config, and excludes by what is true', () => {
    const rule = vi.fn(({ url }) => url === '/a' && 'yes');
    expect(excluded([rule], ['/a', '/b'])).toEqual(['/a']);
    expect(rule.mock.calls).toEqual([[{ baseURL: API, url: '/a' }], [{ baseURL: API, url: '/b' }]]);
    for (const nothing of [undefined, null, 0, '', NaN])
      expect(excluded([() => nothing], ['/a'])).toEqual([]);
  });

  test('must not give a promise, which would always be true', () => {
    for (const promise of [Promise.resolve(false), { then() {} }])
      expect(() => excluded([() => promise], ['/a'])).toThrow(
        expect.objectContaining({
          code: 'ERR_BAD_OPTION_VALUE',
          message: expect.stringMatching(/^session\.exclude\(\) .*true or false/),
        }),
      );
  });

  test('is asked after the rules before it', () => {
    const never = vi.fn();
    expect(excluded(['/b', /c/, '/a', never], ['/a'])).toEqual(['/a']);
    expect(never).not.toHaveBeenCalled();
  });
});

test('without rules nothing is excluded', () => {
  for (const options of [{}, { exclude: [] }, { exclude: undefined }]) {
    for (const url of ['/a', '', undefined])
      expect(isExcluded(handleOf(options), { baseURL: API, url })).toBe(false);
  }
});

describe('the own calls of a session', () => {
  const refresh = { url: '/auth/refresh' };
  const asks = (handle, ...configs) =>
    configs.map((config) => isExcluded(handle, { baseURL: API, ...config }));

  test('are known by method, origin and path', () => {
    const handle = handleOf({ refresh, revoke: { url: 'https://id.example/out', method: 'delete' } });
    const yes = [
      { method: 'post', url: '/auth/refresh' },
      { method: 'POST', url: 'auth/refresh' },
      { method: 'Post', url: 'https://API.example/v1/auth/refresh?a=1#b' },
      { method: 'post', url: '/auth/x/../refresh' },
      { method: 'post', baseURL: 'https://api.example', url: '/v1/auth/refresh' },
      { method: 'delete', url: 'https://id.example/out' },
    ];
    const no = [
      { method: 'get', url: '/auth/refresh' },
      { url: '/auth/refresh' },
      { method: 'post', url: '/auth/refresh/' },
      { method: 'post', url: '/auth/refreshed' },
      { method: 'post', url: '/refresh' },
      { method: 'post', url: '/a?/auth/refresh' },
      { method: 'post', baseURL: 'https://evil.example/v1', url: '/auth/refresh' },
      { method: 'post', baseURL: 'http://api.example/v1', url: '/auth/refresh' },
      { method: 'post', url: 'https://id.example/out' },
      { method: 'delete', url: '/out' },
      { method: 'post', url: 'http:refresh' },
    ];
    expect(asks(handle, ...yes)).toEqual(yes.map(() => true));
    expect(asks(handle, ...no)).toEqual(no.map(() => false));
  });

  test('may have a method of their own, or be a GET where nothing is said', () => {
    const handle = handleOf({ refresh: { url: '/r', method: 'get' } });
    expect(asks(handle, { url: '/r' }, { method: 'GET', url: '/r' }, { method: 'post', url: '/r' })).toEqual([
      true,
      true,
      false,
    ]);
    const post = handleOf({ refresh: { url: '/r', method: '' } });
    expect(asks(post, { method: 'post', url: '/r' }, { url: '/r' })).toEqual([true, false]);
  });

  test('are found at the root, and where nothing follows the last slash', () => {
    const handle = handleOf({ refresh: { url: 'https://id.example' }, revoke: { url: '/out/' } });
    expect(
      asks(
        handle,
        { method: 'post', url: 'https://id.example/' },
        { method: 'post', url: '/out/' },
        { method: 'post', url: '/out' },
      ),
    ).toEqual([true, true, false]);
  });

  test('are found where a URL of one word is joined to a base without a path', () => {
    const home = { baseURL: 'https://api.example' };
    const config = { ...home, method: 'post', url: 'r' };
    expect(asks(handleOf({ refresh: { url: '/r' } }, home), config)).toEqual([true]);
  });

  test('are none where their URL is not fixed or is malformed', () => {
    const named = Object.assign(() => {}, { url: '/auth/refresh' });
    for (const call of [
      undefined,
      named,
      'text',
      null,
      { url: () => '/auth/refresh' },
      { url: 'http:x' },
      {},
    ])
      expect(asks(handleOf({ refresh: call }), { method: 'post', url: '/auth/refresh' })).toEqual([false]);
  });

  test('move with the base of the client, and with the options', () => {
    const home = { baseURL: API };
    const handle = handleOf({ refresh }, home);
    const old = { method: 'post', url: '/auth/refresh' };
    const moved = { method: 'post', baseURL: 'https://new.example', url: '/auth/refresh' };
    expect(asks(handle, old, moved)).toEqual([true, false]);
    home.baseURL = 'https://new.example';
    expect(asks(handle, old, moved)).toEqual([false, true]);
    handle.options = { refresh: { url: '/other' } };
    expect(asks(handle, moved, { ...moved, url: '/other' })).toEqual([false, true]);
  });

  test('are worked out once', () => {
    const url = vi.fn(() => '/r');
    const options = { refresh: Object.defineProperty({}, 'url', { get: url }) };
    const handle = handleOf(options);
    asks(handle, { url: '/a' });
    const once = url.mock.calls.length;
    asks(handle, { url: '/a' }, { url: '/b' }, { method: 'post', url: '/r' });
    expect(url).toHaveBeenCalledTimes(once);
  });
});
