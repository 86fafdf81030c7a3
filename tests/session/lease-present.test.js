// The presence of a page by its lease alone: it holds the lock of the session until the core does, or the page stops, and
// has the core answer a tab that asks to join.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { present } from '../../pkg-template/src/session/lease.js';
import { later, turns } from './support/fake.js';

const NAME = '12\n3';
/** @type {EventTarget} */
let page;
let channels;
let locks;

beforeEach(() => {
  page = new EventTarget();
  channels = [];
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor(name) {
        channels.push(Object.assign(this, { name, postMessage: vi.fn(), close: vi.fn() }));
      }
    },
  );
  locks = { request: vi.fn(async (name, options, act) => act()) };
  vi.stubGlobal('navigator', { locks });
});

const handleWith = (other) => {
  const core = later();
  const handle = {
    key: 'everfetch:a',
    data: { shareTabs: true },
    ready: vi.fn(() => core.promise),
    state: vi.fn(),
    ...other,
  };
  return { handle, core };
};
/** Whether the lock is let go of. */
const isFree = () => {
  const held = locks.request.mock.results[0].value;
  return Promise.race([held.then(() => true), turns().then(() => false)]);
};
const stop = () => page.dispatchEvent(new Event('pagehide'));

describe('the lock', () => {
  test('is the one of all members, shared, and held until somebody lets it go', async () => {
    const { handle } = handleWith();
    present(handle, NAME);
    expect(locks.request.mock.calls).toEqual([
      ['everfetch:a:P:12:3', { mode: 'shared' }, expect.any(Function)],
    ]);
    expect(await isFree()).toBe(false);
    handle.leave();
    expect(await isFree()).toBe(true);
    expect([handle.leave, channels[0].close.mock.calls.length]).toEqual([undefined, 1]);
  });

  test('is let go of when the page stops, and taken again when it is shown', async () => {
    const { handle } = handleWith();
    present(handle, NAME);
    stop();
    expect(await isFree()).toBe(true);
    expect([handle.leave, channels[0].close.mock.calls.length]).toEqual([undefined, 1]);
    present(handle, NAME);
    expect([locks.request.mock.calls.length, channels.length]).toEqual([2, 2]);
    expect(handle.leave).toEqual(expect.any(Function));
  });

  test('leaves nothing behind, however often the page stops', () => {
    const heard = new Set();
    vi.stubGlobal(
      'addEventListener',
      (name, listener) => heard.add(`${name} ${listener}`) && page.addEventListener(name, listener),
    );
    vi.stubGlobal(
      'removeEventListener',
      (name, listener) => heard.delete(`${name} ${listener}`) && page.removeEventListener(name, listener),
    );
    const { handle } = handleWith();
    for (const end of [stop, () => handle.leave(), stop]) {
      present(handle, NAME);
      expect(heard.size).toBe(1);
      end();
      expect([heard.size, handle.leave]).toEqual([0, undefined]);
    }
  });

  test('is taken once, and not at all by a tab that is alone', () => {
    const { handle } = handleWith();
    present(handle, NAME);
    present(handle, NAME);
    expect([locks.request.mock.calls.length, channels.length]).toEqual([1, 1]);
    const single = handleWith({ data: { shareTabs: false } }).handle;
    present(single, NAME);
    expect([locks.request.mock.calls.length, single.leave]).toEqual([1, undefined]);
  });

  test('that is granted only after it was let go of is free at once', async () => {
    const gate = later();
    locks.request.mockImplementation((name, options, act) => gate.promise.then(act));
    const { handle } = handleWith();
    present(handle, NAME);
    stop();
    gate.resolve();
    expect(await isFree()).toBe(true);
  });

  test('that is refused is missed by nobody', async () => {
    const request = () => Promise.reject(new DOMException('no', 'InvalidStateError'));
    vi.stubGlobal('navigator', { locks: { request } });
    const { handle } = handleWith();
    present(handle, NAME);
    await turns();
    expect(channels.length).toBe(1);
    handle.leave();
  });

  test('which the platform does not have is no mistake either', () => {
    for (const missing of ['addEventListener', 'navigator', 'BroadcastChannel']) {
      vi.stubGlobal(missing, undefined);
      const { handle } = handleWith();
      present(handle, NAME);
      handle.leave();
      expect(handle.leave).toBeUndefined();
    }
  });
});

describe('a tab that asks', () => {
  const ask = (data, [channel] = channels) => channel.onmessage?.({ data });

  test('is answered by the core, which hears from here what was asked before it was there', async () => {
    const { handle, core } = handleWith();
    present(handle, NAME);
    expect(channels[0].name).toBe('everfetch:a');
    ask('join');
    await turns();
    expect([handle.ready.mock.calls.length, channels[0].postMessage.mock.calls]).toEqual([1, []]);
    core.resolve();
    await turns();
    expect(channels[0].postMessage.mock.calls).toEqual([['join']]);
    // It has been begun before it is told.
    expect(handle.state.mock.invocationCallOrder[0]).toBeLessThan(
      channels[0].postMessage.mock.invocationCallOrder[0],
    );
  });

  test('is heard once', async () => {
    const { handle, core } = handleWith();
    present(handle, NAME);
    ask('one');
    ask('two');
    core.resolve();
    await turns();
    ask('three');
    await turns();
    expect(channels[0].postMessage.mock.calls).toEqual([['one']]);
  });

  test('is heard again where the core did not come', async () => {
    const { handle, core } = handleWith();
    present(handle, NAME);
    ask('one');
    core.reject(new Error('lost'));
    await turns();
    handle.ready.mockResolvedValue({});
    ask('two');
    await turns();
    expect(channels[0].postMessage.mock.calls).toEqual([['two']]);
  });
});
