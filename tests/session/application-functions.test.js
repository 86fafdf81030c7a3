// Functions of the application that answer later, and what `refreshOn` sees: a promise is awaited, or refused by name.
import { describe, expect, test, vi } from 'vitest';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';

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

describe('h157_what_refreshOn_sees', () => {
  test('h157_the_JSON_of_a_blob_or_an_ArrayBuffer_and_the_caller_gets_its_bytes', async () => {
    for (const responseType of ['blob', 'arraybuffer']) {
      const seen = [];
      const server = fakeServer({ request: () => json({ code: 'EXPIRED' }, 200) });
      const api = await server.signedIn({ refreshOn: ({ data }) => void seen.push(data) });
      const { data } = await api.get('/x', { responseType });
      expect(seen, responseType).toEqual([{ code: 'EXPIRED' }]);
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
