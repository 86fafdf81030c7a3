// Where a request goes, and whether it takes part in the session: each question asked of the module itself, with near
// misses of every rule.
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  baseOrigin,
  isExcluded,
  isForeign,
  originOf,
  originsFor,
  parseURL,
  targetOf,
} from '../../pkg-template/src/session/target.js';

const API = 'https://api.example/v1';
const PAGE = 'https://app.example/inbox?tab=1';

const handleOf = (options = {}, home = { baseURL: API }) => ({ options, home });
const excludes = (options, config) =>
  isExcluded(handleOf(options), { baseURL: API, method: 'get', ...config });

afterEach(() => vi.unstubAllGlobals());

test('a malformed address has no target, and leaves the complaint to the adapter', () => {
  expect(parseURL('https://[')).toBeUndefined();
  expect(targetOf({ url: 'https://[' })).toBeUndefined();
  expect(targetOf({ url: Symbol('url') })).toBeUndefined();
  expect(targetOf({ baseURL: API, url: '/a?b=1' }).href).toBe(`${API}/a?b=1`);
  expect(targetOf({ baseURL: API }).href).toBe(API);
});

test('an absolute address stays below the base only where the client says so', () => {
  const config = { baseURL: API, url: 'https://other.example/x' };
  expect(targetOf(config).origin).toBe('https://other.example');
  expect(targetOf({ ...config, allowAbsoluteUrls: false }).origin).toBe('https://api.example');
});

test('h28_the_origin_without_a_base_is_that_of_the_page_and_not_of_its_base_element', () => {
  expect(baseOrigin({})).toBe('');
  vi.stubGlobal('location', { href: PAGE });
  vi.stubGlobal('document', { baseURI: 'https://evil.example/' });
  expect(baseOrigin({})).toBe('https://app.example');
  expect(baseOrigin({ baseURL: '' })).toBe('https://app.example');
  expect(baseOrigin({ baseURL: API })).toBe('https://api.example');
  expect(baseOrigin({ baseURL: 'https://[' })).toBe('');
});

test('h160_named_origins_count_in_place_of_the_base_in_one_spelling', () => {
  expect(originsFor({}, { baseURL: API })).toEqual(['https://api.example']);
  expect(originsFor({}, {})).toEqual([]);
  const origins = ['HTTPS://One.example:443', 'http://two.example:8080/'];
  expect(originsFor({ origins }, { baseURL: API })).toEqual([
    'https://one.example',
    'http://two.example:8080',
  ]);
  expect(originsFor({ origins: [] }, { baseURL: API })).toEqual([]);
});

describe('the own calls of the session take no part in it', () => {
  const options = { refresh: { url: '/auth/refresh' }, revoke: { url: '/auth/logout', method: 'delete' } };

  test.each([
    ['post', '/auth/refresh', true],
    ['POST', '/auth/refresh?again=1', true],
    ['post', '/auth/refresh#top', true],
    ['post', `${API}/auth/refresh`, true],
    ['post', '/auth/./refresh', true],
    ['delete', '/auth/logout', true],
    ['get', '/auth/refresh', false],
    [undefined, '/auth/refresh', false],
    ['post', '/auth/logout', false],
    ['post', '/auth/refresh/', false],
    ['post', '/auth/refreshed', false],
    ['post', '/auth/pre-refresh', false],
    ['post', '/v2/auth/refresh', false],
    ['post', 'https://api.example/auth/refresh', false],
    ['post', 'https://other.example/v1/auth/refresh', false],
    ['post', '/users?next=/auth/refresh', false],
    ['post', 'https://[/auth/refresh', false],
    ['post', undefined, false],
  ])('%s %s: %s', (method, url, expected) => {
    expect(excludes(options, { method, url })).toBe(expected);
  });

  test('a request without a method is a GET, also where the refresh is one', () => {
    expect(excludes({ refresh: { url: '/r', method: 'get' } }, { method: undefined, url: '/r' })).toBe(true);
    expect(excludes({ refresh: { url: '/r', method: 'get' } }, { method: '', url: '/r' })).toBe(true);
  });

  test('a call whose address is a function, malformed or missing is none that could be recognised', () => {
    for (const refresh of [() => {}, { url: () => '/r' }, { url: 'https://[' }, {}, undefined])
      expect(excludes({ refresh }, { method: 'post', url: '/r' })).toBe(false);
    expect(excludes({ refresh: '/r' }, { method: 'post', url: '/r' })).toBe(false);
  });

  test('an address without a slash at its begin is recognised', () => {
    const home = { baseURL: 'https://api.example' };
    const handle = handleOf({ refresh: { url: '/r' } }, home);
    expect(isExcluded(handle, { ...home, method: 'post', url: 'r' })).toBe(true);
  });

  test('h160_they_follow_the_base_and_the_options', () => {
    const handle = handleOf({ refresh: { url: '/r' } });
    const asks = (url) => isExcluded(handle, { baseURL: handle.home.baseURL, method: 'post', url });
    expect(asks('/r')).toBe(true);
    const remembered = handle.rules;
    expect(asks('/x')).toBe(false);
    expect(handle.rules).toBe(remembered);
    handle.home.baseURL = 'https://new.example';
    expect([asks('/r'), asks(`${API}/r`)]).toEqual([true, false]);
    handle.options = { refresh: { url: '/newer' } };
    expect([asks('/r'), asks('/newer')]).toEqual([false, true]);
  });
});

describe('exclude', () => {
  test.each([
    ['/auth', '/auth', true],
    ['/v1/auth', '/auth', true],
    ['/v1/auth', '/auth/login', true],
    ['/v1/auth', '/auth?x=1', true],
    ['/v1/auth', '/auth#x', true],
    ['/v1/auth/', '/auth/login', true],
    ['/v1/auth', '/authors', false],
    ['/v1/auth', '/auth-2', false],
    ['/v1/auth', '/pre/auth', false],
    ['/auth', '/authors', false],
    ['/auth', '/x/auth', false],
    ['https://api.example/', 'https://api.example/x', true],
    ['https://api.example', 'https://api.example.evil/x', false],
    [/\/public\//, '/public/1', true],
    [/^https:\/\/api\.example\/v1\/public/, '/public/1', true],
    [/^\/public/, '/public/1', true],
    [/^\/public/, '/x/public/1', false],
  ])('%s for %s: %s', (rule, url, expected) => {
    expect(excludes({ exclude: [rule] }, { url })).toBe(expected);
    expect(excludes({ exclude: ['/none', rule] }, { url })).toBe(expected);
  });

  test('nothing is excluded unless a rule says so', () => {
    expect(excludes({}, { url: '/x' })).toBe(false);
    expect(excludes({ exclude: [] }, { url: '/x' })).toBe(false);
    expect(excludes({ exclude: [/undefined/, '/v1x', '/v'] }, {})).toBe(false);
    expect(excludes({ exclude: [/^$/] }, {})).toBe(true);
  });

  test('a malformed address is compared as it was given', () => {
    expect(excludes({ exclude: ['https://['] }, { url: 'https://[' })).toBe(true);
    expect(excludes({ exclude: [/\[/] }, { url: 'https://[' })).toBe(true);
    expect(excludes({ exclude: ['/x', /^\w*$/] }, { url: 'https://[' })).toBe(false);
  });

  test('a pattern with the flag g says the same each time', () => {
    const options = { exclude: [/\/public/g] };
    for (let count = 0; count < 3; count++) expect(excludes(options, { url: '/public' })).toBe(true);
    expect(options.exclude[0].lastIndex).toBe(0);
  });

  test('h156_a_function_is_asked_with_the_config_and_its_promise_is_refused', () => {
    const exclude = vi.fn((config) => config.url === '/yes');
    expect(excludes({ exclude: [exclude] }, { url: '/yes' })).toBe(true);
    expect(excludes({ exclude: [exclude] }, { url: '/no' })).toBe(false);
    expect(exclude.mock.calls[0]).toEqual([{ baseURL: API, method: 'get', url: '/yes' }]);
    expect(() => excludes({ exclude: [async () => false] }, { url: '/x' })).toThrow(
      'session.exclude() is a promise; it takes true or false',
    );
  });
});

describe('the origin that a request goes to', () => {
  test('that of the base is remembered for ordinary addresses, and follows the base', () => {
    const handle = handleOf();
    for (const url of ['/a', 'a', '-a', '/a:b', '_', 'a/https://x.example'])
      expect(originOf(handle, { baseURL: API, url }), url).toBe('https://api.example');
    expect([handle.base, handle.origin]).toEqual([API, 'https://api.example']);
    handle.origin = 'remembered';
    expect(originOf(handle, { baseURL: API, url: '/b' })).toBe('remembered');
    expect(originOf(handle, { baseURL: 'https://new.example', url: '/b' })).toBe('https://new.example');
    expect([handle.base, handle.origin]).toEqual(['https://new.example', 'https://new.example']);
  });

  test.each([
    ['https://other.example/x', 'https://other.example'],
    ['//other.example/x', 'https://other.example'],
    ['HTTPS://other.example', 'https://other.example'],
    ['', 'https://api.example'],
    ['/', 'https://api.example'],
    ['?x', 'https://api.example'],
    ['../x', 'https://api.example'],
    [undefined, 'https://api.example'],
  ])('h28_%s is judged by itself', (url, expected) => {
    vi.stubGlobal('location', { href: PAGE });
    const handle = { ...handleOf(), base: API, origin: 'remembered' };
    expect(originOf(handle, { baseURL: API, url })).toBe(expected);
    expect([handle.base, handle.origin]).toEqual([API, 'remembered']);
  });

  test('an address may be a URL object', () => {
    const handle = handleOf();
    expect(originOf(handle, { url: new URL('https://other.example/x') })).toBe('https://other.example');
    expect(excludes({ exclude: [/other/] }, { baseURL: '', url: new URL('https://other.example/x') })).toBe(
      true,
    );
    expect(handle.base).toBeUndefined();
  });

  test.each(['mailto:x', 'custom+x.y-z:x', 'a:b'])('h28_%s is no ordinary address', (url) => {
    const handle = { ...handleOf(), base: API, origin: 'remembered' };
    expect(originOf(handle, { baseURL: API, url })).not.toBe('remembered');
    const fresh = handleOf();
    originOf(fresh, { baseURL: API, url });
    expect(fresh.base).toBeUndefined();
  });

  test.each([
    '',
    '/v1',
    'v1',
    'https:///',
    'https://\t',
    'http:/x',
    'xhttps://api.example',
    'ftp://a',
    undefined,
  ])('the base %j is none that could be remembered', (baseURL) => {
    vi.stubGlobal('location', { href: PAGE });
    const handle = handleOf();
    originOf(handle, { baseURL, url: '/a' });
    expect(handle.base).toBeUndefined();
    expect(originOf({ ...handle, base: 'other', origin: 'remembered' }, { baseURL, url: '/a' })).not.toBe(
      'remembered',
    );
  });

  test('the scheme of a base is recognised in any case', () => {
    for (const baseURL of ['HTTP://a.example', 'https://b.example']) {
      const handle = handleOf();
      expect(originOf(handle, { baseURL, url: '/a' })).toBe(baseURL.toLowerCase());
      expect(handle.base).toBe(baseURL);
    }
  });

  test('a malformed address has none, and nothing is remembered', () => {
    const handle = handleOf();
    expect(originOf(handle, { url: '/a' })).toBeUndefined();
    expect(originOf(handle, { baseURL: 'https://[', url: '/a' })).toBeUndefined();
    expect(originOf(handle, { baseURL: 'https://a b', url: 'a' })).toBeUndefined();
    expect(handle.base).toBeUndefined();
  });
});

describe('h161_an_answer_from_elsewhere', () => {
  const origins = vi.fn(() => ['https://api.example', 'https://two.example']);
  const answered = (responseURL) =>
    isForeign({ origins }, 'https://api.example', { request: { responseURL } });

  test.each([
    ['https://api.example/x', false],
    ['https://two.example/x', false],
    ['https://other.example/x', true],
    ['HTTP://other.example', true],
    ['http://api.example/x', true],
    ['https://api.example.evil/x', true],
    ['https://api.example:8443/x', true],
    ['https://api.example', false],
    ['/x', false],
    ['other.example/https://x', false],
    ['xhttps://other.example', false],
    ['https://[', false],
    ['', false],
    [null, false],
    [5, false],
  ])('%s: %s', (responseURL, expected) => {
    expect(answered(responseURL)).toBe(expected);
  });

  test('an answer without a request, or of the origin that was asked, needs no list', () => {
    expect(isForeign({ origins }, 'https://api.example', {})).toBe(false);
    origins.mockClear();
    expect(answered('https://api.example/x')).toBe(false);
    expect(origins).not.toHaveBeenCalled();
  });
});
