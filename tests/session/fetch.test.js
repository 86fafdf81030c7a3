// `api.fetch` and `createFetch`: a session behind the signature of the platform's fetch. What is sent is what fetch would
// send, with the token; what comes back is the answer as it is.
import { describe, expect, test, vi } from 'vitest';
import everfetch from 'everfetch';
import { createFetch } from 'everfetch/fetch';
import { openEcho } from './support/echo.js';
import { BASE, fakeServer, json, later, rejection, turns } from './support/fake.js';

/** Both ways to have one: each is `(input, init)` with a session. */
const WAYS = {
  'api.fetch': (options) => {
    const { fetch: own, ...rest } = options;
    const api = everfetch.create({ ...rest, ...(own && { env: { fetch: own } }) });
    return Object.assign((...args) => api.fetch(...args), { session: api.session });
  },
  createFetch,
};

/** @param {(options: any) => any} make @param {any} echo @param {any} [session] */
const signedIn = async (make, echo, session) => {
  const fetch = make({ baseURL: echo.base, session: { refresh: '/auth/refresh', ...session } });
  await fetch.session.signIn(echo.tokens());
  return fetch;
};

const authorizations = ({ requests }) => requests.map(({ headers }) => headers.authorization);

for (const [name, make] of Object.entries(WAYS))
  describe(name, () => {
    test('h34_twenty_requests_on_an_expired_token_make_one_refresh_and_forty_sends_at_most', async () => {
      const echo = await openEcho();
      const fetch = await signedIn(make, echo);
      echo.expire();
      const got = await Promise.all(Array.from({ length: 20 }, (_, n) => fetch(`/${n}`)));
      expect(got.every((response) => response instanceof Response)).toBe(true);
      expect(got.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(await got[7].json()).toEqual({ ok: true, path: '/7' });
      expect(echo.refreshes).toHaveLength(1);
      expect(echo.requests.length).toBeLessThanOrEqual(40);
    });

    test('every status is an answer, and nothing is rejected for it', async () => {
      const statuses = [204, 304, 400, 403, 404, 409, 422, 429, 500, 503];
      const echo = await openEcho(({ path }, response) => {
        const status = +path.slice(1);
        return status ? !!response.writeHead(status).end() : false;
      });
      const fetch = await signedIn(make, echo);
      const got = await Promise.all(statuses.map((status) => fetch(`/${status}`)));
      expect(got.map(({ status }) => status)).toEqual(statuses);
      expect(echo.refreshes).toHaveLength(0);
    });

    test('an answer is the one that the platform gave, with its url, and its body unread', async () => {
      const echo = await openEcho();
      const fetch = await signedIn(make, echo);
      const response = await fetch('/moved');
      expect([response.url, response.redirected, response.bodyUsed]).toEqual([`${echo.base}/x`, true, false]);
      const manual = await fetch('/moved', { redirect: 'manual' });
      expect([manual.status, manual.headers.get('location')]).toEqual([302, '/x']);
      expect(await rejection(fetch('/moved', { redirect: 'error' }))).toBeInstanceOf(TypeError);
    });

    test('a request is sent before its call returns', async () => {
      const server = fakeServer();
      const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
      await fetch.session.signIn(server.tokens());
      const sent = fetch('/x');
      expect(server.requests).toHaveLength(1);
      expect((await sent).status).toBe(200);
    });

    test('relative URLs are joined to the base, whole ones stand for themselves, and only the API gets the token', async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const echo = await openEcho();
      const other = await openEcho();
      const fetch = make({ baseURL: `${echo.base}/v1/`, session: { refresh: '/auth/refresh' } });
      await fetch.session.signIn(echo.tokens());
      for (const input of [
        'users',
        '/users?q=1#f',
        `${echo.base}/a`,
        new URL(`${echo.base}/b`),
        ` ${echo.base}/c`,
        '',
      ])
        await fetch(input);
      await fetch(new Request(`${echo.base}/d`));
      expect(echo.requests.map(({ url }) => url)).toEqual([
        '/v1/users',
        '/v1/users?q=1',
        '/a',
        '/b',
        '/c',
        '/v1/',
        '/d',
      ]);
      expect(new Set(authorizations(echo))).toEqual(new Set(['Bearer access-1']));
      // However it is written.
      const { host } = new URL(other.base);
      for (const input of [
        `${other.base}/x`,
        `http:\\\\${host}/x`,
        `http:${host}/x`,
        `HTTP://${host}/x`,
        `\thttp:/${host}/x`,
      ])
        expect((await fetch(input)).status).toBe(401);
      expect(authorizations(other)).toEqual(Array(5).fill(undefined));
      expect([other.refreshes.length, echo.refreshes.length]).toEqual([0, 0]);
      expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
    });

    test('switches of one request: session false, skipAuthRefresh, a header of its own, exclude', async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const echo = await openEcho();
      const seen = [];
      const fetch = await signedIn(make, echo, {
        exclude: [
          '/public',
          ({ url, method, headers, data }) => void seen.push([url, method, headers.get('x-a'), data]),
        ],
      });
      echo.expire();
      const mine = { headers: { authorization: 'Bearer mine' } };
      const got = [
        await fetch('/x', { session: false }),
        await fetch('/x', { skipAuthRefresh: true }),
        await fetch('/x', mine),
        await fetch(new Request(`${echo.base}/x`, mine)),
        await fetch('/public/x'),
        await fetch('/x', { method: 'POST', headers: { 'X-A': 'b' }, body: 'text', skipAuthRefresh: true }),
      ];
      expect(got.map(({ status }) => status)).toEqual(Array(6).fill(401));
      expect(authorizations(echo)).toEqual([
        undefined,
        'Bearer access-1',
        'Bearer mine',
        'Bearer mine',
        undefined,
        'Bearer access-1',
      ]);
      expect(echo.refreshes).toHaveLength(0);
      expect(seen.at(-1)).toEqual(['/x', 'post', 'b', 'text']);
      // What others mean by that name is not meant.
      expect((await fetch('/x', { session: 'mine' })).status).toBe(200);
    });

    describe('the end of a session', () => {
      test('gives a refused request the refusal, which is the API’s own answer', async () => {
        const echo = await openEcho();
        const ended = vi.fn();
        const fetch = await signedIn(make, echo, { onSessionEnd: ended });
        echo.expire();
        echo.isEnded = true;
        const got = await Promise.all(['/a', '/b'].map((path) => fetch(path)));
        expect(got.map(({ status }) => status)).toEqual([401, 401]);
        expect(await got[0].json()).toEqual({ why: 'expired' });
        expect(ended.mock.calls).toEqual([['refused']]);
        // From now on nobody is signed in.
        expect((await fetch('/c')).status).toBe(401);
        expect(authorizations(echo).at(-1)).toBeUndefined();
      });

      test('rejects a request that was never sent', async () => {
        const echo = await openEcho();
        const fetch = await signedIn(make, echo);
        await fetch.session.update({ ...echo.tokens(), accessToken: 'access-1b', expiresIn: 0.001 });
        await new Promise((resolve) => setTimeout(resolve, 20));
        echo.isEnded = true;
        const error = await rejection(fetch('/x'));
        expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'refused' });
        expect([error.response, error.refused, echo.requests.length]).toEqual([undefined, undefined, 0]);
      });

      test('a refresh that fails for now rejects as retryable: a 401 would have the caller sign the user out', async () => {
        const echo = await openEcho(
          ({ path }, response) => path === '/auth/refresh' && !!response.writeHead(503).end(),
        );
        const fetch = await signedIn(make, echo);
        echo.expire();
        const error = await rejection(fetch('/x'));
        expect(error).toMatchObject({ code: 'ERR_REFRESH_FAILED', retryable: true });
        expect(error.refused).toBeInstanceOf(Response);
        expect(error.response).toBeUndefined();
        expect([error.refused.status, await error.refused.json()]).toEqual([401, { why: 'expired' }]);
        expect(fetch.session.isSignedIn).toBe(true);
      });
    });

    describe('bodies', () => {
      const stream = () => new Blob(['streamed']).stream();
      const bytes = new Uint8Array(300_000).map((_, n) => n * 7);
      const bodies = {
        text: () => ({ body: 'hällo' }),
        URLSearchParams: () => ({ body: new URLSearchParams({ a: 'ü &' }) }),
        FormData: () => {
          const body = new FormData();
          body.append('a', 'ü');
          body.append('b', new Blob([bytes]), 'b.bin');
          return { body };
        },
        Blob: () => ({ body: new Blob([bytes], { type: 'image/png' }) }),
        ArrayBuffer: () => ({ body: bytes.buffer.slice(0) }),
        'a view': () => ({ body: bytes.subarray(1, 200_000) }),
        'an empty text': () => ({ body: '' }),
      };
      const plain = ({ body, headers }) => {
        const [boundary] = /-{4}formdata-[^\r;]*/.exec(headers['content-type'] || '') || [];
        const same = (text) => (boundary ? text.replaceAll(boundary, '#') : text);
        return [
          same(body),
          same(headers['content-type'] || ''),
          headers['content-length'],
          headers['transfer-encoding'],
        ];
      };
      for (const [kind, init] of Object.entries(bodies))
        for (const isRequest of [false, true])
          test(`h30 ${kind}${isRequest ? ' of a Request' : ''} is sent again byte for byte`, async () => {
            const echo = await openEcho();
            const fetch = await signedIn(make, echo);
            await globalThis.fetch(`${echo.base}/x`, { method: 'POST', ...init() });
            echo.expire();
            const given = { method: 'POST', ...init() };
            const sent = isRequest ? fetch(new Request(`${echo.base}/x`, given)) : fetch('/x', given);
            expect((await sent).status).toBe(200);
            const [bare, first, second] = echo.requests.map(plain);
            expect(first).toEqual(bare);
            expect(second).toEqual(bare);
            expect(echo.requests).toHaveLength(3);
          });

      test('h29 what can be read only once is never sent twice', async () => {
        const once = {
          'a stream': () => stream(),
          'an iterator': () =>
            (async function* () {
              yield new TextEncoder().encode('streamed');
            })(),
        };
        for (const body of Object.values(once))
          for (const isRequest of [false, true]) {
            const echo = await openEcho();
            const fetch = await signedIn(make, echo);
            const init = () => ({ method: 'POST', body: body(), duplex: 'half' });
            const send = () =>
              isRequest
                ? fetch(new Request(`${echo.base}/x`, { method: 'PUT' }), init())
                : fetch('/x', init());
            expect((await send()).status).toBe(200);
            echo.expire();
            const error = await rejection(send());
            expect(error).toMatchObject({ code: 'ERR_BODY_NOT_REPLAYABLE', reason: 'bodyNotReplayable' });
            expect(error.refused.status).toBe(401);
            expect(echo.requests.map((call) => call.body)).toEqual(['streamed', 'streamed']);
            expect((await send()).status).toBe(200);
            expect([echo.requests.at(-1).body, echo.refreshes.length]).toEqual(['streamed', 1]);
          }
      });

      test('a Request that was made of a stream is repeated: it does not say what it was made of', async () => {
        const echo = await openEcho();
        const fetch = await signedIn(make, echo);
        echo.expire();
        const request = new Request(`${echo.base}/x`, { method: 'POST', body: stream(), duplex: 'half' });
        expect((await fetch(request)).status).toBe(200);
        expect(echo.requests.map(({ body }) => body)).toEqual(['streamed', 'streamed']);
      });

      test('a Request is used up by the call, as fetch does it', async () => {
        const echo = await openEcho();
        const fetch = await signedIn(make, echo);
        const request = new Request(`${echo.base}/x`, { method: 'POST', body: 'a' });
        const sent = fetch(request);
        expect(request.bodyUsed).toBe(true);
        expect((await sent).status).toBe(200);
        expect(await rejection(fetch(request))).toBeInstanceOf(TypeError);
        expect(echo.requests).toHaveLength(1);
      });

      test('h31 what the caller changes after the call does not count, also while the request waits', async () => {
        const gate = later();
        const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
        const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
        await fetch.session.signIn(server.tokens());
        server.expire();
        const first = fetch('/first');
        await turns();
        const form = new FormData();
        form.append('a', 'before');
        const buffer = new TextEncoder().encode('before').buffer;
        const headers = new Headers({ 'X-A': 'before' });
        const init = { method: 'POST', body: form, headers };
        const sent = [fetch('/form', init), fetch('/buffer', { method: 'POST', body: buffer })];
        form.set('a', 'after');
        new Uint8Array(buffer).fill(33);
        headers.set('X-A', 'after');
        init.method = 'PUT';
        gate.resolve();
        await Promise.all([first, ...sent]);
        const [a, b] = ['/form', '/buffer'].map((path) => server.requests.find((call) => call.path === path));
        expect([a.method, a.headers['x-a'], Object.fromEntries(a.body)]).toEqual([
          'POST',
          'before',
          { a: 'before' },
        ]);
        expect(new TextDecoder().decode(b.body)).toBe('before');
      });
    });

    describe('abort', () => {
      test('rejects with what fetch rejects with, before, during and after', async () => {
        let arrived = later();
        const echo = await openEcho(({ path }, response) => {
          if (path === '/slow') response.writeHead(200).write('first');
          if (path === '/hang') arrived.resolve();
          return /slow|hang/.test(path);
        });
        const fetch = await signedIn(make, echo);
        const input = (path, isRequest, signal) =>
          isRequest ? [new Request(echo.base + path, { signal })] : [echo.base + path, { signal }];
        const moments = {
          async before(send, controller, reason) {
            controller.abort(reason);
            return rejection(send('/a'));
          },
          async during(send, controller, reason) {
            arrived = later();
            const sent = rejection(send('/hang'));
            await arrived.promise;
            controller.abort(reason);
            return sent;
          },
          async after(send, controller, reason) {
            const response = await send('/slow');
            controller.abort(reason);
            return rejection(response.text());
          },
        };
        for (const reason of [undefined, null, 0, 'why', new Error('mine'), { response: { status: 401 } }])
          for (const isRequest of [false, true])
            for (const act of Object.values(moments)) {
              const [bare, through] = [globalThis.fetch, fetch].map((one) => async () => {
                const controller = new AbortController();
                return act((path) => one(...input(path, isRequest, controller.signal)), controller, reason);
              });
              const expected = await bare();
              const ours = await through();
              expect(ours).toEqual(expected);
              if (act === moments.before && reason !== undefined) expect(ours).toBe(reason);
            }
      });

      test('while it waits for the refresh, which goes on for the others', async () => {
        const gate = later();
        const server = fakeServer({ refresh: (_, self) => gate.promise.then(() => self.rotate()) });
        const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' } });
        await fetch.session.signIn(server.tokens());
        server.expire();
        const controller = new AbortController();
        const other = fetch('/b');
        const aborted = rejection(fetch('/a', { signal: controller.signal }));
        await turns();
        const reason = new Error('gone');
        controller.abort(reason);
        expect(await aborted).toBe(reason);
        gate.resolve();
        expect((await other).status).toBe(200);
        expect(server.refreshes).toHaveLength(1);
      });
    });

    test('a stream of an answer arrives as it comes', async () => {
      let push;
      const echo = await openEcho(({ path }, response) => {
        if (path !== '/events') return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
        push = () => response.end('data: 2\n\n');
        return true;
      });
      for (const session of [{}, { refreshOn: () => false }]) {
        const fetch = await signedIn(make, echo, session);
        const reader = (await fetch('/events')).body.pipeThrough(new TextDecoderStream()).getReader();
        expect((await reader.read()).value).toBe('data: 1\n\n');
        push();
        expect((await reader.read()).value).toBe('data: 2\n\n');
        expect((await reader.read()).done).toBe(true);
      }
    });

    describe('refreshOn as a function', () => {
      const unauthenticated = ({ data }) =>
        !!data?.errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
      const graphql = (type, body) => (call, response, self) => {
        if (call.path !== '/graphql') return false;
        response.writeHead(200, { 'content-type': type });
        response.end(self.isAccepted(call) ? '{"data":{"me":1}}' : body);
        return true;
      };

      test('sees the parsed JSON of an answer, of which the caller’s body is left', async () => {
        for (const type of ['application/json', 'application/graphql-response+json; charset=utf-8']) {
          const echo = await openEcho(
            graphql(type, '{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}'),
          );
          const fetch = await signedIn(make, echo, { refreshOn: unauthenticated });
          echo.expire();
          const response = await fetch('/graphql', { method: 'POST', body: '{}' });
          expect([response.status, response.bodyUsed, await response.json()]).toEqual([
            200,
            false,
            { data: { me: 1 } },
          ]);
          expect([echo.refreshes.length, echo.requests.length]).toEqual([1, 2]);
        }
      });

      test('an answer of JSON without a body is an empty text', async () => {
        const seen = [];
        const echo = await openEcho((call, response) => {
          if (call.path !== '/graphql') return false;
          response.writeHead(204, { 'content-type': 'application/json' });
          response.end();
          return true;
        });
        const fetch = await signedIn(make, echo, { refreshOn: ({ data }) => (seen.push(data), false) });
        expect((await fetch('/graphql')).status).toBe(204);
        expect(seen).toEqual(['']);
      });

      test('a long answer, and rows of JSON, are for the caller alone', async () => {
        for (const [type, body] of [
          ['application/json', `{"a":"${'x'.repeat(5_000_000)}"}`],
          ['application/x-ndjson', '{"errors":1}\n{}'],
        ]) {
          const seen = [];
          const echo = await openEcho(graphql(type, body));
          const fetch = await signedIn(make, echo, { refreshOn: ({ data }) => (seen.push(data), false) });
          echo.expire();
          const response = await fetch('/graphql');
          expect((await response.text()).length).toBe(body.length);
          expect(seen).toEqual([expect.any(Response)]);
        }
      });
    });

    test('a refresh function may use it for its own call, also with a Request', async () => {
      for (const isRequest of [false, true]) {
        const echo = await openEcho();
        const fetch = await signedIn(make, echo, {
          refreshTimeout: 3000,
          refresh: async ({ refreshToken }) => {
            // As generated clients do, which await something first.
            await null;
            const init = { method: 'POST', body: JSON.stringify({ refreshToken }) };
            return isRequest
              ? fetch(new Request(`${echo.base}/auth/refresh`, init))
              : fetch('/auth/refresh', init);
          },
        });
        echo.expire();
        expect((await fetch('/x')).status).toBe(200);
        expect(echo.refreshes).toHaveLength(1);
      }
    });

    test('another header than Authorization is not carried along a redirect, unless the caller says so', async () => {
      const echo = await openEcho(({ headers, path }, response) => {
        if (path !== '/x') return false;
        response.end(headers['x-token']);
        return true;
      });
      const fetch = await signedIn(make, echo, { header: 'X-Token', scheme: '' });
      for (const input of ['/moved', new Request(`${echo.base}/moved`)])
        expect(await rejection(fetch(input))).toBeInstanceOf(TypeError);
      expect(await rejection(fetch('/moved', new Request(echo.base)))).toBeInstanceOf(TypeError);
      expect((await fetch('/moved', { redirect: 'follow' })).status).toBe(200);
      expect((await fetch(new Request(`${echo.base}/moved`), { redirect: 'follow' })).status).toBe(200);
      expect((await fetch(new Request(`${echo.base}/moved`, { redirect: 'manual' }))).status).toBe(302);
    });

    test('only what is called Authorization, in any case, is left to the browser on a redirect', async () => {
      for (const [header, redirect] of [
        ['Authorization', undefined],
        ['authorization', undefined],
        ['AUTHORIZATION', undefined],
        ['X-Authorization', 'error'],
        ['Authorization-Token', 'error'],
      ]) {
        const seen = [];
        const own = async (input, init) => {
          const { headers } = input instanceof Request ? input : init;
          seen.push([new Headers(headers).get(header), init?.redirect]);
          return json({});
        };
        const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh', header }, fetch: own });
        await fetch.session.signIn({ accessToken: 'access-1', refreshToken: 'refresh-1' });
        await fetch('/a');
        await fetch(new Request(`${BASE}/a`));
        expect([header, seen]).toEqual([header, Array(2).fill(['Bearer access-1', redirect])]);
      }
    });

    test('a URL of no server takes no part, also where its text names one', async () => {
      const seen = [];
      const own = async (_, { headers }) => (
        seen.push(new Headers(headers).get('Authorization')),
        json({}, 401)
      );
      const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' }, fetch: own });
      await fetch.session.signIn({ accessToken: 'access-1', refreshToken: 'refresh-1' });
      for (const url of [`blob:${BASE}/1`, `data:text/plain,${BASE}/`, `ws${BASE.slice(4)}/x`])
        expect((await fetch(url)).status).toBe(401);
      expect(seen).toEqual([null, null, null]);
    });

    test('cookies: credentials go along, and nothing else of a Request changes', async () => {
      const calls = [];
      const own = async (...args) => {
        const request = new Request(...args);
        calls.push([
          request.url,
          request.credentials,
          request.referrer,
          request.referrerPolicy,
          request.cache,
        ]);
        return json({});
      };
      vi.stubGlobal('fetch', own);
      const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh', carrier: 'cookie' } });
      await fetch.session.signIn();
      calls.length = 0;
      const init = { referrer: 'about:client', referrerPolicy: 'no-referrer', cache: 'no-store' };
      await fetch('/a', { ...init, credentials: 'omit' });
      await fetch(new Request(`${BASE}/a`, init));
      const expected = [`${BASE}/a`, 'include', 'about:client', 'no-referrer', 'no-store'];
      expect(calls).toEqual([expected, expected]);
    });

    test('what the platform’s Request does not keep reaches the fetch that is called', async () => {
      const seen = [];
      const own = async (input, init) => (seen.push(init?.next), json({}));
      const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' }, fetch: own });
      await fetch('/a', { next: { revalidate: 1 } });
      await fetch(new Request(`${BASE}/a`), { next: { revalidate: 2 } });
      expect(seen).toEqual([{ revalidate: 1 }, { revalidate: 2 }]);
    });

    test('h07 a network error is the platform’s own, and neither refreshes nor ends anything', async () => {
      const failure = new TypeError('fetch failed');
      const own = () => Promise.reject(failure);
      const fetch = make({ baseURL: BASE, session: { refresh: '/auth/refresh' }, fetch: own });
      await fetch.session.signIn({ accessToken: 'access-1', refreshToken: 'refresh-1', expiresIn: 60 });
      expect(await rejection(fetch('/x'))).toBe(failure);
      expect(fetch.session.state).toBe('active');
      expect(fetch.session.timeline().at(-1)).toMatchObject({ event: 'failed', code: 'TypeError' });
    });
  });

describe('api.fetch', () => {
  test('needs no this, runs no interceptors, and takes no defaults but base and session', async () => {
    const echo = await openEcho();
    const api = everfetch.create({
      baseURL: echo.base,
      headers: { 'X-A': 'b' },
      params: { a: 1 },
      timeout: 1,
      session: { refresh: '/auth/refresh' },
    });
    await api.session.signIn(echo.tokens());
    const intercepted = vi.fn((config) => config);
    api.interceptors.request.use(intercepted);
    const { fetch } = api;
    expect((await fetch('/x')).status).toBe(200);
    expect([echo.requests[0].url, echo.requests[0].headers['x-a'], intercepted.mock.calls.length]).toEqual([
      '/x',
      undefined,
      0,
    ]);
  });

  test('shares the refresh with the client’s own requests', async () => {
    const echo = await openEcho();
    const api = everfetch.create({ baseURL: echo.base, session: { refresh: '/auth/refresh' } });
    await api.session.signIn(echo.tokens());
    echo.expire();
    const [one, two] = await Promise.all([api.get('/a'), api.fetch('/b')]);
    expect([one.status, two.status, echo.refreshes.length]).toEqual([200, 200, 1]);
  });

  test('without a session it is fetch with a base', async () => {
    const echo = await openEcho();
    const { fetch } = everfetch.create({ baseURL: echo.base });
    expect((await fetch('/open')).status).toBe(200);
    expect((await everfetch.fetch(`${echo.base}/open`)).status).toBe(200);
    expect((await fetch('/x')).status).toBe(401);
  });
});

describe('createFetch', () => {
  test('may take the place of the global fetch', async () => {
    const echo = await openEcho();
    const fetch = createFetch({ baseURL: echo.base, session: { refresh: '/auth/refresh' } });
    await fetch.session.signIn(echo.tokens());
    vi.stubGlobal('fetch', fetch);
    echo.expire();
    expect((await globalThis.fetch('/x')).status).toBe(200);
    expect(echo.refreshes).toHaveLength(1);
  });

  test('refuses by name what it does not know', () => {
    expect(() => createFetch({ baseUrl: '/' })).toThrow(
      /baseUrl is no option of createFetch; there are baseURL/,
    );
    expect(() => createFetch({ fetch: 5 })).toThrow(/fetch is 5; it takes a function/);
    expect(() => createFetch({ session: {} })).toThrow(/session\.refresh/);
  });

  test('two of them on a server have sessions of their own', async () => {
    const echo = await openEcho();
    const [one, two] = [1, 2].map(() =>
      createFetch({ baseURL: echo.base, session: { id: 'a', refresh: '/auth/refresh' } }),
    );
    await one.session.signIn(echo.tokens());
    expect([one.session.isSignedIn, two.session.isSignedIn]).toEqual([true, false]);
  });
});
