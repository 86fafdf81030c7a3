// What XMLHttpRequest is told of a request, and what its answer becomes. The requests are fakes, whose events the test
// fires; tests/axios has those of browsers.
import { describe, expect, test, vi } from 'vitest';
import { xhrAdapter } from '../../pkg-template/src/adapters/xhr.js';
import { failure } from './outcomes.js';
import { fakeRequests } from './xhr-fake.js';

const fake = fakeRequests();
const { send } = fake;

/** The request that was made of it, after its end. */
const made = async (config, extra) => {
  const end = send(config, extra);
  fake.request.end();
  await end;
  return fake.request;
};
const headersOf = ({ calls }) => calls.filter(([call]) => call === 'header').map(([, ...header]) => header);

describe('the request', () => {
  test('is opened first, asynchronous, and sent last', async () => {
    const data = 'text';
    const { calls } = await made({
      method: 'post',
      url: 'http://h/a',
      params: { b: 1 },
      data,
      headers: { 'X-A': '1' },
    });
    expect(calls).toEqual([
      ['open', 'POST', 'http://h/a?b=1', true],
      ['header', 'X-A', '1'],
      ['send', 'text'],
    ]);
  });

  test('has the members of a config that inherits', async () => {
    const end = xhrAdapter(Object.setPrototypeOf({}, { method: 'put', url: 'http://h/own' }));
    fake.request.end();
    await end;
    expect(fake.request.did('open')).toEqual(['open', 'PUT', 'http://h/own', true]);
  });

  test('has no body where there is none, and no type of one where it is missing', async () => {
    const headers = { 'Content-Type': 'text/plain', 'X-A': '1' };
    for (const data of [undefined, null, '', 0, false]) {
      const sent = await made({ method: 'post', data, headers });
      expect(sent.did('send')).toEqual(['send', null]);
      expect(headersOf(sent).map(([name]) => name)).toEqual(
        data === undefined ? ['X-A'] : ['Content-Type', 'X-A'],
      );
    }
    // XMLHttpRequest drops the body of a GET by itself.
    expect((await made({ data: 'x' })).did('send')).toEqual(['send', 'x']);
  });

  test('has the timeout of the config, or what a session has left of it', async () => {
    for (const [timeout, extra, expected] of [
      [undefined, undefined, 0],
      [0, undefined, 0],
      [1000, undefined, 1000],
      [1000, {}, 1000],
      [1000, { timeLeft: 19.2 }, 20],
      [1000, { timeLeft: 0 }, 0],
    ])
      expect((await made({ timeout }, extra)).timeout).toBe(expected);
  });

  test('has credentials as the config says, or as the session needs them', async () => {
    for (const [withCredentials, extra, expected] of [
      [undefined, undefined, undefined],
      [undefined, {}, undefined],
      [undefined, { include: true }, true],
      [false, { include: true }, true],
      [true, { include: false }, true],
      [false, undefined, false],
      [1, undefined, true],
      [null, undefined, false],
    ])
      expect((await made({ withCredentials }, extra)).withCredentials).toBe(expected);
  });

  test('is told the type of its answer, but not json, which the transforms parse', async () => {
    for (const [responseType, expected] of [
      [undefined, undefined],
      ['', undefined],
      ['json', undefined],
      ['text', 'text'],
      ['blob', 'blob'],
      ['document', 'document'],
    ])
      expect((await made({ responseType })).responseType).toBe(expected);
  });

  test('has the credential of the session last', async () => {
    const extra = { header: 'Authorization', value: 'Bearer secret' };
    const config = { headers: { authorization: 'mine' }, auth: { username: 'ü' } };
    expect(headersOf(await made(config, extra))).toEqual([['Authorization', 'Bearer secret']]);
    // As XMLHttpRequest of axios writes it: a name in Latin-1.
    expect(headersOf(await made(config))).toEqual([['Authorization', 'Basic ' + btoa('ü:')]]);
  });

  test('is one of everfetch’s own transports', () => {
    expect(xhrAdapter.builtin).toBe(true);
  });
});

describe('its answer', () => {
  test('has the config, the status and the headers', async () => {
    const config = { method: 'get', url: 'http://h/' };
    const end = xhrAdapter(config);
    fake.request.end({ status: 201, statusText: 'Created' });
    const answer = await end;
    expect({ ...answer, headers: { ...answer.headers } }).toEqual({
      data: 'text',
      status: 201,
      statusText: 'Created',
      headers: { 'x-a': '1', 'x-b': '2' },
      config,
      request: fake.request,
    });
    expect(answer.config).toBe(config);
    expect(answer.headers.get('x-a')).toBe('1');
  });

  test('may be without headers, as of a polyfill', async () => {
    for (const getAllResponseHeaders of [undefined, () => null, () => '']) {
      const end = send();
      fake.request.end({ getAllResponseHeaders });
      expect({ ...(await end).headers }).toEqual({});
    }
  });

  test('is text, or what its type makes of it', async () => {
    for (const [responseType, expected] of [
      [undefined, 'text'],
      ['', 'text'],
      ['text', 'text'],
      ['json', 'text'],
      ['arraybuffer', 'response'],
      ['stream', 'response'],
      ['texts', 'response'],
      ['plaintext', 'response'],
      ['ndjson', 'response'],
      ['json5', 'response'],
    ]) {
      const end = send({ responseType });
      fake.request.end();
      expect([responseType, (await end).data]).toEqual([responseType, expected]);
    }
  });

  test('of a refused status is an error with the answer', async () => {
    const end = failure(send({ validateStatus: (status) => status < 300 }));
    fake.request.end({ status: 404 });
    const error = await end;
    expect([error.code, error.status, error.response.data, error.request === fake.request]).toEqual([
      'ERR_BAD_REQUEST',
      404,
      'text',
      true,
    ]);
  });

  test('without a status is that of a file, or none', async () => {
    const file = send({ url: 'file:///a' });
    fake.request.end({ status: 0 });
    expect((await file).data).toBe('text');
    for (const url of ['http://h/file:', 'filex://h/', 'http://h/']) {
      const end = failure(send({ url }));
      fake.request.onloadend?.(new Event('loadend'));
      expect((await end).code).toBe(url.startsWith('filex') ? 'ERR_BAD_REQUEST' : 'ECONNABORTED');
    }
  });

  test('comes from a page’s own address too', async () => {
    vi.stubGlobal('location', { href: 'file:///page' });
    const end = send({ url: 'a' });
    fake.request.end({ status: 0 });
    expect((await end).data).toBe('text');
  });
});
