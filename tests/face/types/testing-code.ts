// Code that uses `everfetch/testing`. Compiled, never run.
import everfetch from 'everfetch';
import { type FakeServer, createClock, createFakeServer } from 'everfetch/testing';

const clock = createClock({ now: new Date() });
const uninstallClock: () => void = clock.install();
const server: FakeServer = createFakeServer({
  clock,
  accessTokenLifetime: 60,
  paths: { refresh: '/token' },
  handler: (request, { user }) => ({ method: request.method, user }),
});
const api = everfetch.create({
  baseURL: server.origin,
  env: { fetch: server.fetch },
  session: { refresh: '/token' },
});
await api.session.signIn(server.signIn('ada', { carrier: 'split' }));
server.fail('refresh', { status: 503, headers: { 'Retry-After': '1' }, processed: true }, 2);
await clock.advance(1_000);
const count: number = server.counters.refreshes + server.log.length;
uninstallClock();

// @ts-expect-error there is no such kind of call
server.fail('login', {});
// @ts-expect-error a lifetime is in seconds
createFakeServer({ accessTokenLifetime: '1m' });

export { count };
