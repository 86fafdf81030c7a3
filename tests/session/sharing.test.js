// @vitest-environment jsdom
// Which instances share a session in a page: those with the same id, also when the package is there twice.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock } from './support/clock.js';
import { BASE, alone, fakeServer, json, later, rejection, turns } from './support/fake.js';
import { freshId, secondCopy } from './support/page.js';

const settled = (promise) => promise.catch((error) => error);

const options = (session, config) => ({
  baseURL: BASE,
  session: { refresh: '/auth/refresh', ...alone(), ...session },
  ...config,
});

test('h12_two_instances_with_one_id_renew_once', async () => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const id = freshId();
  const one = await server.signedIn({ id });
  const two = server.create({ id });
  expect(two.session).toBe(one.session);
  server.expire();
  const answers = [one.get('/a'), two.get('/b'), two.get('/c')];
  await turns();
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(server.refreshes).toHaveLength(1);
});

test('h13_different_ids_share_nothing', async () => {
  const server = fakeServer({ request: ({ headers }) => json({ token: headers.authorization ?? null }) });
  const one = server.create({ id: freshId() });
  const two = server.create({ id: freshId() });
  await one.session.signIn('of-one');
  expect([(await one.get('/x')).data.token, (await two.get('/x')).data.token]).toEqual([
    'Bearer of-one',
    null,
  ]);
  await two.session.signIn('of-two');
  await one.session.signOut();
  expect([one.session.state, (await two.get('/x')).data.token]).toEqual(['ended', 'Bearer of-two']);
});

test('h152_the_id_is_the_origin_of_the_base_or_the_page_with_the_resolved_endpoint_and_the_client', () => {
  const server = fakeServer();
  const id = (baseURL, session) => server.create(session, { baseURL }).session.id;
  expect(id('https://first.example/v1')).toBe('https://first.example /v1/auth/refresh');
  expect(id(undefined)).toBe('https://app.example /auth/refresh');
  expect(id('/api')).toBe('https://app.example /api/auth/refresh');
  expect(id('/', { refresh: 'https://login.example/token' })).toBe(
    'https://app.example https://login.example/token',
  );
  expect(id('/', { refresh: { url: '/token', format: 'form', clientId: 'web' } })).toBe(
    'https://app.example /token web',
  );
  // Of functions only that there is one is known.
  expect(id('/', { refresh: () => undefined })).toBe('https://app.example');
  expect(id('https://third.example', { refresh: { url: () => '/token' } })).toBe('https://third.example');
});

test('h152_two_bases_of_one_origin_with_the_same_relative_refresh_are_two_sessions', async () => {
  const server = fakeServer({ request: ({ headers }) => json({ token: headers.authorization ?? null }) });
  const shop = server.create({}, { baseURL: 'https://app.example/shop' });
  const admin = server.create({}, { baseURL: 'https://app.example/admin' });
  await shop.session.signIn({ accessToken: 'of-shop', refreshToken: 'r' });
  expect((await admin.get('/x')).data.token).toBe(null);
  await shop.session.refresh();
  expect(server.refreshes.map(({ path }) => path)).toEqual(['/shop/auth/refresh']);
});

test('h152_options_are_compared_as_they_are_resolved', () => {
  const server = fakeServer();
  const id = freshId();
  const one = server.create({ id }, { baseURL: 'https://app.example/v1' });
  expect(one.session.state).toBe('anonymous');
  const same = { id, refresh: 'https://app.example/v1/auth/refresh' };
  expect(server.create(same, { baseURL: '/' }).session).toBe(one.session);
  expect(() => server.create({ id }, { baseURL: '/v2' }).session).toThrow(/session\.refresh is .*v2/);
});

test('children made by create share their parent’s session', async () => {
  const server = fakeServer();
  const parent = await server.signedIn({ id: freshId() });
  const child = parent.create({ baseURL: `${BASE}/v2` });
  expect([child.session === parent.session, (await child.get('/x')).status]).toEqual([true, 200]);
  server.expire();
  await child.get('/x');
  // The session's own calls follow the base of the client that the options were given to.
  expect(server.refreshes[0].url).toBe(`${BASE}/auth/refresh`);
});

test('one options object belongs to the client that it was given to first, whichever is used first', async () => {
  const server = fakeServer({ request: ({ headers }) => json({ token: headers.authorization ?? null }) });
  const session = { id: freshId(), refresh: '/auth/refresh', ...alone() };
  const [one, two] = [BASE, 'https://two.example'].map((baseURL) => everfetch.create({ baseURL, session }));
  expect(one.defaults.session).toBe(session);
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect((await two.get('/x')).data.token).toBe(null);
  await two.session.signIn(server.tokens());
  await one.session.refresh();
  expect(server.refreshes.map(({ url }) => url)).toEqual([`${BASE}/auth/refresh`]);
  expect([(await one.get('/x')).data.token, (await two.get('/x')).data.token]).toEqual([
    'Bearer access-2',
    null,
  ]);
});

describe('a second instance', () => {
  const contradictions = {
    carrier: ['bearer', 'cookie'],
    storage: ['session', 'memory'],
    refresh: ['/auth/refresh', '/auth/renew'],
    revoke: ['/revoke', undefined],
    shareTabs: [true, false],
  };
  const others = {
    refreshOn: [[401], [401, 403]],
    refreshAhead: [30, 60],
    refreshTimeout: [10_000, 5000],
    inDoubt: ['replay', 'end'],
    origins: [[BASE], [BASE, 'https://files.example']],
    header: ['Authorization', 'X-Token'],
    scheme: ['Bearer', ''],
    exclude: [['/public'], ['/open']],
    loginUrl: ['/login', '/signin'],
  };
  for (const [name, [first, second]] of Object.entries(others))
    test(`h180_whose_${name}_is_another_counts_after_a_hot_reload_with_one_warning`, async () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const server = fakeServer();
      const id = freshId();
      const one = await server.signedIn({ id, [name]: first });
      // What it has made of the first options by then must not be used again.
      await settled(one.get('/before'));
      const two = server.create({ id, [name]: second });
      expect(two.session).toBe(one.session);
      for (let i = 0; i < 2; i++) await Promise.all([one.get('/x'), two.get('/x')].map(settled));
      const said = warn.mock.calls.filter(([text]) => text.includes(`"${id}"`));
      expect(said).toEqual([[expect.stringMatching(`session.${name} is .*; the newest counts`)]]);
      expect(one.session.state).toBe('active');
      const { headers } = server.requests.at(-1);
      if (name === 'header') {
        expect(headers['x-token']).toMatch(/^Bearer access-/);
        // An application's own value stays.
        await settled(one.get('/x', { headers: { 'X-TOKEN': 'own' } }));
        expect(server.requests.at(-1).headers['x-token']).toBe('own');
      } else expect(headers.authorization).toMatch(name === 'scheme' ? /^access-/ : /^Bearer access-1$/);
    });

  test('h180_a_refresh_under_way_is_not_broken_off_and_then_the_newest_counts', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const gate = later();
    const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
    const id = freshId();
    const one = await server.signedIn({ id });
    server.expire();
    const request = one.get('/x');
    await turns();
    const two = server.create({ id, refreshAhead: 60 });
    expect(two.session.state).toBe('refreshing');
    gate.resolve();
    expect((await request).status).toBe(200);
    await turns();
    expect([two.session.state, (await two.get('/x')).status, server.refreshes.length]).toEqual([
      'active',
      200,
      1,
    ]);
  });

  test('h180_nothing_is_restarted_requests_go_on_and_what_is_new_counts_at_once', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const gate = later();
    const server = fakeServer({
      request: (call, self) =>
        call.path === '/slow'
          ? gate.promise.then(() => json({}, 403))
          : json({}, self.isAccepted(call) ? 200 : 403),
    });
    const id = freshId();
    const storage = { load: vi.fn(), save: vi.fn(), clear: vi.fn() };
    const one = await server.signedIn({ id, storage });
    const slow = one.get('/slow');
    const two = server.create({ id, storage, refreshOn: [401, 403], refreshTimeout: 20_000 });
    server.expire();
    expect((await two.get('/x')).status).toBe(200);
    // Also for the request that was on its way.
    gate.resolve();
    expect((await rejection(slow)).status).toBe(403);
    expect((await one.get('/x')).status).toBe(200);
    expect([server.refreshes.length, storage.load.mock.calls.length]).toEqual([1, 0]);
    const saved = storage.save.mock.calls.length;
    const three = server.create({ id, storage, refreshAhead: 3599 });
    expect([three.session.state, (await three.get('/x')).status]).toEqual(['active', 200]);
    expect([server.refreshes.length, storage.save.mock.calls.length - saved]).toEqual([1, 0]);
    const events = one.session.timeline().map(({ event }) => event);
    expect(events).not.toContain('restarted');
  });

  test('h180_requests_wait_for_a_refresh_as_long_as_the_newest_options_say', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const clock = fakeClock();
    const server = fakeServer({ refresh: () => new Promise(() => {}) });
    const id = freshId();
    const one = await server.signedIn({ id, refreshTimeout: 10_000 });
    expect(server.create({ id, refreshTimeout: 5_000 }).session).toBe(one.session);
    server.expire();
    const failed = vi.fn();
    const request = one.get('/x').catch(failed);
    await turns();
    clock.advance(7_999);
    await turns();
    expect(failed).not.toHaveBeenCalled();
    clock.advance(1);
    await request;
    expect(failed).toHaveBeenCalledWith(expect.objectContaining({ code: 'ERR_REFRESH_FAILED' }));
  });

  test('h180_origins_that_nobody_named_contradict', () => {
    const server = fakeServer();
    const id = freshId();
    const refresh = () => 'x';
    expect(server.create({ id, refresh }).session.state).toBe('anonymous');
    expect(() => server.create({ id, refresh }, { baseURL: 'https://other.example' }).session).toThrow(
      /session\.origins is/,
    );
  });

  for (const [name, [first, second]] of Object.entries(contradictions))
    test(`whose ${name} contradicts the first’s gets an error that names both, and the first one works`, async () => {
      const server = fakeServer();
      const id = freshId();
      const one = server.create({ id, [name]: first });
      const state = one.session.state;
      const two = server.create({ id, [name]: second });
      const error = await rejection(two.get('/x'));
      expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
      expect(error.message).toContain(`session.${name} is `);
      expect(error.message).toContain(`"${id}" is already in use with`);
      expect(() => two.session).toThrow(error.message);
      expect(one.session.state).toBe(state);
    });

  test('is told in full what contradicts, and what counts from now on', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    const id = freshId();
    expect(server.create({ id }).session.state).toBe('anonymous');
    expect(server.create({ id, refreshAhead: 7 }).session.state).toBe('anonymous');
    expect(warn.mock.calls).toEqual([
      [
        `everfetch: session.refreshAhead is 7, but the session "${id}" is already in use with 30; the newest counts`,
      ],
    ]);
    const error = await rejection(server.create({ id, refreshAhead: 7, storage: 'local' }).get('/x'));
    expect(error.message).toBe(
      `session.storage is "local", but the session "${id}" is already in use with "session"; ` +
        'give the second session another id, or the same options',
    );
    // The same words mean the same, however a URL is written.
    const refresh = { url: `${BASE}/auth/refresh` };
    expect(server.create({ id, refresh, refreshAhead: 7 }).session.state).toBe('anonymous');
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test('with a function in place of a declared call contradicts it', () => {
    const server = fakeServer();
    const id = freshId();
    expect(server.create({ id }).session.state).toBe('anonymous');
    expect(() => server.create({ id, refresh: () => 'x' }).session).toThrow(
      /session\.refresh is "a function"/,
    );
  });

  test('with the same data and other functions wins with its functions, and listeners stay', async () => {
    const server = fakeServer();
    const id = freshId();
    const make = (number) => ({
      id,
      refresh: async () => ((server.generation = number), (server.isExpired = false), `access-${number}`),
      onSessionEnd: vi.fn(),
      exclude: [() => false],
    });
    const first = make(2);
    const one = await server.signedIn(first);
    const listener = vi.fn();
    one.session.on('refreshed', listener);
    // Hot reload: the module runs again with new closures.
    const second = make(3);
    const two = server.create(second);
    expect(two.session).toBe(one.session);
    server.expire();
    expect((await one.get('/x')).status).toBe(200);
    expect(await two.session.getAccessToken()).toBe('access-3');
    await one.session.signOut();
    expect([
      first.onSessionEnd.mock.calls.length,
      second.onSessionEnd.mock.calls.length,
      listener.mock.calls.length,
    ]).toEqual([0, 1, 1]);
  });

  test('may leave out what has no default to contradict, and adds what the first one left out', async () => {
    const server = fakeServer();
    const id = freshId();
    const onSessionEnd = vi.fn();
    const one = await server.signedIn({ id });
    await one.get('/public');
    expect(server.create({ id, onSessionEnd, exclude: ['/public'] }).session).toBe(one.session);
    await rejection(one.get('/public'));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer access-1',
      undefined,
    ]);
    await one.session.signOut();
    expect(onSessionEnd).toHaveBeenCalledTimes(1);
  });
});

test('h144_two_copies_of_the_package_share_the_session', async () => {
  const gate = later();
  const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
  const id = freshId();
  const one = await server.signedIn({ id });
  const copy = await secondCopy();
  const two = copy.create(options({ id }));
  expect(copy.AxiosError).not.toBe(everfetch.AxiosError);
  expect(two.session.state).toBe('active');
  server.expire();
  const answers = [one.get('/a'), two.get('/b')];
  await turns();
  gate.resolve();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  expect(server.refreshes).toHaveLength(1);
  await two.session.signOut();
  expect(one.session.state).toBe('ended');
});

test('h144_an_error_of_the_session_is_of_the_class_of_the_copy_that_was_asked', async () => {
  const server = fakeServer({ refresh: () => json({ error: 'invalid_grant' }, 400) });
  const id = freshId();
  const one = await server.signedIn({ id });
  const second = await secondCopy();
  const two = second.create(options({ id }));
  server.expire();
  const errors = await Promise.all([one, two].map((api) => rejection(api.get('/x'))));
  expect(errors.map(({ code }) => code)).toEqual(Array(2).fill('ERR_SESSION_ENDED'));
  expect(errors.map((error) => error instanceof second.AxiosError)).toEqual([false, true]);
  expect(errors.map((error) => error instanceof everfetch.AxiosError)).toEqual([true, false]);
});

describe('the page', () => {
  /** Sets the cookie, which is read once per task, and waits until requests carry it. */
  const seeCookie = async (server, value) => {
    document.cookie = `XSRF-TOKEN=${value}`;
    await vi.waitFor(async () => {
      await everfetch.get('https://app.example/probe', { validateStatus: null });
      expect(server.calls.at(-1).headers['x-xsrf-token']).toBe(value);
    });
  };

  test('h34_the_XSRF_header_goes_with_the_refresh_and_is_read_again_at_the_resend', async () => {
    const server = fakeServer({
      refresh: async (_, self) => {
        await seeCookie(self, 'second');
        return self.rotate();
      },
    });
    await seeCookie(server, 'first');
    const api = await server.signedIn({ id: freshId() }, { baseURL: 'https://app.example/api' });
    server.expire();
    await api.post('/x', {});
    const calls = server.calls.filter(({ path }) => path.startsWith('/api/'));
    expect(calls.map(({ path, headers }) => [path, headers['x-xsrf-token']])).toEqual([
      ['/api/x', 'first'],
      ['/api/auth/refresh', 'first'],
      ['/api/x', 'second'],
    ]);
  });

  test('h107_no_other_origin_gets_the_XSRF_header_unless_it_is_asked_for', async () => {
    const server = fakeServer();
    await seeCookie(server, 'mine');
    const api = await server.signedIn({ id: freshId() });
    await api.session.refresh();
    expect(server.refreshes[0].headers['x-xsrf-token']).toBeUndefined();
    const asking = server.create({ id: freshId() }, { withXSRFToken: true, xsrfHeaderName: 'X-CSRF' });
    await asking.session.signIn(server.tokens());
    await asking.session.refresh();
    expect(server.refreshes[1].headers['x-csrf']).toBe('mine');
  });

  test('an inserted <base> does not widen the list of origins', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const base = document.head.appendChild(document.createElement('base'));
    base.href = 'https://evil.example/';
    try {
      const server = fakeServer({ request: () => json({}) });
      const api = server.create({ id: freshId() }, { baseURL: undefined });
      await api.session.signIn(server.tokens());
      await api.get('https://app.example/x');
      await api.get('https://evil.example/x');
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer access-1',
        undefined,
      ]);
    } finally {
      base.remove();
    }
  });

  test('nor where the base is a path with a URL in it, whose origin is the document’s', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer({ request: () => json({}) });
    const api = server.create({ id: freshId() }, { baseURL: '/proxy/https://api.example' });
    await api.session.signIn(server.tokens());
    vi.stubGlobal(
      'fetch',
      (
        (send) => (url, init) =>
          send(new URL(url, document.baseURI), init)
      )(fetch),
    );
    await api.get('/x');
    const base = document.head.appendChild(document.createElement('base'));
    base.href = 'https://evil.example/';
    try {
      await api.get('/x');
    } finally {
      base.remove();
    }
    expect(server.requests.map(({ origin, headers }) => [origin, headers.authorization])).toEqual([
      ['https://app.example', 'Bearer access-1'],
      ['https://evil.example', undefined],
    ]);
  });

  test('h108_from_a_secure_page_no_token_goes_over_plain_http_but_to_this_machine', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer({ request: () => json({}) });
    for (const baseURL of ['http://api.example', 'http://127.0.0.1:4545', 'http://localhost:4545']) {
      const api = server.create({ id: freshId() }, { baseURL });
      await api.session.signIn(server.tokens());
      await api.get('/x');
    }
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer access-1',
      'Bearer access-1',
    ]);
  });

  test('back online, what had failed is tried again at once', async () => {
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));
    const answers = [json({}, 503)];
    const server = fakeServer({ refresh: (_, self) => answers.shift() ?? self.rotate() });
    const api = await server.signedIn({ id: freshId() });
    server.expire();
    await rejection(api.get('/x'));
    expect(server.refreshes).toHaveLength(1);
    window.dispatchEvent(new Event('online'));
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(2);
  });
});
