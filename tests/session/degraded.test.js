// @vitest-environment jsdom
// What a page does without: locks, their list, a ledger, workers. What holds then is told by guarantees().
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { BASE, fakeServer, later } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';

const session = (id, more) => ({ id, shareTabs: true, ...more });
/** A copied tab: scripts of its own, the same storage. */
const copiedTab = async (id) =>
  (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', ...session(id) } });

const refusing = (names) => {
  const { held } = fakeLocks();
  const locks = { ...navigator.locks };
  for (const name of names) locks[name] = () => Promise.reject(new DOMException('not here', 'SecurityError'));
  vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: locks } }));
  return held;
};

const without = {
  'there are no locks': () => {},
  'the locks of an opaque origin throw': () => {
    const locks = {
      request() {
        throw new DOMException('opaque', 'SecurityError');
      },
      query() {
        throw new DOMException('opaque', 'SecurityError');
      },
    };
    vi.stubGlobal('navigator', Object.create(navigator, { locks: { value: locks } }));
  },
  'every request for a lock is refused': () => refusing(['request', 'query']),
};

for (const [name, stub] of Object.entries(without))
  test(`h59_where ${name}, two tabs renew once, by claims in the ledger, and say so`, async () => {
    stub();
    const gate = later();
    const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
    const id = freshId();
    const one = await server.signedIn(session(id));
    const two = await copiedTab(id);
    expect(await two.session.ready()).toBe('active');
    expect(one.session.guarantees()).toMatchObject({ shareTabs: true, degraded: ['locks'] });
    server.expire();
    const answers = [one.get('/a'), two.get('/b'), one.get('/c')];
    await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
    gate.resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.refreshes).toHaveLength(1);
    // Nothing readable lies where any tab can see it.
    expect(JSON.stringify({ ...localStorage })).not.toMatch(/access-|refresh-/);
  });

test('where locks cannot be listed, tabs renew once all the same, a little later, and say so', async () => {
  const held = refusing(['query']);
  const server = fakeServer();
  const id = freshId();
  const one = await server.signedIn(session(id));
  const two = await copiedTab(id);
  expect(await two.session.ready()).toBe('active');
  expect(two.session.guarantees()).toMatchObject({ shareTabs: true, degraded: ['lockList'] });
  server.expire();
  const begun = performance.now();
  const answers = await Promise.all([one.get('/a'), two.get('/b')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(server.refreshes).toHaveLength(1);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(145);
  await vi.waitFor(() => expect(held.every(({ mode }) => mode === 'shared')).toBe(true));
});

describe('h128_where the ledger cannot be written', () => {
  for (const storage of ['session', 'local'])
    test(`tokens of '${storage}' stay in memory, for this tab alone, and that is told once`, async () => {
      fakeLocks();
      vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
        throw new DOMException('denied', 'SecurityError');
      });
      const server = fakeServer();
      const id = freshId();
      const api = server.create(session(id, { storage }));
      const degraded = vi.fn();
      api.session.on('storageDegraded', degraded);
      await api.session.signIn(server.tokens());
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(degraded).toHaveBeenCalledTimes(1);
      expect(Object.keys(sessionStorage).filter((key) => key.includes(id))).toEqual([]);
      expect(api.session.guarantees()).toMatchObject({
        shareTabs: false,
        survivesReload: false,
        degraded: ['storage'],
      });
    });
});

describe('a hidden page', () => {
  const hide = (isHidden) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isHidden ? 'hidden' : 'visible');
    document.dispatchEvent(new Event('visibilitychange'));
  };
  /** A worker whose clock the test is, and timers of the page that never fire. */
  const fakeWorker = () => {
    const workers = [];
    class FakeWorker {
      waits = [];
      constructor(url) {
        this.url = url;
        workers.push(this);
      }
      postMessage(wait) {
        this.waits.push(wait);
      }
      terminate() {
        this.isOver = true;
      }
    }
    vi.stubGlobal('Worker', FakeWorker);
    vi.stubGlobal('Blob', class {});
    const { createObjectURL } = URL;
    URL.createObjectURL = () => 'blob:worker';
    onTestFinished(() => void (URL.createObjectURL = createObjectURL));
    return workers;
  };

  test('h96_has its waits kept by a worker, which is started when it is needed and ended afterwards', async () => {
    fakeLocks();
    const workers = fakeWorker();
    const gate = later();
    const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
    const api = await server.signedIn(session(freshId()));
    expect((await api.get('/x')).status).toBe(200);
    expect(workers).toHaveLength(0);
    server.expire();
    const answer = api.get('/y');
    await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
    // Visible pages need none; the wait that runs is handed over when the page is hidden.
    expect(workers).toHaveLength(0);
    hide(true);
    expect(workers).toHaveLength(1);
    const [[, left]] = workers[0].waits;
    expect(left).toBeGreaterThan(9_000);
    expect(left).toBeLessThanOrEqual(120_000);
    gate.resolve();
    expect((await answer).status).toBe(200);
    expect(workers[0].isOver).toBe(true);
    expect(api.session.guarantees().degraded).toEqual([]);
    hide(false);
  });

  test('h96_goes on when the worker says that the time is over, and is not told twice', async () => {
    fakeLocks();
    const workers = fakeWorker();
    hide(true);
    const server = fakeServer({ refresh: () => new Promise(() => {}) });
    const api = await server.signedIn(session(freshId(), { inDoubt: 'end' }));
    const ended = vi.fn();
    api.session.on('ended', ended);
    server.expire();
    const answer = api.get('/y').catch((error) => error.code);
    await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
    const [op] = workers.at(-1).waits.at(-1);
    // The call is given up.
    const { onmessage } = workers.at(-1);
    onmessage({ data: op });
    onmessage({ data: op });
    onmessage({ data: 'no number' });
    expect(await answer).toBe('ERR_SESSION_ENDED');
    expect(ended).toHaveBeenCalledTimes(1);
    hide(false);
  });

  for (const [name, refuse] of [
    [
      'the constructor throws',
      () =>
        vi.stubGlobal('Worker', function () {
          throw new DOMException('policy', 'SecurityError');
        }),
    ],
    ['there are no workers', () => vi.stubGlobal('Worker', undefined)],
  ])
    test(`where ${name}, does with the page's timers, and says so`, async () => {
      fakeLocks();
      refuse();
      hide(true);
      const server = fakeServer();
      const api = await server.signedIn(session(freshId()));
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(api.session.guarantees().degraded).toEqual(['timers']);
      hide(false);
    });

  test('where a policy refuses the worker later, does with the page’s timers, and says so', async () => {
    fakeLocks();
    const workers = fakeWorker();
    hide(true);
    const server = fakeServer();
    const api = await server.signedIn(session(freshId()));
    server.expire();
    const answer = api.get('/x');
    await vi.waitFor(() => expect(workers).toHaveLength(1));
    workers[0].onerror(new Event('error'));
    expect((await answer).status).toBe(200);
    expect(api.session.guarantees().degraded).toEqual(['timers']);
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect(workers).toHaveLength(1);
    hide(false);
  });
});

describe('without random bytes that nobody can guess', () => {
  for (const storage of ['session', 'local'])
    test(`tabs share nothing, tokens of '${storage}' stay in memory, and that is said`, async () => {
      fakeLocks();
      vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
        throw new DOMException('no entropy', 'OperationError');
      });
      const server = fakeServer();
      const id = freshId();
      const api = await server.signedIn(session(id, { storage }));
      expect((await api.get('/x')).status).toBe(200);
      expect(api.session.guarantees()).toMatchObject({
        shareTabs: false,
        survivesReload: false,
        degraded: ['storage'],
      });
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(server.refreshes).toHaveLength(1);
      expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).not.toContain(id);
    });
});
