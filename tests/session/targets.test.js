// Where a request goes and whether it takes part in the session: what is remembered of a base never says another origin than
// the URL parser does, an excluded path ends where a segment ends, and an answer from elsewhere is foreign.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  baseOrigin,
  isForeign,
  originOf,
  originsFor,
  parseURL,
  targetOf,
} from '../../pkg-template/src/session/target.js';

const API = 'https://api.example/v1';
const handleOf = (options = {}, home = { baseURL: API }) => ({
  options,
  home,
  origins: () => ['https://api.example', 'https://other.example:8443'],
});

beforeEach(() => vi.stubGlobal('location', { href: 'https://page.example/dir/page' }));
afterEach(() => vi.unstubAllGlobals());

describe('the target of a request', () => {
  test('is the URL on its base, or the base, or the page', () => {
    const target = (config) => targetOf(config)?.href;
    expect(target({ baseURL: API, url: '/a?b#c' })).toBe('https://api.example/v1/a?b#c');
    expect(target({ baseURL: API })).toBe(API);
    expect(target({ url: 'a' })).toBe('https://page.example/dir/a');
    expect(target({})).toBe('https://page.example/dir/page');
    expect(target({ baseURL: API, url: 'http://o/x' })).toBe('http://o/x');
    expect(target({ baseURL: API, url: 'http://o/x', allowAbsoluteUrls: false })).toBe(`${API}/http://o/x`);
  });

  test('is unknown where it is malformed', () => {
    for (const config of [
      { url: 'http:x' },
      { url: 'http://' },
      { baseURL: 'http:x', url: 'a' },
      { url: '//' },
    ])
      expect(targetOf(config)).toBe(undefined);
    expect(parseURL('http://')).toBe(undefined);
    expect(parseURL('http://h').href).toBe('http://h/');
  });
});

describe('the origins of a session', () => {
  test('are those that are named, else that of the base, else that of the page', () => {
    expect(
      originsFor({ origins: ['https://A.example:443/x', 'http://b.example:81'] }, { baseURL: API }),
    ).toEqual(['https://a.example', 'http://b.example:81']);
    expect(originsFor({ origins: [] }, { baseURL: API })).toEqual([]);
    expect(originsFor({}, { baseURL: API })).toEqual(['https://api.example']);
    expect(originsFor({}, { baseURL: '/v1' })).toEqual(['https://page.example']);
    expect(originsFor({}, {})).toEqual(['https://page.example']);
    expect(originsFor({}, { baseURL: 'http://' })).toEqual([]);
  });

  test('are none of a <base> that somebody has put into the document, and none without a page', () => {
    vi.stubGlobal('document', { baseURI: 'https://evil.example/' });
    expect(baseOrigin({})).toBe('https://page.example');
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('location', undefined);
    expect([baseOrigin({}), baseOrigin({ baseURL: '/v1' })]).toEqual(['', '']);
    expect(originsFor({}, {})).toEqual([]);
    expect(baseOrigin({ baseURL: API })).toBe('https://api.example');
  });
});

describe('the origin that a request goes to', () => {
  const parts = [
    '',
    'a',
    '/',
    '//',
    '\\',
    ':',
    '\t',
    ' ',
    '@e.example',
    '.',
    '?',
    '#',
    'http:',
    'HTTPS://',
    '-',
    '\0',
  ];
  const few = ['a', '/', '\\', ':', '\t', '@e.example', 'http:'];
  const urls = parts.flatMap((one) => parts.map((two) => one + two));
  for (const one of few) for (const two of few) for (const three of few) urls.push(one + two + three);
  const bases = [
    API,
    'https://api.example',
    'http://api.example:81/',
    'HTTPS://API.example/x?y',
    'https:///',
    'https://\t',
    '/v1',
  ];
  const others = [
    '',
    'https://u:p@api.example',
    '//api.example',
    'x-https://api.example',
    'blob:https://api.example/',
    'http://',
  ];

  for (const baseURL of [...bases, ...others, undefined])
    test(`is what the URL parser says, on the base ${JSON.stringify(baseURL)}`, () => {
      const handle = handleOf();
      originOf(handle, { baseURL, url: '/first' });
      const wrong = [...urls, 'x', '/y'].filter(
        (url) => originOf(handle, { baseURL, url }) !== targetOf({ baseURL, url })?.origin,
      );
      expect(wrong.slice(0, 3)).toEqual([]);
      // Also for a request that is the first.
      const first = urls.filter(
        (url) => originOf(handleOf(), { baseURL, url }) !== targetOf({ baseURL, url })?.origin,
      );
      expect(first.slice(0, 3)).toEqual([]);
    });

  test('is asked of the parser once for a base', () => {
    const parsed = vi.fn();
    const Real = URL;
    vi.stubGlobal(
      'URL',
      class extends Real {
        constructor(...args) {
          super(...args);
          parsed(args[0]);
        }
      },
    );
    const handle = handleOf();
    for (const url of ['/a', 'b', '-c', '/_d', 'e?f:g', 'h/i:j'])
      expect(originOf(handle, { baseURL: API, url })).toBe('https://api.example');
    expect(parsed).toHaveBeenCalledTimes(1);
    for (const url of ['/a', 'b'])
      expect(originOf(handle, { baseURL: 'http://other.example', url })).toBe('http://other.example');
    expect(parsed).toHaveBeenCalledTimes(2);
    // Nothing is remembered of a URL that is no path, or of a base that has no host.
    for (const config of [
      { baseURL: API, url: 'https://x.example' },
      { baseURL: '/v2', url: 'a' },
      { url: 'a' },
      { baseURL: API },
    ])
      originOf(handle, config);
    expect(handle).toMatchObject({ base: 'http://other.example', origin: 'http://other.example' });
  });

  test('of what is no text is asked each time', () => {
    const handle = handleOf();
    expect(originOf(handle, { baseURL: API, url: 'a' })).toBe('https://api.example');
    expect(originOf(handle, { url: new URL('http://o.example/x') })).toBe('http://o.example');
    expect(originOf(handle, { url: 'a' })).toBe('https://page.example');
    expect(originOf(handle, { baseURL: API, url: 'https://x.example/' })).toBe('https://x.example');
    expect(originOf(handle, { baseURL: API, url: 'http:x' })).toBe(undefined);
  });
});

describe('an answer', () => {
  const foreign = (from, origin = 'https://api.example', request = { responseURL: from }) =>
    isForeign(handleOf(), origin, { request });
  test('is foreign where it came from an origin that the session does not have', () => {
    for (const from of [
      'https://evil.example/',
      'HTTPS://evil.example/a',
      'https://api.example.evil.example/',
      'https://api.example@evil.example/',
      'http://api.example/',
      'https://api.example:444/',
      'https://api.exampl',
      'https://other.example/',
    ])
      expect([from, foreign(from)]).toEqual([from, true]);
    expect(foreign('https://evil.example/', undefined)).toBe(true);
  });

  test('is not where it came from the origin that was asked, from another of the session, or where nobody says', () => {
    for (const from of [
      ...[
        'https://api.example/',
        'https://api.example/a',
        'https://api.example',
        'https://api.example?a',
        'https://API.example',
      ],
      ...[
        'https://other.example:8443/a',
        '/a',
        'a',
        '',
        'file:///a',
        'xhttps://evil.example/',
        'httpss://e/',
        'https://',
      ],
      ...[undefined, null, 5, {}, ['https://evil.example/']],
    ])
      expect([from, foreign(from)]).toEqual([from, false]);
    expect(foreign('', 'https://api.example', undefined)).toBe(false);
    expect(foreign('', 'https://api.example', null)).toBe(false);
    // The origin that was asked needs no second look.
    expect(foreign('https://asked.example/a', 'https://asked.example')).toBe(false);
    expect(foreign('https://asked.example', 'https://asked.example')).toBe(true);
  });
});
