// @vitest-environment jsdom
// What leaves by a lease, before there is a core: with which credential, and what becomes of each answer.
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { json, rejection, turns } from './support/fake.js';
import { authorizations, open, reopened } from './support/lease.js';
import { fakeLocks } from './support/locks.js';
import { freshId } from './support/page.js';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  fakeLocks();
});

const CHROMIUM = 'Failed to fetch dynamically imported module: https://app.example/assets/core-1.js';

/** What the timeline says of requests, without the times. */
const told = (api) =>
  api.session
    .timeline()
    .filter(({ request }) => request)
    .map(({ at: _, ...entry }) => entry);

describe('what a request carries', () => {
  test('the header and the scheme are the options’', async () => {
    for (const [options, name, value] of [
      [{ scheme: '' }, 'authorization', 'access-1'],
      [{ scheme: 'Token' }, 'authorization', 'Token access-1'],
      [{ header: 'X-Token', scheme: '' }, 'x-token', 'access-1'],
    ]) {
      const { server, create } = await reopened({ request: () => json({}) }, options);
      const got = create(options).get('/a');
      await null;
      expect(server.requests[0].headers[name]).toBe(value);
      await got;
    }
  });

  test('it goes over plain http from a page that came over plain http itself', async () => {
    const { pathname, search, hash } = location;
    vi.stubGlobal('location', {
      ...{ protocol: 'http:', host: 'app.example', origin: 'http://app.example', pathname, search, hash },
      href: 'http://app.example/inbox',
    });
    vi.stubGlobal('isSecureContext', false);
    const options = { origins: ['http://api.example'], refresh: 'http://api.example/auth/refresh' };
    const { server, create } = await reopened({ request: () => json({}) }, options);
    const got = create(options).get('http://api.example/a');
    await null;
    expect(authorizations(server)).toEqual(['Bearer access-1']);
    await got;
  });

  test('a credential of the caller’s own stays, and is not the session’s', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { server, create, imports } = await reopened();
    const api = create();
    const error = await rejection(api.get('/a', { headers: { authorization: 'Basic x' } }));
    expect([authorizations(server), error.status, error.reason]).toEqual([['Basic x'], 401, undefined]);
    expect([imports.length, warn.mock.calls.length]).toEqual([0, 1]);
    expect(api.session.timeline().map(({ event }) => event)).toEqual(['ownCredential']);
  });

  test('the body of the resend is the one that was first sent', async () => {
    const { server, create, arrive } = await reopened();
    server.expire();
    const body = new Uint8Array([1, 2, 3]);
    const got = create().post('/a', body, { adapter: 'fetch' });
    await turns();
    body.fill(9);
    await arrive();
    expect((await got).status).toBe(200);
    const bytes = await Promise.all(
      server.requests.map(async ({ init }) => [
        ...new Uint8Array(await new Response(init.body).arrayBuffer()),
      ]),
    );
    expect(bytes[1]).toEqual([1, 2, 3]);
  });
});

describe('what becomes of an answer', () => {
  test('the timeline has each step of it', async () => {
    const { create, arrive } = await reopened();
    const api = create();
    await api.get('/a');
    await api.post('/b');
    await arrive();
    await api.get('/c');
    const steps = (request, method, path) => [
      { event: 'sent', n: 1, method, path, request },
      { event: 'answered', status: 200, request },
      { event: 'delivered', status: 200, request },
    ];
    expect(told(api)).toEqual([
      ...steps(1, 'get', '/a'),
      ...steps(2, 'post', '/b'),
      ...steps(3, 'get', '/c'),
    ]);
  });

  test('skipAuthRefresh counts where the core has to judge a refusal', async () => {
    const { server, create, arrive } = await reopened();
    server.expire();
    const api = create();
    const refused = rejection(api.get('/a', { skipAuthRefresh: true }));
    await turns();
    await arrive();
    const error = await refused;
    expect([error.code, error.status, error.reason]).toEqual(['ERR_BAD_REQUEST', 401, undefined]);
    expect([server.refreshes.length, server.requests.length]).toEqual([0, 1]);
    expect((await api.get('/b')).status).toBe(200);
    expect(server.refreshes.length).toBe(1);
  });

  test('a status of refreshOn is a refusal, and another error is delivered at once', async () => {
    const options = { refreshOn: [403] };
    const request = (call, self) =>
      json({}, call.path === '/missing' ? 404 : self.isAccepted(call) ? 200 : 403);
    const { server, create, arrive } = await reopened({ request }, options);
    server.expire();
    const api = create(options);
    const error = await rejection(api.get('/missing'));
    expect([error.status, error.reason, api.session.state]).toEqual([404, undefined, 'active']);
    const got = api.get('/a');
    await turns();
    expect(server.requests.length).toBe(2);
    await arrive();
    expect((await got).status).toBe(200);
    expect(server.refreshes.length).toBe(1);
  });

  test('renew takes the tokens of an answer, which waits for the core', async () => {
    const options = { renew: ({ headers }) => headers['x-token'] };
    const { server, create, arrive } = await reopened(
      { request: () => json({}, 200, { 'x-token': 'access-9' }) },
      options,
    );
    const api = create(options);
    const got = api.get('/a');
    await turns();
    await arrive();
    expect((await got).status).toBe(200);
    await api.get('/b');
    expect(authorizations(server)).toEqual(['Bearer access-1', 'Bearer access-9']);
  });

  test('refreshOn judges an answer of success, once there is a core', async () => {
    const options = { refreshOn: ({ data }) => data.code === 'EXPIRED' };
    const request = (call, self) => json(self.isAccepted(call) ? { ok: 1 } : { code: 'EXPIRED' });
    const { server, create, arrive } = await reopened({ request }, options);
    server.expire();
    const got = create(options).get('/a');
    await turns();
    await arrive();
    expect((await got).data).toEqual({ ok: 1 });
    expect(authorizations(server)).toEqual(['Bearer access-1', 'Bearer access-2']);
  });

  test('an answer that only the core could read on is delivered where there will be none', async () => {
    for (const options of [{ renew: () => 'access-9' }, { refreshOn: () => true }]) {
      const { create, fail } = await reopened({ request: () => json({ ok: 1 }) }, options);
      const api = create(options);
      const got = api.get('/a');
      await turns();
      await fail(CHROMIUM);
      expect((await got).data).toEqual({ ok: 1 });
      expect(told(api).at(-1)).toEqual({ event: 'delivered', status: 200, request: 1 });
    }
  });

  test('without a session only a 401 says so', async () => {
    const { create, imports } = await open(freshId(), { request: ({ path }) => json({}, +path.slice(1)) });
    const api = create();
    const reasons = [];
    for (const status of [401, 403, 500]) reasons.push((await rejection(api.get(`/${status}`))).reason);
    expect([reasons, imports.length]).toEqual([['noSession', undefined, undefined], 1]);
    expect(told(api).at(-1)).toEqual({ event: 'delivered', status: 500, request: 3 });
  });

  test('one that waited for the core is told with the time when it went on', async () => {
    const { create, arrive, server } = await open(freshId());
    const api = create({ initial: () => server.tokens() });
    const got = api.get('/a');
    await turns();
    const before = performance.now();
    await arrive();
    await got;
    const first = api.session.timeline().find(({ request }) => request);
    expect(first.at).toBeGreaterThanOrEqual(before);
  });

  test('one that was never sent has no number', async () => {
    const { create, fail, server } = await open(freshId());
    const api = create({ initial: () => null });
    const late = rejection(api.get('/a'));
    await turns();
    await fail(CHROMIUM);
    expect([(await late).code, server.calls.length]).toEqual(['ERR_CORE_UNAVAILABLE', 0]);
    expect(api.session.timeline()).toEqual([
      { at: expect.any(Number), event: 'failed', code: 'ERR_CORE_UNAVAILABLE' },
    ]);
  });

  test('a request that gets no answer is told, and its lease holds', async () => {
    const { create } = await reopened({ request: () => Promise.reject(new TypeError('Failed to fetch')) });
    const api = create();
    expect((await rejection(api.get('/a', { adapter: 'fetch' }))).code).toBe('ERR_NETWORK');
    expect(told(api).at(-1)).toEqual({ event: 'failed', code: 'ERR_NETWORK', request: 1 });
    expect(api.session.state).toBe('active');
  });
});

describe('a page that is there by its lease alone', () => {
  /** Another page of the application: what it says on the channel, and what it hears. */
  const neighbour = () => {
    const [key] = Object.keys(sessionStorage);
    const channel = new BroadcastChannel(key);
    onTestFinished(() => channel.close());
    const heard = [];
    channel.onmessage = ({ data }) => heard.push(data);
    return { heard, say: (text) => channel.postMessage(text) };
  };

  test('loads the core when another one asks, and repeats what was asked, once', async () => {
    const { create, imports, arrive } = await reopened();
    expect(create().session.state).toBe('active');
    const { heard, say } = neighbour();
    say('first');
    say('second');
    await vi.waitFor(() => expect(imports.length).toBe(1));
    expect(heard).toEqual([]);
    await arrive();
    await vi.waitFor(() => expect(heard).toContain('first'));
    expect(heard).not.toContain('second');
  });

  test('listens again where the core did not come', async () => {
    const { create, imports, arrive, fail } = await reopened();
    expect(create().session.state).toBe('active');
    const { heard, say } = neighbour();
    say('first');
    await vi.waitFor(() => expect(imports.length).toBe(1));
    await fail(CHROMIUM);
    say('second');
    await vi.waitFor(() => expect(imports.length).toBe(2));
    await arrive();
    await vi.waitFor(() => expect(heard).toContain('second'));
    expect(heard).not.toContain('first');
  });

  test('hears nothing while it is away, and again once it is asked for its state', async () => {
    const { create, imports } = await reopened();
    const api = create();
    expect(api.session.state).toBe('active');
    const { say } = neighbour();
    const third = neighbour();
    window.dispatchEvent(new Event('pagehide'));
    say('first');
    await vi.waitFor(() => expect(third.heard).toEqual(['first']));
    expect(imports.length).toBe(0);
    expect(api.session.state).toBe('active');
    say('second');
    await vi.waitFor(() => expect(imports.length).toBe(1));
  });

  test('of a session of its own tab listens to nobody', async () => {
    const options = { shareTabs: false };
    const { create, imports } = await reopened(undefined, options);
    expect(create(options).session.state).toBe('active');
    const { say } = neighbour();
    const third = neighbour();
    say('first');
    await vi.waitFor(() => expect(third.heard).toEqual(['first']));
    expect(imports.length).toBe(0);
  });
});
