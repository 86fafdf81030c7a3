// What both transports put on the wire for a config: the whole URL and the final headers. And what they tell of an address
// or a header that cannot be sent. basic-auth.test.js has user names and passwords.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { setHeader, unsendable, unsupportedScheme, wire } from '../../pkg-template/src/adapters/wire.js';
import { attempt } from './outcomes.js';

afterEach(() => vi.unstubAllGlobals());

const urlOf = (config) => wire(config, undefined, false).url;
const headersOf = (config, extra, wide = false) => wire({ url: 'http://h/', ...config }, extra, wide).headers;

describe('the URL', () => {
  test('is a text, of whatever was given as one', () => {
    for (const [url, expected] of [
      ['http://h/a', 'http://h/a'],
      [new URL('http://h/a'), 'http://h/a'],
      [{ toString: () => 'http://h/b' }, 'http://h/b'],
      [5, '5'],
      [0, '0'],
      [false, 'false'],
      [null, ''],
      [undefined, ''],
      ['', ''],
    ])
      expect([url, urlOf({ url })]).toEqual([url, expected]);
    expect(urlOf({})).toBe('');
    expect(urlOf({ url: null, params: { a: 1 } })).toBe('?a=1');
  });

  test('has the base and the parameters of the config', () => {
    const serialize = (params) => 'own=' + params.a;
    expect(urlOf({ baseURL: 'http://b', url: '/a' })).toBe('http://b/a');
    expect(urlOf({ baseURL: 'http://b' })).toBe('http://b');
    expect(urlOf({ baseURL: 'http://b', url: 'http://c' })).toBe('http://c');
    expect(urlOf({ baseURL: 'http://b', url: 'http://c', allowAbsoluteUrls: false })).toBe(
      'http://b/http://c',
    );
    expect(urlOf({ url: '/a', params: { a: 1 } })).toBe('/a?a=1');
    expect(urlOf({ url: '/a', params: { a: 1 }, paramsSerializer: { serialize } })).toBe('/a?own=1');
  });

  test('that cannot be made is told with the config', () => {
    const config = { url: '/a', params: { a: 1 } };
    const by = (paramsSerializer) => {
      try {
        wire({ ...config, paramsSerializer }, undefined, false);
      } catch (error) {
        return error;
      }
    };
    const thrown = new RangeError('mine');
    const plain = by(() => {
      throw thrown;
    });
    expect(plain).toMatchObject({ code: 'ERR_BAD_REQUEST', message: 'mine', config, isAxiosError: true });
    expect(plain.cause).toBe(thrown);
    const coded = Object.assign(new Error('mine'), { code: 'E_OWN' });
    expect(
      by(() => {
        throw coded;
      }),
    ).toBe(coded);
    expect(attempt(() => urlOf({ url: 'http:a' })).code).toBe('ERR_INVALID_URL');
  });
});

describe('the headers', () => {
  test('are those of the config, without what is blocked, as bytes', () => {
    const headers = headersOf({
      headers: {
        'X-A': '1',
        'X-B': 2,
        'X-C': null,
        'X-D': undefined,
        'X-E': false,
        'X-F': '',
        'X-G': 0,
        'X-H': 'ü日',
      },
    });
    expect({ ...headers }).toEqual({ 'X-A': '1', 'X-B': '2', 'X-F': '', 'X-G': '0', 'X-H': 'ü' });
    expect(Object.getPrototypeOf(headers)).toBe(null);
    expect(headersOf({})).toEqual({});
  });

  test('that are set replace every other spelling, and none that is called nearly so', () => {
    const headers = { 'x-a': '1', 'X-AB': '2', 'X-': '3' };
    setHeader(headers, 'X-A', ' ü日 ');
    expect(headers).toEqual({ 'X-A': 'ü', 'X-AB': '2', 'X-': '3' });
    setHeader(headers, 'x-ab');
    setHeader(headers, 'X-B', 0);
    setHeader(headers, 'X-None');
    expect(headers).toEqual({ 'X-A': 'ü', 'X-': '3', 'X-B': '0' });
  });

  test('of a form leave its type to the platform, which chooses the boundary', () => {
    const headers = { 'content-TYPE': 'multipart/form-data', 'X-A': '1' };
    expect(headersOf({ headers, data: new FormData() })).toEqual({ 'X-A': '1' });
    expect(headersOf({ headers, data: 'text' })).toEqual(headers);
  });

  test('leave the config as it is', () => {
    const headers = { 'Content-Type': 'text/plain', authorization: 'mine' };
    const config = { url: 'http://u:p@h/', headers, data: new FormData() };
    wire(config, { header: 'Authorization', value: 'Bearer secret' }, false);
    expect(config.url).toBe('http://u:p@h/');
    expect(headers).toEqual({ 'Content-Type': 'text/plain', authorization: 'mine' });
  });
});

describe('the credential of a session', () => {
  const extra = (header, value = 'Bearer secret') => ({ header, value });

  test('comes last, over every spelling, over Basic authentication and over the XSRF header', () => {
    const config = { headers: { authorization: 'mine' }, auth: { username: 'user' } };
    expect(headersOf(config, extra('Authorization'))).toEqual({ Authorization: 'Bearer secret' });
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', { cookie: 'csrf=token', URL: 'http://h/' });
    vi.stubGlobal('location', { origin: 'http://h', protocol: 'http:', href: 'http://h/' });
    const names = { xsrfCookieName: 'csrf', xsrfHeaderName: 'X-Token', headers: { 'x-token': 'mine' } };
    expect(headersOf(names)).toEqual({ 'X-Token': 'token' });
    expect(headersOf(names, extra('X-TOKEN'))).toEqual({ 'X-TOKEN': 'Bearer secret' });
  });

  test('is not there where the session has none', () => {
    const headers = { 'X-Token': 'mine' };
    for (const none of [undefined, {}, { header: 'X-Token' }])
      expect(headersOf({ headers }, none)).toEqual(headers);
    expect(headersOf({ headers }, extra('X-Token', ''))).toEqual({ 'X-Token': '' });
  });
});

describe('why the platform refused to send', () => {
  const config = { url: 'x' };
  const request = {};

  test('is told of an address, without its secrets, or of a header', () => {
    const address = unsendable('http://u:p@h:99999/?token=1', {}, config, request);
    expect(address).toMatchObject({ code: 'ERR_INVALID_URL', message: 'Invalid URL "http://h:99999/"' });
    const header = unsendable('http://h/', { 'bad name': 'x' }, config, request);
    expect(header).toMatchObject({ code: 'ERR_BAD_OPTION_VALUE', cause: { name: 'TypeError' } });
    for (const error of [address, header]) {
      expect(error.config).toBe(config);
      expect(error.request).toBe(request);
    }
  });

  test('is not known where both can be sent', () => {
    expect(unsendable('http://h/', { 'X-A': '1' }, config, request)).toBe(undefined);
  });
});

describe('a scheme', () => {
  const told = (url) => unsupportedScheme(url, { url })?.message;

  test('that pages can send to is fine, in any spelling, and so is none', () => {
    for (const scheme of ['http', 'https', 'file', 'blob', 'url', 'data', 'HTTP', 'Data'])
      expect(told(scheme + ':x')).toBe(undefined);
    for (const url of ['', '/a', '/xhttp:a', 'a', '//h/', '?a:b', 'http://h/', 'HTTPS://h/ftp://x'])
      expect(told(url)).toBe(undefined);
  });

  test('that is called nearly so is refused', () => {
    for (const scheme of ['http', 'https', 'file', 'blob', 'url', 'data'])
      for (const other of ['x' + scheme, scheme + 'x', scheme + '-' + scheme])
        expect(told(other + '://h/')).toBe(`Unsupported protocol ${other}:`);
    for (const other of ['ftp', 'ws', 'wss', 'javascript', 'htp', 'httpss', 'mailto'])
      expect(told(other + ':x')).toBe(`Unsupported protocol ${other}:`);
    const config = {};
    const error = unsupportedScheme('FTP://h/', config);
    expect([error.code, error.config === config]).toEqual(['ERR_BAD_REQUEST', true]);
  });
});
