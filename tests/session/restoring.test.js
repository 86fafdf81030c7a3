// api.session: what there is at the start: state, ready and initial.
import { describe, expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

describe('state', () => {
  test('goes from anonymous over active and refreshing to ended', async () => {
    const gate = later();
    const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
    const api = server.create();
    const { session } = api;
    const seen = [session.state];
    const signedIn = session.signIn(server.tokens());
    // At once: a request that follows has the token.
    seen.push(session.state);
    await signedIn;
    const refreshing = session.refresh();
    seen.push(session.state);
    gate.resolve();
    await refreshing;
    seen.push(session.state);
    await session.signOut();
    seen.push(session.state);
    expect(seen).toEqual(['anonymous', 'active', 'refreshing', 'active', 'ended']);
  });

  test('h93_restoring_and_stale_are_told_from_anonymous', async () => {
    const gate = later();
    const server = fakeServer({ refresh: () => json({}, 503) });
    const api = server.create({ storage: { load: () => gate.promise, save() {}, clear() {} } });
    expect(api.session.state).toBe('restoring');
    gate.resolve(server.tokens());
    await turns();
    expect(api.session.state).toBe('active');
    server.expire();
    await rejection(api.get('/x'));
    expect(api.session.state).toBe('stale');
  });
});

describe('ready', () => {
  test('resolves to the state once a storage has answered', async () => {
    const gate = later();
    const server = fakeServer();
    const api = server.create({ storage: { load: () => gate.promise, save() {}, clear() {} } });
    const ready = api.session.ready();
    gate.resolve({ accessToken: 'access-1' });
    expect(await ready).toBe('active');
    expect(await server.create().session.ready()).toBe('anonymous');
  });

  test('never rejects', async () => {
    const storage = { load: () => Promise.reject(new Error('gone')), save() {}, clear() {} };
    expect(await fakeServer().create({ storage }).session.ready()).toBe('anonymous');
    const server = fakeServer({ refresh: () => Promise.reject(new TypeError('down')) });
    expect(await server.create({ carrier: 'cookie' }).session.ready()).toBe('restoring');
  });
});

describe('initial', () => {
  const ways = {
    tokens: () => ({ accessToken: 'access-1', refreshToken: 'refresh-1' }),
    'a text': () => 'access-1',
    'a promise': async () => ({ token: 'access-1' }),
  };
  for (const [name, initial] of Object.entries(ways))
    test(`gives ${name}, asked once at the first use`, async () => {
      const asked = vi.fn(initial);
      const server = fakeServer();
      const api = server.create({ initial: asked });
      expect(asked).not.toHaveBeenCalled();
      const answers = await Promise.all([api.get('/a'), api.get('/b')]);
      expect([answers.map(({ status }) => status), api.session.state]).toEqual([[200, 200], 'active']);
      await api.session.ready();
      expect(asked).toHaveBeenCalledTimes(1);
    });

  const none = {
    'gives nothing': () => undefined,
    throws: () => {
      throw new Error('old storage');
    },
    rejects: async () => Promise.reject(new Error('old storage')),
    'gives a token that no header can carry': () => 'a\r\nb',
  };
  for (const [name, initial] of Object.entries(none))
    test(`one that ${name} is no session, and the client works`, async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const server = fakeServer({ request: () => json({}) });
      const api = server.create({ initial });
      expect([await api.session.ready(), (await api.get('/x')).status]).toEqual(['anonymous', 200]);
      expect(warn.mock.calls.length).toBe(name.endsWith('s') && /throws|rejects/.test(name) ? 1 : 0);
      await api.session.signIn(server.tokens());
      expect(api.session.state).toBe('active');
    });

  test('one that never answers is given up, and requests go on', async () => {
    const clock = fakeClock();
    const server = fakeServer({ request: () => json({}) });
    const api = server.create({ initial: () => new Promise(() => {}), refreshTimeout: 1000 });
    const request = api.get('/x');
    await turns();
    expect([api.session.state, server.calls.length]).toEqual(['restoring', 0]);
    clock.advance(3001);
    expect((await request).status).toBe(200);
    expect(api.session.state).toBe('anonymous');
  });
});
