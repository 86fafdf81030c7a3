// @vitest-environment jsdom
// What becomes of a refresh token that is replaced: together with its access token, at every client of the session,
// whichever successor the server gives, and until the server says that the grant is over.
import { expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock, longestPauses, skip } from './support/clock.js';
import { BASE, fakeServer, json, later, rejection } from './support/fake.js';
import { freshId, reload } from './support/page.js';
import { openSandbox } from './support/sandbox.js';

const NUMBERS = /(?:access|refresh)-(\d+)/g;

test('h67_both_tokens_are_written_at_once_so_that_no_crash_leaves_half_a_set', async () => {
  const server = fakeServer();
  const write = vi.spyOn(Storage.prototype, 'setItem');
  const saved = [];
  const custom = { load() {}, save: (record) => void saved.push(JSON.stringify(record)), clear() {} };
  for (const storage of ['session', 'local', custom]) {
    const api = await server.signedIn({ id: freshId(), storage });
    for (let i = 0; i < 3; i++) await api.session.refresh();
  }
  const texts = [...write.mock.calls.map(([, value]) => value), ...saved].filter((text) =>
    text.match(NUMBERS),
  );
  expect(texts.length).toBeGreaterThanOrEqual(12);
  for (const text of texts) {
    const numbers = [...text.matchAll(NUMBERS)].map(([, number]) => number);
    expect(text).toMatch(/access-/);
    expect(text).toMatch(/refresh-/);
    expect(new Set(numbers).size).toBe(1);
  }
});

test('h68_a_grace_period_that_gives_two_tabs_different_successors_logs_nobody_out', async () => {
  const gate = later();
  let successors = 1;
  const valid = new Set();
  const server = fakeServer({
    request: ({ headers }) => json({}, valid.has(headers.authorization) ? 200 : 401),
    // Within its grace the server takes the old token again, and each time gives another set.
    refresh: async () => {
      const number = ++successors;
      await gate.promise;
      valid.add(`Bearer access-${number}`);
      return json({ accessToken: `access-${number}`, refreshToken: `refresh-${number}`, expiresIn: 3600 });
    },
  });
  const id = freshId();
  const one = await server.signedIn({ id, shareTabs: false });
  // A copied tab that does not share renews for itself.
  const two = (await reload()).create({
    baseURL: BASE,
    session: { id, shareTabs: false, refresh: '/auth/refresh' },
  });
  expect(await two.session.ready()).toBe('active');
  const ended = vi.fn();
  for (const api of [one, two]) api.session.on('ended', ended);
  const answers = [one.get('/a'), two.get('/b')];
  await vi.waitFor(() => expect(server.refreshes).toHaveLength(2));
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  for (const api of [one, two]) {
    expect((await api.get('/again')).status).toBe(200);
    await api.session.refresh();
    expect((await api.get('/renewed')).status).toBe(200);
  }
  expect([ended.mock.calls.length, one.session.state, two.session.state]).toEqual([0, 'active', 'active']);
}, 60_000);

test('h68_a_grace_period_that_gives_the_same_successor_again_is_an_ordinary_success', async () => {
  const box = await openSandbox({ grace: 60_000 });
  longestPauses();
  const api = await box.signedIn({ id: freshId() });
  await box.knobs({ dropRefreshAnswer: 1 });
  await box.expire();
  expect(await rejection(api.get('/api/me'))).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
  skip(5_001);
  expect((await api.get('/api/me')).status).toBe(200);
  expect(api.session.state).toBe('active');
  await api.session.refresh();
  expect((await api.get('/api/me')).status).toBe(200);
}, 30_000);

test('h69_several_apis_in_one_session_all_carry_the_newest_token', async () => {
  const server = fakeServer();
  const id = freshId();
  const origins = [BASE, 'https://files.example', 'https://search.example'];
  const session = { id, refresh: `${BASE}/auth/refresh`, origins };
  const [api, files, search] = origins.map((baseURL) => everfetch.create({ baseURL, session }));
  await api.session.signIn(server.tokens());
  server.expire();
  const all = () => Promise.all([api, files, search].map((client) => client.get('/x')));
  await all();
  server.calls.length = 0;
  await all();
  expect(server.requests.map(({ origin, headers }) => [origin, headers.authorization])).toEqual(
    origins.map((origin) => [origin, 'Bearer access-2']),
  );
  expect(server.refreshes).toHaveLength(0);
  await files.session.refresh();
  await search.session.refresh();
  expect(server.refreshes.map(({ body }) => JSON.parse(body).refreshToken)).toEqual([
    'refresh-2',
    'refresh-3',
  ]);
});

test('h70_h80_a_grant_whose_lifetime_is_over_ends_the_session_once_and_says_why', async () => {
  const box = await openSandbox({ refreshTtl: 60 });
  const refresh = { url: '/oauth/token', format: 'form' };
  const api = await box.signedIn({ id: freshId(), refresh });
  const ended = [];
  api.session.on('ended', (event) => ended.push(event));
  await box.expire();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const errors = await Promise.all([1, 2, 3].map((n) => rejection(api.get('/api/me', { params: { n } }))));
  for (const error of errors) {
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_SESSION_ENDED',
      reason: 'refused',
      retryable: false,
      response: { status: 401 },
    });
    // The token endpoint's own words.
    const { isAxiosError, status, code } = error.cause;
    expect({ isAxiosError, status, code }).toEqual({
      isAxiosError: true,
      status: 400,
      code: 'invalid_grant',
    });
  }
  expect(ended).toEqual([{ type: 'ended', reason: 'refused' }]);
  expect(await box.counters()).toMatchObject({ refresh: { calls: 1 } });
});

test('h80_a_failure_says_what_happened_each_time', async () => {
  const clock = fakeClock();
  // After a pause of no length the request itself would try again.
  longestPauses();
  const answers = [json({ error: 'temporarily_unavailable' }, 503), json({ error: 'x y' }, 429)];
  const server = fakeServer({ refresh: () => answers.shift() ?? Promise.reject(new TypeError('no route')) });
  const api = await server.signedIn({ id: freshId() });
  server.expire();
  const causes = [];
  for (let i = 0; i < 3; i++) {
    api.session.on('refreshFailed', () => {});
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true, refused: { status: 401 } });
    const { message, code, status } = error.cause;
    causes.push({ message, code, status });
    expect(server.refreshes.length).toBe(i + 1);
    // The pause after a failure.
    const { retryIn } = api.session.timeline().findLast(({ event }) => event === 'refreshFailed');
    clock.advance(retryIn + 5);
  }
  expect(causes).toEqual([
    expect.objectContaining({ code: 'temporarily_unavailable', status: 503 }),
    // What is no code of OAuth could be anything.
    { message: expect.stringContaining('429'), code: undefined, status: 429 },
    expect.objectContaining({ message: expect.stringContaining('no route') }),
  ]);
  const failures = api.session.timeline().filter(({ event }) => event === 'refreshFailed');
  expect(failures.map(({ failure }) => failure)).toEqual(['transient', 'transient', 'inDoubt']);
});
