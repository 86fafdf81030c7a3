// @vitest-environment jsdom
// A page that is hidden, shown again, frozen, or left while something is on its way: what it lets go of, and that it
// works like other tabs afterwards. What engines do with pages is tested in browsers.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BASE, fakeServer, later, rejection } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';

const options = (id) => ({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });

/** The channels that are open, by name. @type {Set<BroadcastChannel>} */
let open;
beforeEach(() => {
  open = new Set();
  class CountedChannel extends BroadcastChannel {
    constructor(name) {
      super(name);
      open.add(this);
    }
    close() {
      open.delete(this);
      super.close();
    }
  }
  vi.stubGlobal('BroadcastChannel', CountedChannel);
});
const channels = (id) => [...open].filter(({ name }) => name.startsWith(`everfetch:${id} `));

/** A tab that is opened beside the others: nothing of its own, and the same localStorage. */
const blankTab = async (id) => {
  sessionStorage.clear();
  return (await reload()).create(options(id));
};
const happens = (type, target = window) => target.dispatchEvent(new Event(type));

for (const [end, again, target] of [
  ['pagehide', 'pageshow', () => window],
  ['freeze', 'resume', () => document],
])
  describe(`a page after ${end} and ${again}`, () => {
    test('has closed its channel meanwhile, and answers a blank tab afterwards, each time', async () => {
      fakeLocks();
      const server = fakeServer();
      const id = freshId();
      const one = await server.signedIn({ id });
      expect(channels(id)).toHaveLength(1);
      for (let time = 1; time <= 2; time++) {
        happens(end, target());
        expect(channels(id)).toEqual([]);
        // What comes twice changes nothing.
        happens(end, target());
        happens(again, target());
        happens(again, target());
        expect(channels(id)).toHaveLength(1);
      }
      const two = await blankTab(id);
      expect(await two.session.ready()).toBe('active');
      expect((await two.get('/x')).status).toBe(200);
      expect((await one.get('/y')).status).toBe(200);
      expect(server.refreshes).toEqual([]);
    });

    test('renews as before', async () => {
      fakeLocks();
      const server = fakeServer();
      const api = await server.signedIn({ id: freshId() });
      for (let time = 1; time <= 2; time++) {
        happens(end, target());
        happens(again, target());
        server.expire();
        expect((await api.get('/x')).status).toBe(200);
        expect(server.refreshes).toHaveLength(time);
      }
    });
  });

describe('a lock that is granted late', () => {
  const gated = () => {
    const locks = fakeLocks();
    const { request } = navigator.locks;
    const waiting = [];
    let isHeldBack = false;
    navigator.locks.request = (name, settings, callback) =>
      isHeldBack && !settings.ifAvailable
        ? new Promise((resolve, reject) => {
            waiting.push(() => request(name, settings, callback).then(resolve, reject));
          })
        : request(name, settings, callback);
    return {
      ...locks,
      holdBack: () => (isHeldBack = true),
      waiting,
      grant() {
        isHeldBack = false;
        for (const go of waiting.splice(0)) go();
      },
    };
  };
  /** The locks that are held in the end, by their modes. */
  const holds = (locks, modes) => vi.waitFor(() => expect(locks.held.map(({ mode }) => mode)).toEqual(modes));

  test('after a sign-out is let go of at once: presence', async () => {
    const locks = gated();
    const server = fakeServer();
    const api = server.create({ id: freshId(), shareTabs: true });
    await api.session.ready();
    locks.holdBack();
    const signing = api.session.signIn(server.tokens());
    await vi.waitFor(() => expect(locks.waiting).not.toHaveLength(0));
    const leaving = api.session.signOut();
    locks.grant();
    await Promise.allSettled([signing, leaving]);
    await holds(locks, []);
    expect(api.session.state).toBe('ended');
  });

  test('after another sign-in leaves one presence, that of the newer session', async () => {
    const locks = gated();
    const server = fakeServer();
    const api = server.create({ id: freshId(), shareTabs: true });
    await api.session.ready();
    locks.holdBack();
    const first = api.session.signIn(server.tokens());
    await vi.waitFor(() => expect(locks.waiting).not.toHaveLength(0));
    const second = api.session.signIn({ accessToken: 'access-1', refreshToken: 'other' });
    locks.grant();
    await Promise.allSettled([first, second]);
    await holds(locks, ['shared']);
    expect((await api.get('/x')).status).toBe(200);
    // One that was left of the former session would be held for ever.
    await api.session.signOut();
    await holds(locks, []);
  });

  test('after a sign-out is let go of at once: the refresh lock', async () => {
    const locks = gated();
    const server = fakeServer();
    const id = freshId();
    const api = await server.signedIn({ id, shareTabs: true });
    server.expire();
    // Another tab has it.
    let release;
    const held = later();
    const other = navigator.locks.request(`everfetch:${id} ${BASE} /auth/refresh`, {}, () => {
      held.resolve();
      return new Promise((done) => (release = done));
    });
    await held.promise;
    const waiting = rejection(api.get('/x'));
    await vi.waitFor(() => expect(locks.queue).toHaveLength(1));
    await api.session.signOut();
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED' });
    release();
    await other;
    await holds(locks, []);
    expect([locks.queue, server.refreshes]).toEqual([[], []]);
  });
});
