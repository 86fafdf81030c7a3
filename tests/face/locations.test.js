// Parts of URLs: what they are resolved against, the scheme that a browser reads, what is malformed, what an error shows, and
// the page's own origin.
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  buildFullPath,
  decode,
  invalidURL,
  isCommon,
  parseURL,
  schemeOf,
} from '../../pkg-template/src/http/url.js';
import { page } from '../../pkg-template/src/http/location.js';

afterEach(() => vi.unstubAllGlobals());

describe('a URL is resolved', () => {
  test('against the base of the document, else the place of the worker, else alone', () => {
    expect(() => parseURL('/a')).toThrow(TypeError);
    expect(parseURL('http://h/a').href).toBe('http://h/a');
    vi.stubGlobal('location', { href: 'https://worker.example/b/c' });
    expect([parseURL('a').href, parseURL('/a').href]).toEqual([
      'https://worker.example/b/a',
      'https://worker.example/a',
    ]);
    vi.stubGlobal('document', { baseURI: 'https://base.example/d/' });
    expect([parseURL('a').href, parseURL('//h').href]).toEqual(['https://base.example/d/a', 'https://h/']);
    for (const baseURI of [undefined, '']) {
      vi.stubGlobal('document', { baseURI });
      expect(parseURL('a').href).toBe('https://worker.example/b/a');
    }
    vi.stubGlobal('location', { href: '' });
    expect(() => parseURL('/a')).toThrow(TypeError);
    expect(parseURL(new URL('http://h/a')).href).toBe('http://h/a');
  });
});

describe('a scheme', () => {
  test('is what stands before the first colon, as a browser reads it', () => {
    for (const [url, scheme] of [
      ['http://h', 'http'],
      ['HTTP:', 'http'],
      ['a-b+c_1:x', 'a-b+c_1'],
      ['\0\x1f java\tscr\nip\rt:x', 'javascript'],
      [`${'x'.repeat(25)}:`, 'x'.repeat(25)],
      [`${'x'.repeat(26)}:`, ''],
      ['/a:b', ''],
      ['a/b:c', ''],
      ['a b:c', ''],
      [':x', ''],
      ['', ''],
      ['?a:b', ''],
      ['#a:b', ''],
      ['é:x', ''],
      [undefined, ''],
      [null, ''],
      [{ toString: () => 'data:x' }, 'data'],
    ])
      expect([url, schemeOf(url)]).toEqual([url, scheme]);
  });

  test('that is common shows at a glance, and no other is taken for one', () => {
    for (const url of ['/', '/a', '//h', 'http://h', 'HTTPS://H']) expect(isCommon(url)).toBe(true);
    for (const url of [
      '',
      'a',
      'a/b',
      'http:',
      'http:x',
      'https:x/',
      'ftp://h',
      'xhttp://h',
      ' /a',
      'httpss://h',
      'blob:http://h',
    ])
      expect(isCommon(url)).toBe(false);
  });
});

describe('a base', () => {
  const join = (base, url, absolute) => buildFullPath(base, url, absolute);
  test('is joined with a URL by one slash', () => {
    for (const base of ['http://h', 'http://h/', 'http://h///'])
      for (const url of ['a', '/a', '///a'])
        if (!url.startsWith('//')) expect(join(base, url)).toBe('http://h/a');
    expect(join('http://h/', '///a', false)).toBe('http://h/a');
    expect(join('http://h/b/c', 'a/')).toBe('http://h/b/c/a/');
    expect([join('/', 'a'), join('//', 'a'), join('/v1/', '/a')]).toEqual(['/a', '/a', '/v1/a']);
  });

  test('is all where there is no URL, and nothing where there is no base', () => {
    for (const url of ['', undefined, null]) expect(join('http://h/b/', url)).toBe('http://h/b/');
    for (const base of ['', undefined, null])
      for (const url of ['a', '/a', undefined, '']) expect(join(base, url)).toBe(url);
  });

  test('does not count for an absolute URL, unless that is not allowed', () => {
    for (const url of ['http://o/a', 'HTTPS://o/a', '//o/a', 'a1+.-x://o', 'z://', 'A:///o']) {
      for (const absolute of [undefined, true, null, 0]) expect(join('http://h', url, absolute)).toBe(url);
      expect(join('http://h', url, false)).toBe(`http://h/${url.replace(/^\/+/, '')}`);
    }
    for (const url of ['1a://o', '+a://o', 'a_b://o', 'a:/o', 'a:o', '://o', 'x/a://o', ' a://o', '/a://o'])
      expect(join('http://h', url)).toBe(`http://h/${url.replace(/^\/+/, '')}`);
  });

  test('and a URL are refused where slashes are missing after http:', () => {
    const config = { url: 'x' };
    for (const url of [
      'http:x',
      'https:x',
      'HTTP:/x',
      'https:',
      ' http:x',
      'ht\ttp:x',
      '\0https:/x',
      'http:/\t/',
    ]) {
      // A browser drops the tab, and then both slashes are there.
      const isMended = url.endsWith('\t/');
      for (const make of [
        () => buildFullPath(undefined, url, true, config),
        () => buildFullPath(url, 'a', false, config),
        () => buildFullPath(url, '', true, config),
      ]) {
        if (isMended) expect(make).not.toThrow();
        else
          expect(make).toThrow(
            expect.objectContaining({
              name: 'AxiosError',
              code: 'ERR_INVALID_URL',
              message: expect.stringMatching(/^Invalid URL "https?:.*": missing "\/\/" after protocol$/i),
              config,
            }),
          );
      }
    }
    for (const url of [
      'http://x',
      'https://',
      'http',
      'xhttp:x',
      'httpx:x',
      'httpss:x',
      '/http:x',
      'ftp:x',
      'a?http:x',
      'data:http:x',
    ])
      expect(() => buildFullPath(undefined, url)).not.toThrow();
    // An absolute URL needs no base, and is not asked for one.
    expect(buildFullPath('http:x', 'http://o/a')).toBe('http://o/a');
    for (const url of [5, {}, new URL('http://h')]) expect(buildFullPath(undefined, url)).toBe(url);
  });
});

describe('an error of a malformed URL', () => {
  test('has what it is of, and shows no query, fragment or user', () => {
    const [config, request] = [{}, {}];
    const error = invalidURL('x://user:secret@h/a?b=secret#c', ': why', config, request);
    expect(error).toMatchObject({
      name: 'AxiosError',
      code: 'ERR_INVALID_URL',
      message: 'Invalid URL "x://h/a": why',
    });
    expect([error.config, error.request]).toEqual([config, request]);
    expect(error.config).toBe(config);
    expect(error.request).toBe(request);
  });

  test('shows the rest as it is', () => {
    for (const [url, shown] of [
      ['a@b', 'b'],
      ['a@b@c', 'c'],
      ['x:a@b', 'x:b'],
      ['x:@b', 'x:b'],
      ['a?b\u2028c', 'a'],
      ['x:y:a@b', 'x:b'],
      ['/a@b', '/b'],
      ['//a@b/c@d', '//b/c@d'],
      ['a/b@c', 'a/b@c'],
      ['x.y+z-1:a@b', 'x.y+z-1:b'],
      [':a@b', ':b'],
      ['a\n?b\nc', 'a'],
      ['a#b\nc?d', 'a'],
      ['?', ''],
      ['"\\', '"\\'],
      [undefined, 'undefined'],
      [{ toString: () => 'x://u@h' }, 'x://h'],
    ])
      expect([url, invalidURL(url, '').message]).toEqual([url, `Invalid URL ${JSON.stringify(shown)}`]);
  });
});

test('a text is decoded, or left as it is', () => {
  expect(['a%20b', '%C3%BC', 'a+b', '%', '%ZZ', '%C3', ''].map(decode)).toEqual([
    'a b',
    'ü',
    'a+b',
    '%',
    '%ZZ',
    '%C3',
    '',
  ]);
});

describe('the page', () => {
  const at = (origin, protocol = 'https:') => ({ origin, protocol });
  test('has its origin, and says whether it is a file', () => {
    vi.stubGlobal('location', at('https://a.example'));
    expect(page()).toEqual({ origin: 'https://a.example', isFile: false });
    vi.stubGlobal('location', at('null', 'file:'));
    expect(page()).toEqual({ origin: 'null', isFile: true });
    for (const protocol of ['files:', 'file', 'FILE:', 'http:', 'blob:']) {
      vi.stubGlobal('location', at('x', protocol));
      expect(page().isFile).toBe(false);
    }
    vi.stubGlobal('location', undefined);
    expect(page()).toEqual({});
  });

  test('is read once for as long as it is the same', () => {
    const origin = vi.fn(() => 'https://a.example');
    const location = Object.defineProperty({ protocol: 'https:' }, 'origin', {
      get: origin,
      configurable: true,
    });
    vi.stubGlobal('location', location);
    expect([page().origin, page().origin, page().origin]).toEqual(Array(3).fill('https://a.example'));
    expect(origin).toHaveBeenCalledTimes(1);
    // The same object of a document with another address.
    vi.stubGlobal('document', { URL: 'https://b.example/' });
    Object.defineProperty(location, 'origin', { value: 'https://b.example' });
    expect(page().origin).toBe('https://b.example');
    vi.stubGlobal('document', undefined);
    Object.defineProperty(location, 'origin', { value: 'https://c.example' });
    expect(page().origin).toBe('https://c.example');
  });
});
