// Where the page keeps the record of a session, and what it asks the application: in each kind of storage, with others and
// alone, and where a storage or the application fails.
import { describe, expect, test, vi } from 'vitest';
import {
  EPOCH_SUFFIX,
  HAS_FUNCTION,
  PLACE_CUSTOM,
  PLACE_LOCAL,
  PLACE_MEMORY,
  PLACE_SESSION,
  PLACE_SHIFT,
  REPORT_FAILED,
  REPORT_INITIAL,
  REPORT_LOADED,
  REPORT_REPLIED,
  REPORT_UNSHARE,
  SHARES,
  TASK_ABORT,
  TASK_CARRY,
  TASK_CLEAR_TIMER,
  TASK_COLLECT,
  TASK_CONFIRM,
  TASK_FAIL,
  TASK_FORGET_CAUSE,
  TASK_INITIAL,
  TASK_JOIN,
  TASK_LEAVE,
  TASK_LOAD,
  TASK_NOTIFY,
  TASK_OUTLIVE,
  TASK_RESTORE,
  TASK_REVOKE,
  TASK_SEND,
  TASK_TIMER,
  TASK_WRITE,
} from '../../src/web/boundary.js';
import { json, later, turns } from './support/fake.js';
import { KEY, barePage } from './support/bare-page.js';

const at = (place, shares = true) => (place << PLACE_SHIFT) | (shares ? SHARES : 0);
const set = (page, record = 'record') => page.save(record, 'a1', 'r1', 5);
/** It finds that it cannot share. */
const leftAlone = (page) => {
  vi.stubGlobal('crypto', undefined);
  page.perform(TASK_JOIN);
  expect(page.reported()).toEqual([[REPORT_UNSHARE, 0]]);
};
const bite = () => {
  throw new Error('bite');
};

describe('a record', () => {
  for (const [what, bits, storage] of [
    ['of a tab in sessionStorage', at(PLACE_SESSION), 'sessionStorage'],
    ['of one tab in sessionStorage', at(PLACE_SESSION, false), 'sessionStorage'],
    ['of a tab that shares with nobody in localStorage', at(PLACE_LOCAL, false), 'localStorage'],
  ])
    test(`${what} is found again until it is forgotten`, () => {
      const page = barePage({ bits });
      expect(page.ask(TASK_RESTORE)).toBe(undefined);
      set(page);
      expect([[...page[storage].items], page.ask(TASK_RESTORE)]).toEqual([[[KEY, 'record']], 'record']);
      page[storage].items.set('other', 'x');
      set(page, '');
      expect([[...page[storage].items], page.page.isDegraded]).toEqual([[['other', 'x']], false]);
      const others = ['sessionStorage', 'localStorage'].filter((name) => name !== storage);
      expect(others.map((name) => page[name].items.size)).toEqual([0]);
    });

  test('of tabs that share localStorage stands there for its lease alone, and is not restored', () => {
    const page = barePage({ bits: at(PLACE_LOCAL) });
    set(page);
    expect([[...page.localStorage.items], page.ask(TASK_RESTORE)]).toEqual([[[KEY, 'record']], undefined]);
    page.localStorage.fails = ['setItem'];
    set(page, 'newer');
    // An older one would count.
    expect([page.localStorage.items.size, page.page.isDegraded, page.told()]).toEqual([0, false, []]);
    page.localStorage.fails = [];
    set(page);
    set(page, '');
    expect([page.localStorage.items.size, page.sessionStorage.items.size]).toEqual([0, 0]);
    page.localStorage.fails = ['removeItem', 'setItem'];
    expect(() => set(page)).not.toThrow();
    expect(page.told()).toEqual([]);
  });

  test('in memory is kept nowhere', () => {
    const page = barePage({ bits: at(PLACE_MEMORY) });
    for (const record of ['record', '']) {
      set(page, record);
      expect([page.localStorage.items.size, page.sessionStorage.items.size, page.told()]).toEqual([0, 0, []]);
    }
    page.sessionStorage.items.set(KEY, 'record');
    page.localStorage.items.set(KEY, 'record');
    expect(page.ask(TASK_RESTORE)).toBe(undefined);
  });

  test('of a tab that was left alone is kept nowhere, and what was kept is removed', () => {
    for (const [place, storage] of [
      [PLACE_SESSION, 'sessionStorage'],
      [PLACE_LOCAL, 'localStorage'],
    ]) {
      const page = barePage({ bits: at(place) });
      page[storage].items.set(KEY, 'kept before');
      leftAlone(page);
      expect(page.ask(TASK_RESTORE)).toBe(undefined);
      page[storage].items.set(KEY, 'kept before');
      set(page);
      expect([page[storage].items.size, page.page.isDegraded]).toEqual([0, true]);
      page[storage].fails = ['removeItem'];
      expect(() => set(page)).not.toThrow();
      expect(page.told()).toEqual([['storageDegraded']]);
      vi.unstubAllGlobals();
    }
  });

  test('that is not taken is told once, and again after one that was', () => {
    const page = barePage();
    page.sessionStorage.fails = ['setItem'];
    set(page);
    set(page);
    expect([page.page.isDegraded, page.told()]).toEqual([true, [['storageDegraded']]]);
    page.sessionStorage.fails = [];
    set(page);
    expect([page.page.isDegraded, page.told()]).toEqual([false, []]);
    page.sessionStorage.fails = ['removeItem'];
    set(page, '');
    expect([page.page.isDegraded, page.told()]).toEqual([true, [['storageDegraded']]]);
  });

  test('that cannot be read leaves what the page’s part has leased', () => {
    const page = barePage({ host: { leased: () => 'leased' } });
    page.sessionStorage.fails = ['getItem'];
    expect([page.ask(TASK_RESTORE), page.page.isDegraded]).toEqual(['leased', true]);
    page.sessionStorage.fails = [];
    expect(page.ask(TASK_RESTORE)).toBe('leased');
    set(page);
    expect(page.ask(TASK_RESTORE)).toBe('record');
    expect(barePage({ host: { leased: bite } }).ask(TASK_RESTORE)).toBe(undefined);
  });

  test('of the application’s own storage has what there is of it, and nothing when it is over', () => {
    const save = vi.fn();
    const page = barePage({ bits: at(PLACE_CUSTOM), host: { save } });
    page.save('record', 'a1', 'r1', 5);
    page.save('record', '', '', NaN);
    page.save('record', '', '', -1);
    page.save('record', 'a1', '', 0);
    expect([page.localStorage.items.size, page.sessionStorage.items.size]).toEqual([0, 0]);
    page.save('', 'a1', 'r1', 5);
    expect(save.mock.calls).toEqual([
      [{ accessToken: 'a1', refreshToken: 'r1', expiresAt: 5, record: 'record' }],
      [{ record: 'record' }],
      [{ record: 'record' }],
      [{ accessToken: 'a1', expiresAt: 0, record: 'record' }],
      [null],
    ]);
    expect(Object.keys(save.mock.calls[1][0])).toEqual(['record']);
    expect([page.localStorage.items.size, page.sessionStorage.items.size, page.told()]).toEqual([0, 0, []]);
    save.mockImplementation(bite);
    page.save('record', 'a1', 'r1', 5);
    expect([page.page.isDegraded, page.told()]).toEqual([true, [['storageDegraded']]]);
  });

  test('a listener that throws when it is told of that spoils nothing', () => {
    const page = barePage({ host: { notify: bite } });
    page.sessionStorage.fails = ['setItem'];
    expect(() => set(page)).not.toThrow();
    expect(() => page.perform(TASK_NOTIFY, 0, 0, 'refreshed', '')).not.toThrow();
  });
});

/** The stores of answers that workers have left. */
const withStores = (page) => {
  const remove = vi.fn(async () => true);
  vi.stubGlobal('caches', { delete: remove, match: async () => undefined });
  vi.stubGlobal('crypto', { subtle: {}, getRandomValues: (bytes) => bytes });
  return { page, remove };
};

test('what workers have left goes with the session, unless a newer one lives', () => {
  const { page, remove } = withStores(barePage());
  set(page);
  page.localStorage.items.set(KEY + EPOCH_SUFFIX, '2\n7\nlive');
  set(page, '');
  expect([page.ask(TASK_RESTORE), remove.mock.calls]).toEqual([undefined, []]);
  page.localStorage.items.set(KEY + EPOCH_SUFFIX, '2\n7\nended');
  set(page, '');
  expect(remove.mock.calls).toEqual([[`${KEY}:W`]]);
  page.ask(TASK_RESTORE);
  expect(remove).toHaveBeenCalledTimes(2);
  set(page);
  page.ask(TASK_RESTORE);
  expect(remove).toHaveBeenCalledTimes(2);
});

test('a worker may make the calls of tabs that share, but not those of a function', () => {
  vi.stubGlobal(
    'SharedWorker',
    class {
      constructor(_, options) {
        void options.extendedLifetime;
      }
    },
  );
  vi.spyOn(Function.prototype, 'toString').mockReturnValue('function fetch() { [native code] }');
  for (const [bits, isOutlived] of [
    [at(PLACE_SESSION), true],
    [at(PLACE_SESSION) | HAS_FUNCTION, false],
    [at(PLACE_SESSION, false), false],
  ]) {
    const { page } = withStores(barePage({ bits }));
    expect([page.page.isOutlived, page.perform(TASK_OUTLIVE)]).toEqual([isOutlived, true]);
  }
  vi.stubGlobal('caches', undefined);
  const page = barePage();
  expect([page.page.isOutlived, page.perform(TASK_OUTLIVE)]).toEqual([false, false]);
});

describe('the application', () => {
  test('is asked for its record where it has a storage, and for none else', async () => {
    const load = vi.fn(() => Promise.resolve({ accessToken: 'a' }));
    const page = barePage({ bits: at(PLACE_CUSTOM), host: { load } });
    page.perform(TASK_LOAD, 3);
    await turns();
    expect([page.reported(), load.mock.calls.length]).toEqual([
      [[REPORT_LOADED, 3, { accessToken: 'a' }]],
      1,
    ]);
    const other = barePage({ host: { load } });
    other.perform(TASK_LOAD, 4);
    expect([other.reported(), load.mock.calls.length]).toEqual([[[REPORT_LOADED, 4, undefined]], 1]);
  });

  test('whose storage fails leaves none', async () => {
    for (const load of [bite, () => Promise.reject(new Error('no'))]) {
      const page = barePage({ bits: at(PLACE_CUSTOM), host: { load } });
      page.perform(TASK_LOAD, 3);
      await turns();
      expect([page.reported(), page.page.isDegraded]).toEqual([[[REPORT_LOADED, 3]], true]);
    }
  });

  test('is asked after the tabs were looked for', async () => {
    const load = vi.fn(() => 'loaded');
    const answer = later();
    const page = barePage({ bits: at(PLACE_CUSTOM), host: { load } });
    page.localStorage.fails = ['setItem'];
    page.locks.answer = () => answer.promise;
    expect(page.perform(TASK_JOIN)).toBe(true);
    page.perform(TASK_LOAD, 3);
    await turns();
    expect([load.mock.calls, page.reported()]).toEqual([[], []]);
    answer.resolve({ held: [] });
    await turns();
    expect(page.reported()).toContainEqual([REPORT_LOADED, 3, 'loaded']);
  });

  for (const [what, initial, tokens] of [
    ['tokens', () => ({ accessToken: 'a' }), [{ accessToken: 'a' }]],
    ['a promise of tokens', async () => 'a', ['a']],
    ['a response', async () => json({ a: 1 }), ['{"a":1}']],
    ['nothing', () => undefined, [undefined]],
    ['what throws', bite, []],
    ['a rejection', () => Promise.reject(new Error('no')), []],
    ['a response that breaks off', () => ({ json() {}, text: () => Promise.reject(new Error('no')) }), []],
  ])
    test(`gives ${what} at the start`, async () => {
      const page = barePage({ host: { initial } });
      page.perform(TASK_INITIAL, 3);
      await turns();
      expect(page.reported()).toEqual([[REPORT_INITIAL, 3, ...tokens]]);
    });

  test('is told of an end with the tokens that there were, and of what happens with its details', () => {
    const revoke = vi.fn();
    const notify = vi.fn();
    const page = barePage({ host: { revoke, notify } });
    page.perform(TASK_REVOKE, 1, 0, 'a1', 'r1');
    page.perform(TASK_REVOKE, 0, 0, '', '');
    expect(revoke.mock.calls).toEqual([
      ['a1', 'r1', true],
      [undefined, undefined, false],
    ]);
    page.perform(TASK_NOTIFY, 0, 7, 'refreshFailed', 'transient');
    expect(notify.mock.calls).toEqual([['refreshFailed', 'transient', 7]]);
    revoke.mockImplementation(bite);
    expect(() => page.perform(TASK_REVOKE, 1, 0, 'a1', 'r1')).not.toThrow();
  });

  test('is told that tabs share, where they do', () => {
    const page = barePage();
    expect(page.perform(TASK_JOIN)).toBe(false);
    expect(page.joined).toHaveBeenCalledTimes(1);
    const throws = barePage({ host: { joined: bite } });
    expect(() => throws.perform(TASK_JOIN)).not.toThrow();
    expect(throws.channels).toHaveLength(1);
  });
});

/** The tabs are looked for, and nobody is found while a session has begun here. */
for (const [what, place, storage, left] of [
  ['a record in sessionStorage', PLACE_SESSION, 'sessionStorage', 0],
  ['a record in localStorage', PLACE_LOCAL, 'localStorage', 0],
  ['what the application keeps', PLACE_CUSTOM, 'sessionStorage', 1],
])
  test(`a tab that finds itself alone does not leave ${what} that a sign-in has kept meanwhile`, async () => {
    const page = barePage({ bits: at(place), host: { save() {} } });
    page.localStorage.fails = ['setItem'];
    page.locks.answer = () => Promise.reject(new Error('no'));
    page.perform(TASK_JOIN);
    page[storage].items.set(KEY, 'record');
    await turns();
    expect([page.page.isDegraded, page[storage].items.size]).toEqual([true, left]);
  });

test('a tab that finds others keeps its record, and a storage that fails keeps nobody', async () => {
  for (const [names, fails] of [
    [[`${KEY}:P:7:1`], []],
    [[], ['removeItem']],
  ]) {
    const page = barePage();
    page.localStorage.fails = ['setItem'];
    page.sessionStorage.fails = fails;
    page.locks.answer = names.length
      ? async () => ({ held: names.map((name) => ({ name })) })
      : () => Promise.reject();
    page.perform(TASK_JOIN);
    page.sessionStorage.items.set(KEY, 'record');
    await turns();
    expect(page.sessionStorage.items.size).toBe(1);
  }
});

test('a refresh goes by the tasks, and its cause is what the application sees until it is forgotten', async () => {
  const refresh = vi.fn(() => Promise.reject(new Error('own')));
  const page = barePage({ bits: at(PLACE_SESSION) | HAS_FUNCTION, host: { refresh, problem: bite } });
  page.perform(TASK_SEND, 3, 0, 'a1', 'r1');
  expect(refresh.mock.calls).toEqual([['a1', 'r1', expect.any(AbortSignal)]]);
  await turns();
  expect([page.reported()[0].slice(0, 2), page.page.cause.message]).toEqual([[REPORT_FAILED, 3], 'own']);
  vi.stubGlobal('document', { prerendering: true });
  expect(page.page.cause.message).toBe('own');
  page.perform(TASK_FORGET_CAUSE);
  expect(page.page.cause.message).toMatch(/prerendered/);
  vi.stubGlobal('document', {});
  expect(page.page.cause).toBe(undefined);
  refresh.mockResolvedValue('a2');
  page.perform(TASK_SEND, 4, 0, 'a1', 'r1');
  await turns();
  expect(page.reported()).toEqual([[REPORT_REPLIED, 4, 'a2', NaN]]);
  expect([page.perform(TASK_CONFIRM, 4), page.perform(TASK_CONFIRM, 4)]).toEqual([true, false]);
  page.perform(TASK_SEND, 5, 0, 'a1', 'r1');
  page.perform(TASK_FAIL, 5);
  await turns();
  expect(page.reported().map(([report, op]) => [report, op])).toEqual([[REPORT_FAILED, 5]]);
  for (const [op, task] of [
    [6, TASK_ABORT],
    [7, TASK_LEAVE],
  ]) {
    page.perform(TASK_SEND, op, 0, 'a1', 'r1');
    page.perform(task, op);
    expect(refresh.mock.lastCall[2].aborted).toBe(true);
    await turns();
    expect(page.reported()).toEqual([]);
  }
  page.perform(TASK_CARRY, 8, 1000);
  expect(page.perform(TASK_CONFIRM, 8)).toBe(true);
  page.perform(TASK_COLLECT, 9, 0, 'r1');
  page.perform(TASK_LEAVE, 9);
  expect(page.perform(TASK_CONFIRM, 9)).toBe(false);
});

test('the entry is the guarded one, and where there is no guard the given one', () => {
  const guarded = vi.fn();
  for (const [guard, called] of [
    [() => guarded, true],
    [() => undefined, false],
    [bite, false],
  ]) {
    guarded.mockClear();
    const page = barePage({ host: { guard } });
    page.perform(TASK_INITIAL, 3);
    expect([guarded.mock.calls.length, page.entry.mock.calls.length]).toEqual(called ? [1, 0] : [0, 1]);
  }
});

test('what is known of a page is read from it', () => {
  const page = barePage();
  expect([page.page.epochKey, page.page.isLate, page.page.isUnwritten]).toEqual([
    KEY + EPOCH_SUFFIX,
    false,
    false,
  ]);
  page.perform(TASK_TIMER, 3, 1000);
  expect([page.perform(TASK_CLEAR_TIMER, 3), page.perform(TASK_CLEAR_TIMER, 3)]).toEqual([true, false]);
  page.perform(TASK_WRITE, 0, 0, ':G:1', 'x');
  expect([...page.localStorage.items.keys()]).toEqual([`${KEY}:G:1`]);
});
