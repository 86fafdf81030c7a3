// @vitest-environment jsdom
// A refresh lock that somebody else holds, or that our own mistakes could leave held: waiting ends, nothing is taken
// away from a living holder, and the lock is free again whatever went wrong under it.
import { expect, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { fakeServer, json, nextTask, rejection, turns } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId } from './support/page.js';

/** The exclusive locks of a list: the presence locks of a session are shared. */
const exclusive = (list) => list.filter(({ mode }) => mode === 'exclusive');

/** The name of a session's refresh lock, as it is seen while a refresh runs. */
const lockNameOf = async (api, locks) => {
  const seen = new Set();
  const push = locks.held.push.bind(locks.held);
  locks.held.push = (...list) => {
    for (const { name } of exclusive(list)) seen.add(name);
    return push(...list);
  };
  await api.session.refresh();
  locks.held.push = push;
  expect([...seen]).toHaveLength(1);
  return [...seen][0];
};

/** What comes of `work` when so much time has passed by a clock that the test moves. */
const after = async (ms, work) => {
  await vi.advanceTimersByTimeAsync(ms);
  return Promise.race([work, turns().then(() => 'late')]);
};

test('h55_a_holder_that_hangs_costs_a_retryable_error_within_the_bound_and_never_the_session', async () => {
  fakeClock();
  const locks = fakeLocks();
  const server = fakeServer();
  const api = await server.signedIn({ id: freshId(), refreshTimeout: 200 });
  const ended = vi.fn();
  api.session.on('ended', ended);
  const name = await after(100, lockNameOf(api, locks));
  const foreign = { name, mode: 'exclusive' };
  await vi.waitFor(() => expect(exclusive(locks.held)).toEqual([]));
  locks.held.push(foreign);
  server.calls.length = 0;
  server.expire();

  // refreshTimeout, joining and settling.
  const errors = await after(
    2 * (3000 + 200),
    Promise.all([1, 2, 3].map((n) => rejection(api.get(`/${n}`)))),
  );
  for (const error of errors)
    expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true, refused: { status: 401 } });
  // Neither was the lock taken from its holder, nor did a refresh go without it.
  expect([server.refreshes.length, ended.mock.calls.length, locks.held.includes(foreign)]).toEqual([
    0,
    0,
    true,
  ]);
  // Its call may take longer than anybody waits, so the tab stays in the queue, and renews when it is its turn.
  expect(exclusive(locks.queue)).toHaveLength(1);

  locks.release(foreign);
  await vi.advanceTimersByTimeAsync(10_000);
  expect((await api.get('/later')).status).toBe(200);
  expect(server.refreshes).toHaveLength(1);
});

test('h56_h60b_a_tab_waits_with_one_request_that_can_be_withdrawn_and_never_asks_to_steal', async () => {
  fakeClock();
  const locks = fakeLocks();
  const server = fakeServer();
  const api = await server.signedIn({ id: freshId(), refreshTimeout: 1000 });
  const name = await after(100, lockNameOf(api, locks));
  const foreign = { name, mode: 'exclusive' };
  await vi.waitFor(() => expect(exclusive(locks.held)).toEqual([]));
  locks.held.push(foreign);
  server.calls.length = 0;
  server.expire();
  const request = vi.spyOn(navigator.locks, 'request');
  const waiting = Promise.all(Array.from({ length: 20 }, (_, n) => api.get(`/${n}`)));
  expect(await after(1500, waiting)).toBe('late');
  const asked = request.mock.calls.filter(([asked]) => asked === name).map(([, options]) => options);
  // At the most one question whether it is free, and one place in the queue.
  expect(asked.filter(({ ifAvailable }) => ifAvailable).length).toBeLessThanOrEqual(1);
  const queued = asked.filter(({ ifAvailable }) => !ifAvailable);
  expect(queued).toHaveLength(1);
  expect(queued[0].signal).toBeInstanceOf(AbortSignal);
  expect(asked.some(({ steal }) => steal)).toBe(false);
  // The holder goes: whoever is in the queue is next.
  locks.held.splice(locks.held.indexOf(foreign), 1);
  locks.queue.splice(0).forEach((entry) => {
    void navigator.locks
      .request(entry.name, { mode: entry.mode }, entry.callback)
      .then(entry.resolve, entry.reject);
  });
  const answers = await after(1000, waiting);
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(server.refreshes).toHaveLength(1);
});

test('h60_the_lock_is_free_again_whatever_is_thrown_under_it', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const bite = () => {
    throw new Error('bite');
  };
  const mistakes = {
    'a refresh function': { refresh: bite },
    'a refresh function, later': { refresh: () => Promise.reject(new Error('bite')) },
    parse: { refresh: { url: '/auth/refresh', parse: bite } },
    'a function of fields': { refresh: { url: '/auth/refresh', fields: bite } },
    classify: { classify: bite },
    'a predicate': { refreshOn: (response) => (response.config.url ? response.status === 401 : bite()) },
    renew: { renew: bite },
    onSessionEnd: { onSessionEnd: bite },
  };
  for (const [name, session] of Object.entries(mistakes)) {
    const locks = fakeLocks();
    const server = fakeServer({
      refresh: (_, self) => (name === 'onSessionEnd' ? json({}, 401) : self.rotate()),
    });
    const api = await server.signedIn({ id: freshId(), refreshTimeout: 300, ...session });
    for (const event of ['refreshed', 'refreshFailed', 'ended']) api.session.on(event, bite);
    api.session.subscribe(bite);
    server.expire();
    const outcome = await api.get('/x').then(
      ({ status }) => String(status),
      ({ code }) => code,
    );
    expect([name, outcome]).toEqual([
      name,
      expect.stringMatching(/^(200|ERR_REFRESH_FAILED|ERR_REFRESH_MISCONFIGURED|ERR_SESSION_ENDED)$/),
    ]);
    await nextTask();
    await vi.waitFor(() => expect([name, exclusive(locks.held)]).toEqual([name, []]));
  }
}, 20_000);
