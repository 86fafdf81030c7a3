// Unusual addresses: which scheme they have as a browser reads them, what is sent of their user, and what an error shows of
// one that is malformed.
import axios from 'axios-browser';
import everfetch from 'everfetch';
import { expect, test, vi } from 'vitest';
import { attempt, failure } from './helpers.js';

/** What came of a request to it: what fetch was given, or the error. */
const ask = async (url, config) => {
  const calls = [];
  const env = { fetch: async (...args) => (calls.push(args), new Response('')), Request: null };
  const error = await everfetch.get(url, { env, ...config }).then(
    () => undefined,
    ({ message }) => message,
  );
  return error ?? calls[0];
};

test('a scheme that pages cannot send to is found in every spelling that a browser reads as one', async () => {
  for (const url of ['ftp://h/', 'FTP://h/', '  ftp://h/', '\u0000\u0001 f\tt\np://h/', 'f\rtp:h'])
    expect([url, await ask(url)]).toEqual([url, 'Unsupported protocol ftp:']);
  expect(await ask(' \u0000java\tscript:alert(1)')).toBe('Unsupported protocol javascript:');
});

test('a colon further on, or after a long word, makes no scheme', async () => {
  for (const url of ['a/b', 'a/ftp:b', 'x'.repeat(26) + ':y', 'BLOB:http://h/x', 'Data:,x'])
    expect([url, (await ask(url))[0]]).toEqual([url, url]);
});

test('a user in the URL that is not well encoded is sent as it is', async () => {
  const [url, { headers }] = await ask('http://u%:p%ZZ@h/');
  expect([url, headers.Authorization]).toEqual(['http://h/', 'Basic ' + btoa('u%:p%ZZ')]);
});

test('a malformed URL is shown without query, fragment and user, and with nothing in their place', () => {
  for (const [url, shown] of [
    ['http:x', 'http:x'],
    ['http:x?', 'http:x'],
    ['http:x#', 'http:x'],
    ['http:x?a=1\u2028token=secret', 'http:x'],
    ['http:x#a\u2029secret?secret', 'http:x'],
    ['https:/user:secret@host/a', 'https:/host/a'],
    ['HTTPS:user@host', 'HTTPS:host'],
    ['http:@host', 'http:host'],
    ['https:/a/x:y@z', 'https:/a/x:y@z'],
    [' ht\ttp:x', 'http:x'],
  ])
    expect([url, attempt(() => everfetch.getUri({ url })).message]).toEqual([
      url,
      `Invalid URL "${shown}": missing "//" after protocol`,
    ]);
});

test('without a page an address without a scheme is shown without its user too', async () => {
  const fetch = async () => Promise.reject(new TypeError('Failed to parse URL'));
  for (const [url, shown] of [
    ['//user:secret@h/a', '//h/a'],
    ['://user:secret@h', '://h'],
    ['http://user:secret@h:99999/', 'http://h:99999/'],
  ]) {
    const error = await everfetch
      .get(url, { adapter: 'fetch', env: { fetch, Request: null } })
      .catch((e) => e);
    expect([url, error.message]).toEqual([url, `Invalid URL "${shown}"`]);
  }
});

for (const [name, library] of [
  ['axios', axios],
  ['everfetch', everfetch],
])
  test(`a base is joined once, and an absolute URL is one in any case (${name})`, () => {
    const uri = (baseURL, url, allowAbsoluteUrls) => library.getUri({ baseURL, url, allowAbsoluteUrls });
    expect(uri('http://h///', '///a')).toBe('///a');
    expect(uri('http://h///', '/a//b/')).toBe('http://h/a//b/');
    expect(uri('http://h', 'HTTPS://other/a')).toBe('HTTPS://other/a');
    expect(uri('http://h', 'a1+.-x://other')).toBe('a1+.-x://other');
    expect(uri('http://h', '1a://other')).toBe('http://h/1a://other');
    expect(uri('http://h', 'x/http://other')).toBe('http://h/x/http://other');
    expect(uri('http://h', 'HTTP://other', false)).toBe('http://h/HTTP://other');
  });

test('an address of every kind reaches fetch by either manner', async () => {
  const asked = async (url, adapter) => {
    const fetch = vi.fn(async () => new Response(''));
    await everfetch.request({ url, adapter, env: { fetch, Request: null } });
    return fetch.mock.calls[0][0];
  };
  for (const adapter of [undefined, 'fetch'])
    expect(
      await Promise.all([new URL('http://h/a'), 5, null, undefined].map((url) => asked(url, adapter))),
    ).toEqual(['http://h/a', '5', '', '']);
});

test('an address that is an object has no parameters added, as with axios', async () => {
  for (const library of [axios, everfetch]) {
    const config = { url: new URL('http://h/'), params: { a: 1 }, adapter: 'fetch' };
    expect((await failure(library.request(config))).code).toBe(undefined);
  }
});
