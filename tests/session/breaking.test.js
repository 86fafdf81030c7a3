// A core that breaks in the middle of its work, or cannot be loaded at all: waiting requests reject, and the client
// works afterwards.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fakeClock } from './support/clock.js';
import { CHUNK, isJavaScript, loseChunk } from './support/core.js';
import { BASE, fakeServer, json, later, nextTask, rejection, turns } from './support/fake.js';
import { secondCopy } from './support/page.js';
import { breakableCore } from './support/trap.js';

const options = (session) => ({ baseURL: BASE, session: { refresh: '/auth/refresh', ...session } });

/** A client of a separate copy of the package, whose core can break. */
const breakable = async (answers, session) => {
  const core = breakableCore();
  const server = fakeServer(answers);
  const api = (await secondCopy()).create(options(session));
  await api.session.signIn(server.tokens());
  return { core, server, api };
};
const BROKEN = {
  code: 'ERR_REFRESH_FAILED',
  retryable: true,
  isAxiosError: true,
  cause: expect.any(WebAssembly.RuntimeError),
};

describe('h139_after_a_trap_a_fresh_instance_goes_on_with_the_session', () => {
  test('a trap before the send rejects the request, which was not sent', async () => {
    const { core, server, api } = await breakable();
    core.trapNext(/^apiclient_begin/);
    const error = await rejection(api.get('/x'));
    expect(error).toMatchObject({ ...BROKEN, config: { url: '/x' } });
    expect(server.requests).toHaveLength(0);
    // Only memory: the face has kept the tokens.
    expect([api.session.state, (await api.get('/x')).status]).toEqual(['active', 200]);
    expect([core.instances, core.misused]).toEqual([2, 0]);
    expect(api.session.timeline()).toContainEqual(expect.objectContaining({ event: 'restarted' }));
  });

  test('a trap at an answer delivers the answer', async () => {
    const { core, server, api } = await breakable();
    core.trapNext(/^apiclient_answer/);
    expect((await api.get('/x')).status).toBe(200);
    server.expire();
    core.trapNext(/^apiclient_answer/);
    expect((await rejection(api.get('/x'))).response.status).toBe(401);
    expect((await api.get('/x')).status).toBe(200);
    expect([core.instances, core.misused]).toEqual([3, 0]);
  });

  test('a trap in what a promise or timer calls rejects everybody who waits, with their own 401', async () => {
    const gate = later();
    const { core, server, api } = await breakable({
      refresh: (_, self) => gate.promise.then(() => self.rotate()),
    });
    server.expire();
    const waits = [1, 2, 3].map((i) => rejection(api.get(`/q${i}`)));
    const others = [api.session.refresh(), api.session.getAccessToken()].map(rejection);
    await turns();
    core.trapNext(/closure/);
    gate.resolve();
    for (const error of await Promise.all(waits))
      expect(error).toMatchObject({ ...BROKEN, refused: { status: 401 } });
    for (const error of await Promise.all(others)) expect(error).toMatchObject(BROKEN);
    expect(api.session.state).toBe('active');
    expect((await api.get('/x')).status).toBe(200);
    expect([core.instances, core.misused]).toEqual([2, 0]);
  });

  test('every member of api.session rejects with a typed error, or gives a harmless answer, and works afterwards', async () => {
    const { core, server, api } = await breakable();
    const { session } = api;
    const broken = async (act) => {
      core.trapNext(/^apiclient_/);
      const result = await act();
      core.traps = () => false;
      return result;
    };
    for (const act of [
      () => session.refresh(),
      () => session.getAccessToken(),
      () => session.update('access-1'),
      () => session.signIn(server.tokens()),
      () => session.signOut(),
    ])
      expect(await broken(() => rejection(act()))).toMatchObject(BROKEN);
    expect(await broken(() => session.state)).toBe('restoring');
    expect(await broken(() => session.getSnapshot())).toEqual({ state: 'restoring' });
    expect(await broken(() => session.ready())).toMatch(/restoring|active/);
    await broken(() => session.guarantees());
    expect([session.state, (await api.get('/x')).status, core.misused]).toEqual(['active', 200, 0]);
  });

  test('a late 401 of the time before is delivered, not taken for another session’s', async () => {
    const gate = later();
    const { core, api } = await breakable({
      request: (call, self) => (call.path === '/slow' ? gate.promise : self.answer(call)),
    });
    const slow = rejection(api.get('/slow'));
    core.trapNext(/^apiclient_begin/);
    await rejection(api.get('/x'));
    gate.resolve(json({}, 401));
    expect((await slow).code).toBe('ERR_BAD_REQUEST');
  });

  test('the token of the time before is not taken for the present one, whose number it may have', async () => {
    const { core, server, api } = await breakable();
    await api.get('/x');
    server.generation = 2;
    await api.session.update('access-2');
    core.trapNext(/^apiclient_begin/);
    await rejection(api.get('/x'));
    await api.get('/x');
    expect(server.requests.at(-1).headers.authorization).toBe('Bearer access-2');
  });

  test('the record of a storage is where the fresh instance begins', async () => {
    const kept = {};
    const storage = {
      load: async () => kept.record,
      save: async (record) => void (kept.record = record),
      clear() {},
    };
    const { core, api } = await breakable({}, { storage });
    core.trapNext(/^apiclient_begin/);
    await rejection(api.get('/x'));
    expect(api.session.state).toBe('restoring');
    expect((await api.get('/x')).status).toBe(200);
  });

  test('wherever in a story it happens, every promise settles and the client works afterwards', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(1));
    const story = async (at) => {
      const core = breakableCore();
      const server = fakeServer();
      const api = (await secondCopy()).create(options());
      core.traps = (_, count) => count === at;
      const settled = (promise) =>
        Promise.race([
          promise.then(
            () => 'ok',
            (error) => (error.isAxiosError ? error.code : error),
          ),
          // A bound and no claim: what goes wrong here never settles.
          new Promise((resolve) => setTimeout(resolve, 10_000, 'hangs')),
        ]);
      const results = [await settled(api.session.signIn(server.tokens()))];
      if (results[0] !== 'ok') await api.session.signIn(server.tokens());
      results.push(await settled(api.get('/x')));
      server.expire();
      results.push(
        ...(await Promise.all([api.get('/a'), api.post('/b', {}), api.session.refresh()].map(settled))),
      );
      results.push(await settled(api.session.getAccessToken()), await settled(api.session.ready()));
      core.traps = () => false;
      await nextTask();
      const before = api.session.state;
      const last = await settled(api.get('/last'));
      return { results, before, last, misused: core.misused, calls: core.calls, instances: core.instances };
    };
    const { calls, results } = await story(Infinity);
    expect(results).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(calls).toBeGreaterThan(40);
    let restarts = 0;
    for (let at = 1; at <= calls; at++) {
      const { results, before, last, misused, instances } = await story(at);
      restarts += instances - 1;
      expect({ at, results, misused }).toEqual({
        at,
        results: results.map(() =>
          expect.stringMatching(
            /^(ok|ERR_REFRESH_FAILED|ERR_CORE_UNAVAILABLE|ERR_BAD_REQUEST|ERR_BAD_OPTION_VALUE)$/,
          ),
        ),
        misused: 0,
      });
      expect({ at, before, last }).toEqual({
        at,
        before: expect.stringMatching(/^(active|stale|refreshing)$/),
        last: 'ok',
      });
    }
    expect(restarts).toBeGreaterThan(calls / 4);
  }, 120_000);
});

// Where the core is JavaScript there is nothing to be refused.
const onWebAssembly = isJavaScript ? () => {} : describe;

/** Ways in which a platform refuses WebAssembly, and what is said of each. */
const refusals = {
  'WebAssembly is switched off': [() => vi.stubGlobal('WebAssembly', undefined), /switched off/],
  'the Content-Security-Policy forbids it': [
    () => {
      function refuse() {
        throw new EvalError("Refused to compile because 'unsafe-eval' is not an allowed source of script");
      }
      const members = { Module: { value: refuse }, compile: { value: refuse } };
      vi.stubGlobal('WebAssembly', Object.create(WebAssembly, members));
    },
    /wasm-unsafe-eval/,
  ],
};

onWebAssembly('h177_where_webassembly_is_refused_the_core_is_javascript', () => {
  for (const [name, [refuse]] of Object.entries(refusals)) {
    test(`${name}: requests on an expired token, a sign-out`, async () => {
      const server = fakeServer();
      const everfetch = await secondCopy();
      refuse();
      const api = everfetch.create(options());
      expect(api.session.guarantees().engine).toBe(undefined);
      expect(api.session.state).toBe('anonymous');
      await api.session.signIn(server.tokens());
      server.expire();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => api.get(`/q${i}`)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(server.refreshes).toHaveLength(1);
      expect([api.session.state, api.session.guarantees().engine]).toEqual(['active', 'js']);
      await api.session.signOut();
      expect(api.session.state).toBe('ended');
    });
  }

  test('the file is asked for anew, at another address, after it did not come', async () => {
    const server = fakeServer();
    const everfetch = await secondCopy();
    vi.stubGlobal('WebAssembly', undefined);
    vi.doMock(CHUNK, () => {
      throw new Error('offline');
    });
    onTestFinished(() => vi.doUnmock(CHUNK));
    const api = everfetch.create(options());
    // A module that has failed to load stays failed at its address, for as long as the page lives.
    expect(await rejection(api.session.signIn(server.tokens()))).toMatchObject({
      code: 'ERR_CORE_UNAVAILABLE',
      isAxiosError: true,
    });
    await api.session.signIn(server.tokens());
    expect((await api.get('/x')).status).toBe(200);
  });

  test('a file of another version is refused', async () => {
    const server = fakeServer();
    const everfetch = await secondCopy();
    vi.stubGlobal('WebAssembly', undefined);
    vi.doMock(CHUNK, async (original) => ({ ...(await original()), version: '0.0.1' }));
    onTestFinished(() => vi.doUnmock(CHUNK));
    const error = await rejection(everfetch.create(options()).session.signIn(server.tokens()));
    expect(error).toMatchObject({
      code: 'ERR_CORE_UNAVAILABLE',
      message: expect.stringMatching(/of version 0\.0\.1/),
    });
  });
});

onWebAssembly('h142_a_core_that_cannot_be_had', () => {
  const clean = /everfetch cannot start its WebAssembly core: .*core-js\.js, .* did not load/;
  for (const [name, [prevent, message]] of Object.entries(refusals))
    test(`${name}: the failure is held for the first request, and ready() does not reject`, async () => {
      const server = fakeServer({ request: () => json({ ok: 1 }) });
      const everfetch = await secondCopy();
      prevent();
      loseChunk();
      // Without `initial` a request would need no core: it leaves as it is.
      const api = everfetch.create(options({ initial: () => null }));
      expect([api.session.state, api.session.getSnapshot().state, await api.session.ready()]).toEqual([
        'restoring',
        'restoring',
        'anonymous',
      ]);
      expect(api.session.guarantees()).toMatchObject({ survivesReload: false });
      for (const act of [
        () => api.get('/x'),
        () => api.session.signIn('a'),
        () => api.session.getAccessToken(),
        () => api.session.signOut(),
      ]) {
        const error = await rejection(act());
        expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_CORE_UNAVAILABLE' });
        expect(error.message).toMatch(clean);
        expect(error.message).toMatch(message);
      }
      expect((await rejection(api.get('/x'))).config.url).toBe('/x');
      expect(server.calls).toHaveLength(0);
      expect((await api.get('/x', { session: false })).data).toEqual({ ok: 1 });
      expect((await everfetch.create(options()).get('/x')).data).toEqual({ ok: 1 });
      // Ends with the attempt that the answer has begun.
      await rejection(api.get('/x'));
      vi.unstubAllGlobals();
      fakeServer({ request: () => json({ ok: 2 }) });
      expect((await api.get('/x')).data).toEqual({ ok: 2 });
    });

  describe('a browser that compiles only asynchronously', () => {
    const asynchronous = async (compile) => {
      const server = fakeServer();
      const everfetch = await secondCopy();
      const gate = later();
      function Module() {
        throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
      }
      const original = WebAssembly.compile.bind(WebAssembly);
      vi.stubGlobal(
        'WebAssembly',
        Object.create(WebAssembly, {
          Module: { value: Module },
          compile: { value: (bytes) => gate.promise.then(() => (compile ?? original)(bytes)) },
        }),
      );
      return { server, gate, api: everfetch.create(options({ initial: () => null })) };
    };

    test('the first request waits, a sign-in before it comes first, and subscribers hear of it', async () => {
      const { server, gate, api } = await asynchronous();
      const seen = [];
      api.session.subscribe(() => seen.push(api.session.state));
      expect(api.session.state).toBe('restoring');
      const signedIn = api.session.signIn(server.tokens());
      const request = api.get('/x');
      await turns();
      expect(server.calls).toHaveLength(0);
      gate.resolve();
      await signedIn;
      expect((await request).status).toBe(200);
      expect(server.requests[0].headers.authorization).toBe('Bearer access-1');
      expect(seen).toContain('active');
    });

    test('who waits for it can leave, and its time counts', async () => {
      const clock = fakeClock();
      const { gate, api } = await asynchronous();
      const controller = new AbortController();
      const aborted = rejection(api.get('/a', { signal: controller.signal }));
      const late = rejection(api.get('/b', { timeout: 100 }));
      await turns();
      controller.abort();
      expect((await aborted).code).toBe('ERR_CANCELED');
      clock.advance(101);
      expect((await late).code).toBe('ECONNABORTED');
      gate.resolve();
    });

    test('a failure is typed, and the next request tries again', async () => {
      let isDown = true;
      const original = WebAssembly.compile.bind(WebAssembly);
      const { server, gate, api } = await asynchronous((bytes) =>
        isDown ? Promise.reject(new Error('offline')) : original(bytes),
      );
      gate.resolve();
      const error = await rejection(api.get('/x'));
      expect(error).toMatchObject({ code: 'ERR_CORE_UNAVAILABLE', isAxiosError: true });
      isDown = false;
      await api.session.signIn(server.tokens());
      expect((await api.get('/x')).status).toBe(200);
    });
  });
});
