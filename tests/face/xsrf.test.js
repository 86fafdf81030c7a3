// Which requests get the XSRF header: those to the page's own origin, or as the config says, with the cookie of exactly the
// name that it gives.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { xsrfHeader } from '../../pkg-template/src/adapters/xsrf.js';

const ORIGIN = 'https://app.example';
let reads = 0;

/** A page with these cookies, at this address. */
const visit = (cookie = 'csrf=token', href = ORIGIN + '/page', document = {}) => {
  const { origin, protocol } = new URL(href);
  reads = 0;
  vi.stubGlobal('window', {});
  vi.stubGlobal('location', { href, origin, protocol });
  vi.stubGlobal('document', {
    URL: href,
    baseURI: href,
    get cookie() {
      reads++;
      return cookie;
    },
    ...document,
  });
};
const names = { xsrfCookieName: 'csrf', xsrfHeaderName: 'X-CSRF' };
const header = (url, config) => xsrfHeader({ ...names, ...config }, url);
/** The cookies are read anew after the microtasks. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const tokenOf = async (cookie, xsrfCookieName = 'csrf') => {
  visit(cookie);
  await settled();
  return header('/a', { xsrfCookieName })?.[1];
};

afterEach(async () => {
  vi.unstubAllGlobals();
  await settled();
});

describe('the origin', () => {
  test('of the page gets it, however the address is written', () => {
    visit();
    for (const url of ['/a', 'a', '', '?a', ORIGIN, ORIGIN + '/a', ORIGIN + '?a', ORIGIN + ':443/a'])
      expect([url, header(url)]).toEqual([url, ['X-CSRF', 'token']]);
    for (const url of [
      'HTTPS://APP.example/a',
      'https:\\\\app.example\\a',
      ' //app.example/a',
      'https://u@app.example',
    ])
      expect([url, header(url)]).toEqual([url, ['X-CSRF', 'token']]);
  });

  test('of nobody else gets it, also where it has that of the page in its name or its path', () => {
    visit();
    for (const url of [
      'https://other.example/a',
      'http://app.example/a',
      'https://app.example:8443/a',
      'https://app.example.evil/a',
      'https://sub.app.example/a',
      'https://app.example@evil/a',
      'https://app.exampl/',
      '//evil/a',
      '\\\\evil\\a',
      `https://evil/?from=${ORIGIN}/`,
      `https://evil/${ORIGIN}/`,
      `https://evil/#${ORIGIN}/`,
      'data:,x',
      'blob:https://other.example/1',
      'http://[',
    ])
      expect([url, header(url)]).toEqual([url, undefined]);
    expect(reads).toBe(0);
  });

  test('is that of the page, where a base of the document leads elsewhere', () => {
    visit('csrf=token', ORIGIN + '/page', { baseURI: 'https://cdn.example/' });
    expect(header('/a')).toBe(undefined);
    expect(header(ORIGIN + '/a')).toEqual(['X-CSRF', 'token']);
  });

  test('is none without a page', () => {
    expect(header('/a')).toBe(undefined);
    expect(header('/a', { withXSRFToken: true })).toBe(undefined);
    visit();
    vi.stubGlobal('window', undefined);
    expect(header(ORIGIN + '/a', { withXSRFToken: true })).toBe(undefined);
    visit();
    vi.stubGlobal('document', undefined);
    expect(header(ORIGIN + '/a', { withXSRFToken: true })).toBe(undefined);
  });
});

describe('the config', () => {
  const FOREIGN = 'https://other.example/a';

  test('says which origins, with true and false alone', () => {
    visit();
    for (const [withXSRFToken, own, foreign] of [
      [true, true, true],
      [false, false, false],
      [undefined, true, false],
      [null, true, false],
      [1, false, false],
      ['true', false, false],
      [0, false, false],
      ['', false, false],
      [{}, false, false],
      [() => true, true, true],
      [() => false, false, false],
      [() => undefined, true, false],
      [() => 'true', false, false],
    ])
      expect([
        withXSRFToken,
        !!header('/a', { withXSRFToken }),
        !!header(FOREIGN, { withXSRFToken }),
      ]).toEqual([withXSRFToken, own, foreign]);
  });

  test('is what its function is asked with, and the whole address', () => {
    visit();
    const withXSRFToken = vi.fn(() => true);
    const config = { url: '/a', params: { b: 1 }, withXSRFToken };
    header(FOREIGN + '?b=1', config);
    expect(withXSRFToken.mock.calls).toEqual([[{ ...names, ...config, url: FOREIGN + '?b=1' }]]);
    expect(config.url).toBe('/a');
  });

  test('may name no cookie or no header', () => {
    visit('csrf=token; undefined=1; null=2; =3');
    for (const none of [undefined, null, '', false])
      for (const name of Object.keys(names))
        expect([name, header('/a', { [name]: none, withXSRFToken: true })]).toEqual([name, undefined]);
  });

  test('is its own: nothing that it inherits counts', () => {
    visit();
    expect(xsrfHeader(Object.create(names), '/a')).toBe(undefined);
    const wide = Object.assign(Object.create({ withXSRFToken: true }), names);
    expect(xsrfHeader(wide, FOREIGN)).toBe(undefined);
  });
});

describe('the cookie', () => {
  test('is the one of exactly the name', async () => {
    const others = 'csrf2=1; xcsrf=2; CSRF=3; a=csrf; csrf.=4; csrf-csrf=5; a=csrf=6; csrfs; csrf';
    expect(await tokenOf(others)).toBe(undefined);
    for (const all of [`csrf=token; ${others}`, `${others}; csrf=token`, `${others};csrf=token; a=1`])
      expect(await tokenOf(all)).toBe('token');
    expect(await tokenOf('c.rf=token', 'c.rf')).toBe('token');
    expect(await tokenOf('cxrf=token', 'c.rf')).toBe(undefined);
  });

  test('is the first of two', async () => {
    expect(await tokenOf('csrf=one; csrf=two')).toBe('one');
  });

  test('is decoded, or as it is where it was not encoded', async () => {
    for (const [value, token] of [
      ['to%20ken', 'to ken'],
      ['100%', '100%'],
      ['a=b==', 'a=b=='],
      ['%ZZ%20', '%ZZ%20'],
      ['', undefined],
    ])
      expect([value, await tokenOf(`a=1; csrf=${value}; b=2`)]).toEqual([value, token]);
  });

  test('is read once in a task, and anew in the next', async () => {
    visit();
    for (let i = 0; i < 5; i++) expect(header('/a')).toEqual(['X-CSRF', 'token']);
    expect(reads).toBe(1);
    await settled();
    expect(header('/a')).toEqual(['X-CSRF', 'token']);
    expect(reads).toBe(2);
    visit('');
    await settled();
    for (let i = 0; i < 5; i++) header('/a');
    expect(reads).toBe(1);
  });
});
