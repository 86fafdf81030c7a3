// Functions of the application that answer later, and what `refreshOn` sees: a promise is awaited, or refused by name.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { createAuthRefresh } from 'everfetch/auth-refresh';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

const PACKAGE = fileURLToPath(new URL('../../pkg-template', import.meta.url));

describe('h156_a_promise_is_never_taken_for_true', () => {
  test('h156_refreshOn_is_awaited', async () => {
    const server = fakeServer();
    const api = await server.signedIn({ refreshOn: async ({ status }) => status === 401 });
    expect((await api.post('/x', {})).status).toBe(200);
    expect(server.requests).toHaveLength(1);
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect([server.refreshes.length, api.session.state]).toEqual([1, 'active']);
  });

  test('h156_refreshOn_of_the_refreshs_own_answer_is_awaited', async () => {
    const server = fakeServer({ refresh: () => json({ code: 'LOGIN', token: 'x' }) });
    const refreshOn = async ({ status, data }) => status === 401 || data?.code === 'LOGIN';
    const api = await server.signedIn({ refreshOn });
    server.expire();
    expect(await rejection(api.get('/x'))).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'refused' });
  });

  test('h156_refreshOn_may_end_the_session_later_and_one_that_rejects_says_nothing', async () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const server = fakeServer({ request: () => json({}, 403) });
    const api = await server.signedIn({ refreshOn: async () => 'end' });
    expect(await rejection(api.get('/x'))).toMatchObject({ code: 'ERR_SESSION_ENDED' });
    const other = await server.signedIn({ refreshOn: () => Promise.reject(new Error('mine')) });
    expect(await rejection(other.get('/x'))).toMatchObject({ code: 'ERR_BAD_REQUEST', status: 403 });
    expect(reported.mock.calls.map(([{ message }]) => message)).toContain('mine');
    expect(server.refreshes).toHaveLength(0);
  });

  test('h156_a_request_that_is_canceled_does_not_wait_for_refreshOn', async () => {
    const server = fakeServer();
    const api = await server.signedIn({ refreshOn: () => new Promise(() => {}) });
    const controller = new AbortController();
    const request = rejection(api.get('/x', { signal: controller.signal }));
    await turns();
    controller.abort();
    expect((await request).code).toBe('ERR_CANCELED');
  });

  test('h156_classify_is_awaited', async () => {
    const server = fakeServer({ refresh: () => json({}, 400) });
    const api = await server.signedIn({ classify: async () => 'transient' });
    server.expire();
    expect((await rejection(api.get('/x'))).code).toBe('ERR_REFRESH_FAILED');
    expect(api.session.state).toBe('stale');
  });

  test('h156_requests_wait_for_classify_only_so_long_and_its_late_word_counts', async () => {
    const gate = later();
    const server = fakeServer({ refresh: () => json({}, 400) });
    const api = await server.signedIn({ classify: () => gate.promise, refreshTimeout: 100 });
    server.expire();
    expect((await rejection(api.get('/x'))).code).toBe('ERR_REFRESH_FAILED');
    expect(api.session.state).toBe('refreshing');
    gate.resolve('definitive');
    await turns();
    expect(api.session.state).toBe('ended');
  });

  test('h156_exclude_refuses_it_by_name', async () => {
    const server = fakeServer();
    const api = await server.signedIn({ exclude: [async () => false] });
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
    expect(error.message).toMatch(/^session\.exclude\(\) is a promise; it takes true or false/);
    expect(server.calls).toHaveLength(0);
  });

  test('h156_renew_refuses_it_by_name', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const api = await fakeServer().signedIn({ renew: async () => 'access-2' });
    await api.get('/x');
    expect(warn.mock.calls.join()).toMatch(/session\.renew\(\) is a promise; it takes tokens/);
    expect(await api.session.getAccessToken()).toBe('access-1');
  });
});

/**
 * Every option that takes a function: how a promise from it is taken, and a config with it. What axios has too behaves as
 * in axios (tests/axios), and is not in here.
 */
const FUNCTIONS = {
  initial: 'awaited',
  load: 'awaited',
  save: 'awaited',
  clear: 'awaited',
  refresh: 'awaited',
  url: 'awaited',
  fields: 'awaited',
  headers: 'awaited',
  parse: 'awaited',
  refreshOn: 'awaited',
  revoke: 'awaited',
  classify: 'awaited',
  // `validate` of a schema.
  standard: 'awaited',
  shouldRefresh: 'awaited',
  onRetry: 'awaited',
  exclude: 'refused',
  renew: 'refused',
  loginUrl: 'refused',
  backoff: 'refused',
  // Nothing is made of what it gives.
  onSessionEnd: 'ignored',
};

describe('h156_every_option_that_takes_a_function', () => {
  test('h156_is_in_this_list', () => {
    const types = ['index.d.ts', 'auth-refresh.d.ts'].map((file) =>
      readFileSync(`${PACKAGE}/${file}`, 'utf8'),
    );
    const own =
      /interface (?:RetryOptions|StandardSchema|SessionStorageAdapter|SessionCall|SessionOptions|AxiosAuthRefreshOptions) \{\n(.*?)\n\}/gs;
    const members = [...types.join('\n').matchAll(own)].flatMap(([, body]) =>
      body.replace(/\/\*\*.*?\*\//gs, '').split(/^ {2}(?=\w|')/m),
    );
    const named = members.filter((text) => /=>|RefreshFunction|OfTokens|^\w+\??\(/.test(text));
    const names = named.map((text) => /\w+/.exec(text.replace(/^readonly /, ''))[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(FUNCTIONS)));
  });

  const session = (option, value) => ({
    ...(/^(load|save|clear)$/.test(option)
      ? { storage: { load() {}, save() {}, clear() {}, [option]: value } }
      : /^(url|fields|headers|parse)$/.test(option)
        ? { refresh: { url: '/auth/refresh', [option]: value } }
        : { [option]: option === 'exclude' ? [value] : value }),
  });
  const isOfSession = (option) => !/^(standard|backoff|shouldRefresh|onRetry)$/.test(option);

  for (const option of Object.keys(FUNCTIONS).filter(isOfSession))
    test(`h156_${option}_says_by_name_that_it_got_something_else`, () => {
      for (const wrong of [5, true, Symbol('x'), Promise.resolve()]) {
        // A call that is declared may be a promise's worth of fields.
        if (/^(fields|headers)$/.test(option) && typeof wrong === 'object') continue;
        const owner = /^(load|save|clear)$/.test(option) ? 'storage' : option;
        expect(() => fakeServer().create(session(option, wrong)), String(wrong)).toThrow(
          new RegExp(`session\\.(refresh\\.|revoke\\.)?${owner}(\\.url)? is .*; it takes `),
        );
      }
    });

  test('h156_a_text_in_place_of_a_function_is_not_shown', () => {
    for (const option of ['initial', 'renew', 'classify', 'onSessionEnd'])
      expect(() => fakeServer().create({ [option]: 'eyJ.secret' })).toThrow(
        `session.${option} is a text; it takes a function`,
      );
  });

  test('h156_those_of_other_options_say_it_too', async () => {
    for (const backoff of ['soon', {}, NaN, Promise.resolve(1)])
      expect((await rejection(fakeServer().create({}, { retry: { backoff } }).get('/x'))).message).toMatch(
        /^retry\.backoff is .*; it takes milliseconds or a function$/,
      );
    fakeServer({ request: () => json({}) });
    for (const schema of [{ '~standard': {} }, { '~standard': { validate: 5 } }])
      expect((await rejection(everfetch.create().get(`${BASE}/x`, { schema }))).message).toMatch(
        /^schema takes /,
      );
    for (const name of ['shouldRefresh', 'onRetry', 'retryInstance'])
      expect(() => createAuthRefresh(everfetch.create(), async () => {}, { [name]: true })).toThrow(
        `createAuthRefresh: ${name} is no function, but boolean`,
      );
    const { session } = fakeServer().create();
    expect(() => session.on('ended', 'x')).toThrow('session.on takes a function');
    expect(() => session.subscribe('x')).toThrow('session.subscribe takes a function');
  });

  test('h156_backoff_refuses_a_promise_by_name_and_says_what_failed', async () => {
    for (const backoff of [async () => 1, () => Promise.reject(new Error('mine'))]) {
      const server = fakeServer({ request: () => json({}, 503) });
      const api = server.create({}, { retry: { backoff } });
      const error = await rejection(api.get('/x', { session: false }));
      expect(error).toMatchObject({ code: 'ERR_BAD_OPTION_VALUE', cause: { status: 503 } });
      expect(error.message).toBe('retry.backoff() is a promise; it takes milliseconds');
      expect(server.requests).toHaveLength(1);
    }
  });

  test('h156_shouldRefresh_is_awaited', async () => {
    for (const verdict of [false, true]) {
      const server = fakeServer({ request: () => json({}, 403) });
      const api = everfetch.create({ baseURL: BASE });
      const refresh = vi.fn(async () => {});
      createAuthRefresh(api, refresh, { shouldRefresh: async () => verdict });
      expect((await rejection(api.get('/x'))).status).toBe(403);
      expect([refresh.mock.calls.length, server.requests.length]).toEqual(verdict ? [1, 2] : [0, 1]);
    }
  });

  test('h156_the_functions_of_a_declared_call_are_awaited_and_what_they_give_is_checked_and_never_shown', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = fakeServer();
    const refresh = {
      url: async () => '/auth/refresh',
      fields: async () => ({ a: 1 }),
      headers: async () => ({ 'x-b': '2' }),
      parse: async (data) => data,
    };
    const api = await server.signedIn({ refresh });
    await api.session.refresh();
    expect([server.refreshes[0].body, server.refreshes[0].headers['x-b']]).toEqual([
      '{"refreshToken":"refresh-1","a":1}',
      '2',
    ]);
    for (const [part, values] of Object.entries({
      url: [undefined, null, 5, {}, ['refresh-1']],
      fields: ['refresh-1', 5, true, ['refresh-1']],
      headers: ['refresh-1', 5, true, [['x', 'refresh-1']]],
    }))
      for (const value of values)
        for (const give of [() => value, async () => value]) {
          const other = await fakeServer().signedIn({ refresh: { ...refresh, [part]: give } });
          const { code, cause } = await rejection(other.session.refresh());
          expect([code, cause.code]).toEqual(['ERR_REFRESH_MISCONFIGURED', 'ERR_BAD_OPTION_VALUE']);
          expect(cause.message).toMatch(
            new RegExp(`^session\\.refresh\\.${part}\\(\\) gave a value of the kind \\w+; it takes `),
          );
          expect(cause.message).not.toContain('refresh-1');
        }
  });
});

describe('h157_what_refreshOn_sees', () => {
  test('h157_the_JSON_of_a_blob_or_an_ArrayBuffer_and_the_caller_gets_its_bytes', async () => {
    for (const responseType of ['blob', 'arraybuffer']) {
      const seen = [];
      const server = fakeServer({ request: () => json({ code: 'EXPIRED' }, 200) });
      const refreshOn = ({ data, status, headers }) =>
        void seen.push([data, status, headers['content-type']]);
      const api = await server.signedIn({ refreshOn });
      const { data } = await api.get('/x', { responseType });
      expect(seen, responseType).toEqual([[{ code: 'EXPIRED' }, 200, 'application/json']]);
      expect(await new Response(data).json()).toEqual({ code: 'EXPIRED' });
    }
  });

  test('h157_other_bytes_and_more_than_64_kB_are_left_alone', async () => {
    for (const [body, type] of [
      ['{"code":"EXPIRED"}', 'image/png'],
      [JSON.stringify('x'.repeat(70_000)), 'application/json'],
    ]) {
      const seen = [];
      const server = fakeServer({
        request: () => new Response(body, { headers: { 'content-type': type } }),
      });
      const api = await server.signedIn({ refreshOn: ({ data }) => void seen.push(data) });
      await api.get('/x', { responseType: 'arraybuffer' });
      expect(seen[0].byteLength ?? seen[0].size).toBe(body.length);
    }
  });

  test('h157_64_kB_of_JSON_are_read_and_one_byte_more_is_not', async () => {
    for (const [length, isRead] of [
      [65_536, true],
      [65_537, false],
    ])
      for (const responseType of ['blob', 'arraybuffer']) {
        const seen = [];
        const body = JSON.stringify('x'.repeat(length - 2));
        const headers = { 'content-type': 'Application/Problem+JSON; charset=utf-8' };
        const server = fakeServer({ request: () => new Response(body, { headers }) });
        const api = await server.signedIn({ refreshOn: ({ data }) => void seen.push(data) });
        await api.get('/x', { responseType });
        expect([length, responseType, typeof seen[0]]).toEqual([
          length,
          responseType,
          isRead ? 'string' : 'object',
        ]);
      }
  });

  test('h157_a_text_is_parsed_where_it_is_JSON_and_given_as_it_is_where_it_is_not', async () => {
    for (const [body, expected] of [
      ['{"a":1}', { a: 1 }],
      ['{"a":1', '{"a":1'],
      ['', ''],
    ]) {
      const seen = [];
      const server = fakeServer({ request: () => new Response(body) });
      const api = await server.signedIn({ refreshOn: ({ data }) => void seen.push(data) });
      const { data } = await api.get('/x', { responseType: 'text', transformResponse: [(text) => text] });
      expect([seen, data]).toEqual([[expected], body]);
    }
    // What an adapter has parsed stays: the text of this list would be a number.
    const seen = [];
    const adapter = async (config) => ({ data: [1], status: 200, statusText: '', headers: {}, config });
    const session = { refreshOn: ({ data }) => void seen.push(data) };
    await (await fakeServer().signedIn(session, { adapter })).get('/x');
    expect(seen).toEqual([[1]]);
  });

  test('h157_of_fetch_by_the_type_of_one_document_of_JSON', async () => {
    for (const [type, isRead] of [
      ['application/json', true],
      ['APPLICATION/JSON ; charset=utf-8', true],
      ['application/problem+json', true],
      ['application/json-seq', false],
      ['application/jsonl', false],
      ['application/x-ndjson', false],
      ['text/plain; of=application/json', false],
      ['text/json-like; a=b', false],
    ]) {
      const seen = [];
      const server = fakeServer({
        request: () => new Response('{"a":1}', { headers: { 'content-type': type } }),
      });
      const refreshOn = ({ data, status }) => void seen.push([data, status]);
      const api = await server.signedIn({ refreshOn });
      expect(await (await api.fetch('/x')).text()).toBe('{"a":1}');
      expect([type, seen]).toEqual([type, [[isRead ? { a: 1 } : expect.any(Response), 200]]]);
    }
  });

  test('h157_a_promise_of_end_ends_the_session_and_any_other_truth_renews', async () => {
    for (const [verdict, code, refreshes] of [
      ['end', 'ERR_SESSION_ENDED', 0],
      ['yes', undefined, 1],
      [0, 'ERR_BAD_REQUEST', 0],
    ])
      for (const give of [() => verdict, async () => verdict]) {
        const server = fakeServer();
        const api = await server.signedIn({ refreshOn: ({ status }) => status === 401 && give() });
        server.expire();
        const error = await api.get('/x').catch((reason) => reason);
        expect([verdict, error.code, server.refreshes.length]).toEqual([verdict, code, refreshes]);
      }
  });

  test('h157_a_code_in_the_bytes_renews', async () => {
    const server = fakeServer({
      request: (call, self) => json(self.isAccepted(call) ? { ok: 1 } : { code: 'EXPIRED' }),
    });
    const api = await server.signedIn({ refreshOn: ({ data }) => data?.code === 'EXPIRED' });
    server.expire();
    const { data } = await api.get('/x', { responseType: 'arraybuffer' });
    expect(await new Response(data).json()).toEqual({ ok: 1 });
  });

  test('h157_a_status_of_success_is_refused_by_name', () => {
    for (const status of [200, 204, 302])
      expect(() => fakeServer().create({ refreshOn: [401, status] })).toThrow(
        /session\.refreshOn is .*statuses of refusals/,
      );
  });
});
