// The resend: the same bytes once more, with only the credential changed; or no resend at all.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { fakeClock } from './support/clock.js';
import { openSandbox } from './support/sandbox.js';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

describe('h30_a_body_is_sent_again_byte_for_byte', () => {
  const bytes = new Uint8Array(70_000).map((_, i) => (i * 7) % 256);
  const form = () => {
    const data = new FormData();
    data.append('text', 'grüße & =');
    data.append('file', new Blob([bytes], { type: 'image/png' }), 'a b.png');
    return data;
  };
  const bodies = {
    JSON: [{ a: [1, 'ü', null], nested: { b: true } }],
    'a JSON text': ['{"a":1}', { 'Content-Type': 'application/json' }],
    URLSearchParams: [new URLSearchParams({ a: '1 &=', b: 'ü' })],
    // In Node there is no page that would let fetch choose the type by itself.
    FormData: [form(), { 'Content-Type': 'multipart/form-data' }],
    Blob: [new Blob([bytes], { type: 'image/png' })],
    ArrayBuffer: [bytes.buffer.slice(0)],
    'a view of a buffer': [bytes.slice()],
    text: ['hällo'],
    'an object as a form': [{ a: { b: 1 } }, { 'Content-Type': 'application/x-www-form-urlencoded' }],
    'an object as multipart': [{ a: 'x', b: new Blob(['y']) }, { 'Content-Type': 'multipart/form-data' }],
  };
  for (const [name, [data, headers]] of Object.entries(bodies))
    test(name, async () => {
      const box = await openSandbox();
      const api = await box.signedIn();
      const echo = () => api.post('/api/echo', data, { headers });
      const first = (await echo()).data;
      await box.expire();
      const second = (await echo()).data;
      // The boundary of a form may differ, and its parts are compared instead.
      const bytesOf = ({ body, sha256, bytes: count, headers: { 'content-type': type } }) =>
        type?.startsWith('multipart') ? body : { body, sha256, count, type };
      expect(bytesOf(second)).toEqual(bytesOf(first));
      expect(second.bytes).toBeGreaterThan(0);
      expect((await box.counters()).unauthorized).toBe(1);
    });
});

describe('h31_what_the_caller_changes_between_the_sends_does_not_count', () => {
  const changed = {
    'an object': () => {
      const data = { name: 'first' };
      return [data, () => (data.name = 'second'), '{"name":"first"}'];
    },
    FormData: () => {
      const data = new FormData();
      data.append('name', 'first');
      return [data, () => data.set('name', 'second'), { name: 'first' }];
    },
    'an ArrayBuffer': () => {
      const data = new TextEncoder().encode('first').buffer;
      return [data, () => new Uint8Array(data).fill(33), 'first'];
    },
    'an ArrayBuffer that is given away': () => {
      const data = new TextEncoder().encode('first').buffer;
      return [data, () => structuredClone(data, { transfer: [data] }), 'first'];
    },
  };
  for (const [name, make] of Object.entries(changed))
    test(name, async () => {
      const gate = later();
      const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
      const api = await server.signedIn();
      const [data, change, expected] = make();
      server.expire();
      const sending = api.post('/x', data);
      await turns();
      change();
      gate.resolve();
      const response = await sending;
      const { body } = server.requests[1];
      const sent =
        body instanceof FormData
          ? Object.fromEntries(body)
          : typeof body === 'string'
            ? body
            : new TextDecoder().decode(body);
      expect(sent).toEqual(expected);
      // The config is the caller's own, whatever was sent.
      if (name !== 'an object') expect(response.config.data).toBe(data);
    });
});

describe('h29_a_stream_is_never_sent_twice', () => {
  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('streamed'));
        controller.close();
      },
    });

  test('its 401 is delivered with ERR_BODY_NOT_REPLAYABLE, and the next request renews the token', async () => {
    const box = await openSandbox();
    const api = await box.signedIn();
    await box.expire();
    const upload = () => api.post('/api/upload', stream(), { headers: { 'X-Request-Id': 'up' } });
    const error = await rejection(upload());
    expect(error).toMatchObject({
      code: 'ERR_BODY_NOT_REPLAYABLE',
      reason: 'bodyNotReplayable',
      retryable: false,
      refused: { status: 401 },
    });
    expect(error.refused.data.why).toBe('expired');
    expect((await box.counters()).sends.up).toBe(1);
    expect((await upload()).data.bytes).toBe(8);
    const { sends, refresh } = await box.counters();
    expect([sends.up, refresh.calls]).toEqual([2, 1]);
  });

  test('the token is made fresh before it is sent, with twice the margin', async () => {
    // A share of 1/255 of what sessions differ by: 10 seconds are 11.8 for this one.
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(1));
    const clock = fakeClock();
    const server = fakeServer();
    const api = server.create({ refreshAhead: 10 });
    await api.session.signIn({ ...server.tokens(), expiresIn: 3600 });
    clock.advance(3_585_000);
    await api.post('/x', 'text');
    expect(server.refreshes).toHaveLength(0);
    await api.post('/x', stream());
    expect(server.refreshes).toHaveLength(1);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer access-1',
      'Bearer access-2',
    ]);
  });
});

test('h32_interceptors_and_transforms_run_once_and_the_resend_repeats_the_built_request', async () => {
  const server = fakeServer();
  const counts = { request: 0, response: 0, transformRequest: 0, transformResponse: 0 };
  const count = (name) => (value) => (counts[name]++, value);
  const api = await server.signedIn(
    {},
    {
      transformRequest: [(data) => JSON.stringify(data), count('transformRequest')],
      transformResponse: [count('transformResponse'), (data) => JSON.parse(data)],
    },
  );
  api.interceptors.request.use(count('request'));
  api.interceptors.request.use((config) => ({
    ...config,
    url: '/v' + config.url,
    headers: config.headers.set('X-N', '1'),
  }));
  api.interceptors.response.use(count('response'), (error) => Promise.reject(count('response')(error)));
  server.expire();
  const { data, config } = await api.post('/x?a=1', { b: 'ü' }, { params: { c: 2 } });
  expect(data).toEqual({ ok: true, path: '/v/x' });
  expect(counts).toEqual({ request: 1, response: 1, transformRequest: 1, transformResponse: 1 });
  const [first, second] = server.requests;
  expect([second.url, second.method, second.body]).toEqual([first.url, first.method, first.body]);
  expect({ ...second.headers, authorization: '' }).toEqual({ ...first.headers, authorization: '' });
  expect([first.headers.authorization, second.headers.authorization]).toEqual([
    'Bearer access-1',
    'Bearer access-2',
  ]);
  expect(config.headers.Authorization).toBeUndefined();
});

test('h34_an_idempotency_key_is_sent_again_unchanged', async () => {
  const server = fakeServer();
  const api = await server.signedIn();
  api.interceptors.request.use(
    (config) => (config.headers.set('Idempotency-Key', crypto.randomUUID()), config),
  );
  server.expire();
  await api.post('/x', {});
  const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual([keys[0], keys[0]]);
});

test('h35_a_resend_that_fails_otherwise_gives_its_own_result', async () => {
  let count = 0;
  const server = fakeServer({
    request: () => (++count % 2 ? json({}, 401) : json({ n: 2 }, 500)),
  });
  const api = await server.signedIn();
  expect((await rejection(api.get('/x'))).response).toMatchObject({ status: 500, data: { n: 2 } });
  server.expire();
  expect((await rejection(api.get('/x'))).response.status).toBe(500);
  expect([server.requests.length, server.refreshes.length]).toEqual([4, 2]);
});

test('h36_the_unread_body_of_the_first_401_is_given_up', async () => {
  const cancel = vi.fn();
  const server = fakeServer({
    request: (call, self) =>
      self.isAccepted(call) ? json({ ok: 1 }) : new Response(new ReadableStream({ cancel }), { status: 401 }),
  });
  const api = await server.signedIn();
  server.expire();
  const { data } = await api.get('/x', { responseType: 'stream', adapter: 'fetch' });
  expect(await new Response(data).json()).toEqual({ ok: 1 });
  expect(cancel).toHaveBeenCalledTimes(1);
});

test('h36_a_body_that_cannot_be_given_up_is_let_be', async () => {
  const cancels = [
    () => Promise.reject(new Error('cannot be cancelled')),
    () => {
      throw new Error('cannot be cancelled');
    },
  ];
  for (const cancel of cancels) {
    const given = vi.fn(cancel);
    const server = fakeServer({
      request: (call, self) =>
        self.isAccepted(call)
          ? json({ ok: 1 })
          : new Response(new ReadableStream({ cancel: given }), { status: 401 }),
    });
    const api = await server.signedIn();
    server.expire();
    const { data } = await api.get('/x', { responseType: 'stream', adapter: 'fetch' });
    expect(await new Response(data).json()).toEqual({ ok: 1 });
    expect(given).toHaveBeenCalledTimes(1);
  }
});

test('rejected and resolved refusals are judged alike, whatever validateStatus says', async () => {
  for (const validateStatus of [null, () => true, (status) => status === 200]) {
    const server = fakeServer();
    const api = await server.signedIn({}, { validateStatus });
    server.expire();
    expect((await api.get('/x')).status).toBe(200);
    expect(server.refreshes).toHaveLength(1);
  }
});

describe('custom adapters', () => {
  const adapter = (seen) => async (config) => {
    seen.push(config);
    const isNew = config.headers.get('Authorization') === 'Bearer access-2';
    const response = {
      data: '{"a":1}',
      status: isNew ? 200 : 401,
      statusText: '',
      headers: {},
      config,
      request: {},
    };
    if (isNew) return response;
    throw new everfetch.AxiosError('refused', 'ERR_BAD_REQUEST', config, {}, response);
  };

  test('are resent too, get the credential, and what they hand back names the caller’s own config', async () => {
    const seen = [];
    const server = fakeServer();
    const api = await server.signedIn({}, { adapter: adapter(seen) });
    const response = await api.get('/x', { timeout: 5000 });
    expect(seen.map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer access-1',
      'Bearer access-2',
    ]);
    expect(response.data).toEqual({ a: 1 });
    expect(response.config.headers.get('Authorization')).toBeUndefined();
    expect(response.config.timeout).toBe(5000);
    expect(seen[1].timeout).toBeLessThanOrEqual(5000);
  });

  test('one that throws or returns no promise is treated as axios treats it', async () => {
    const server = fakeServer();
    const api = await server.signedIn();
    const failure = new Error('broken adapter');
    expect(
      await rejection(
        api.get('/x', {
          adapter: () => {
            throw failure;
          },
        }),
      ),
    ).toBe(failure);
    const plain = { data: 'ok', status: 200, headers: {} };
    expect((await api.get('/x', { adapter: () => plain })).data).toBe('ok');
  });
});

test('a resend by a hand-written interceptor, through the global instance, still uses the session of its config', async () => {
  const server = fakeServer({
    request: (call, self) => (server.requests.length === 1 ? json({}, 503) : self.answer(call)),
  });
  const api = await server.signedIn();
  api.interceptors.response.use(undefined, (error) => everfetch(error.config));
  server.expire();
  expect((await api.get('/x')).status).toBe(200);
  expect(server.requests.map(({ headers, url }) => [url, headers.authorization])).toEqual([
    [`${BASE}/x`, 'Bearer access-1'],
    [`${BASE}/x`, 'Bearer access-1'],
    [`${BASE}/x`, 'Bearer access-2'],
  ]);
});
