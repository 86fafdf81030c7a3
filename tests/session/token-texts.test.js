// Which texts and values become a token, and which are refused: whatever is handed over, no answer travels in a header.
import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { fakeServer, json, rejection, turns } from './support/fake.js';

const JWT = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ada"}')}.c2ln`.replace(/=/g, '');
const tokens = JSON.stringify({ accessToken: 'access-1', refreshToken: 'refresh-1' });
const sent = (server) => server.requests.map(({ headers }) => headers.authorization);

describe('h153_a_text_is_a_token_only_where_it_looks_like_one', () => {
  test('h153_text_that_is_JSON_is_parsed_wherever_tokens_are_handed_over', async () => {
    const ways = {
      signIn: (server) => server.create().session.signIn(tokens),
      'signIn, a text in quotes': (server) => server.create().session.signIn('"access-1"'),
      initial: (server) => server.create({ initial: () => tokens }).session.ready(),
      update: async (server) => {
        const api = server.create();
        await api.session.signIn('old');
        await api.session.update(`\n ${tokens}`);
      },
      refresh: async (server) => {
        const api = server.create({ refresh: async () => tokens });
        await api.session.signIn({ accessToken: 'old', refreshToken: 'r' });
        await api.session.refresh();
      },
      storage: (server) =>
        server.create({ storage: { load: () => tokens, save() {}, clear() {} } }).session.ready(),
    };
    for (const [name, hand] of Object.entries(ways)) {
      const saved = [];
      const server = fakeServer();
      const create = server.create;
      let api;
      server.create = (session) =>
        (api = create({
          storage: { load() {}, save: (record) => saved.push(record), clear() {} },
          ...session,
        }));
      await hand(server);
      await api.get('/x');
      expect(sent(server).at(-1), name).toBe('Bearer access-1');
    }
  });

  const bad = [
    'undefined',
    'null',
    'NaN',
    'true',
    'false',
    '',
    '  ',
    '{"accessToken":',
    '"undefined"',
    '1|abc',
    '<html>',
    'two words',
    '{}',
    '[]',
    '"\\"access-1\\""',
  ];
  test('h153_any_other_text_is_an_error_that_shows_neither_the_text_nor_its_length', async () => {
    for (const text of [...bad, `secret${'!'.repeat(70)}`]) {
      const server = fakeServer();
      const api = server.create();
      const error = await rejection(api.session.signIn(text));
      expect(error, text).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
      expect(error.message).toMatch(/^session\.signIn got /);
      if (text.length > 6) expect(error.message + JSON.stringify(error)).not.toContain(text.slice(0, 7));
      expect(error.message).not.toMatch(/7[56]/);
      await api.session.signIn('good');
      expect((await rejection(api.session.update(text))).code, text).toBe('ERR_BAD_OPTION_VALUE');
      expect(await api.session.getAccessToken()).toBe('good');
    }
  });

  test('h153_a_field_holds_more_than_a_bare_text_but_neither_JSON_nor_a_word_for_nothing', async () => {
    const api = fakeServer().create();
    await api.session.signIn({ accessToken: '1|abc' });
    expect(await api.session.getAccessToken()).toBe('1|abc');
    for (const accessToken of ['undefined', 'null', tokens, '"a"', '<p>'])
      expect((await rejection(api.session.signIn({ accessToken }))).code).toBe('ERR_BAD_OPTION_VALUE');
  });

  test('h153_what_initial_renew_and_a_refresh_function_give_is_held_to_the_same', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const text of bad) {
      const server = fakeServer();
      const api = server.create({ initial: () => text });
      expect(await api.session.ready(), text).toBe('anonymous');
      const other = await server.signedIn({ refresh: () => text, renew: () => text });
      await other.get('/x');
      expect((await rejection(other.session.refresh())).code, text).toBe('ERR_REFRESH_FAILED');
      expect(await other.session.getAccessToken()).toBe('access-1');
    }
  });
});

describe('h153_no_error_warning_event_or_timeline_shows_a_text_that_is_no_token_nor_its_length', () => {
  // 7919 characters, and one that no token has.
  const text = `SECRET\u0007${'x'.repeat(7912)}`;
  const way = (session) => async (server) => [await server.signedIn(session), true];
  const answered = (make) => async (server, answers) => {
    answers.refresh = make;
    return [await server.signedIn(), true];
  };
  const storage = (value) => ({ load: () => value, save() {}, clear() {} });
  /** Each place where a token enters: a client that has met the text there, and whether it fails at a refresh. */
  const places = {
    signIn: async (server) => [server.create(), false, ({ session }) => session.signIn(text)],
    'signIn, a field': async (server) => [
      server.create(),
      false,
      (api) => api.session.signIn({ token: text }),
    ],
    update: async (server) => [await server.signedIn(), false, ({ session }) => session.update(text)],
    'update, a field': async (server) => [
      await server.signedIn(),
      false,
      (api) => api.session.update({ refreshToken: text }),
    ],
    initial: async (server) => [server.create({ initial: () => text }), true],
    'initial, in the place of the function': async (server) => [
      undefined,
      false,
      async () => server.create({ initial: text }),
    ],
    'a storage': async (server) => [server.create({ storage: storage(text) }), true],
    'a record': async (server) => [server.create({ storage: storage({ accessToken: text }) }), true],
    'a refresh function': way({ refresh: async () => text }),
    'a refresh function, a field': way({ refresh: async () => ({ accessToken: text }) }),
    'a refresh function that signs in': async (server) => {
      const api = await server.signedIn({ refresh: () => api.session.signIn(text) });
      return [api, true];
    },
    'a declared refresh, text': answered(() => new Response(text)),
    'a declared refresh, JSON': answered(() => json(text)),
    'a declared refresh, a field': answered(() => json({ access_token: text, error_description: text })),
    'a declared refresh, refused': answered(() => json({ error: text, error_description: text }, 400)),
    parse: way({ refresh: { url: '/auth/refresh', parse: () => text } }),
    renew: way({ renew: () => text }),
    'renew, a field': way({ renew: () => ({ accessToken: text }) }),
  };
  for (const [name, make] of Object.entries(places))
    test(`h153_of_${name}`, async () => {
      const said = [];
      for (const level of ['warn', 'error', 'debug', 'info', 'log'])
        vi.spyOn(console, level).mockImplementation((...parts) => said.push(...parts));
      vi.stubGlobal('reportError', (error) => said.push(error));
      // Times of seven digits: one of four might be the length that nothing may tell.
      const now = performance.now.bind(performance);
      vi.spyOn(performance, 'now').mockImplementation(() => 1_000_000 + now());
      const answers = { request: () => json({}) };
      const server = fakeServer({
        ...answers,
        refresh: (...call) => answers.refresh?.(...call) ?? json({}, 503),
      });
      const create = server.create;
      server.create = (session) => {
        const api = create(session, { debug: true });
        for (const event of ['signedIn', 'refreshed', 'refreshFailed', 'ended'])
          api.session.on(event, (detail) => said.push(detail));
        return api;
      };
      const [api, isQuiet, act] = await make(server, answers);
      if (act) said.push(await rejection(act(api)));
      if (api) {
        await api.session.ready();
        await api.get('/x').catch((error) => said.push(error));
        if (isQuiet) said.push(await api.session.refresh().catch((error) => error));
        said.push(api.session.timeline(), api.session.guarantees(), api.session.getSnapshot());
      }
      expect(said.length).toBeGreaterThan(0);
      const shown = inspect(said, { depth: 9, maxStringLength: Infinity, showHidden: true });
      expect(shown).not.toContain('SECRET');
      // A number of its own: the time of an event may hold these digits.
      expect(shown).not.toMatch(/(?<![\d.:])79(19|20|21)(?![\d.:])/);
    });
});

describe('h154_a_declared_refresh_is_answered_with_an_object_or_a_JWT', () => {
  const text = (body, type) => new Response(body, { headers: { 'content-type': type } });
  for (const [name, answer] of Object.entries({
    'OK as text': () => text('OK', 'text/plain'),
    'a word as JSON': () => json('unauthorized'),
    'true as JSON': () => json(true),
    'a number': () => json(12345),
    'words with dots': () => text('error.not.found', 'text/plain'),
  }))
    test(`h154_${name}_is_no_token`, async () => {
      const server = fakeServer({ refresh: answer });
      const api = await server.signedIn();
      expect((await rejection(api.session.refresh())).code).toBe('ERR_REFRESH_FAILED');
      expect(await api.session.getAccessToken()).toBe('access-1');
    });

  test('h154_a_JWT_is_one_as_text_and_in_quotes_and_parse_may_take_any_text', async () => {
    for (const answer of [() => text(JWT, 'text/plain'), () => json(JWT)]) {
      const api = await fakeServer({ refresh: answer }).signedIn();
      await api.session.refresh();
      expect(await api.session.getAccessToken()).toBe(JWT);
    }
    const server = fakeServer({ refresh: () => text('opaque', 'text/plain') });
    const api = await server.signedIn({ refresh: { url: '/auth/refresh', parse: (data) => data } });
    await api.session.refresh();
    expect(await api.session.getAccessToken()).toBe('opaque');
  });

  test('h154_with_cookies_any_answer_is_one', async () => {
    const server = fakeServer({ refresh: () => text('OK', 'text/plain') });
    const api = await server.signedIn({ carrier: 'cookie' });
    await api.session.refresh();
    expect(api.session.state).toBe('active');
  });
});

describe('h163_a_refresh_token_that_a_server_shows_is_dropped_where_a_cookie_holds_it', () => {
  for (const carrier of ['split', 'cookie'])
    test(`h163_carrier_${carrier}`, async () => {
      const shown = { accessToken: 'access-2', refreshToken: 'shown' };
      const saved = [];
      const storage = { load() {}, save: (record) => saved.push(JSON.stringify(record)), clear() {} };
      const server = fakeServer({
        refresh: () => json(shown),
        request: () => json({}, 200, { 'x-tokens': JSON.stringify(shown) }),
      });
      const api = server.create({
        carrier,
        storage,
        initial: () => shown,
        renew: ({ headers }) => headers['x-tokens'],
      });
      await api.session.ready();
      await api.session.signIn(shown);
      await api.session.update(shown);
      await api.get('/x');
      for (let i = 0; i < 2; i++) await api.session.refresh();
      expect(new Set(server.refreshes.map(({ body }) => body))).toEqual(new Set(['{}']));
      expect(saved.join()).not.toContain('shown');
      expect(saved.length).toBeGreaterThan(0);
      if (carrier === 'split')
        expect((await rejection(api.session.signIn({ refreshToken: 'alone' }))).code).toBe(
          'ERR_BAD_OPTION_VALUE',
        );
    });

  test('h163_also_from_a_whole_record_of_before', async () => {
    let kept;
    const storage = { load: () => kept, save: (record) => (kept = record ?? kept), clear() {} };
    const server = fakeServer();
    await server.signedIn({ storage });
    expect(JSON.stringify(kept)).toContain('refresh-1');
    const api = server.create({ carrier: 'split', storage });
    await api.session.refresh();
    expect(server.refreshes[0].body).toBe('{}');
  });

  test('h163_also_from_a_record_of_before', async () => {
    const load = () => ({ accessToken: 'access-1', refreshToken: 'stored' });
    const server = fakeServer();
    const api = server.create({ carrier: 'split', storage: { load, save() {}, clear() {} } });
    await api.session.refresh();
    expect(server.refreshes[0].body).toBe('{}');
  });
});

describe('h168_seconds_and_milliseconds_are_told_by_size', () => {
  test('h168_expiresAt_and_expiresIn', async () => {
    const end = Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
    for (const life of [
      { expiresAt: end },
      { expiresAt: end / 1000 },
      { expiresAt: new Date(end) },
      { expiresIn: end / 1000 },
      { expires_in: end },
    ]) {
      const api = fakeServer().create();
      await api.session.signIn({ accessToken: 'a', ...life });
      expect(Math.abs(api.session.expiresAt - end), JSON.stringify(life)).toBeLessThan(2000);
    }
  });

  test('h168_refreshAhead_in_milliseconds_is_refused_with_the_right_value', () => {
    const create = (refreshAhead) => fakeServer().create({ refreshAhead });
    expect(() => create(30_000)).toThrow(/session\.refreshAhead is 30000; .*seconds.*30$/);
    expect(() => create(3600)).not.toThrow();
  });
});

describe('h179_a_Response_is_read', () => {
  const make = (answer) => {
    const server = fakeServer();
    return server.signedIn({ refresh: () => answer() });
  };
  test('h179_of_a_refresh_function_as_JSON', async () => {
    const api = await make(async () => json({ accessToken: 'access-2', refreshToken: 'refresh-2' }));
    await api.session.refresh();
    expect(await api.session.getAccessToken()).toBe('access-2');
  });

  test('h179_of_a_refusal_is_a_refusal', async () => {
    const api = await make(async () => json({ error: 'invalid_grant' }, 400));
    expect(await rejection(api.session.refresh())).toMatchObject({ code: 'ERR_SESSION_ENDED' });
    const busy = await make(async () => json({}, 503));
    expect(await rejection(busy.session.refresh())).toMatchObject({ code: 'ERR_REFRESH_FAILED' });
  });

  test('h179_of_initial_as_JSON', async () => {
    const server = fakeServer();
    const api = server.create({ initial: async () => json({ accessToken: 'access-1' }) });
    await api.session.ready();
    await turns();
    expect(await api.session.getAccessToken()).toBe('access-1');
  });

  test('h179_that_was_read_before_is_an_error_that_says_so', async () => {
    const api = await make(async () => {
      const response = json({ accessToken: 'access-2' });
      await response.json();
      return response;
    });
    const error = await rejection(api.session.refresh());
    expect(error.code).toBe('ERR_REFRESH_FAILED');
    expect(error.cause.message).toMatch(/body|read/i);
  });
});
