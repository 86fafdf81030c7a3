// How sessions end, and what happens to requests and refreshes that are under way then.

import { expect, isRefresh, named, test } from '../lib/fixtures.js';

const bodyOf = (call) => String(call.body);

async function signedIn(open, session = {}) {
  const page = await open();
  await page.evaluate(async (options) => {
    t.client(options);
    await t.signIn();
  }, session);
  return page;
}

test('h22 a dead session ends once: one event, one callback, and each request has its own 401', async ({
  open,
  server,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    window.callbacks = [];
    t.client({ onSessionEnd: (reason) => window.callbacks.push(reason) });
    await t.signIn();
  });
  await server.kill();
  const outcomes = await page.evaluate(() => t.many(20));
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      ok: false,
      isAxiosError: true,
      code: 'ERR_SESSION_ENDED',
      reason: 'refused',
      retryable: false,
      response: { status: 401, data: { why: 'revoked' } },
    });
  const { ended, callbacks, state } = await page.evaluate(() => ({
    ended,
    callbacks,
    state: api.session.state,
  }));
  expect({ ended, callbacks, state }).toEqual({
    ended: ['refused'],
    callbacks: ['refused'],
    state: 'ended',
  });
  await server.expectCounters({ refresh: { calls: 1, refused: 1 } });
});

test('h22 a dead session goes to the login page once, and names the way back', async ({
  open,
  page,
  site,
  server,
}) => {
  await signedIn(open, { loginUrl: '/login' });
  const from = new URL(page.url());
  await server.kill();
  const visits = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visits.push(request.url());
  });
  await page.evaluate(() => void t.many(20));
  await page.waitForURL(`${site.url}/login?*`);
  await expect(page.getByRole('heading')).toHaveText('Sign in');
  expect(new URL(page.url()).searchParams.get('returnTo')).toBe(from.pathname + from.search);
  expect(visits).toEqual([page.url()]);
});

for (const [what, retryAfter, notBefore] of [
  // A millisecond may get lost in rounding.
  ['seconds', () => 1, (_, refused) => refused.at + 999],
  ['a date', () => new Date(Date.now() + 3000).toUTCString(), (date) => Date.parse(date)],
]) {
  test(`h73 a refresh answered 429 with Retry-After in ${what} keeps the session, and waits as long`, async ({
    open,
    server,
    tap,
  }) => {
    const page = await signedIn(open);
    await server.expire();
    const asked = retryAfter();
    await server.knobs({ refreshStatus: { value: 429, times: 1 }, retryAfter: asked });
    const first = await page.evaluate(() => t.settle(t.get('first')));
    expect(first).toMatchObject({
      ok: false,
      code: 'ERR_REFRESH_FAILED',
      retryable: true,
      refused: { status: 401 },
    });
    expect(await page.evaluate(() => api.session.state)).toBe('stale');
    // Asked again and again, it does not ask the server again before it may.
    await expect
      .poll(() => page.evaluate(() => t.settle(t.get('again'))), { intervals: [50] })
      .toMatchObject({ ok: true });
    const [refused, accepted, ...more] = tap.to('POST', '/auth/refresh');
    expect(more).toHaveLength(0);
    expect(accepted.at).toBeGreaterThanOrEqual(notBefore(asked, refused));
    expect(await page.evaluate(() => ({ state: api.session.state, ended }))).toEqual({
      state: 'active',
      ended: [],
    });
    await server.expectCounters({ reuseDetected: 0 });
  });
}

test('h82 a sign-out during a refresh wins: the late tokens are not kept, but revoked', async ({
  open,
  server,
  tap,
}) => {
  const page = await signedIn(open, { revoke: '/oauth/revoke' });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => t.start('waiting', t.get('waiting')));
  const { answer } = await refresh.arrived();
  const late = JSON.parse(answer.body);
  expect(await page.evaluate(() => api.session.signOut())).toEqual({ revoked: true });
  expect(await page.evaluate(() => t.outcome('waiting'))).toMatchObject({
    ok: false,
    code: 'ERR_SESSION_ENDED',
    reason: 'signedOut',
    response: { status: 401 },
  });
  const before = tap.to('POST', '/oauth/revoke').length;
  expect(before).toBe(1);
  refresh.release();
  await expect.poll(() => tap.to('POST', '/oauth/revoke').map(bodyOf)).toHaveLength(2);
  expect(new URLSearchParams(bodyOf(tap.to('POST', '/oauth/revoke')[1])).get('token')).toBe(
    late.refreshToken,
  );
  const after = await page.evaluate(() => ({
    state: api.session.state,
    ended,
    stored: JSON.stringify({ ...sessionStorage, ...localStorage }),
  }));
  expect(after).toMatchObject({ state: 'ended', ended: ['signedOut'] });
  expect(after.stored).not.toContain(late.refreshToken);
  expect(after.stored).not.toContain(late.accessToken);
  expect(await page.evaluate(() => t.settle(t.get('anonymous')))).toMatchObject({
    response: { status: 401 },
  });
  expect(tap.calls.filter(named('anonymous')).map(({ headers }) => headers.authorization)).toEqual([
    undefined,
  ]);
  await server.expectCounters({ refresh: { calls: 1 }, sends: { waiting: 1 } });
});

test('h82 a late token is revoked even where the sign-out itself was asked not to', async ({
  open,
  server,
  tap,
}) => {
  const page = await signedIn(open, { revoke: '/oauth/revoke' });
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => t.start('waiting', t.get('waiting')));
  const { answer } = await refresh.arrived();
  expect(await page.evaluate(() => api.session.signOut({ revoke: false }))).toEqual({ revoked: false });
  expect(tap.to('POST', '/oauth/revoke')).toHaveLength(0);
  refresh.release();
  await expect.poll(() => tap.to('POST', '/oauth/revoke').map(bodyOf)).toHaveLength(1);
  expect(bodyOf(tap.to('POST', '/oauth/revoke')[0])).toContain(JSON.parse(answer.body).refreshToken);
});

test("h86 a request of one user is never sent again with the next user's token", async ({
  open,
  server,
  tap,
}) => {
  const page = await signedIn(open);
  await server.expire();
  const refused = tap.holdAnswer(named('order'));
  await page.evaluate(() =>
    t.start('order', api.post('/api/echo', { of: 'ada' }, { headers: { 'X-Request-Id': 'order' } })),
  );
  expect((await refused.arrived()).answer.status).toBe(401);
  await page.evaluate(() => t.signIn('bob'));
  refused.release();
  expect(await page.evaluate(() => t.outcome('order'))).toMatchObject({
    ok: false,
    code: 'ERR_SESSION_CHANGED',
    refused: { status: 401 },
  });
  expect(await page.evaluate(() => t.settle(t.get('me', '/api/me')))).toMatchObject({
    data: { user: 'bob' },
  });
  await server.expectCounters({ refresh: { calls: 0 }, sends: { order: 1 } });
});

test('h86 what a refresh brings for the user before is dropped when another has signed in', async ({
  open,
  server,
  tap,
}) => {
  const page = await signedIn(open);
  await server.expire();
  const refresh = tap.holdAnswer(isRefresh);
  await page.evaluate(() => t.start('waiting', t.get('waiting')));
  const { answer } = await refresh.arrived();
  const ofAda = JSON.parse(answer.body);
  await page.evaluate(() => t.signIn('bob'));
  expect(await page.evaluate(() => t.outcome('waiting'))).toMatchObject({
    ok: false,
    code: 'ERR_SESSION_CHANGED',
  });
  refresh.release();
  // The answer has come and was dealt with when a later round trip has ended.
  await page.evaluate(() => t.get('free', '/public/ping', { session: false }));
  const { token, stored, me } = await page.evaluate(async () => ({
    token: await api.session.getAccessToken(),
    stored: JSON.stringify({ ...sessionStorage, ...localStorage }),
    me: await t.settle(t.get('me', '/api/me')),
  }));
  expect(me).toMatchObject({ data: { user: 'bob' } });
  expect(token).not.toBe(ofAda.accessToken);
  expect(stored).not.toContain(ofAda.refreshToken);
  await server.expectCounters({ refresh: { calls: 1 }, sends: { waiting: 1, me: 1 } });
});
