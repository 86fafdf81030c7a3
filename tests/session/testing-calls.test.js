// How calls reach the fake server of everfetch/testing: the forms of a call, a fetch that it replaces, signals and latency.
// What it answers has tests of its own.
import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClock, createFakeServer } from 'everfetch/testing';

const open = {
  publicPaths: ['/'],
  handler: async (request, { path }) => [request.method, path, await request.text()],
};
const ORIGIN = 'https://api.example.com';

/** A place whose fetch can be replaced. It answers with the URL that it was asked for. */
const realm = (href) => {
  const calls = [];
  const target = {
    location: href && { href },
    fetch(...args) {
      calls.push([this === target, ...args]);
      return 'elsewhere';
    },
  };
  return { target, calls, before: target.fetch };
};

describe('the forms of a call', () => {
  test('an absolute URL as text or object, and a path', async () => {
    const server = createFakeServer(open);
    for (const input of ['/a?b#c', `${ORIGIN}/a`, new URL('/a', ORIGIN)]) {
      const response = await server.fetch(input, { method: 'PUT', body: 'x' });
      expect(await response.json()).toEqual(['PUT', '/a', 'x']);
    }
  });

  test('a Request, alone or with options that count before its own', async () => {
    const server = createFakeServer(open);
    const request = () => new Request(`${ORIGIN}/a`, { method: 'POST', body: 'x' });
    expect(await (await server.fetch(request())).json()).toEqual(['POST', '/a', 'x']);
    expect(await (await server.fetch(request(), { method: 'PATCH', body: 'y' })).json()).toEqual([
      'PATCH',
      '/a',
      'y',
    ]);
  });

  test('another origin is refused, and not counted', async () => {
    const server = createFakeServer({ origin: 'http://localhost:3000/v1' });
    expect(server.origin).toBe('http://localhost:3000');
    for (const url of [`http://localhost:30000/x`, 'https://localhost:3000/x', 'http://localhost/x'])
      await expect(server.fetch(url)).rejects.toThrow(
        new TypeError(
          `everfetch/testing: ${new URL(url).origin} is not the fake server's origin, http://localhost:3000`,
        ),
      );
    expect(server.counters.requests).toBe(0);
  });
});

describe('install', () => {
  test('replaces fetch for this origin only, until it is undone', async () => {
    const server = createFakeServer(open);
    const { target, calls, before } = realm();
    const undo = server.install(target);
    expect(await (await target.fetch(`${ORIGIN}/a`, { method: 'DELETE' })).json()).toEqual([
      'DELETE',
      '/a',
      '',
    ]);
    const request = new Request(`${ORIGIN}/b`, { method: 'POST', body: 'x' });
    expect(await (await target.fetch(request)).json()).toEqual(['POST', '/b', 'x']);
    expect((await target.fetch('/c')).status).toBe(200);
    const init = { method: 'PUT' };
    expect(target.fetch('https://other.example/x', init)).toBe('elsewhere');
    expect(target.fetch('https://[', init)).toBe('elsewhere');
    expect(calls).toEqual([
      [true, 'https://other.example/x', init],
      [true, 'https://[', init],
    ]);
    expect(server.log.map(({ path }) => path)).toEqual(['/a', '/b', '/c']);
    undo();
    expect(target.fetch).toBe(before);
  });

  test('without a target it is the fetch of everybody', async () => {
    const before = globalThis.fetch;
    const undo = createFakeServer().install();
    try {
      expect((await fetch(`${ORIGIN}/x`)).status).toBe(401);
    } finally {
      undo();
    }
    expect(globalThis.fetch).toBe(before);
  });

  test('a relative URL is resolved as the page does it', async () => {
    const server = createFakeServer(open);
    const { target } = realm(`${ORIGIN}/app/list?x`);
    server.install(target);
    for (const url of ['items', './items', '../items', '/items', '?y']) await target.fetch(url);
    expect(server.log.map(({ path }) => path)).toEqual([
      '/app/items',
      '/app/items',
      '/items',
      '/items',
      '/app/list',
    ]);
  });

  test('a relative URL of a page elsewhere is not of this server', async () => {
    const { target } = realm('https://app.example/list');
    createFakeServer().install(target);
    expect(target.fetch('/items')).toBe('elsewhere');
  });
});

describe('a signal', () => {
  const slow = () => createFakeServer({ latency: 1_000, clock: createClock({ now: 0 }) });

  test('that was aborted before: no call', async () => {
    const server = slow();
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(server.fetch('/x', { signal })).rejects.toBe(reason);
    await expect(server.fetch(new Request(`${ORIGIN}/x`, { signal }))).rejects.toBe(reason);
    expect(server.counters.requests).toBe(0);
  });

  for (const way of ['options', 'Request'])
    test(`of the ${way} ends a call that waits`, async () => {
      const server = slow();
      const controller = new AbortController();
      const init = { signal: controller.signal };
      const call =
        way === 'options' ? server.fetch('/x', init) : server.fetch(new Request(`${ORIGIN}/x`, init));
      const reason = new Error('enough');
      controller.abort(reason);
      await expect(call).rejects.toBe(reason);
      expect(server.log).toEqual([{ kind: 'api', method: 'GET', path: '/x', status: 0 }]);
    });

  test('of the options counts before that of the Request, and null is none', async () => {
    const server = createFakeServer(open);
    const request = new Request(`${ORIGIN}/x`, { signal: AbortSignal.abort() });
    expect((await server.fetch(request, { signal: null })).status).toBe(200);
    expect((await server.fetch(request, { signal: new AbortController().signal })).status).toBe(200);
  });

  test('is let go of when the call ends: one signal serves many calls', async () => {
    const server = createFakeServer(open);
    const { signal } = new AbortController();
    await server.fetch('/x', { signal });
    server.fail('api', { lose: 'request' });
    await expect(server.fetch('/x', { signal })).rejects.toThrow();
    await null;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('latency', () => {
  test('each call takes it, on the clock of the server', async () => {
    const clock = createClock({ now: 0 });
    const server = createFakeServer({ ...open, latency: 20, clock });
    let ended = 0;
    const call = server.fetch('/x').finally(() => ended++);
    await clock.advance(19);
    expect([ended, server.counters, server.log[0].status]).toMatchObject([
      0,
      { requests: 1, answered: 0 },
      0,
    ]);
    await clock.advance(1);
    expect([ended, (await call).status, server.log[0].status]).toEqual([1, 200, 200]);
  });

  test('one millisecond is one', async () => {
    const clock = createClock({ now: 0 });
    const call = createFakeServer({ ...open, latency: 1, clock }).fetch('/x');
    let ended = 0;
    call.then(() => ended++);
    await clock.advance(0.5);
    expect(ended).toBe(0);
    await clock.advance(0.5);
    expect(ended).toBe(1);
  });

  test('without it there is no timer', async () => {
    const clock = {
      now: () => 0,
      setTimeout: () => expect.unreachable(),
    };
    expect((await createFakeServer({ ...open, clock }).fetch('/x')).status).toBe(200);
  });
});
