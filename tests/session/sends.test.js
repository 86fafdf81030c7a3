// How often one request is sent, and what decides that: methods that must not be repeated, the application's own
// retries, progress of both sends, answers that break off.
import { expect, test, vi } from 'vitest';
import { fakeServer, json, rejection } from './support/fake.js';
import { openSandbox } from './support/sandbox.js';

const paths = (server) => server.requests.map(({ method, path }) => `${method} ${path}`);

test('h38_a_refused_POST_is_sent_again_unless_the_application_names_the_methods_that_may_be', async () => {
  const server = fakeServer();
  const api = await server.signedIn();
  server.expire();
  expect((await api.post('/orders', { a: 1 })).status).toBe(200);
  expect(paths(server)).toEqual(['POST /orders', 'POST /orders']);

  const careful = fakeServer();
  const refreshOn = ({ status, config }) => status === 401 && /^(get|head|put|delete)$/.test(config.method);
  const other = await careful.signedIn({ refreshOn });
  careful.expire();
  expect(await rejection(other.post('/orders', { a: 1 }))).toMatchObject({
    code: 'ERR_BAD_REQUEST',
    status: 401,
  });
  expect([careful.requests.length, careful.refreshes.length]).toEqual([1, 0]);
  expect((await other.put('/orders/1', { a: 1 })).status).toBe(200);
  expect((await other.post('/orders', { a: 1 })).status).toBe(200);
  expect(careful.refreshes).toHaveLength(1);
});

test('h39_retries_of_the_application_and_the_resend_do_not_multiply', async () => {
  const server = fakeServer({
    request: (call, self) => (self.isAccepted(call) ? json({}, 503) : json({}, 401)),
  });
  const api = await server.signedIn();
  // As the well-known retry packages do it.
  const RETRIES = 3;
  api.interceptors.response.use(undefined, (error) => {
    const { config, response } = error;
    config.retried ??= 0;
    if (response?.status !== 503 || config.retried >= RETRIES) throw error;
    config.retried++;
    return api(config);
  });
  server.expire();
  const errors = await Promise.all(['/a', '/b'].map((url) => rejection(api.get(url))));
  expect(errors.map(({ status }) => status)).toEqual([503, 503]);
  // Each: refused once, then once and three times more with the new token; 2 · (1 + 3) would be the product.
  for (const path of ['/a', '/b'])
    expect(server.requests.filter((call) => call.path === path)).toHaveLength(1 + 1 + RETRIES);
  expect(server.refreshes).toHaveLength(1);
});

test('h39_retries_of_refusals_end_too_and_do_not_each_renew', async () => {
  const server = fakeServer({ request: () => json({}, 401) });
  const api = await server.signedIn();
  const RETRIES = 5;
  api.interceptors.response.use(undefined, (error) => {
    const { config } = error;
    config.retried ??= 0;
    if (config.retried++ >= RETRIES) throw error;
    return api(config);
  });
  const error = await rejection(api.get('/never'));
  expect(error.response.status).toBe(401);
  expect(server.requests.length).toBeLessThanOrEqual(2 * (1 + RETRIES));
  // A fresh token that is refused at once is not renewed again by the next.
  expect(server.refreshes.length).toBeLessThanOrEqual(2);
});

test('h37_progress_is_told_of_both_sends_and_the_timeline_numbers_them', async () => {
  const box = await openSandbox();
  const api = await box.signedIn();
  await box.expire();
  const events = [];
  const onUploadProgress = (event) => events.push(event);
  const { status } = await api.post('/api/upload', 'x'.repeat(200_000), {
    adapter: 'fetch',
    onUploadProgress,
  });
  expect(status).toBe(200);
  const complete = events.filter(({ loaded, total }) => loaded === total && total === 200_000);
  expect(complete.length).toBeGreaterThanOrEqual(2);
  // Each send counts from its own beginning.
  expect(events.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(400_000);
  const sent = api.session.timeline().filter(({ event }) => event === 'sent');
  expect(sent.map(({ n }) => n)).toEqual([1, 2]);
});

/** By the fetch adapter a Request is sent, which has a value for everything. @param {string | undefined} adapter */
const usualRedirect = (adapter) => (adapter ? 'follow' : undefined);

test('h40_a_token_in_a_header_of_its_own_follows_no_redirect', async () => {
  for (const adapter of [undefined, 'fetch']) {
    const server = fakeServer({ request: () => json({}) });
    const api = await server.signedIn({ header: 'X-Auth', scheme: '' }, { adapter });
    await api.get('/x');
    await api.get('/public', { session: false });
    await api.get('/own', { fetchOptions: { redirect: 'follow' } });
    const bearer = await server.signedIn({ id: 'other' }, { adapter });
    await bearer.get('/x');
    const usual = usualRedirect(adapter);
    expect(server.requests.map(({ headers, init }) => [headers['x-auth'], init.redirect])).toEqual([
      ['access-1', 'error'],
      [undefined, usual],
      ['access-1', 'follow'],
      [undefined, usual],
    ]);
  }
});

test('h40_a_header_whose_name_is_almost_Authorization_follows_no_redirect_either', async () => {
  for (const adapter of [undefined, 'fetch'])
    for (const [header, redirect] of [
      ['X-Authorization', 'error'],
      ['Authorization-Token', 'error'],
      ['Proxy-Authorization', 'error'],
      ['authorization', usualRedirect(adapter)],
      ['AUTHORIZATION', usualRedirect(adapter)],
    ]) {
      const server = fakeServer({ request: () => json({}) });
      const api = await server.signedIn({ header }, { adapter });
      await api.get('/x');
      const [{ headers, init }] = server.requests;
      expect([header, headers[header.toLowerCase()], init.redirect]).toEqual([
        header,
        'Bearer access-1',
        redirect,
      ]);
    }
});

test('a request with auth of its own is left alone only where the session would use the same header', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const auth = { username: 'ada', password: 'p' };
  for (const [header, isOwn] of [
    ['Authorization', true],
    ['authorization', true],
    ['X-Authorization', false],
    ['Authorization-Token', false],
  ]) {
    const server = fakeServer({ request: () => json({}) });
    const api = await server.signedIn({ header, scheme: '' });
    await api.get('/x', { auth });
    const [{ headers }] = server.requests;
    expect([header, headers.authorization]).toEqual([header, `Basic ${btoa('ada:p')}`]);
    if (!isOwn) expect([header, headers[header.toLowerCase()]]).toEqual([header, 'access-1']);
  }
});

test('h137_an_answer_that_begins_well_and_breaks_off_is_an_error_and_is_not_sent_again', async () => {
  const broken = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"data":')),
        pull: (controller) => controller.error(new TypeError('terminated')),
      }),
      { headers: { 'content-type': 'application/json' } },
    );
  const server = fakeServer({ request: broken });
  const api = await server.signedIn();
  expect(await rejection(api.post('/x', { a: 1 }))).toMatchObject({ code: 'ERR_NETWORK' });
  const { data } = await api.get('/y', { responseType: 'stream', adapter: 'fetch' });
  await expect(new Response(data).text()).rejects.toThrow();
  expect([server.requests.length, server.refreshes.length, api.session.state]).toEqual([2, 0, 'active']);
});

test('h137_a_refusal_at_the_end_of_a_stream_is_the_applications_to_read', async () => {
  const lines = '{"data":1}\n{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}\n';
  const server = fakeServer({ request: () => new Response(lines) });
  const api = await server.signedIn();
  const { data } = await api.get('/x', { responseType: 'stream', adapter: 'fetch' });
  expect(await new Response(data).text()).toBe(lines);
  expect([server.requests.length, server.refreshes.length]).toEqual([1, 0]);
  // What it does then, one call does.
  await api.session.refresh();
  expect(server.refreshes).toHaveLength(1);
});

test('h117_neither_refresh_nor_revocation_may_be_answered_from_a_cache', async () => {
  const server = fakeServer();
  const api = await server.signedIn({ revoke: '/auth/revoke' });
  await api.session.refresh();
  await api.get('/x');
  await api.session.signOut();
  expect(server.calls.map(({ path, init }) => [path, init.cache])).toEqual([
    ['/auth/refresh', 'no-store'],
    ['/x', undefined],
    ['/auth/revoke', 'no-store'],
  ]);
});

test('h116_any_token_works_whether_or_not_it_can_be_read', async () => {
  const encode = (value) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const jwt = (payload) => `${encode({ alg: 'none' })}.${encode(payload)}.sig`;
  const now = Math.floor(Date.now() / 1000);
  /** Each with how many refreshes the first request needs; undefined: one at the most. */
  const tokens = {
    opaque: ['mF_9.B5f-4.1JqM', 0],
    'five parts, encrypted': ['eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d', 0],
    'no exp': [jwt({ sub: 'ü✓' }), 0],
    'exp as a text': [jwt({ exp: String(now - 3600) }), undefined],
    'exp with a fraction': [jwt({ exp: now + 3600.5 }), 0],
    'exp without end': [jwt({ exp: 1e300 }), 0],
    'no JSON': [jwt('{'), 0],
    'no base64': ['a.%%%.c', 0],
    // The server's clock, or the device's, may be wrong: what counts is how long the token was made for.
    'over since an hour': [jwt({ iat: now - 7200, exp: now - 3600 }), 0],
  };
  for (const [name, [accessToken, wanted]] of Object.entries(tokens)) {
    const server = fakeServer({ request: () => json({}) });
    const api = server.create();
    await api.session.signIn({ accessToken, refreshToken: 'refresh-1' });
    expect((await api.get('/x')).status).toBe(200);
    expect([name, server.refreshes.length]).toEqual([name, wanted ?? expect.toBeOneOf([0, 1])]);
    expect(server.requests).toHaveLength(1);
  }
});
