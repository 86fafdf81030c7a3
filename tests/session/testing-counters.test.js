// What a test reads from the fake server of everfetch/testing: the counters and the log, and that nothing is left of them, or
// of the sessions, after a reset.
import { expect, test } from 'vitest';
import { createFakeServer } from 'everfetch/testing';

const NONE = {
  requests: 0,
  answered: 0,
  unauthorized: 0,
  signIns: 0,
  signOuts: 0,
  refreshes: 0,
  rotated: 0,
  refused: 0,
  reused: 0,
  lost: 0,
};

test('the kinds of all paths, in the log as the calls came', async () => {
  const server = createFakeServer();
  const paths = [
    '/auth/login',
    '/auth/refresh',
    '/oauth/token',
    '/auth/logout',
    '/oauth/revoke',
    '/x',
    '/auth/login/',
  ];
  for (const path of paths) await server.fetch(path, { method: 'POST' });
  expect(server.log).toEqual(
    [
      ['signIn', 400],
      ['refresh', 401],
      ['refresh', 400],
      ['signOut', 204],
      ['signOut', 204],
      ['api', 401],
      ['api', 401],
    ].map(([kind, status], i) => ({ kind, method: 'POST', path: paths[i], status })),
  );
  expect(server.counters).toEqual({
    ...NONE,
    requests: 7,
    refreshes: 2,
    refused: 2,
    signOuts: 2,
    unauthorized: 2,
  });
});

test('copies, which do not change what the server has', async () => {
  const server = createFakeServer();
  await server.fetch('/x');
  const { log, counters } = server;
  log[0].path = '/y';
  log.push(log[0]);
  counters.requests = 9;
  await server.fetch('/z');
  expect(server.log.map(({ path }) => path)).toEqual(['/x', '/z']);
  expect([server.counters.requests, counters.requests]).toEqual([2, 9]);
});

test('a reset leaves no counter, call, fault or session', async () => {
  const server = createFakeServer();
  expect(server.counters).toEqual(NONE);
  const bearer = server.signIn();
  server.signIn('ada', { carrier: 'cookie' });
  server.fail('api', { status: 503 });
  await server.fetch('/x', { method: 'POST' });
  server.fail('api', { status: 503 });
  server.reset();
  expect([server.counters, server.log]).toEqual([NONE, []]);
  const whyOf = async (init) => (await (await server.fetch('/x', init)).json()).why;
  expect(await whyOf()).toBe('missing');
  // The same user, perhaps in the same second: nobody has the new token but who gets it.
  server.signIn();
  expect(await whyOf({ headers: { Authorization: `Bearer ${bearer.accessToken}` } })).toBe('unknown');
});
