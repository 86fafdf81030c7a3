// @vitest-environment jsdom
// A page whose core comes late, or not at all: what leaves without it, what waits, and what is told meanwhile.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { json, later, rejection, turns } from './support/fake.js';
import { authorizations, open, reopened, shared } from './support/lease.js';
import { fakeLocks } from './support/locks.js';
import { freshId, LIVE } from './support/page.js';

const CHROMIUM = 'Failed to fetch dynamically imported module: https://app.example/assets/core-1.js';

let locks;
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  locks = fakeLocks();
});
afterEach(() => vi.useRealTimers());

describe('a lease', () => {
  test('a request with a stored session leaves before its call returns, and the chunk is loaded after the answer', async () => {
    const { server, create, imports, arrive } = await reopened();
    const api = create();
    expect([api.session.state, api.session.isSignedIn, server.calls.length]).toEqual(['active', true, 0]);
    const got = api.get('/a');
    await null;
    expect([authorizations(server), imports.length]).toEqual([['Bearer access-1'], 0]);
    expect((await got).status).toBe(200);
    expect(imports.length).toBe(1);
    await arrive();
    expect((await api.get('/b')).status).toBe(200);
    expect([api.session.state, server.refreshes.length]).toEqual(['active', 0]);
  });

  test('what the storages say is told in the same tick', async () => {
    const { create, imports } = await reopened(undefined, undefined, {
      accessToken: `e30.${btoa('{"sub":"ada"}')}.c2ln`,
    });
    const { session } = create();
    expect(session.getSnapshot()).toEqual({ state: 'active' });
    expect(session.claims()).toEqual({ sub: 'ada' });
    expect(session.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(await session.ready()).toBe('active');
    session.subscribe(() => {})();
    session.on('ended', () => {})();
    expect(imports.length).toBe(0);
  });

  test('h34_twenty_requests_on_a_refused_lease_make_one_refresh', async () => {
    const { server, create, arrive, imports } = await reopened();
    server.expire();
    const api = create();
    const got = Promise.all(Array.from({ length: 20 }, (_, n) => api.get(`/${n}`)));
    await turns();
    expect([server.requests.length, imports.length]).toEqual([20, 1]);
    await arrive();
    expect((await got).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect([server.refreshes.length, server.requests.length]).toEqual([1, 40]);
    expect(authorizations(server).slice(20)).toEqual(Array(20).fill('Bearer access-2'));
  });

  test('twenty requests on an expired token wait for the core, and make one refresh', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { server, create, arrive } = await reopened();
    vi.setSystemTime(Date.now() + 7_200_000);
    server.expire();
    const api = create();
    const got = Promise.all(Array.from({ length: 20 }, (_, n) => api.get(`/${n}`)));
    await turns();
    expect([server.calls.length, api.session.state]).toEqual([0, 'restoring']);
    await arrive();
    expect((await got).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect([server.refreshes.length, server.requests.length]).toEqual([1, 20]);
  });

  test('h17_the_time_of_a_request_that_waits_for_the_core_is_its_own', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const { create, arrive, server } = await open(freshId(), { request: () => later().promise });
    const api = create({ initial: () => server.tokens(), shareTabs: false });
    const late = rejection(api.get('/a', { timeout: 5000 }));
    vi.advanceTimersByTime(4000);
    await arrive();
    await turns();
    expect(server.requests.length).toBe(1);
    vi.advanceTimersByTime(1100);
    expect((await late).code).toBe('ECONNABORTED');
  });

  test('ends at the first refusal: what comes after it waits for the core', async () => {
    const { server, create, arrive } = await reopened();
    server.expire();
    const api = create();
    const first = api.get('/first');
    await turns();
    const second = api.get('/second');
    await turns();
    expect(server.requests.map(({ path }) => path)).toEqual(['/first']);
    await arrive();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect([server.refreshes.length, server.requests.length]).toEqual([1, 3]);
  });

  test('h17_a_refusal_that_comes_when_the_token_was_renewed_is_a_late_one', async () => {
    const slow = later();
    const { server, create, arrive } = await reopened({
      request: async (call, self) => {
        const isOk = self.isAccepted(call);
        if (call.path === '/slow') await slow.promise;
        return json({}, isOk ? 200 : 401);
      },
    });
    server.expire();
    const api = create();
    const late = api.get('/slow');
    const early = api.get('/early');
    await turns();
    await arrive();
    expect((await early).status).toBe(200);
    slow.resolve();
    expect((await late).status).toBe(200);
    expect(server.refreshes.length).toBe(1);
  });

  test('does not hold for a session that another tab has ended or replaced, or renewed, or has in doubt', async () => {
    const { server, create, imports } = await reopened();
    const api = create();
    const [epochKey, ledgerKey] = [shared('E'), shared('G')];
    const [epoch, ledger] = [localStorage.getItem(epochKey), localStorage.getItem(ledgerKey)];
    const other = {
      [epochKey]: [epoch.replace(/live +/, 'signedOut'), epoch.replace(/\d\n/, '7\n'), ''],
      [ledgerKey]: [ledger.replace('01\n', '02\n'), ledger.replace('\n0 ', '\n1 '), ''],
    };
    for (const [name, texts] of Object.entries(other))
      for (const text of texts) {
        expect([epoch, ledger]).not.toContain(text);
        localStorage.setItem(name, text);
        api.get('/a').catch(() => {});
        await turns();
        expect([name, text, server.calls.length]).toEqual([name, text, 0]);
        localStorage.setItem(epochKey, epoch);
        localStorage.setItem(ledgerKey, ledger);
      }
    expect(imports.length).toBe(1);
    api.get('/a').catch(() => {});
    await turns();
    expect(server.calls.length).toBe(1);
  });

  test('is what a whole record of this format says: any other one waits for the core', async () => {
    const { server, create } = await reopened();
    const [key] = Object.keys(sessionStorage);
    const lines = sessionStorage.getItem(key).split('\n');
    for (const [line, text] of [
      [0, 'everfetch 1'],
      [0, 'xeverfetch 2'],
      [1, '7'],
      [4, ''],
      [5, ''],
      [6, ''],
      [6, 'live'],
      [7, 'x'],
      [10, ''],
    ]) {
      sessionStorage.setItem(key, lines.with(line, text).join('\n'));
      const api = create();
      expect([line, api.session.state]).toEqual([line, 'restoring']);
      api.get('/a').catch(() => {});
      await turns();
      expect([line, text, server.calls.length]).toEqual([line, text, 0]);
      delete globalThis[LIVE];
    }
  });

  test('is not taken from a storage that is not the session’s', async () => {
    for (const shareTabs of [true, false]) {
      const { server, create } = await reopened(undefined, { shareTabs });
      const api = create({ storage: 'memory' });
      expect(api.session.state).toBe('anonymous');
      api.get('/a').catch(() => {});
      await null;
      expect(authorizations(server)).toEqual([undefined]);
    }
  });

  test('of a session of this tab alone is for that alone', async () => {
    const options = { shareTabs: false };
    const { id, server, create } = await reopened(undefined, options);
    const got = create(options).get('/a');
    await null;
    expect(authorizations(server)).toEqual(['Bearer access-1']);
    await got;
    const sharing = await open(id);
    const waiting = sharing.create();
    expect(waiting.session.state).not.toBe('active');
    waiting.get('/b').catch(() => {});
    await turns();
    expect(authorizations(sharing.server)).not.toContain('Bearer access-1');
  });

  test('a storage that cannot be read is the core’s to judge', async () => {
    const { server, create } = await reopened();
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const api = create();
    expect(api.session.state).toBe('restoring');
    api.get('/a').catch(() => {});
    await turns();
    expect(server.calls.length).toBe(0);
  });

  test('h97_a_clock_that_was_set_back_does_not_prolong_it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { server, create } = await reopened();
    vi.setSystemTime(Date.now() - 86_400_000);
    create()
      .get('/a')
      .catch(() => {});
    await turns();
    expect(server.calls.length).toBe(0);
  });

  test('holds a presence lock, which the core takes over', async () => {
    const { create, arrive } = await reopened();
    locks.held.length = 0;
    const present = () => locks.held.filter(({ name }) => /:P:[1-9]/.test(name));
    const api = create();
    await api.get('/a');
    const [lock] = present();
    expect([lock.name, lock.mode]).toEqual([expect.stringMatching(/:P:\d+:1$/), 'shared']);
    await arrive();
    await api.get('/b');
    await vi.waitFor(() => expect(present()).not.toContain(lock));
    expect(present().map(({ name }) => name)).toEqual([lock.name]);
    window.dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(present()).toEqual([]));
  });

  test('holds one presence lock, and none while the page is away', async () => {
    const { create } = await reopened();
    locks.held.length = 0;
    const present = () => locks.held.filter(({ name }) => /:P:[1-9]/.test(name)).length;
    const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
    const api = create();
    for (let time = 1; time <= 2; time++) {
      await Promise.all([api.get('/a'), api.get('/b')]);
      await settled();
      expect(present()).toBe(1);
      window.dispatchEvent(new Event('pagehide'));
      await settled();
      expect(present()).toBe(0);
    }
  });

  test('needs no presence lock: alone, or where locks do not work', async () => {
    const alone = await reopened(undefined, { shareTabs: false });
    locks.held.length = 0;
    await alone.create({ shareTabs: false }).get('/a');
    expect(locks.held).toEqual([]);
    for (const request of [
      () => {
        throw new Error('no');
      },
      () => Promise.reject(new Error('no')),
    ]) {
      const { create } = await reopened();
      navigator.locks.request = request;
      expect((await create().get('/a')).status).toBe(200);
      // An unhandled rejection would be told now.
      await turns();
      locks = fakeLocks();
    }
  });

  test('a session that ended elsewhere meanwhile is told to have ended, once', async () => {
    const { create, arrive } = await reopened();
    const api = create();
    const ended = vi.fn();
    api.session.on('ended', ended);
    await api.get('/a');
    const key = shared('E');
    localStorage.setItem(key, localStorage.getItem(key).replace(/live +/, 'signedOut'));
    await arrive();
    await turns();
    expect(api.session.getSnapshot()).toEqual({ state: 'ended', reason: 'signedOut' });
    expect(ended).toHaveBeenCalledTimes(1);
  });

  test('of cookies sends no token', async () => {
    const { server, create } = await reopened(undefined, { carrier: 'cookie' });
    const api = create({ carrier: 'cookie' });
    api.get('/a').catch(() => {});
    await null;
    expect(server.requests.map(({ headers, init }) => [headers.authorization, init.credentials])).toEqual([
      [undefined, 'include'],
    ]);
  });

  test('of a session in localStorage stands beside the ledger, for each tab the newest, and goes with the session', async () => {
    const options = { storage: 'local' };
    const { id, server, create, imports, arrive } = await reopened(undefined, options);
    expect(Object.keys(sessionStorage)).toEqual([]);
    const api = create(options);
    expect(api.session.state).toBe('active');
    const got = api.get('/a');
    await null;
    expect([authorizations(server), imports.length]).toEqual([['Bearer access-1'], 0]);
    await got;
    await arrive();
    await api.session.refresh();
    const next = await open(id);
    next
      .create(options)
      .get('/b')
      .catch(() => {});
    await null;
    expect([authorizations(next.server), next.imports.length]).toEqual([['Bearer access-2'], 0]);
    await api.session.signOut();
    expect(Object.values(localStorage).filter((text) => /access-\d/.test(text))).toEqual([]);
    const last = await open(id);
    const anonymous = last.create(options);
    expect(anonymous.session.state).toBe('anonymous');
    anonymous.get('/c').catch(() => {});
    await null;
    expect(authorizations(last.server)).toEqual([undefined]);
  });

  test('h159_does_not_go_over_plain_http_from_a_secure_page', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const options = { origins: ['https://api.example', 'http://api.example'] };
    const { server, create } = await reopened(undefined, options);
    const api = create(options);
    api.get('http://api.example/a').catch(() => {});
    await turns();
    expect(server.calls.length).toBe(0);
    const got = api.get('/b');
    await null;
    expect(authorizations(server)).toEqual(['Bearer access-1']);
    await got;
  });

  test('goes to no other origin, and with no stream', async () => {
    const { server, create, arrive } = await reopened();
    const api = create();
    await api.get('https://other.example/a').catch(() => {});
    expect(authorizations(server)).toEqual([undefined]);
    const posted = api.post('/b', new Response('x').body, { adapter: 'fetch' });
    await turns();
    expect(server.requests.length).toBe(1);
    await arrive();
    await posted.catch(() => {});
  });
});

describe('without a session', () => {
  test('a request leaves as it is, before its call returns', async () => {
    const { server, create, imports, arrive } = await open(freshId());
    const api = create();
    expect(api.session.state).toBe('anonymous');
    const got = rejection(api.get('/a'));
    await null;
    expect([server.calls.length, imports.length]).toEqual([1, 0]);
    const error = await got;
    expect([error.status, error.reason, imports.length]).toEqual([401, 'noSession', 1]);
    await arrive();
    expect((await rejection(api.get('/b'))).reason).toBe('noSession');
    expect(await api.session.ready()).toBe('anonymous');
  });

  test('a sign-in precedes the request after it', async () => {
    const { server, create, arrive } = await open(freshId());
    const api = create();
    const signedIn = api.session.signIn(server.tokens());
    const got = api.get('/a');
    await turns();
    expect(server.calls.length).toBe(0);
    await arrive();
    await signedIn;
    expect([(await got).status, authorizations(server)]).toEqual([200, ['Bearer access-1']]);
  });

  test('a request waits beside a tab that is signed in, and in memory there is none', async () => {
    const { server, create } = await reopened();
    sessionStorage.clear();
    const api = create();
    expect(api.session.state).toBe('restoring');
    api.get('/a').catch(() => {});
    await turns();
    expect(server.calls.length).toBe(0);
    const alone = await open(freshId());
    const anonymous = alone.create({ storage: 'memory' });
    expect(anonymous.session.state).toBe('anonymous');
    anonymous.get('/a').catch(() => {});
    await null;
    expect([alone.server.calls.length, alone.imports.length]).toEqual([1, 0]);
  });

  test('a request waits where initial may give one, or where the storage is the application’s', async () => {
    const none = { load: () => null, save() {}, clear() {} };
    for (const options of [
      { initial: () => ({ accessToken: 'access-1' }) },
      { storage: none },
      { carrier: 'cookie' },
    ]) {
      const { server, create, imports } = await open(freshId());
      create(options)
        .get('/a')
        .catch(() => {});
      await turns();
      expect([server.calls.length, imports.length]).toEqual([0, 1]);
    }
  });

  test('another tab’s sign-in is noticed before there is a core', async () => {
    const { create, arrive, imports } = await reopened();
    sessionStorage.clear();
    const key = shared('E');
    const epoch = localStorage.getItem(key);
    localStorage.removeItem(key);
    const api = create();
    const changed = vi.fn();
    api.session.subscribe(changed);
    expect(api.session.state).toBe('anonymous');
    localStorage.setItem(key, epoch);
    window.dispatchEvent(new StorageEvent('storage', { key }));
    expect(imports.length).toBe(1);
    await arrive();
    expect(changed).toHaveBeenCalled();
    expect(api.session.state).toBe('restoring');
  });
});

describe('h181_a_chunk_that_does_not_come', () => {
  test('leased requests go on, and what needs the core is tried again at another address', async () => {
    const { server, create, imports, addresses, fail, arrive } = await reopened();
    const api = create();
    await api.get('/a');
    await fail(CHROMIUM);
    await api.get('/b');
    // The next answer alone asks for nothing.
    expect([imports.length, api.session.state]).toEqual([1, 'active']);
    const refreshed = rejection(api.session.refresh());
    await turns();
    await fail(CHROMIUM);
    const error = await refreshed;
    expect([error.code, error.retryable, error.isAxiosError]).toEqual(['ERR_CORE_UNAVAILABLE', true, true]);
    expect(error.message).toMatch(
      /cannot load a part of itself.*Failed to fetch.*No session is lost.*reload the page/,
    );
    expect(addresses).toEqual(['https://app.example/assets/core-1.js?retry=1']);
    expect((await api.get('/c')).status).toBe(200);
    const again = api.session.refresh();
    await turns();
    await arrive();
    await again;
    expect(addresses.at(-1)).toBe('https://app.example/assets/core-1.js?retry=2');
    expect((await api.get('/d')).status).toBe(200);
    expect(authorizations(server)).toEqual([...Array(3).fill('Bearer access-1'), 'Bearer access-2']);
  });

  test('a refused request rejects as retryable, with its refusal, and the session is kept', async () => {
    const { server, create, fail, arrive } = await reopened();
    server.expire();
    const api = create();
    const refused = rejection(api.get('/a'));
    await turns();
    await fail(CHROMIUM);
    const error = await refused;
    expect([error.code, error.retryable, error.response]).toEqual(['ERR_CORE_UNAVAILABLE', true, undefined]);
    expect(error.refused.status).toBe(401);
    expect([api.session.state, api.session.isSignedIn]).toEqual(['stale', true]);
    const next = api.get('/b');
    await turns();
    await arrive();
    expect([(await next).status, server.refreshes.length]).toEqual([200, 1]);
  });

  test('a chunk of another version is refused by name, and so is another file', async () => {
    for (const [change, message] of [
      [
        (text) => text.replace(/VERSION = "[^"]*"/, 'VERSION = "9.9.9"'),
        /of version 9\.9\.9, and the page of/,
      ],
      [() => 'export { undefined as hello };', /of version undefined, and the page of/],
    ]) {
      const { create, arrive } = await reopened();
      const refreshed = rejection(create().session.refresh());
      await turns();
      await arrive(change);
      const error = await refreshed;
      expect(error.code).toBe('ERR_CORE_UNAVAILABLE');
      expect(error.message).toMatch(message);
    }
  });

  test('nothing is imported while nothing has been answered', async () => {
    const { create, imports } = await reopened({ request: () => Promise.reject(new TypeError('offline')) });
    const api = create();
    await rejection(api.get('/a'));
    expect([api.session.state, imports.length]).toEqual(['active', 0]);
  });
});

test('everfetch/core beside the package has the core at once', async () => {
  const { server, create, imports, arrive } = await open(freshId());
  imports.push({ resolve() {} });
  await arrive();
  imports.length = 0;
  const api = create();
  api.session.signIn(server.tokens());
  expect(api.session.state).toBe('active');
  expect((await api.get('/a')).status).toBe(200);
  expect(imports.length).toBe(0);
});
