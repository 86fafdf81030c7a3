// Where the token may not be found: in defaults, configs, errors, events and the timeline.

import { expect, test } from '../lib/fixtures.js';

test('h26 no token is ever written into defaults, configs, errors or the timeline', async ({
  open,
  server,
}) => {
  const page = await open();
  const found = await page.evaluate(async () => {
    const api = t.client();
    const { data: tokens } = await everfetch.post(`${t.base}/auth/login`, { user: 'ada', mode: 'bearer' });
    await api.session.signIn(tokens);
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    const response = await api.get('/api/me');
    const error = await api.get('/api/always401').catch((thrown) => thrown);
    const renewed = await api.session.getAccessToken();
    const seen = new WeakSet();
    const text = (value) =>
      JSON.stringify(value, (_, inner) => {
        if (typeof inner !== 'object' || inner === null) return inner;
        if (seen.has(inner)) return undefined;
        seen.add(inner);
        return inner;
      });
    const places = {
      'defaults of the client': text(api.defaults),
      'defaults of the package': text(everfetch.defaults),
      'config of a response': text(response.config),
      'request of a response': text({ ...response.request }),
      'config of an error': text(error.config),
      'JSON of an error': text(error.toJSON()),
      'text of an error': `${error.stack} ${error}`,
      timeline: text(api.session.timeline()),
      session: text(api.session),
    };
    const secrets = [tokens.accessToken, tokens.refreshToken, renewed];
    return {
      isRenewed: renewed !== tokens.accessToken,
      leaks: Object.entries(places)
        .filter(([, value]) => secrets.some((secret) => value.includes(secret)) || /Bearer /.test(value))
        .map(([name]) => name),
    };
  });
  expect(found).toEqual({ isRenewed: true, leaks: [] });
  await server.expectCounters({ reuseDetected: 0 });
});

test('h26 after a sign-out nothing carries the dead token, after the next sign-in everything the new one', async ({
  open,
  server,
  tap,
}) => {
  const page = await open();
  const outcomes = await page.evaluate(async () => {
    const api = t.client();
    await t.signIn('ada');
    const child = api.create();
    const before = await t.settle(child.get('/api/me'));
    await api.session.signOut();
    const between = await t.settle(child.get('/public/ping', { params: { n: 1 } }));
    await t.signIn('bob');
    const after = await t.settle(child.get('/api/me', { params: { n: 2 } }));
    return [before, between, after];
  });
  expect(outcomes).toMatchObject([
    { data: { user: 'ada' } },
    { data: { credential: false } },
    { data: { user: 'bob' } },
  ]);
  expect(tap.to('GET', '/public/ping')[0].headers.authorization).toBeUndefined();
  await server.expectCounters({ unauthorized: 0 });
});
