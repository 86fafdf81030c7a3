// Attacks on where secrets are sent, and where the page is sent. Look-alike hosts, redirects and third parties are in
// plain/origins.spec.js, outputs that might hold a token in plain/canary.spec.js.

import { expect, named, test } from '../lib/fixtures.js';

test('the XSRF header is not sent to another origin, unless the application says so', async ({
  open,
  tap,
}) => {
  const page = await open();
  await page.evaluate(async () => {
    document.cookie = 'XSRF-TOKEN=very-secret';
    t.client();
    await t.signIn();
    await t.settle(t.get('default', '/api/me'));
    await t.settle(t.get('opted-in', '/api/me', { withXSRFToken: true }));
  });
  const header = (name) => tap.calls.filter(named(name)).map(({ headers }) => headers['x-xsrf-token']);
  expect(header('default')).toEqual([undefined]);
  expect(header('opted-in')).toEqual(['very-secret']);
});

test('an address that a user has typed in gets no token, however it is passed', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  const evil = `http://evil.test:${tap.port}${server.prefix}`;
  await page.evaluate(async (address) => {
    t.client();
    await t.signIn();
    await t.settle(t.get('typed', `${address}/public/ping`));
    await t.settle(t.get('typed', '/public/ping', { baseURL: address }));
    await t.settle(api({ url: `${address}/public/ping`, headers: { 'X-Request-Id': 'typed' } }));
    api.interceptors.request.use((config) => ({ ...config, baseURL: address }));
    await t.settle(t.get('typed', '/public/ping'));
  }, evil);
  const calls = tap.calls.filter(named('typed')).filter(({ method }) => method === 'GET');
  expect(calls).toHaveLength(4);
  for (const { headers } of calls) {
    expect(headers.host).toMatch(/^evil\.test/);
    expect(headers.authorization).toBeUndefined();
  }
});

test('a login address that would run a script is not followed', async ({ open, server }) => {
  const page = await open();
  await page.evaluate(async () => {
    t.client({ loginUrl: () => 'javascript:window.attacked=true' });
    await t.signIn();
  });
  await server.kill();
  expect(await page.evaluate(() => t.settle(t.get('after')))).toMatchObject({ code: 'ERR_SESSION_ENDED' });
  expect(await page.evaluate(() => [ended.length, window.attacked])).toEqual([1, undefined]);
  expect(page.url()).toContain('/plain');
});
