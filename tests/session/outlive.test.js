// @vitest-environment jsdom
// A refresh call that a worker makes, so that it outlives its page (R16): what the worker is told, what its answer is
// taken for, and who makes the call where there is no such worker. tests/tabs has it with real workers.
import { describe, expect, test, vi } from 'vitest';
import { BASE, fakeServer, json, later, nextTask, rejection } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';
import { fakeWorkers } from './support/workers.js';

/** A signed-in page whose token has expired, with workers that make its refresh call. */
async function expired(answer, session) {
  const locks = fakeLocks();
  const server = fakeServer();
  const workers = fakeWorkers((url, init) => (answer ?? (() => server.rotate()))(url, init, server));
  const id = freshId();
  const api = await server.signedIn({ id, ...session });
  server.expire();
  return { locks, server, workers, api, id };
}
/** The locks of workers. */
const held = ({ held }) => held.filter(({ name }) => /:W:/.test(name));
const told = (workers) => vi.waitFor(() => expect(workers.calls).toHaveLength(1));
const happens = (type) => window.dispatchEvent(new Event(type));

describe('c19_a_worker_makes_the_refresh_call', () => {
  test('c19_the_very_call_that_the_page_would_make', async () => {
    const refresh = { url: '/auth/refresh', headers: { 'X-App': 'a' }, fields: { device: 'd' } };
    const { locks, server, workers, api } = await expired(undefined, { refresh });
    expect(api.session.guarantees().refreshOutlivesPage).toBe(true);
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toEqual([]);
    expect(workers.calls).toHaveLength(1);
    const [{ url, init }] = workers.calls;
    expect(url).toBe(`${BASE}/auth/refresh`);
    expect(init).toMatchObject({
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      referrer: location.href,
    });
    expect(Object.fromEntries(init.headers)).toMatchObject({
      'x-app': 'a',
      'content-type': 'application/json',
    });
    expect(JSON.parse(init.body)).toEqual({ refreshToken: 'refresh-1', device: 'd' });
    // The answer has been taken: nothing is left of it, and the worker has ended.
    await vi.waitFor(() => expect([held(locks), workers.left()]).toEqual([[], []]));
    expect(workers.workers.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  test('c19_each_call_has_a_worker_of_its_own', async () => {
    const { server, workers, api } = await expired();
    for (let time = 1; time <= 3; time++) {
      server.expire();
      expect((await api.get('/x')).status).toBe(200);
      expect(workers.calls).toHaveLength(time);
    }
    expect([workers.workers.length, server.refreshes.length]).toEqual([3, 0]);
  });

  const from = (url, response) =>
    Object.defineProperties(response, { url: { value: url }, redirected: { value: true } });
  const brokenOff = (status) =>
    new Response(new ReadableStream({ start: (one) => one.error(new TypeError('terminated')) }), { status });

  test('c19_a_refusal_ends_the_session', async () => {
    const { api } = await expired(() => json({ error: 'invalid_grant' }, 400));
    expect((await rejection(api.get('/x'))).code).toBe('ERR_SESSION_ENDED');
    expect(api.session.state).toBe('ended');
  });

  for (const [what, answer, message, failure] of [
    ['a network error', () => Promise.reject(new TypeError('Failed to fetch')), /Failed to fetch/, 'inDoubt'],
    ['a success that breaks off', () => brokenOff(200), /terminated/, 'inDoubt'],
    ['an error of the server', () => json({}, 503), /status 503/, 'transient'],
    [
      'a refusal of another origin',
      () => from('https://portal.example/login', json({ error: 'invalid_grant' }, 401)),
      /redirected to another origin/,
      'inDoubt',
    ],
  ])
    test(`c19_${what} keeps the session`, async () => {
      const { workers, api, server } = await expired(answer);
      const failed = vi.fn();
      api.session.on('refreshFailed', failed);
      const error = await rejection(api.get('/x'));
      expect(failed.mock.calls).toMatchObject([[{ failure }]]);
      expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
      expect(error.cause.message).toMatch(message);
      expect([api.session.isSignedIn, workers.calls.length, server.refreshes.length]).toEqual([true, 1, 0]);
    });

  test('c19_h71_a_call_that_fails_at_once_on_a_device_that_is_offline_leaves_no_doubt', async () => {
    for (const [isOnLine, failure] of [
      [false, 'transient'],
      [true, 'inDoubt'],
    ]) {
      const { workers, api } = await expired(() => Promise.reject(new TypeError('Failed to fetch')));
      workers.isOnLine = isOnLine;
      const failed = vi.fn();
      api.session.on('refreshFailed', failed);
      expect((await rejection(api.get('/x'))).cause).toBeInstanceOf(TypeError);
      expect(failed.mock.calls).toMatchObject([[{ failure }]]);
    }
  });

  test('c19_tokens_that_come_by_a_redirect_count', async () => {
    const { server, api } = await expired((_url, _init, self) =>
      from('https://v2.example/auth/refresh', self.rotate()),
    );
    expect((await api.get('/x')).status).toBe(200);
    expect(server.generation).toBe(2);
  });

  test('c19_a_refusal_that_breaks_off_is_one', async () => {
    const { api } = await expired(() => brokenOff(401));
    const error = await rejection(api.get('/x'));
    expect([error.code, error.cause?.message]).toEqual(['ERR_SESSION_ENDED', expect.anything()]);
  });
});

test('c19_a_worker_that_dies_with_the_call_has_brought_nothing', async () => {
  const { workers, api, server } = await expired(() => later().promise);
  const got = rejection(api.get('/x'));
  await told(workers);
  workers.workers[0].close();
  expect(await got).toMatchObject({
    code: 'ERR_REFRESH_FAILED',
    retryable: true,
    cause: { message: 'the worker has ended' },
  });
  expect([api.session.isSignedIn, server.refreshes]).toEqual([true, []]);
});

describe('c19_where_no_worker_can_make_it_the_page_does', () => {
  const alone = async ({ server, workers, api }, calls = 0) => {
    expect((await api.get('/x')).status).toBe(200);
    expect([server.refreshes.length, workers.calls.length]).toEqual([1, calls]);
  };
  const cases = {
    'a browser without such workers': () => vi.stubGlobal('SharedWorker', class {}),
    'a browser without shared workers': () => vi.stubGlobal('SharedWorker', undefined),
    'a browser without caches': () => vi.stubGlobal('caches', undefined),
    'a browser that a test drives': () =>
      vi.stubGlobal('navigator', Object.create(navigator, { webdriver: { value: true } })),
    'a page under a service worker': () =>
      vi.stubGlobal('navigator', Object.create(navigator, { serviceWorker: { value: { controller: {} } } })),
    'a fetch of the application’s own': () => {
      const { fetch } = globalThis;
      vi.stubGlobal('fetch', (...args) => fetch(...args));
    },
  };
  for (const [what, change] of Object.entries(cases))
    test(`c19_${what}`, async () => {
      const page = await expired();
      change();
      expect(page.api.session.guarantees().refreshOutlivesPage).toBe(false);
      await alone(page);
      expect(page.workers.workers).toEqual([]);
    });

  test('c19_a_policy_that_forbids_workers_is_met_once', async () => {
    const page = await expired();
    page.workers.isBroken = true;
    await alone(page);
    page.workers.isBroken = false;
    page.server.expire();
    expect((await page.api.get('/x')).status).toBe(200);
    expect([page.server.refreshes.length, page.workers.workers]).toEqual([2, []]);
  });

  test('c19_a_worker_that_does_not_begin_is_waited_for_once', async () => {
    const page = await expired();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    page.workers.starts = false;
    const got = page.api.get('/x');
    await vi.advanceTimersByTimeAsync(9_900);
    expect(page.server.refreshes).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    expect((await got).status).toBe(200);
    page.server.expire();
    expect((await page.api.get('/x')).status).toBe(200);
    expect([page.server.refreshes.length, page.workers.calls]).toEqual([2, []]);
  });

  test('c19_a_worker_that_dies_before_it_has_the_call_and_the_next_one_is_asked', async () => {
    const page = await expired();
    page.workers.diesOfCalls = true;
    await alone(page);
    page.workers.diesOfCalls = false;
    page.server.expire();
    expect((await page.api.get('/x')).status).toBe(200);
    expect([page.server.refreshes.length, page.workers.calls.length]).toEqual([1, 1]);
  });

  test('c19_a_worker_without_locks', async () => {
    const page = await expired();
    const { request } = navigator.locks;
    // Without locks it cannot begin.
    navigator.locks.request = (name, ...rest) =>
      /:W:/.test(name) ? Promise.reject(new Error('no')) : request(name, ...rest);
    await alone(page);
  });
});

describe('c19_a_page_that_stops_in_mid_refresh', () => {
  const stopped = async (answer) => {
    const answered = later();
    const page = await expired(() => answered.promise);
    const waiting = page.api.get('/x').catch(() => {});
    await told(page.workers);
    return {
      ...page,
      waiting,
      arrive: () => answered.resolve(answer?.(page.server) ?? page.server.rotate()),
    };
  };

  test('c19_leaves_its_call_to_the_worker_and_the_next_page_takes_the_answer', async () => {
    const { locks, server, workers, id, arrive } = await stopped();
    happens('pagehide');
    await nextTask();
    expect(held(locks).map(({ name }) => name)).toEqual([expect.stringMatching(/:W:[0-9a-f]{32}$/)]);
    arrive();
    await vi.waitFor(() => expect(workers.left()).toHaveLength(1));
    // I7: nobody reads it who has not the token.
    expect(workers.left().join()).not.toMatch(/access-|refresh-|Token/);
    expect(held(locks)).toEqual([]);
    const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
    expect((await next.get('/x')).status).toBe(200);
    expect([workers.calls.length, server.refreshes.length]).toEqual([1, 0]);
    await vi.waitFor(() => expect(workers.left()).toEqual([]));
  });

  test('c19_leaves_something_that_does_not_open_and_the_next_page_waits_as_if_there_were_nothing', async () => {
    const { workers, id, arrive } = await stopped();
    happens('pagehide');
    arrive();
    await vi.waitFor(() => expect(workers.left()).toHaveLength(1));
    for (const store of workers.stores.values())
      for (const [place, bytes] of store) store.set(place, bytes.with(20, bytes[20] ^ 1));
    const locks = vi.spyOn(navigator.locks, 'request');
    const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
    void next.get('/x').catch(() => {});
    await vi.waitFor(() => expect(locks.mock.calls.some(([name]) => /:W:/.test(name))).toBe(true));
    // An unhandled rejection would be told now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([next.session.isSignedIn, workers.calls.length]).toEqual([true, 1]);
  });

  test('c19_before_the_worker_has_begun_has_sent_nothing', async () => {
    const { server, workers, api, id } = await expired();
    workers.starts = false;
    void api.get('/x').catch(() => {});
    await vi.waitFor(() => expect(workers.asked).toBe(1));
    happens('pagehide');
    await nextTask();
    workers.starts = true;
    const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
    expect((await next.get('/x')).status).toBe(200);
    expect([workers.calls.length, server.refreshes.length]).toEqual([1, 0]);
  });

  test('c19_the_next_page_waits_for_the_worker', async () => {
    const { locks, server, workers, id, arrive } = await stopped();
    happens('pagehide');
    const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
    const got = next.get('/x');
    await nextTask();
    expect(held(locks)).toHaveLength(1);
    arrive();
    expect((await got).status).toBe(200);
    expect([workers.calls.length, server.refreshes.length]).toEqual([1, 0]);
  });
});

test('c19_what_a_worker_brings_after_a_sign_out_is_no_answer_and_is_not_kept', async () => {
  const answered = later();
  const { locks, server, workers, api } = await expired(() => answered.promise);
  const got = rejection(api.get('/x'));
  await told(workers);
  await api.session.signOut();
  expect((await got).code).toBe('ERR_SESSION_ENDED');
  answered.resolve(server.rotate());
  await vi.waitFor(() => expect(held(locks)).toEqual([]));
  expect([api.session.state, workers.left(), workers.workers[0].isClosed]).toEqual(['ended', [], true]);
});

test('c19_a_call_whose_session_has_ended_before_the_worker_begins_is_not_made', async () => {
  const { locks, server, workers, api } = await expired();
  workers.starts = false;
  const got = rejection(api.get('/x'));
  await vi.waitFor(() => expect(workers.asked).toBe(1));
  await api.session.signOut();
  expect((await got).code).toBe('ERR_SESSION_ENDED');
  workers.start();
  await vi.waitFor(() => expect(workers.workers.map(({ isClosed }) => isClosed)).toEqual([true]));
  expect([workers.calls, server.refreshes, held(locks)]).toEqual([[], [], []]);
});

test('c19_what_is_left_of_a_session_that_is_over_is_removed_by_the_next_page', async () => {
  const { workers, api, id } = await expired();
  await api.session.signOut();
  const store = `everfetch:${id} ${BASE} /auth/refresh:W`;
  workers.stores.set(store, new Map([['https://everfetch.invalid/0', new Uint8Array(20)]]));
  const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
  expect(await next.session.ready()).toBe('anonymous');
  await vi.waitFor(() => expect([...workers.stores.keys()]).toEqual([]));
});

test('c19_a_store_that_cannot_be_removed_is_no_unhandled_rejection', async () => {
  const { api, id } = await expired();
  await api.session.signOut();
  let asked = 0;
  caches.delete = () => (asked++, Promise.reject(new Error('no')));
  const next = (await reload()).create({ baseURL: BASE, session: { refresh: '/auth/refresh', id } });
  expect(await next.session.ready()).toBe('anonymous');
  expect(asked).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
});
