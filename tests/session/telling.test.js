// api.session: events, subscriptions, guarantees and the timeline.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { isJavaScript } from './support/core.js';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

describe('events', () => {
  test('on gives an unsubscribe function, for each listener its own, also where it is the same function', async () => {
    const server = fakeServer();
    const api = server.create();
    const listener = vi.fn();
    const off = api.session.on('signedIn', listener);
    api.session.on('signedIn', listener);
    off();
    off();
    await api.session.signIn(server.tokens());
    expect(listener.mock.calls).toEqual([[{ type: 'signedIn' }]]);
  });

  test('an unknown event and a listener that is none are clear errors', () => {
    const { session } = fakeServer().create();
    expect(() => session.on('signedin', () => {})).toThrow(
      /"signedin"; it takes signedIn, refreshed, refreshFailed, replaced, ended, stepUpRequired, storageDegraded/,
    );
    expect(() => session.on('signedIn')).toThrow(/takes a function/);
    // Whoever mistakes the arguments may have handed over a token.
    expect(() => session.on('signedIn', 'access-token')).toThrow(/^(?!.*access-)/);
  });

  test('h11_a_listener_may_refresh_request_and_sign_out', async () => {
    const server = fakeServer();
    const api = server.create();
    const results = [];
    let count = 0;
    api.session.on('signedIn', () => results.push(api.session.refresh(), api.get('/from-listener')));
    api.session.on('refreshed', () => ++count === 1 && results.push(api.session.refresh()));
    await api.session.signIn(server.tokens());
    await vi.waitFor(() => expect(count).toBe(2));
    const [first, request, second] = await Promise.all(results);
    expect([first, request.status, second]).toEqual([undefined, 200, undefined]);
    api.session.on('refreshed', () => api.session.signOut());
    await api.session.refresh();
    expect(api.session.state).toBe('ended');
  });

  test('h11_a_listener_that_throws_changes_nothing_and_is_told', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    const api = server.create();
    const second = vi.fn();
    api.session.on('signedIn', () => {
      throw new Error('listener');
    });
    api.session.on('signedIn', second);
    api.session.subscribe(() => {
      throw new Error('subscriber');
    });
    await api.session.signIn(server.tokens());
    expect((await api.get('/x')).status).toBe(200);
    expect(second).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls.map(([, error]) => error.message)).toEqual(
      expect.arrayContaining(['listener', 'subscriber']),
    );
  });

  test('where there is reportError, it gets what listeners throw', async () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const api = fakeServer().create();
    api.session.on('signedIn', () => {
      throw new Error('listener');
    });
    await api.session.signIn('access-1');
    expect(reportError.mock.calls[0][0].message).toBe('listener');
  });

  test('subscribe is called at each change, and getSnapshot stays the same object in between', async () => {
    const gate = later();
    const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => json(self.tokens())) });
    const api = server.create();
    const { subscribe, getSnapshot } = api.session;
    const seen = [getSnapshot()];
    expect(Object.isFrozen(seen[0])).toBe(true);
    const off = subscribe(() => seen.at(-1) !== getSnapshot() && seen.push(getSnapshot()));
    await api.session.signIn(server.tokens());
    const refreshing = api.session.refresh();
    gate.resolve();
    // The endpoint gives the same token again: there is no event, but the state changes.
    await refreshing;
    await turns();
    await api.session.signOut();
    off();
    await api.session.signIn(server.tokens());
    expect(seen).toEqual([
      { state: 'anonymous' },
      { state: 'active' },
      { state: 'refreshing' },
      { state: 'active' },
      { state: 'ended', reason: 'signedOut' },
    ]);
  });
});

describe('guarantees and timeline', () => {
  test('guarantees says what holds on a server', async () => {
    const server = fakeServer();
    expect((await server.signedIn()).session.guarantees()).toEqual({
      shareTabs: false,
      survivesReload: false,
      refreshOutlivesPage: false,
      storage: 'memory',
      degraded: [],
      engine: isJavaScript ? 'js' : 'wasm',
    });
    expect(server.create().session.guarantees().engine).toBe(isJavaScript ? 'js' : 'wasm');
    const storage = { load() {}, save() {}, clear() {} };
    expect(server.create({ storage }).session.guarantees()).toMatchObject({
      survivesReload: true,
      storage: 'custom',
    });
  });

  test('the timeline says what happened to a request and to the session, and shows paths only', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    server.expire();
    await api.get('/x?token=abc#h', { params: { q: 'secret' } });
    const list = api.session.timeline();
    expect(list.map(({ event }) => event)).toEqual([
      'signedIn',
      'sent',
      'refreshStarted',
      'refused',
      'queued',
      'refreshed',
      'sent',
      'answered',
      'delivered',
    ]);
    expect(list[1]).toEqual({
      at: expect.any(Number),
      event: 'sent',
      request: 1,
      n: 1,
      method: 'get',
      path: '/x',
    });
    expect(list.at(-1)).toMatchObject({ request: 1, status: 200 });
    expect(JSON.stringify(list)).not.toMatch(/abc|secret|access-/);
    list[0].event = 'changed';
    expect(api.session.timeline()[0].event).toBe('signedIn');
  });

  test('the timeline has each step of a request with what it says', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    server.expire();
    await api.put('/x');
    const steps = () =>
      api.session
        .timeline()
        .filter(({ event }) => !/^(signedIn|refresh)/.test(event))
        .map(({ at: _, ...entry }) => entry);
    const call = { request: 1, method: 'put', path: '/x' };
    expect(steps()).toEqual([
      { event: 'sent', n: 1, ...call },
      { event: 'refused', status: 401, request: 1 },
      { event: 'queued', ...call },
      { event: 'sent', n: 2, ...call },
      { event: 'answered', status: 200, request: 1 },
      { event: 'delivered', status: 200, request: 1 },
    ]);
    const unnamed = { adapter: async () => Promise.reject(new TypeError('Failed to fetch')) };
    await rejection(api.request(unnamed));
    expect(steps().slice(-2)).toEqual([
      { event: 'sent', n: 1, request: 2, method: 'get', path: '' },
      { event: 'failed', code: undefined, request: 2 },
    ]);
  });

  test('the timeline is bounded', async () => {
    const server = fakeServer({ request: () => json({}) });
    const api = await server.signedIn();
    for (let i = 0; i < 900; i++) await api.get('/x');
    const list = api.session.timeline();
    expect(list).toHaveLength(1000);
    expect(list.at(-1)).toMatchObject({ event: 'delivered', request: 900 });
  });
});

test('a session belongs to the instance, and its api is one object', async () => {
  const server = fakeServer();
  const api = server.create();
  expect(api.session).toBe(api.session);
  const other = everfetch.create({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
  await api.session.signIn(server.tokens());
  expect([api.session.state, other.session.state]).toEqual(['active', 'anonymous']);
  onTestFinished(() => api.session.signOut());
});
