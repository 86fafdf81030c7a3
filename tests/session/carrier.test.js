// The page's side of a refresh call that a worker makes (R16): where such workers can be had, what one is told and when, and
// what is taken for its answer. The module alone; outlive.test.js has the worker's side, carrier-ends.test.js what goes
// wrong.
import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { createCarrier } from '../../src/web/outlive.js';
import { CALL, NATIVE, begun, leave, renew, seen, sentTo, until } from './support/carrier.js';
import { later, turns } from './support/fake.js';

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
      renew();
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
