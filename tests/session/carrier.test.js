// The page's side of a refresh call that a worker makes (R16): where such workers can be had, what one is told and when, and
// what is taken for its answer. The module alone; the test plays the worker, the locks and the caches. outlive.test.js has
// the worker's side.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCarrier } from '../../src/web/outlive.js';
import { later, turns } from './support/fake.js';

const NATIVE = 'function fetch() { [native code] }';
const CALL = { url: 'auth/refresh', init: { method: 'POST', headers: { 'X-A': 'b' }, body: 'body' } };
const { toString } = Function.prototype;
/** Real crypto takes its time. */
const until = (ask) => vi.waitFor(ask, 10_000);

/** A browser that has all that is needed; with what it was asked for. */
const browser = () => {
  const seen = { workers: [], asked: 0, locks: [], stores: new Map(), deleted: [], source: NATIVE };
  const options = { reads: true, hasWorkers: true };
  class SharedWorker {
    constructor(script, given) {
      if (script === '//[') seen.asked++;
      if (options.reads) seen.extended = given.extendedLifetime;
      if (script === '//[') throw new SyntaxError('not a URL');
      if (!options.hasWorkers) throw new Error('a policy forbids it');
      this.port = { postMessage: vi.fn(), close: vi.fn() };
      Object.assign(this, { script, name: given.name, lifetime: given.extendedLifetime });
      seen.workers.push(this);
    }
  }
  const caches = {
    match: vi.fn(async (place, { cacheName }) => {
      const found = seen.stores.get(cacheName)?.get(place);
      return found && new Response(found);
    }),
    delete: vi.fn(async (name) => (seen.deleted.push(name), seen.stores.delete(name))),
  };
  const locks = {
    request: vi.fn(async (name, how, callback) => {
      seen.locks.push([name, how]);
      await seen.freed;
      how.signal?.throwIfAborted();
      return callback({ name });
    }),
  };
  vi.stubGlobal('SharedWorker', SharedWorker);
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('navigator', { locks, webdriver: false, serviceWorker: { controller: null } });
  vi.stubGlobal('document', { baseURI: 'https://app.example/sub/page' });
  vi.stubGlobal('location', { href: 'https://app.example/inbox' });
  const { fetch } = globalThis;
  vi.spyOn(Function.prototype, 'toString').mockImplementation(function () {
    return this === fetch ? seen.source : toString.call(this);
  });
  return Object.assign(seen, { options, caches, lockManager: locks });
};

let seen;
beforeEach(() => {
  seen = browser();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A call that was given to a worker, which has not begun; with what the page was told. */
const begun = async (carrier = createCarrier('key'), { refresh = 'refresh-1', call = CALL } = {}) => {
  const controller = new AbortController();
  const told = { begin: vi.fn(() => true), landed: vi.fn(), refused: vi.fn() };
  const count = seen.workers.length;
  const done = carrier.start(refresh, 9000, call, controller.signal, told.begin, told.landed, told.refused);
  await done;
  const worker = seen.workers[count];
  const say = (data) => worker.port.onmessage({ data });
  return { carrier, controller, worker, port: worker?.port, say, ...told };
};
const sentTo = (port) => port.postMessage.mock.calls.map(([data]) => data);
/** Leaves something as a worker does it, by what it was told. */
const leave = async ([, store, place, key], left) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: 'AES-GCM', iv };
  const sealed = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(JSON.stringify(left)));
  seen.stores.set(store, new Map([[place, new Blob([iv, sealed])]]));
};

describe('such a worker can be had', () => {
  test('where there is all of it', () => {
    const { mayBe, isAble } = createCarrier('key');
    expect([mayBe(), isAble()]).toEqual([true, true]);
  });

  test('not where something is missing, or cannot be asked for', () => {
    const { locks } = navigator;
    for (const lacking of [
      () => vi.stubGlobal('caches', undefined),
      () => vi.stubGlobal('crypto', {}),
      () => vi.stubGlobal('crypto', undefined),
      () => vi.stubGlobal('navigator', {}),
      () => vi.stubGlobal('navigator', undefined),
      () => vi.stubGlobal('navigator', { locks, webdriver: true }),
      () =>
        vi.stubGlobal('navigator', {
          get locks() {
            throw new Error('no');
          },
        }),
    ]) {
      lacking();
      const { mayBe, isAble } = createCarrier('key');
      expect([mayBe(), isAble()]).toEqual([false, false]);
      vi.unstubAllGlobals();
      seen = browser();
    }
    expect(seen.asked).toBe(0);
  });

  test('not where the application or a service worker has a hand in the call', () => {
    const { isAble, mayBe } = createCarrier('key');
    for (const [source, able] of [
      [NATIVE, true],
      ['function fetch() {\n    [native code]\n}', true],
      ['function fetch() {[native code]}', true],
      ['function  fetch() { [native code] }', false],
      ['async function fetch() { [native code] }', false],
      ['function fetch(url) { [native code] }', false],
      ['function fetched() { [native code] }', false],
      ['function () { [native code] }', false],
      ['function fetch() { return /[native code]/ }', false],
      ['x => { function fetch() { [native code] } }', false],
    ]) {
      seen.source = source;
      expect([source, isAble(), mayBe()]).toEqual([source, able, true]);
    }
    seen.source = NATIVE;
    navigator.serviceWorker.controller = {};
    expect(isAble()).toBe(false);
    delete navigator.serviceWorker;
    expect(isAble()).toBe(true);
  });

  test('not where the browser does not read the option, which it is asked for once', () => {
    for (const [change, able] of [
      [() => {}, true],
      [() => (seen.options.reads = false), false],
      [() => vi.stubGlobal('SharedWorker', undefined), false],
    ]) {
      change();
      const { isAble } = createCarrier('key');
      const { asked } = seen;
      expect([isAble(), isAble()]).toEqual([able, able]);
      expect(seen.asked - asked).toBe(globalThis.SharedWorker ? 1 : 0);
    }
    expect(seen.workers).toEqual([]);
  });
});

describe('a worker', () => {
  test('is told its lock, its store, a place, a key that cannot be read, and how long all may take', async () => {
    const { worker, port } = await begun();
    expect(worker).toMatchObject({ lifetime: true, name: expect.stringMatching(/^[\da-f]{32} 1$/) });
    expect(worker.script).toMatch(/^blob:/);
    const [[lock, store, place, key, longest], ...more] = sentTo(port);
    const [digits] = worker.name.split(' ');
    expect([lock, store, place, longest, more]).toEqual([
      `key:W:${digits}`,
      'key:W',
      `https://everfetch.invalid/${digits}`,
      9000,
      [],
    ]);
    expect([key.extractable, key.algorithm.name, [...key.usages].sort()]).toEqual([
      false,
      'AES-GCM',
      ['decrypt', 'encrypt'],
    ]);
  });

  test('of the same token has the same place, of another token or session another one', async () => {
    const { carrier, worker } = await begun();
    const again = await begun(carrier);
    const other = await begun(carrier, { refresh: 'refresh-2' });
    const session = await begun(createCarrier('key2'));
    const marks = [worker, again.worker, other.worker, session.worker].map(({ name }) => name.split(' '));
    expect(marks[1]).toEqual([marks[0][0], '2']);
    expect(new Set(marks.map(([mark]) => mark)).size).toBe(3);
    // The page keeps every such address.
    expect(again.worker.script).toBe(worker.script);
    expect(marks.map(([mark]) => mark).join()).not.toContain('refresh');
  });

  test('is known by one half of a hash of the token; what it leaves is opened by the other half', async () => {
    const { carrier, worker, port } = await begun();
    const hash = createHash('sha256').update('key:W\nrefresh-1').digest();
    expect(worker.name.split(' ')[0]).toBe(hash.subarray(0, 16).toString('hex'));
    const [lock, store, place] = sentTo(port)[0];
    const key = await crypto.subtle.importKey('raw', hash.subarray(16), 'AES-GCM', false, ['encrypt']);
    await leave([lock, store, place, key], { status: 200 });
    const { signal } = new AbortController();
    expect(await carrier.collect('refresh-1', signal)).toMatchObject({ left: { status: 200 } });
  });

  test('is told the call when it holds its lock, with whole addresses', async () => {
    const { say, port, begin } = await begun();
    expect(begin).not.toHaveBeenCalled();
    say(0);
    expect(begin).toHaveBeenCalledTimes(1);
    const [, [url, init], ...more] = sentTo(port);
    expect([url, more]).toEqual(['https://app.example/sub/auth/refresh', []]);
    expect(init).toEqual({
      method: 'POST',
      body: 'body',
      headers: [['x-a', 'b']],
      referrer: 'https://app.example/inbox',
    });
    const whole = await begun(undefined, { call: { ...CALL, url: 'https://api.example/r' } });
    whole.say(0);
    expect(sentTo(whole.port)[1][0]).toBe('https://api.example/r');
  });

  test('gives its answer, and is told that it was taken, or that the page goes away', async () => {
    for (const word of [0, 1]) {
      const { say, port, begin, landed, refused } = await begun();
      say(0);
      say(1);
      const left = { status: 200, body: 'body' };
      say(left);
      expect([landed.mock.calls, refused.mock.calls.length, port.close.mock.calls.length]).toEqual([
        [[left]],
        0,
        0,
      ]);
      const [tell] = begin.mock.lastCall;
      tell(word);
      expect([sentTo(port).at(-1), port.close.mock.calls.length]).toEqual([word, 1]);
    }
  });
});

describe('what was left', () => {
  /** After this worker has been told where to leave it. */
  const left = async (carrier, answer, refresh) => {
    const { port } = await begun(carrier, { refresh });
    await leave(sentTo(port)[0], answer);
    return sentTo(port)[0];
  };
  const { signal } = new AbortController();

  test('is opened by who has the token, when the worker has ended', async () => {
    const carrier = createCarrier('key');
    const [lock] = await left(carrier, { status: 200, body: 'ä€' });
    const gate = later();
    seen.freed = gate.promise;
    let found;
    const waiting = carrier.collect('refresh-1', signal).then((value) => (found = value));
    await until(() => expect(seen.locks).toEqual([[lock, { signal }]]));
    expect(found).toBeUndefined();
    gate.resolve();
    await waiting;
    expect(found.left).toEqual({ status: 200, body: 'ä€' });
    expect(seen.caches.match).toHaveBeenLastCalledWith(expect.any(String), { cacheName: 'key:W' });
    expect(await createCarrier('key').collect('refresh-1', signal)).toMatchObject({ left: found.left });
    for (const [one, token] of [
      [carrier, 'refresh-2'],
      [createCarrier('key2'), 'refresh-1'],
    ])
      expect(await one.collect(token, signal)).toBeUndefined();
  });

  test('and does not open, or is waited for in vain, is a failure', async () => {
    const carrier = createCarrier('key');
    const [, store, place] = await left(carrier, { status: 200 });
    const blob = seen.stores.get(store).get(place);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    bytes[bytes.length - 1] ^= 1;
    seen.stores.get(store).set(place, new Blob([bytes]));
    await expect(carrier.collect('refresh-1', signal)).rejects.toThrow();
    const reason = new Error('mine');
    await expect(carrier.collect('refresh-1', AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('is removed, unless another call has left something since', async () => {
    const carrier = createCarrier('key');
    await left(carrier, { status: 200 });
    const found = await carrier.collect('refresh-1', signal);
    await left(carrier, { status: 201 }, 'refresh-2');
    const { length } = seen.caches.match.mock.calls;
    found.remove();
    await until(() => expect(seen.caches.match.mock.calls.length).toBe(length + 1));
    await turns();
    expect(seen.deleted).toEqual([]);
    const newer = await carrier.collect('refresh-2', signal);
    newer.remove();
    await until(() => expect(seen.deleted).toEqual(['key:W']));
  });

  test('by a call that landed is removed by the same rule', async () => {
    const { carrier, say, begin, port } = await begun();
    say(0);
    await leave(sentTo(port)[0], { status: 200 });
    const [, remove] = begin.mock.lastCall;
    remove();
    await until(() => expect(seen.deleted).toEqual(['key:W']));
    expect(await carrier.collect('refresh-1', signal)).toBeUndefined();
  });

  test('is removed in silence, also where that fails', async () => {
    const { empty } = createCarrier('key');
    expect(empty()).toBeUndefined();
    expect(seen.deleted).toEqual(['key:W']);
    // A mock of Vitest would look after its own rejections.
    const { match, delete: remove } = seen.caches;
    for (const fails of [
      () => Promise.reject(new Error('no')),
      () => {
        throw new Error('no');
      },
    ]) {
      seen.caches.delete = fails;
      expect(empty()).toBeUndefined();
    }
    seen.caches.delete = remove;
    navigator.webdriver = true;
    empty();
    expect(seen.deleted).toEqual(['key:W']);
    navigator.webdriver = false;
    const { begin, say } = await begun();
    say(0);
    seen.caches.match = () => Promise.reject(new Error('no'));
    begin.mock.lastCall[1]();
    await turns();
    seen.caches.match = match;
  });
});

describe('where no worker makes the call, it is refused once', () => {
  test('and no worker is asked again, where one cannot be started or says so', async () => {
    for (const fail of [
      ({ worker }) => worker.onerror(),
      ({ say }) => say(2),
      ({ worker, say }) => (say(2), worker.onerror(), say(0)),
    ]) {
      const call = await begun();
      fail(call);
      expect([call.refused.mock.calls, call.begin.mock.calls, call.landed.mock.calls]).toEqual([
        [[]],
        [],
        [],
      ]);
      expect([sentTo(call.port).at(-1), call.port.close.mock.calls.length]).toEqual([0, 1]);
      expect([call.carrier.isAble(), createCarrier('key').isAble()]).toEqual([false, true]);
    }
  });

  test('nor where there is no way to make one', async () => {
    seen.options.hasWorkers = false;
    const { carrier, refused } = await begun();
    expect([refused.mock.calls, carrier.isAble()]).toEqual([[[]], false]);
  });

  test('nor where it does not begin in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const slow = await begun();
    vi.advanceTimersByTime(9_900);
    expect([slow.refused.mock.calls.length, slow.carrier.isAble()]).toEqual([0, true]);
    vi.advanceTimersByTime(200);
    expect([slow.refused.mock.calls.length, slow.carrier.isAble()]).toEqual([1, false]);
    // One that has begun is not bound by that.
    const { say, refused, carrier } = await begun();
    say(0);
    vi.advanceTimersByTime(60_000);
    expect([refused.mock.calls.length, carrier.isAble()]).toEqual([0, true]);
  });

  test('a call that cannot be put into a message is the page’s, and workers stay', async () => {
    const { say, port, refused, carrier } = await begun();
    port.postMessage.mockImplementationOnce(() => {
      throw new Error('cannot be cloned');
    });
    say(0);
    expect([refused.mock.calls.length, sentTo(port).at(-1), carrier.isAble()]).toEqual([1, 0, true]);
    const bad = await begun(undefined, { call: { ...CALL, url: 'http://[' } });
    bad.say(0);
    expect(bad.refused).toHaveBeenCalledTimes(1);
  });

  test('one that may not be made any more ends, and nobody is told', async () => {
    const { say, port, begin, refused, landed, carrier } = await begun();
    begin.mockReturnValueOnce(false);
    say(0);
    expect([sentTo(port).slice(1), port.close.mock.calls.length]).toEqual([[0], 1]);
    expect([refused.mock.calls, landed.mock.calls, carrier.isAble()]).toEqual([[], [], true]);
  });
});

describe('a page that stops', () => {
  test('before there is a worker, makes none', async () => {
    const carrier = createCarrier('key');
    const controller = new AbortController();
    const refused = vi.fn();
    const done = carrier.start('r', 9000, CALL, controller.signal, vi.fn(), vi.fn(), refused);
    controller.abort();
    await done;
    expect([seen.workers.length, refused.mock.calls.length]).toEqual([0, 0]);
  });

  test('before the worker has the call, ends it and does not wait for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { controller, port, say, begin, refused, carrier } = await begun();
    controller.abort();
    expect([sentTo(port).at(-1), port.close.mock.calls.length, vi.getTimerCount()]).toEqual([0, 1, 0]);
    say(0);
    expect([begin.mock.calls, refused.mock.calls, carrier.isAble()]).toEqual([[], [], true]);
    expect(
      sentTo(port)
        .slice(1)
        .every((word) => word === 0),
    ).toBe(true);
  });
});

describe('a worker that has ended without a word', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  /** Its lock is free, and what it had to say last has had its time. */
  const ends = async (gate) => {
    gate.resolve();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { timeout: 10_000 });
    vi.advanceTimersByTime(1100);
  };
  const ending = async () => {
    const gate = later();
    seen.freed = gate.promise;
    const call = await begun();
    call.say(0);
    return { ...call, gate, ends: () => ends(gate) };
  };

  test('has sent nothing, if it has not said that it had the call', async () => {
    const call = await ending();
    await call.ends();
    expect([call.refused.mock.calls.length, call.landed.mock.calls]).toEqual([1, []]);
  });

  test('has sent nothing, also if its lock cannot be waited for', async () => {
    seen.lockManager.request = () => Promise.reject(new Error('no'));
    const call = await ending();
    await call.ends();
    expect([call.refused.mock.calls.length, call.landed.mock.calls]).toEqual([1, []]);
  });

  test('has brought nothing, if it has', async () => {
    const call = await ending();
    call.say(1);
    await call.ends();
    expect([call.refused.mock.calls, call.landed.mock.calls]).toEqual([
      [],
      [[{ error: 'the worker has ended' }]],
    ]);
    // Too late to say that it could not.
    call.say(2);
    expect(call.refused).not.toHaveBeenCalled();
    expect(call.carrier.isAble()).toBe(true);
  });

  test('has left its answer, perhaps', async () => {
    const call = await ending();
    call.say(1);
    await leave(sentTo(call.port)[0], { status: 200, body: 'left' });
    const landed = new Promise((resolve) => call.landed.mockImplementation(resolve));
    call.gate.resolve();
    expect(await landed).toEqual({ status: 200, body: 'left' });
    await turns();
    expect([vi.getTimerCount(), call.refused.mock.calls, call.landed.mock.calls.length]).toEqual([0, [], 1]);
  });
});
