// @vitest-environment jsdom
// Which origins get the token and whose answers count: the live base, redirects, plain http; and pages that are no
// https pages.
import { describe, expect, test, vi } from 'vitest';
import { BASE, fakeServer, json, rejection } from './support/fake.js';
import { freshId } from './support/page.js';

const credentials = (server) => server.requests.map(({ headers }) => headers.authorization);
const OK = { request: () => json({ ok: true }) };

/** A page at this address, in a secure context or not. */
const visit = (href, isSecureContext) => {
  const { origin, protocol, host, pathname, search, hash } = new URL(href);
  const assign = vi.fn();
  vi.stubGlobal('location', { href, origin, protocol, host, pathname, search, hash, assign });
  vi.stubGlobal('isSecureContext', isSecureContext);
  return assign;
};

describe('h158_the_login_page_of_pages_that_are_not_on_the_web', () => {
  const end = async (session) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer({ refresh: () => json({ error: 'invalid_grant' }, 400) });
    // Pages from a file use XMLHttpRequest, as with axios.
    const api = await server.signedIn({ id: freshId(), ...session }, { adapter: 'fetch' });
    server.expire();
    await rejection(api.get('/x'));
  };
  for (const [page, loginUrl, expected] of [
    [
      'chrome-extension://abc/popup.html',
      'chrome-extension://abc/login.html',
      /^chrome-extension:\/\/abc\/login\.html\?returnTo=%2Fpopup/,
    ],
    ['file:///app/index.html', 'file:///app/login.html', /^file:\/\/\/app\/login\.html\?returnTo=/],
    ['capacitor://localhost/inbox', () => 'capacitor://localhost/login', /^capacitor:\/\/localhost\/login$/],
    ['tauri://localhost/inbox', 'tauri://localhost/login', /^tauri:\/\/localhost\/login\?returnTo=/],
    ['https://app.example/', 'https://app.example/#/login', /#\/login$/],
  ])
    test(`h158_${page}`, async () => {
      const assign = visit(page, true);
      await end({ loginUrl });
      expect(assign.mock.calls).toEqual([[expect.stringMatching(expected)]]);
    });

  test('h158_what_would_run_as_a_script_is_refused_and_the_login_page_itself_stays', async () => {
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:null/x']) {
      const assign = visit('https://app.example/inbox', true);
      await end({ loginUrl: () => bad });
      expect(assign).not.toHaveBeenCalled();
    }
    const assign = visit('tauri://localhost/login?x=1', true);
    await end({ loginUrl: 'tauri://localhost/login' });
    expect(assign).not.toHaveBeenCalled();
  });

  test('h156_loginUrl_that_gives_a_promise_is_refused_by_name', async () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const assign = visit('https://app.example/inbox', true);
    await end({ loginUrl: async () => '/login' });
    expect(assign).not.toHaveBeenCalled();
    expect(reported.mock.calls[0][0].message).toMatch(/session\.loginUrl\(\) is a promise/);
  });
});

describe('h159_plain_http_is_judged_by_the_secure_context', () => {
  for (const [page, isSecure, url, expected] of [
    ['chrome-extension://abc/popup.html', true, 'http://api.example', undefined],
    ['chrome-extension://abc/popup.html', true, 'https://api.example', 'Bearer access-1'],
    ['blob:https://app.example/1', true, 'http://api.example', undefined],
    ['http://app.example/', false, 'http://api.example', 'Bearer access-1'],
    ['https://app.example/', true, 'http://api.example', undefined],
    ['https://app.example/', true, 'http://localhost:3000', 'Bearer access-1'],
    // A page on this machine may talk to another one in the house.
    ['http://localhost:5173/', true, 'http://192.168.1.5', 'Bearer access-1'],
    // A browser that does not say.
    ['https://app.example/', undefined, 'http://api.example', undefined],
  ])
    test(`h159_${page} (${isSecure}) to ${url}`, async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      visit(page, isSecure);
      const server = fakeServer(OK);
      const api = server.create({ id: freshId() }, { baseURL: url });
      await api.session.signIn(server.tokens());
      await api.get('/x');
      expect(credentials(server)).toEqual([expected]);
    });
});

test('h159_a_secure_page_sends_no_refresh_token_over_http', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  visit('chrome-extension://abc/popup.html', true);
  const server = fakeServer();
  const session = {
    id: freshId(),
    refresh: 'http://api.example/auth/refresh',
    revoke: 'http://api.example/r',
  };
  const api = await server.signedIn(session);
  expect(await rejection(api.session.refresh())).toMatchObject({
    code: 'ERR_REFRESH_MISCONFIGURED',
    cause: { message: /over http/ },
  });
  expect(await api.session.signOut()).toMatchObject({ revoked: false, error: { message: /over http/ } });
  expect(server.calls).toHaveLength(0);
});

test('a token that is withheld is told once for each origin, with what to do', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  visit('https://app.example/', true);
  const server = fakeServer(OK);
  const origins = [BASE, 'http://plain.example'];
  const api = server.create({ id: freshId(), origins });
  await api.get('https://unnamed.example/x');
  expect(warn.mock.calls).toEqual([]);
  await api.session.signIn(server.tokens());
  for (const url of ['https://unnamed.example/x', 'http://plain.example/x', 'https://unnamed.example/y'])
    await api.get(url);
  expect(credentials(server)).toEqual(Array(4).fill(undefined));
  expect(warn.mock.calls.flat()).toEqual([
    "everfetch: the session's token is not sent to https://unnamed.example; " +
      'if it should be, name it in session.origins',
    "everfetch: the session's token is not sent to http://plain.example; a secure page sends none over http",
  ]);
});

test('h160_the_origins_follow_a_baseURL_that_is_set_after_the_first_use', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  for (const touch of [
    (api) => void api.session.getSnapshot(),
    (api) => void api.session.on('ended', () => {}),
    (api) => api.get('https://app.example/config.json'),
  ]) {
    const server = fakeServer(OK);
    const api = server.create({ id: freshId() }, { baseURL: undefined });
    await touch(api);
    api.defaults.baseURL = BASE;
    await api.session.signIn(server.tokens());
    await api.get('/x');
    await api.get('https://app.example/x');
    expect(credentials(server).slice(-2)).toEqual(['Bearer access-1', undefined]);
    api.defaults.baseURL = 'https://moved.example';
    await api.get('/x');
    await api.get(`${BASE}/x`);
    expect(credentials(server).slice(-2)).toEqual(['Bearer access-1', undefined]);
    await api.session.refresh();
    expect(server.refreshes.at(-1).origin).toBe('https://moved.example');
  }
});

test('h160_origins_that_are_named_stay', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const server = fakeServer(OK);
  const api = await server.signedIn({ id: freshId(), origins: [BASE] });
  api.defaults.baseURL = 'https://moved.example';
  await api.get('/x');
  expect(credentials(server)).toEqual([undefined]);
});

test('h28_a_whole_url_after_a_relative_one_is_judged_by_itself', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const sent = [];
  const adapter = async (config) => {
    sent.push(config.headers.get('Authorization'));
    return { data: {}, status: 200, statusText: '', headers: {}, config };
  };
  const api = await fakeServer().signedIn({ id: freshId() }, { adapter });
  for (const url of [
    'https://evil.example/x',
    'HTTPS://evil.example/x',
    '//evil.example/x',
    `//evil.example/${BASE}/`,
    `https://evil.example/?${BASE}/`,
    `${BASE}.evil.example/x`,
  ]) {
    await api.get('/x');
    await api.get(`${BASE}/y`);
    await api.get(url);
  }
  expect(sent).toEqual(Array(6).fill(['Bearer access-1', 'Bearer access-1', undefined]).flat());
});

describe('h161_an_answer_of_another_origin_after_a_redirect', () => {
  /** As `fetch` gives it. */
  const from = (url, response) =>
    Object.defineProperties(response, { url: { value: url }, redirected: { value: true } });

  test('h161_says_nothing_about_the_token', async () => {
    const refreshOn = vi.fn(({ status }) => status === 401);
    const renew = vi.fn();
    const stepUp = vi.fn();
    const header = { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' };
    const others = [
      'https://files.example/x',
      'https://api.example.evil.io/x',
      'http://api.example/x',
      `https://files.example/?from=${BASE}/`,
    ];
    const server = fakeServer({
      request: (_, { requests }) => from(others[requests.length % 4], json({}, 401, header)),
    });
    const api = await server.signedIn({ id: freshId(), renew });
    api.session.on('stepUpRequired', stepUp);
    const judged = await server.signedIn({ id: freshId(), refreshOn, renew });
    for (const client of [api, judged])
      for (let i = 0; i < 4; i++) {
        const error = await rejection(client.get('/x'));
        expect([error.code, error.status, error.reason, error.retryable]).toEqual([
          'ERR_BAD_REQUEST',
          401,
          undefined,
          undefined,
        ]);
      }
    expect([server.refreshes.length, server.requests.length]).toEqual([0, 8]);
    for (const spy of [refreshOn, renew, stepUp]) expect(spy).not.toHaveBeenCalled();
    expect(api.session.state).toBe('active');
  });

  test('h161_a_mock_that_repeats_a_relative_address_is_no_redirect', async () => {
    const server = fakeServer();
    const answered = (config) => {
      const isFresh = config.headers.get('Authorization') === 'Bearer access-2';
      const response = { data: {}, status: isFresh ? 200 : 401, statusText: '', headers: {}, config };
      return { ...response, request: { responseURL: config.url } };
    };
    const api = await server.signedIn({ id: freshId() }, { adapter: async (config) => answered(config) });
    expect((await api.get('/x?next=https://files.example/')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });

  test('h161_of_an_origin_that_is_named_counts', async () => {
    const server = fakeServer({
      request: (call, self) => from('https://v2.example/x', self.answer(call)),
    });
    const api = await server.signedIn({ id: freshId(), origins: [BASE, 'https://v2.example'] });
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  });

  test('h161_to_a_refresh_ends_no_session', async () => {
    const server = fakeServer({
      refresh: () => from('https://portal.example/login', json({ error: 'invalid_grant' }, 401)),
    });
    const api = await server.signedIn({ id: freshId() });
    server.expire();
    const error = await rejection(api.get('/x'));
    expect([error.code, api.session.isSignedIn]).toEqual(['ERR_REFRESH_FAILED', true]);
    expect(error.cause.message).toMatch(/redirected to another origin/);
  });
});
