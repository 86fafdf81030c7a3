// The revocation at the server: which token it names, how long it may take, and when it counts.
import { describe, expect, test, vi } from 'vitest';
import { revokeTokens } from '../../pkg-template/src/session/declared.js';
import { BASE, rejection } from './support/fake.js';
import { fakeClock } from './support/clock.js';

const TOKENS = { accessToken: 'access-1', refreshToken: 'refresh-1' };
const handleWith = (revoke, refresh = {}) => ({
  options: { revoke, refresh },
  home: { baseURL: BASE },
  data: { carrier: 'bearer' },
  peek: () => undefined,
});

/** The one call that is made. */
const called = async (revoke, { tokens = TOKENS, refresh } = {}) => {
  const fetch = vi.fn(async () => new Response());
  vi.stubGlobal('fetch', fetch);
  await revokeTokens(handleWith({ url: '/revoke', format: 'form', ...revoke }, refresh), tokens);
  const [[url, init]] = fetch.mock.calls;
  return { url, init, body: init.body };
};

describe('the call', () => {
  test('names the refresh token, else the access token, and of which kind it is', async () => {
    expect(await called()).toMatchObject({
      url: `${BASE}/revoke`,
      body: 'token=refresh-1&token_type_hint=refresh_token',
    });
    expect((await called({}, { tokens: { accessToken: 'a' } })).body).toBe(
      'token=a&token_type_hint=access_token',
    );
    expect((await called({}, { tokens: {} })).body).toBe('');
  });

  test('names the client, which is that of the refresh unless it has its own', async () => {
    const refresh = { clientId: 'web' };
    const ends = async (revoke) => (await called(revoke, { refresh })).body.split('&').at(-1);
    expect(await ends({})).toBe('client_id=web');
    expect(await ends({ clientId: 'app' })).toBe('client_id=app');
  });

  test('has the token under the declared name, or not at all', async () => {
    expect((await called({ tokenField: 'rt', format: 'json' })).body).toBe(
      '{"rt":"refresh-1","token_type_hint":"refresh_token"}',
    );
    expect((await called({ tokenField: false, fields: { a: 1 } })).body).toBe('a=1');
  });

  test('outlives the page, and is what the options say otherwise', async () => {
    const { init } = await called({ method: 'delete', headers: () => ({ 'X-A': '1' }) });
    expect([init.keepalive, init.method, init.headers.get('x-a')]).toEqual([true, 'DELETE', '1']);
  });

  test('waits for what its functions promise', async () => {
    const { url, body } = await called({ url: async () => '/out', fields: async () => ({ a: 1 }) });
    expect([url, body]).toEqual([`${BASE}/out`, 'token=refresh-1&token_type_hint=refresh_token&a=1']);
  });

  test('whose function gives something else is named in the mistake', async () => {
    vi.stubGlobal('fetch', vi.fn());
    const sent = revokeTokens(handleWith({ url: () => 5 }), TOKENS);
    expect((await rejection(sent)).message).toMatch(/^session\.revoke\.url\(\) gave/);
    expect(fetch).not.toHaveBeenCalled();
  });

  test('as a function gets the tokens, and what it promises is waited for', async () => {
    vi.stubGlobal('fetch', vi.fn());
    const revoke = vi.fn(async () => 'done');
    expect(await revokeTokens(handleWith(revoke), TOKENS)).toBe('done');
    expect(revoke.mock.calls).toEqual([[TOKENS]]);
    expect(fetch).not.toHaveBeenCalled();
    const broken = new Error('no');
    expect(
      await rejection(
        revokeTokens(
          handleWith(() => {
            throw broken;
          }),
          TOKENS,
        ),
      ),
    ).toBe(broken);
  });
});

describe('its answer', () => {
  const answered = (...answers) => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => answers.shift()()),
    );
    return revokeTokens(handleWith({ url: '/revoke' }), TOKENS);
  };
  const fail = (error) => () => Promise.reject(error);

  test('is an agreement, or not', async () => {
    await answered(() => new Response(null, { status: 204 }));
    const error = await rejection(answered(() => new Response('', { status: 503 })));
    expect(error.message).toBe('the revocation was answered with status 503');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('that did not come at once is asked for once more without keepalive, whose quota may be full', async () => {
    const full = new TypeError('quota');
    await answered(fail(full), () => new Response());
    const [[url, first], [again, second]] = fetch.mock.calls;
    expect([again, second.keepalive, second.body, second.method]).toEqual([
      url,
      false,
      first.body,
      first.method,
    ]);
    expect(first.keepalive).toBe(true);
    const offline = new TypeError('offline');
    expect(await rejection(answered(fail(full), fail(offline)))).toBe(offline);
    expect((await rejection(answered(fail(full), () => new Response('', { status: 500 })))).message).toMatch(
      /500/,
    );
  });

  test('that fails after a second is not: the call may have arrived', async () => {
    const clock = fakeClock();
    const error = new TypeError('offline');
    for (const [ms, calls] of [
      [1000, 2],
      [1001, 1],
    ]) {
      const late = () => (clock.advance(ms), Promise.reject(error));
      expect(await rejection(answered(late, fail(error)))).toBe(error);
      expect([ms, fetch.mock.calls.length]).toEqual([ms, calls]);
    }
  });
});
