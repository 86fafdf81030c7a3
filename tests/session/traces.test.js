// The traces of docs/protocol.md that one page shows by itself: what it takes for a fact, a refusal, or a token, and is
// none. Those of several tabs are played by the model checker.
import { describe, expect, test, vi } from 'vitest';
import { fakeServer, json, rejection } from './support/fake.js';
import { fakeClock, longestPauses } from './support/clock.js';

const CARRIERS = ['bearer', 'split', 'cookie'];
const reply = (text, status, type) => new Response(text, { status, headers: { 'content-type': type } });

describe('c13_a_device_that_says_it_is_offline_and_is_not', () => {
  for (const carrier of CARRIERS)
    test(`c13_renews_with_${carrier}`, async () => {
      vi.stubGlobal('navigator', { onLine: false });
      const server = fakeServer({
        request: () => (server.refreshes.length % 2 ? json({ ok: true }) : json({ why: 'expired' }, 401)),
      });
      const api = await server.signedIn({ carrier });
      for (let time = 1; time <= 2; time++) {
        expect((await api.get('/x')).status).toBe(200);
        expect(server.refreshes).toHaveLength(2 * time - 1);
        // Another renewal, which nothing keeps from being made either.
        await api.session.refresh();
      }
      expect(api.session.state).toBe('active');
    });
});

describe('c14_a_refusal_that_is_not_about_the_token_signs_nobody_out', () => {
  // What the endpoint answers, and how many calls of it say so before the user is asked to try again.
  const page = '<!doctype html><title>Blocked</title>';
  const refusals = {
    temporarily_unavailable: () => json({ error: 'temporarily_unavailable' }, 400),
    server_error: () => json({ error: 'server_error' }, 400),
    slow_down: () => json({ error: 'slow_down' }, 400),
    'throttling as 400': () => json({ __type: 'TooManyRequestsException', message: 'Rate exceeded' }, 400),
    'throttling by a code': () => json({ code: 'ThrottlingException' }, 403),
    'anything with Retry-After': () => json({}, 403, { 'retry-after': '1' }),
    'a page with 401': () => reply(page, 401, 'text/html'),
    'a page with 403': () => reply(page, 403, 'text/html'),
  };
  const ambiguous = {
    'a CSRF check': () => reply('CSRF token mismatch', 403, 'text/plain'),
    'a gateway': () => json({ message: 'Missing Authentication Token' }, 403),
    'a firewall': () => json({ blocked: true, rule: 17 }, 403),
    'an unknown 400': () => json({ message: 'Bad Request' }, 400),
  };
  for (const carrier of CARRIERS) {
    for (const [name, answer] of Object.entries(refusals))
      test(`c14_${name}_with_${carrier}`, async () => {
        const clock = fakeClock();
        // After a pause of no length the request itself would try again.
        longestPauses();
        const server = fakeServer({ refresh: answer, request: () => json({}, 401) });
        const api = await server.signedIn({ carrier });
        const ended = vi.fn();
        api.session.on('ended', ended);
        for (let time = 1; time <= 3; time++) {
          expect(await rejection(api.get('/x'))).toMatchObject({
            code: 'ERR_REFRESH_FAILED',
            retryable: true,
          });
          clock.advance(310_000);
        }
        expect([api.session.state, server.refreshes.length, ended.mock.calls]).toEqual(['stale', 3, []]);
      });

    for (const [name, answer] of Object.entries(ambiguous))
      test(`c14_${name}_is_asked_about_once_more_with_${carrier}`, async () => {
        const clock = fakeClock();
        const server = fakeServer({
          refresh: (call, self) => (self.refreshes.length === 1 ? answer() : self.rotate()),
          request: () => (server.refreshes.length < 2 ? json({}, 401) : json({ ok: true })),
        });
        const api = await server.signedIn({ carrier });
        const request = api.get('/x');
        await vi.waitFor(() => expect(server.refreshes).toHaveLength(1));
        await vi.waitFor(() => {
          clock.advance(500);
          expect(server.refreshes).toHaveLength(2);
        });
        expect((await request).status).toBe(200);
        expect(api.session.state).toBe('active');
      });
  }
});

describe('c15_a_text_that_is_no_token', () => {
  test('c15_JSON_that_is_handed_over_as_text_is_parsed_and_never_sent_as_it_is', async () => {
    const server = fakeServer({ request: () => json({}) });
    const api = server.create();
    await api.session.signIn(JSON.stringify(server.tokens()));
    await api.get('/x');
    await api.session.refresh();
    expect(server.requests[0].headers.authorization).toBe('Bearer access-1');
    expect(JSON.parse(server.refreshes[0].body)).toEqual({ refreshToken: 'refresh-1' });
  });

  for (const text of ['undefined', 'null', '[object Object]', '{"accessToken":', 'two words', ''])
    test(`c15_${JSON.stringify(text)}_is_refused`, async () => {
      const server = fakeServer({ request: () => json({}) });
      const api = server.create();
      const error = await rejection(api.session.signIn(text));
      expect(error.code).toBe('ERR_BAD_OPTION_VALUE');
      if (text) expect(`${error.message} ${error.stack}`).not.toContain(text);
      await api.get('/x');
      expect(server.requests[0].headers.authorization).toBe(undefined);
    });

  for (const [name, answer] of Object.entries({
    OK: () => reply('OK', 200, 'text/plain'),
    'a word': () => json('unauthorized'),
    'a page': () => reply('<p>Signed in</p>', 200, 'text/html'),
  }))
    test(`c15_a_declared_refresh_that_is_answered_${name}_brings_no_token`, async () => {
      const server = fakeServer({ refresh: answer });
      const api = await server.signedIn();
      server.expire();
      expect((await rejection(api.get('/x'))).code).toBe('ERR_REFRESH_FAILED');
      expect(await api.session.getAccessToken()).toBe('access-1');
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-1']);
    });
});

describe('c16_a_refresh_token_that_an_answer_shows_is_neither_kept_nor_sent', () => {
  for (const carrier of ['split', 'cookie'])
    test(`c16_with_${carrier}`, async () => {
      const kept = [];
      const storage = { load() {}, save: (record) => kept.push(JSON.stringify(record)), clear() {} };
      const server = fakeServer({ request: () => json({}) });
      const api = await server.signedIn({ carrier, storage });
      for (let time = 1; time <= 2; time++) await api.session.refresh();
      expect(server.refreshes.map(({ body }) => body)).toEqual(['{}', '{}']);
      expect(kept.length).toBeGreaterThan(1);
      expect(kept.join()).not.toContain('refresh-');
    });
});
