// What Rust tells the application of its session, and what it has done with its record and its locks.
import { describe, expect, test, vi } from 'vitest';
import { createHost } from '../../pkg-template/src/session/host.js';
import { bareSession, starts } from './support/bare-session.js';
import { later, turns } from './support/fake.js';

const WARNING = 'everfetch: the token endpoint refuses the refresh call; check session.refresh';

describe('what happens', () => {
  test('listeners and the timeline hear of it: an end with its reason, a failure with its class and pause', () => {
    const { host, session } = starts();
    const told = vi.fn();
    for (const name of ['signedIn', 'refreshed', 'refreshFailed', 'replaced', 'ended'])
      session.on(name, told);
    host.notify('signedIn', 'x', 5);
    host.notify('refreshFailed', 'transient', 1000);
    host.notify('refreshFailed', 'definitive', undefined);
    host.notify('ended', 'refused');
    expect(told.mock.calls).toEqual([
      [{ type: 'signedIn' }],
      [{ type: 'refreshFailed', failure: 'transient', retryIn: 1000 }],
      [{ type: 'refreshFailed', failure: 'definitive', retryIn: undefined }],
      [{ type: 'ended', reason: 'refused' }],
    ]);
    expect(session.timeline().map(({ event }) => event)).toEqual([
      'signedIn',
      'refreshFailed',
      'refreshFailed',
      'ended',
    ]);
  });

  test('an end calls onSessionEnd with its reason; what that throws is reported', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const onSessionEnd = vi.fn(() => {
      throw new Error('mine');
    });
    const { host } = starts({ onSessionEnd });
    for (const name of ['signedIn', 'refreshed', 'replaced', 'anonymous', 'restored']) host.notify(name);
    expect(onSessionEnd).not.toHaveBeenCalled();
    host.notify('ended', 'lost');
    expect(onSessionEnd.mock.calls).toEqual([['lost']]);
    expect(report.mock.calls.map(([{ message }]) => message)).toEqual(['mine']);
  });

  test('a refused refresh call, and nothing else, is said on the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { host } = starts();
    host.notify('refreshFailed', 'transient', 1000);
    host.notify('ended', 'refused');
    expect(warn).not.toHaveBeenCalled();
    host.notify('refreshFailed', 'misconfigured');
    expect(warn.mock.calls).toEqual([[WARNING]]);
  });

  test('a storage of the application that fails is told once until it works, another one each time', () => {
    const storage = { load() {}, save() {}, clear() {} };
    for (const [options, times] of [
      [{ storage }, 1],
      [{}, 2],
    ]) {
      const { host, session, handle } = starts(options);
      const told = vi.fn();
      session.on('storageDegraded', told);
      host.notify('storageDegraded');
      expect(told).toHaveBeenCalledTimes(1);
      host.notify('storageDegraded');
      expect(told.mock.calls).toEqual(Array(times).fill([{ type: 'storageDegraded' }]));
      // Of the page's own storage Rust's page keeps account.
      expect(handle.engine.store.isDegraded).toBe(times === 1);
      host.notify('refreshed');
      expect(session.timeline().at(-1).event).toBe('refreshed');
    }
  });

  test('other events do not touch the storage of the application', () => {
    const { host, handle } = starts({ storage: { load() {}, save() {}, clear() {} } });
    for (const name of ['signedIn', 'refreshed', 'ended']) host.notify(name);
    expect(handle.engine.store.isDegraded).toBe(false);
  });
});

describe('revocation', () => {
  const waits = (handle) => {
    const done = vi.fn();
    handle.engine.signOuts.add(done);
    return done;
  };

  test('every sign-out that waits for it hears how it ended', async () => {
    const revoke = vi.fn(async () => {});
    const { host, handle } = starts({ revoke });
    const done = [waits(handle), waits(handle)];
    host.revoke('a1', 'r1', true);
    expect(revoke.mock.calls).toEqual([[{ accessToken: 'a1', refreshToken: 'r1' }]]);
    // They are this one's from now on.
    expect(handle.engine.signOuts.size).toBe(0);
    await turns();
    for (const one of done) expect(one.mock.calls).toEqual([[{ revoked: true }]]);
  });

  test('one that fails is told with its error, which is nobody else’s', async () => {
    const error = new Error('offline');
    for (const revoke of [
      () => Promise.reject(error),
      () => {
        throw error;
      },
    ]) {
      const { host, handle } = starts({ revoke });
      const done = waits(handle);
      host.revoke('a1', 'r1', true);
      await turns();
      expect(done.mock.calls).toEqual([[{ revoked: false, error }]]);
      host.revoke('a1', 'r1', false);
      await turns();
    }
  });

  test('that of tokens which came too late is no sign-out’s', async () => {
    const { host, handle } = starts({ revoke: async () => {} });
    const done = waits(handle);
    host.revoke('a1', 'r1', false);
    await turns();
    expect([done.mock.calls.length, handle.engine.signOuts.size]).toEqual([0, 1]);
  });

  test('a sign-out that begins during a revocation waits for its own', async () => {
    const gate = later();
    const { host, handle } = starts({ revoke: () => gate.promise });
    const first = waits(handle);
    host.revoke('a1', 'r1', true);
    const second = waits(handle);
    gate.resolve();
    await turns();
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('the record', () => {
  test('is loaded from and saved to the storage of the application', () => {
    const storage = { load: vi.fn(() => 'kept'), save: vi.fn(), clear: vi.fn() };
    const { host } = starts({ storage });
    expect(host.load()).toBe('kept');
    const record = { accessToken: 'a1', record: 'text' };
    host.save(record);
    host.save(null);
    expect([storage.save.mock.calls, storage.clear.mock.calls]).toEqual([[[record]], [[]]]);
  });

  test('of a lease is given to the first instance of Rust only', () => {
    const made = bareSession();
    expect(made.start().host.leased()).toBe(undefined);
    const { handle } = made;
    handle.leased = { state: 'active', name: '1\n2', record: 'text' };
    expect(made.made[0].host.leased()).toBe('text');
    handle.engine.leased = 7;
    expect(made.made[0].host.leased()).toBe(undefined);
  });

  test('what was held for the lease is let go of, where there is something', () => {
    const { host, handle } = starts();
    expect(host.leave()).toBe(undefined);
    handle.leave = vi.fn();
    host.leave();
    expect(handle.leave.mock.calls).toEqual([[]]);
  });

  test('a page that shares compares its grant with the page before', () => {
    const items = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (key) => items.get(key) ?? null,
      setItem: (key, value) => items.set(key, value),
    });
    starts({ id: 'one' }).host.joined();
    expect([...items.keys()]).toEqual(['everfetch:one:I']);
  });
});

describe('the entry by which timers, promises and locks call Rust', () => {
  test('hands on what it got and what Rust says', () => {
    const { host } = starts();
    const entry = vi.fn(() => true);
    expect(host.guard(entry)(1, 'a', null)).toBe(true);
    expect(entry.mock.calls).toEqual([[1, 'a', null]]);
  });

  test('Rust that breaks there is given up, and nothing is thrown at the timer', () => {
    const { host, session, made, handle } = starts();
    const entry = host.guard(() => {
      throw new Error('unreachable');
    });
    expect(entry()).toBe(false);
    expect(session.timeline().map(({ event }) => event)).toEqual(['restarted']);
    handle.rust();
    expect(made).toHaveLength(2);
  });

  test('of a session that nobody has any more, Rust may break unnoticed', () => {
    const { host } = createHost({ deref: () => undefined });
    const entry = host.guard(() => {
      throw new Error('unreachable');
    });
    expect(entry()).toBe(false);
  });

  test('after that instance was given up, nobody is called any more, and nothing of the host is left', async () => {
    const { host, handle } = starts();
    const entry = vi.fn(() => true);
    const guarded = host.guard(entry);
    const { over } = host;
    handle.engine.broke(new Error('unreachable'));
    expect([guarded(1), entry.mock.calls.length]).toEqual([false, 0]);
    expect(Object.keys(host)).toEqual([]);
    // Its locks are let go of.
    expect(await Promise.race([over.then(() => 'over'), turns()])).toBe('over');
  });

  test('what is late there does not break the instance that took its place', () => {
    const { host, handle, made } = starts();
    const guarded = host.guard(() => {
      throw new Error('late');
    });
    handle.engine.broke(new Error('unreachable'));
    handle.rust();
    guarded();
    handle.rust();
    expect(made).toHaveLength(2);
  });
});
