// The declared refresh call, as arguments of `fetch`: what the options, the base and the carrier make of it.
import { describe, expect, test, vi } from 'vitest';
import { prepareRefresh } from '../../pkg-template/src/session/declared.js';
import { BASE } from './support/fake.js';

const TOKENS = { accessToken: 'access-1', refreshToken: 'refresh-1' };

/** A call as it is prepared. */
const prepare = (refresh, { home, carrier = 'bearer', tokens = TOKENS, allows = () => true } = {}) =>
  prepareRefresh(
    {
      options: { refresh: { url: '/renew', ...refresh } },
      home: { baseURL: BASE, ...home },
      data: { carrier },
      peek: () => ({ allows }),
    },
    tokens,
  );
const bodyOf = (...args) => prepare(...args).init.body;
const headersOf = (...args) => Object.fromEntries(prepare(...args).init.headers);
const refusal = (...args) => {
  try {
    prepare(...args);
  } catch (error) {
    return error;
  }
};

describe('the request', () => {
  test('is a POST of JSON that no cache answers', () => {
    const { url, init } = prepare();
    expect(url).toBe(`${BASE}/renew`);
    expect({ ...init, headers: Object.fromEntries(init.headers) }).toEqual({
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"refreshToken":"refresh-1"}',
      credentials: 'same-origin',
      keepalive: false,
      cache: 'no-store',
    });
    expect(Object.getPrototypeOf(init)).toBe(null);
  });

  test('has the declared method, and no body where it can have none', () => {
    for (const [method, sent, hasBody] of [
      ['put', 'PUT', true],
      ['Get', 'GET', false],
      ['HEAD', 'HEAD', false],
      ['getter', 'GETTER', true],
      ['widget', 'WIDGET', true],
      ['header', 'HEADER', true],
      ['ahead', 'AHEAD', true],
    ]) {
      const { init } = prepare({ method });
      expect([init.method, init.body !== undefined, init.headers.has('content-type')]).toEqual([
        sent,
        hasBody,
        hasBody,
      ]);
      expect(init.headers.get('accept')).toBe('application/json');
    }
  });

  test('carries cookies where the session has one, or the client’s requests do, and then outlives the page', () => {
    for (const [options, credentials, keepalive] of [
      [{ carrier: 'cookie' }, 'include', true],
      [{ carrier: 'split' }, 'include', true],
      [{ home: { withCredentials: true } }, 'include', false],
      [{}, 'same-origin', false],
    ])
      expect(prepare({}, options).init).toMatchObject({ credentials, keepalive });
  });

  test('goes to an absolute URL whatever the base, and to the base without one', () => {
    const url = 'https://login.example/renew';
    expect(prepare({ url }).url).toBe(url);
    expect(prepare({ url }, { home: { baseURL: undefined } }).url).toBe(url);
    expect(prepare({ url: 'renew' }, { home: { baseURL: `${BASE}/v1/` } }).url).toBe(`${BASE}/v1/renew`);
  });
});

describe('the fields', () => {
  test('of JSON are the token’s, under the declared name, and the declared ones, which win', () => {
    expect(bodyOf({ tokenField: 'rt', fields: { device: 'd', rt: 'own' } })).toBe(
      '{"rt":"own","device":"d"}',
    );
    expect(bodyOf({ clientId: 'app', scope: 'read' })).toBe('{"refreshToken":"refresh-1"}');
    expect(bodyOf({ tokenField: false })).toBe('{}');
    expect(bodyOf({}, { tokens: { accessToken: 'a' } })).toBe('{}');
  });

  test('of a form are those of the refresh grant, without what is not there', () => {
    expect(bodyOf({ format: 'form', clientId: 'app 1', scope: 'a b' })).toBe(
      'grant_type=refresh_token&client_id=app+1&scope=a+b&refresh_token=refresh-1',
    );
    expect(bodyOf({ format: 'form', fields: { aud: 'x', none: null, nothing: undefined, zero: 0 } })).toBe(
      'grant_type=refresh_token&refresh_token=refresh-1&aud=x&zero=0',
    );
    expect(bodyOf({ format: 'form', tokenField: 'token' })).toBe('grant_type=refresh_token&token=refresh-1');
    expect(headersOf({ format: 'form' })['content-type']).toBe('application/x-www-form-urlencoded');
    expect(bodyOf({ format: 'json' })).toBe('{"refreshToken":"refresh-1"}');
  });
});

describe('the headers', () => {
  test('are those that are declared as well, which win', () => {
    const headers = {
      accept: 'text/plain',
      'Content-Type': 'application/x',
      'X-A': '1',
      'X-None': undefined,
    };
    expect(headersOf({ headers })).toEqual({
      accept: 'text/plain',
      'content-type': 'application/x',
      'x-a': '1',
    });
  });

  test('have the cookie of the page against forged requests, to the page’s own origin', () => {
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', { cookie: 'csrf=c1', baseURI: `${BASE}/` });
    vi.stubGlobal('location', new URL(`${BASE}/inbox`));
    const home = { xsrfCookieName: 'csrf', xsrfHeaderName: 'X-Csrf' };
    expect(headersOf({}, { home })['x-csrf']).toBe('c1');
    expect(headersOf({ headers: { 'x-csrf': 'mine' } }, { home })['x-csrf']).toBe('mine');
    expect(headersOf({ url: 'https://login.example/r' }, { home })['x-csrf']).toBeUndefined();
  });
});

describe('what functions give', () => {
  test('counts like what is declared; they are asked with the tokens', async () => {
    const give = (value) => vi.fn(() => value);
    const call = { url: give('/r'), fields: give({ a: 1 }), headers: give({ 'X-A': '1' }) };
    expect(prepare(call)).toMatchObject({
      url: `${BASE}/r`,
      init: { body: '{"refreshToken":"refresh-1","a":1}' },
    });
    for (const name of ['url', 'fields', 'headers']) expect(call[name].mock.calls).toEqual([[TOKENS]]);
    for (const name of ['url', 'fields', 'headers']) {
      const { url, init } = await prepare({ ...call, [name]: async () => call[name]() });
      expect([url, init.body, init.headers.get('x-a')]).toEqual([
        `${BASE}/r`,
        '{"refreshToken":"refresh-1","a":1}',
        '1',
      ]);
    }
    expect(prepare({ url: () => new URL('https://login.example/r?a=1') }).url).toBe(
      'https://login.example/r?a=1',
    );
    for (const nothing of [undefined, null])
      expect(bodyOf({ fields: () => nothing, headers: () => nothing })).toBe('{"refreshToken":"refresh-1"}');
  });

  test('and is of another kind is a mistake that is told without the value', async () => {
    for (const [part, value, text] of [
      ['url', 5, 'session.refresh.url() gave a value of the kind Number; it takes a URL'],
      ['url', '', 'session.refresh.url() gave a value of the kind String; it takes a URL'],
      ['fields', 'secret', 'session.refresh.fields() gave a value of the kind String; it takes an object'],
      ['fields', ['secret'], 'session.refresh.fields() gave a value of the kind Array; it takes an object'],
      ['headers', false, 'session.refresh.headers() gave a value of the kind Boolean; it takes an object'],
      ['headers', [], 'session.refresh.headers() gave a value of the kind Array; it takes an object'],
    ]) {
      const { message, code } = refusal({ [part]: () => value });
      expect([message, code]).toEqual([text, 'ERR_BAD_OPTION_VALUE']);
      await expect(prepare({ [part]: async () => value })).rejects.toMatchObject({ message: text });
    }
  });
});

describe('no token is sent', () => {
  test('over http, unless Rust allows it for this origin', () => {
    const allows = vi.fn(() => false);
    const url = 'http://login.example:8080/renew';
    const { message, code } = refusal({ url }, { allows });
    expect([message, code]).toEqual(['a secure page sends no token over http', 'ERR_INVALID_URL']);
    expect(allows.mock.calls).toEqual([['http://login.example:8080', 'http://login.example:8080']]);
    expect(prepare({ url }).url).toBe(url);
    expect(prepare({ url: 'https://login.example' }, { allows }).url).toBe('https://login.example');
    expect(refusal({ url: 'HTTP:/\\login.example' }, { allows })?.code).toBe('ERR_INVALID_URL');
  });

  test('to an address that cannot be parsed; what a function gave is not shown', () => {
    const text = 'Invalid URL "https://[bad" of a session call';
    expect(refusal({ url: 'https://[bad?a=1' })).toMatchObject({ message: text, code: 'ERR_INVALID_URL' });
    expect(refusal({ url: () => 'https://[secret' }).message).toBe('Invalid URL "" of a session call');
    expect(refusal({ url: '/renew' }, { home: { baseURL: undefined } }).message).toBe(
      'Invalid URL "/renew" of a session call',
    );
  });

  test('in a header that cannot be sent', () => {
    expect(refusal({ headers: { 'X-A': 'a\r\nX-B: b' } })).toBeInstanceOf(TypeError);
  });

  test('over http where there is no core any more to ask', () => {
    const handle = {
      options: { refresh: { url: 'http://a.example/' } },
      home: {},
      data: { carrier: 'bearer' },
      peek: () => undefined,
    };
    expect(() => prepareRefresh(handle, TOKENS)).toThrow('a secure page sends no token over http');
  });
});
