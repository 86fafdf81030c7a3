// The instance of Rust that a session uses: how it starts, and what becomes of the session when it breaks.
import { describe, expect, test, vi } from 'vitest';
import { bareSession } from './support/bare-session.js';
import { fakeClock } from './support/clock.js';
import { BASE, rejection, thrown } from './support/fake.js';

const trap = () => {
  throw new Error('unreachable');
};
const BROKEN = {
  code: 'ERR_REFRESH_FAILED',
  retryable: true,
  isAxiosError: true,
  cause: { message: 'unreachable' },
};

describe('the start', () => {
  test('is the first use: one instance for a session, with its page, its key and its options', () => {
    const { handle, made } = bareSession();
    expect([handle.peek(), made.length]).toEqual([undefined, 0]);
    const rust = handle.rust();
    expect(handle.rust()).toBe(rust);
    expect(handle.peek()).toBe(rust);
    expect(made).toHaveLength(1);
    const [{ page, setUp }] = made;
    expect(page).toMatchObject({ key: handle.key, bits: setUp[0] });
    expect(Object.keys(page.host)).toEqual(expect.arrayContaining(['over', 'guard', 'refresh', 'notify']));
    expect(setUp).toEqual([expect.any(Number), 30_000, 60_000, '401']);
    expect(handle.engine.inside).toBe(0);
  });

  test('a member that is no function stays, and a function gets its arguments and gives its result', () => {
    const { start } = bareSession();
    const { rust, methods } = start();
    methods.begin.mockReturnValue(9);
    expect([rust.begin(1, 2, 3), methods.begin.mock.calls]).toEqual([9, [[1, 2, 3]]]);
    expect([rust.page.key, rust.state]).toEqual([methods.page.key, 'active']);
  });

  test('the first instance alone hears of the lease, before anything else', () => {
    const { handle, made } = bareSession();
    handle.leased = { state: 'active', name: '1\n2' };
    const seen = [];
    handle.engine || handle.rust();
    seen.push(made[0].methods.lease.mock.calls, handle.engine.leased);
    handle.engine.broke(new Error());
    handle.rust();
    seen.push(made[1].methods.lease.mock.calls, handle.engine.leased);
    expect(seen).toEqual([[['1\n2']], 7, [], 7]);
  });

  test('without a lease there is none', () => {
    const { handle, start } = bareSession();
    expect([start().methods.lease.mock.calls, handle.engine.leased]).toEqual([[], undefined]);
  });

  test('a core that could not be had is not lost any more', () => {
    const { handle } = bareSession();
    handle.isLost = true;
    handle.rust();
    expect(handle.isLost).toBe(false);
  });

  test('the storage of the application is asked for the session’s record', () => {
    const { handle, start } = bareSession({ storage: { load: () => 'kept', save() {}, clear() {} } });
    start();
    expect(handle.engine.store.load()).toBe('kept');
  });

  test('one that breaks there is told as every break, and the next use starts another', () => {
    const { handle, cores, made } = bareSession();
    cores.isBroken = true;
    expect(thrown(() => handle.rust())).toMatchObject(BROKEN);
    cores.isBroken = false;
    handle.rust();
    expect([made.length, cores.count]).toEqual([1, 2]);
  });
});

describe('a break', () => {
  test('throws a typed error with its cause, and the old instance is never called again', () => {
    const { handle, start } = bareSession();
    const { rust, methods, host } = start();
    methods.begin.mockImplementation(trap);
    expect(thrown(() => rust.begin())).toMatchObject(BROKEN);
    for (const name of ['begin', 'token', 'act', 'status'])
      expect(thrown(() => rust[name]())).toMatchObject(BROKEN);
    expect(methods.begin).toHaveBeenCalledTimes(1);
    expect(methods.token).not.toHaveBeenCalled();
    expect(handle.peek()).toBe(undefined);
    // Nor does it reach the application any more.
    expect(Object.keys(host)).toEqual([]);
  });

  test('an old instance does not touch the one that took its place', () => {
    const { handle, start, made } = bareSession();
    const { rust } = start();
    handle.engine.broke(new Error('unreachable'));
    const next = handle.rust();
    const error = thrown(() => rust.token());
    expect([error.code, error.cause]).toEqual(['ERR_REFRESH_FAILED', undefined]);
    expect(next.token()).toBe('access-1');
    expect([handle.rust() === next, made.length]).toEqual([true, 2]);
  });

  test('is noted and told once, and answers of the time before are of another session', () => {
    const clock = fakeClock();
    const { handle, session, start } = bareSession();
    const changed = vi.fn();
    session.subscribe(changed);
    start();
    clock.advance(5);
    handle.engine.broke(new Error());
    handle.engine.broke(new Error());
    expect([changed.mock.calls.length, handle.age]).toEqual([1, 1]);
    expect(session.timeline()).toEqual([{ at: performance.now(), event: 'restarted' }]);
  });

  test('everybody who waits is told why, at once', async () => {
    const { handle, start } = bareSession();
    start();
    const cause = new Error('unreachable');
    const late = (why) => ({ late: why });
    const waits = [1, 2].map(() => rejection(handle.wait(new Promise(() => {}), Infinity, late)));
    handle.engine.broke(cause);
    expect(await Promise.all(waits)).toEqual([{ late: cause }, { late: cause }]);
  });

  test('a core that two sessions use is renewed once', () => {
    const first = bareSession();
    const second = first.open();
    first.start();
    second.start();
    expect(first.cores.count).toBe(1);
    first.handle.engine.broke(new Error());
    first.handle.rust();
    expect(first.cores.count).toBe(2);
    second.handle.engine.broke(new Error());
    second.handle.rust();
    expect([first.cores.count, first.made.length]).toEqual([2, 4]);
  });

  test('the credential of the time before is not taken for the present one, whose number it may have', () => {
    const { handle, start, made } = bareSession();
    start();
    expect(handle.engine.credential(1)).toBe('Bearer access-1');
    handle.engine.broke(new Error());
    handle.rust();
    made[1].methods.token.mockReturnValue('access-2');
    expect(handle.engine.credential(1)).toBe('Bearer access-2');
  });
});

test('a promise that is waited for longer than any refresh takes is a break', async () => {
  const clock = fakeClock();
  // The bound of a wait and the time of a call, twice.
  const LONGEST = 2 * (63_000 + 120_000);
  for (const [ms, instances] of [
    [LONGEST, 1],
    [LONGEST + 1, 2],
  ]) {
    const { handle, start, made } = bareSession();
    start();
    const promise = new Promise(() => {});
    const late = (why) => why;
    const first = rejection(handle.wait(promise, performance.now() + ms, late));
    clock.advance(ms);
    expect((await first).message).toMatch('waiting for the session took longer');
    handle.rust();
    expect([ms, made.length]).toEqual([ms, instances]);
  }
});

test('a promise that nobody has waited for is none', () => {
  const { handle, start, made } = bareSession();
  start();
  handle.engine.tooLong(undefined, new Error());
  handle.engine.tooLong(new Promise(() => {}), new Error());
  handle.rust();
  expect(made).toHaveLength(1);
});

describe('the state', () => {
  test('is what Rust says now, which is opened first', () => {
    fakeClock();
    const { handle, start } = bareSession();
    const { rust, methods } = start();
    for (const state of ['anonymous', 'restoring', 'active', 'refreshing', 'stale', 'ended']) {
      rust.state = state;
      methods.act.mockClear();
      expect(handle.engine.state()).toBe(state);
      expect(methods.act.mock.calls).toEqual([[0]]);
      expect(methods.status.mock.lastCall).toEqual([performance.now(), Date.now()]);
      expect(methods.act.mock.invocationCallOrder[0]).toBeLessThan(
        methods.status.mock.invocationCallOrder.at(-1),
      );
    }
  });

  test('has a reason where it ended', () => {
    const { handle, start } = bareSession();
    const { rust } = start();
    expect(handle.engine.reason()).toBe(undefined);
    for (const reason of ['signedOut', 'refused', 'inDoubt', 'lost']) {
      Object.assign(rust, { state: 'ended', reason });
      expect([handle.engine.state(), handle.engine.reason()]).toEqual(['ended', reason]);
    }
    handle.engine.broke(new Error());
    expect(handle.engine.reason()).toBe(undefined);
  });
});

test('the base of a session is its client’s', () => {
  expect(bareSession().handle.origins()).toEqual([BASE]);
});
