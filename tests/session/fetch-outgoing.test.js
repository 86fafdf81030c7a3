// What is made of one call of `fetch`: what a session sees of it, and what the platform's fetch is called with. The module
// alone, without a session.
import { describe, expect, test } from 'vitest';
import { outgoing } from '../../pkg-template/src/fetch/outgoing.js';
import { AxiosHeaders } from '../../pkg-template/src/http/headers.js';

const BASE = 'https://api.example/v1';
const defaults = { baseURL: BASE, session: { refresh: '/refresh' } };

/** What the platform's fetch would be called with. */
const sentBy = async (input, init, { extra, body, of = defaults } = {}) => {
  let args;
  const fetcher = async (...given) => ((args = given), 'answered');
  expect(await outgoing(of, input, init).send(fetcher, body, extra)).toBe('answered');
  return args;
};
const custom = { header: 'X-Token', value: 'a' };
const stream = () => new Blob(['streamed']).stream();

describe('the config that the session sees', () => {
  test('has the defaults that the session’s own calls need, and those of this request', () => {
    const all = {
      baseURL: BASE,
      withCredentials: true,
      xsrfCookieName: 'cookie',
      xsrfHeaderName: 'header',
      withXSRFToken: () => true,
      session: { refresh: '/refresh' },
      debug: true,
    };
    const { config } = outgoing({ ...all, env: {}, headers: {}, timeout: 5 }, 'users', {});
    expect(config).toMatchObject(all);
    expect(Object.getPrototypeOf(config)).toBe(null);
    expect(Object.keys(config).sort()).toEqual(
      [
        ...Object.keys(all),
        'allowAbsoluteUrls',
        'data',
        'headers',
        'method',
        'peek',
        'signal',
        'skipAuthRefresh',
        'url',
      ].sort(),
    );
    expect(config).toMatchObject({ url: 'users', method: 'get', allowAbsoluteUrls: true });
    expect([config.signal, config.data, config.skipAuthRefresh]).toEqual([undefined, undefined, false]);
  });

  test('has the method in lower case, the headers in a container, and the signal', () => {
    const { signal } = new AbortController();
    const init = { method: 'Post', headers: { 'X-A': 'b' }, body: 'text', signal };
    for (const input of ['/x', new Request(`${BASE}/x`, init)]) {
      const { config, signal: taken } = outgoing(defaults, input, input === '/x' ? init : undefined);
      expect(config.method).toBe('post');
      expect(config.headers).toBeInstanceOf(AxiosHeaders);
      expect(config.headers.get('x-a')).toBe('b');
      expect(taken).toBeInstanceOf(AbortSignal);
      expect(config.signal).toBe(taken);
    }
    expect(outgoing(defaults, '/x', { signal: null }).config.signal).toBeUndefined();
    expect(outgoing(defaults, '/x', null).config.method).toBe('get');
  });

  test('has a whole URL as the parser writes it, and any other as it was given', () => {
    const url = (input) => outgoing(defaults, input).config.url;
    expect(['/x', 'x', '//a.example/x', '', ' x'].map(url)).toEqual(['/x', 'x', '//a.example/x', '', ' x']);
    expect(url(' HTTPS://API.example/a/../b')).toBe('https://api.example/b');
    expect(url(new URL('https://a.example'))).toBe('https://a.example/');
    expect(url({ toString: () => '/y' })).toBe('/y');
    expect(url(new Request('https://a.example/r#part'))).toBe('https://a.example/r#part');
  });

  test('init counts over the Request that it is given beside', () => {
    const request = new Request(`${BASE}/x`, { method: 'PUT', headers: { 'X-A': 'request' } });
    const { config } = outgoing(defaults, request, { method: 'PATCH', headers: { 'X-B': 'init' } });
    expect([config.method, config.headers.get('x-a'), config.headers.get('x-b')]).toEqual([
      'patch',
      undefined,
      'init',
    ]);
    const { config: same } = outgoing(defaults, request);
    expect([same.method, same.headers.get('x-a')]).toEqual(['put', 'request']);
  });

  test('only `true` leaves out the refresh', () => {
    const skips = (skipAuthRefresh) => outgoing(defaults, '/x', { skipAuthRefresh }).config.skipAuthRefresh;
    expect([true, false, undefined, 1, 'true'].map(skips)).toEqual([true, false, false, false, false]);
  });

  test('reads the body of a Request from a copy, as often as it is asked', async () => {
    const request = new Request(`${BASE}/x`, { method: 'POST', body: 'text' });
    const { config, send } = outgoing(defaults, request);
    expect(config.data).toBeUndefined();
    expect([await config.peek(), await config.peek()]).toEqual(['text', 'text']);
    const sent = [];
    await send(async (given) => sent.push(await given.text()));
    await send(async (given) => sent.push(await given.text()));
    expect(sent).toEqual(['text', 'text']);
    // Nothing to read, or not twice.
    const put = new Request(`${BASE}/x`, { method: 'PUT', body: 'first' });
    const without = [
      ['/x', { method: 'POST', body: 'text' }],
      [new Request(`${BASE}/x`)],
      [put, { body: stream(), duplex: 'half' }],
    ];
    for (const call of without) expect(outgoing(defaults, ...call).config.peek).toBeFalsy();
  });
});

describe('without a session', () => {
  const isAlone = (input, init, of = defaults) => outgoing(of, input, init).isAlone;

  test('is a request that says so with `false`, and every one where there is none', () => {
    expect([false, undefined, null, 0, 'mine', {}].map((session) => isAlone('/x', { session }))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(isAlone('/x', {}, { baseURL: BASE })).toBe(true);
    expect(isAlone(`${BASE}/x`)).toBe(false);
  });

  test('is what is no URL of a server', () => {
    const without = ['data:text/plain,a', 'blob:https://api.example/1', 'file:///x', 'about:blank'];
    // Nearly the schemes of a server.
    without.push('httpx://api.example/', 'shttp://api.example/', 'x-http://api.example/', 'x:http://a/');
    expect(without.map((url) => isAlone(url))).toEqual(without.map(() => true));
    const within = [
      'http://api.example',
      'HTTPS://api.example',
      '\thttps:/api.example',
      '/x',
      '',
      'data',
      '?:',
    ];
    expect(within.map((url) => isAlone(url))).toEqual(within.map(() => false));
  });
});

describe('what is sent', () => {
  test('is what the caller said, without what is meant for the session', async () => {
    const body = new URLSearchParams({ a: '1' });
    const init = { method: 'pOST', body, cache: 'no-store', session: 'mine', skipAuthRefresh: true, next: 1 };
    const [url, given] = await sentBy('users', init, { body: 'as it was' });
    expect(url).toBe(`${BASE}/users`);
    expect(Object.keys(given).sort()).toEqual(['body', 'cache', 'headers', 'method', 'next']);
    expect(given).toMatchObject({ method: 'pOST', cache: 'no-store', next: 1, body: 'as it was' });
    expect([...given.headers]).toEqual([]);
    expect(init.session).toBe('mine');
    expect((await sentBy(' https://a.example'))[0]).toBe('https://a.example/');
    expect((await sentBy('x', undefined, { of: {} }))[0]).toBe('x');
    expect((await sentBy('x', null))[0]).toBe(`${BASE}/x`);
  });

  test('members of a prototype count', async () => {
    expect((await sentBy('/x', Object.create({ cache: 'no-store' })))[1].cache).toBe('no-store');
    expect(outgoing(defaults, '/x', new Request(BASE, { method: 'PUT' })).config.method).toBe('put');
  });

  test('h118 a polluted prototype has no effect, not even in the platform', async () => {
    const evil = { method: 'DELETE', credentials: 'include', headers: { 'X-Evil': '1' }, session: false };
    Object.assign(evil, { skipAuthRefresh: true, redirect: 'follow', next: 1 });
    Object.assign(Object.prototype, evil);
    try {
      for (const init of [undefined, null, {}, { cache: 'no-store' }]) {
        const { config, isAlone } = outgoing(defaults, '/x', init);
        expect([config.method, config.headers.get('x-evil'), config.skipAuthRefresh, isAlone]).toEqual([
          'get',
          undefined,
          false,
          false,
        ]);
        // What the platform reads of it.
        const [, { method, credentials, next }] = await sentBy('/x', init);
        expect([method, credentials, next]).toEqual([undefined, undefined, undefined]);
      }
      // Node's own Request is made of what pollutes, as long as that is there.
      const [, given] = await sentBy(new Request(`${BASE}/x`), {}, { extra: custom });
      expect([given.method, given.credentials, given.next, given.redirect]).toEqual([
        undefined,
        undefined,
        undefined,
        'error',
      ]);
    } finally {
      for (const name of Object.keys(evil)) delete Object.prototype[name];
    }
  });

  test('has the session’s header, of this one time', async () => {
    const headers = { 'X-A': 'b', 'x-token': 'mine' };
    for (const isRequest of [false, true]) {
      const args = isRequest ? [new Request(`${BASE}/x`, { headers })] : ['/x', { headers }];
      const { send, config } = outgoing(defaults, ...args);
      const seen = [];
      const fetcher = async (input, init) =>
        seen.push(Object.fromEntries(isRequest ? input.headers : init.headers));
      await send(fetcher, undefined, custom);
      await send(fetcher, undefined, { ...custom, value: 'c' });
      await send(fetcher, undefined, { header: 'X-Token' });
      await send(fetcher);
      expect(seen.map((all) => all['x-token'])).toEqual(['a', 'c', 'mine', 'mine']);
      expect(seen.every((all) => all['x-a'] === 'b')).toBe(true);
      expect(config.headers.get('x-token')).toBe('mine');
      if (isRequest) expect(args[0].headers.get('x-token')).toBe('mine');
    }
  });

  test('sends cookies where the session lives in them, and says nothing of them otherwise', async () => {
    const init = { credentials: 'omit' };
    expect((await sentBy('/x', init, { extra: { include: true } }))[1].credentials).toBe('include');
    expect((await sentBy('/x', init, { extra: { include: false } }))[1].credentials).toBe('omit');
    expect(await sentBy('/x', {})).not.toHaveProperty('1.credentials');
    // Each time anew.
    const { send } = outgoing(defaults, '/x', init);
    const seen = [];
    const fetcher = async (_, { credentials }) => seen.push(credentials);
    await send(fetcher, undefined, { include: true });
    await send(fetcher);
    expect(seen).toEqual(['include', 'omit']);
  });

  test('a stream is sent as it is', async () => {
    const body = stream();
    expect((await sentBy('/x', { method: 'POST', body, duplex: 'half' }, { body: 'copy' }))[1].body).toBe(
      body,
    );
    const [sent] = await sentBy(new Request(`${BASE}/x`, { method: 'PUT' }), { body, duplex: 'half' });
    expect(await sent.text()).toBe('streamed');
    // Without a copy, which would keep what is sent: it hears of an end before its own.
    let reason;
    const endless = new ReadableStream({ cancel: (given) => void (reason = given) });
    const [request] = await sentBy(new Request(`${BASE}/x`, { method: 'PUT' }), {
      body: endless,
      duplex: 'half',
    });
    await request.body.cancel('why');
    expect(reason).toBe('why');
  });

  test('a body is the one of the call, whatever its owner does then', () => {
    const bytes = new TextEncoder().encode('before');
    const { config } = outgoing(defaults, '/x', { method: 'POST', body: bytes });
    bytes.fill(33);
    expect(new TextDecoder().decode(config.data)).toBe('before');
  });
});
