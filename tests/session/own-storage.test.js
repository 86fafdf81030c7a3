// The application's own storage, or the memory in its place: the order of writes, and when it counts as broken.
import { describe, expect, test, vi } from 'vitest';
import { bareSession } from './support/bare-session.js';
import { fakeClock } from './support/clock.js';
import { later, turns } from './support/fake.js';

const RECORD = { accessToken: 'access-1', record: 'one' };
const NEXT = { accessToken: 'access-2', record: 'two' };

/** A session with this storage, and what is told of it. */
const keeps = (storage, options) => {
  const made = bareSession({ ...(storage && { storage }), ...options });
  made.start();
  const degraded = vi.fn();
  made.session.on('storageDegraded', degraded);
  const events = () => made.session.timeline().map(({ event }) => event);
  return { ...made, store: made.handle.engine.store, degraded, events };
};
/** A storage whose writes end when the test says so. */
const slow = () => {
  const gates = [];
  const write = (name) => {
    const gate = later();
    gates.push(gate);
    storage.begun.push(name);
    return gate.promise;
  };
  const storage = {
    begun: [],
    gates,
    load() {},
    save: ({ accessToken }) => write(accessToken),
    clear: () => write('clear'),
  };
  return storage;
};

describe('memory', () => {
  test('keeps the last record, and forgets it', () => {
    const { store } = keeps();
    expect(store.load()).toBe(undefined);
    store.save(RECORD);
    expect(store.load()).toBe(RECORD);
    store.save(NEXT);
    expect(store.load()).toBe(NEXT);
    store.save(null);
    expect(store.load()).toBe(null);
  });

  test('outlives the instance of Rust, and is the session’s own', () => {
    const { store, handle, open } = keeps();
    store.save(RECORD);
    handle.engine.broke(new Error());
    handle.rust();
    expect(handle.engine.store.load()).toBe(RECORD);
    const other = open();
    other.start();
    expect(other.handle.engine.store.load()).toBe(undefined);
  });
});

describe('a storage of the application', () => {
  test('has the record saved, cleared and loaded', () => {
    const storage = { load: vi.fn(() => RECORD), save: vi.fn(), clear: vi.fn() };
    const { store } = keeps(storage);
    expect(store.load()).toBe(RECORD);
    store.save(RECORD);
    expect([storage.save.mock.calls, storage.clear.mock.calls]).toEqual([[[RECORD]], []]);
    store.save(null);
    expect([storage.save.mock.calls.length, storage.clear.mock.calls]).toEqual([1, [[]]]);
  });

  test('is the newest one that the options have', () => {
    const storage = { load: () => RECORD, save() {}, clear() {} };
    const { store, handle } = keeps(storage);
    handle.options = { ...handle.options, storage: { ...storage, load: () => NEXT } };
    expect(store.load()).toBe(NEXT);
  });

  test('what it throws is the caller’s to judge', () => {
    const fail = () => {
      throw new Error('disk');
    };
    const { store } = keeps({ load: fail, save: fail, clear: fail });
    for (const act of [() => store.load(), () => store.save(RECORD), () => store.save(null)])
      expect(act).toThrow('disk');
  });

  test('that is written to at once has worked', () => {
    const { store } = keeps({ load() {}, save() {}, clear() {} });
    expect(store.isDegraded).toBe(false);
    expect([store.degrade(), store.degrade(), store.isDegraded]).toEqual([true, false, true]);
    store.save(RECORD);
    expect(store.isDegraded).toBe(false);
    expect(store.degrade()).toBe(true);
  });
});

describe('writes', () => {
  test('h131_are_one_after_the_other, however many wait', async () => {
    const storage = slow();
    const { store } = keeps(storage);
    store.save(RECORD);
    store.save(NEXT);
    store.save(null);
    expect(storage.begun).toEqual(['access-1']);
    storage.gates[0].resolve();
    await turns();
    expect(storage.begun).toEqual(['access-1', 'access-2']);
    // The first one is over, the second is not.
    store.save(RECORD);
    await turns();
    expect(storage.begun).toEqual(['access-1', 'access-2']);
    storage.gates[1].resolve();
    await turns();
    expect(storage.begun).toEqual(['access-1', 'access-2', 'clear']);
    storage.gates[2].resolve();
    await turns();
    expect(storage.begun).toEqual(['access-1', 'access-2', 'clear', 'access-1']);
  });

  test('begin at once where none is on its way', async () => {
    const storage = slow();
    const { store } = keeps(storage);
    for (const count of [1, 2]) {
      store.save(RECORD);
      expect(storage.begun).toHaveLength(count);
      storage.gates.at(-1).resolve();
      await turns();
    }
  });

  test('go on after one that has failed', async () => {
    const storage = slow();
    const { store } = keeps(storage);
    store.save(RECORD);
    store.save(NEXT);
    storage.gates[0].reject(new Error('disk'));
    await turns();
    expect(storage.begun).toEqual(['access-1', 'access-2']);
  });
});

describe('a storage that does not work', () => {
  test('is told once, and again after it has worked', async () => {
    const storage = slow();
    const { store, degraded, events } = keeps(storage);
    const writes = async (end) => {
      store.save(RECORD);
      storage.gates.at(-1)[end](new Error('disk'));
      await turns();
      return [store.isDegraded, degraded.mock.calls.length];
    };
    expect(await writes('resolve')).toEqual([false, 0]);
    expect(await writes('reject')).toEqual([true, 1]);
    expect(await writes('reject')).toEqual([true, 1]);
    expect(await writes('resolve')).toEqual([false, 1]);
    expect(await writes('reject')).toEqual([true, 2]);
    expect(degraded.mock.calls).toEqual(Array(2).fill([{ type: 'storageDegraded' }]));
    expect(events()).toEqual(['storageDegraded', 'storageDegraded']);
  });

  test('is one, too, that throws when its turn comes', async () => {
    const gate = later();
    const save = vi.fn(() => {
      throw new Error('disk');
    });
    const { store, degraded } = keeps({
      load() {},
      save: save.mockReturnValueOnce(gate.promise),
      clear() {},
    });
    store.save(RECORD);
    store.save(NEXT);
    gate.resolve();
    await turns();
    expect([save.mock.calls.length, degraded.mock.calls.length]).toEqual([2, 1]);
  });

  for (const [refreshTimeout, bound] of [
    [60_000, 10_000],
    [500, 500],
  ])
    test(`is one that has not answered within ${bound} ms, and the next write does not wait for it`, async () => {
      const clock = fakeClock();
      clock.advance(100_000);
      const storage = slow();
      const { store, degraded } = keeps(storage, { refreshTimeout });
      store.save(RECORD);
      store.save(NEXT);
      clock.advance(bound - 1);
      await turns();
      expect([degraded.mock.calls.length, storage.begun.length]).toEqual([0, 1]);
      clock.advance(1);
      await turns();
      expect([degraded.mock.calls.length, storage.begun]).toEqual([1, ['access-1', 'access-2']]);
    });
});
