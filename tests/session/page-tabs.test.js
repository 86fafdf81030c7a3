// What the page does for what tabs share, and what it reports: records, messages, its own life, and what it finds when it
// joins. What follows from that, the core decides.
import { expect, test, vi } from 'vitest';
import {
  EPOCH_SUFFIX,
  PLACE_SESSION,
  PLACE_SHIFT,
  REPORT_HIDE,
  REPORT_LISTED,
  REPORT_LOOK,
  REPORT_MESSAGE,
  REPORT_SHOW,
  REPORT_TURNED,
  REPORT_UNSHARE,
  SHARES,
  TASK_ABSENT,
  TASK_JOIN,
  TASK_POST,
  TASK_PRESENT,
  TASK_READ,
  TASK_TIMER,
  TASK_TURN,
  TASK_WRITE,
} from '../../src/web/boundary.js';
import { turns } from './support/fake.js';
import { KEY, barePage } from './support/bare-page.js';

/** A page that shares, and has told what locks there are. */
async function joined(setUp) {
  const found = barePage(setUp);
  found.perform(TASK_JOIN);
  await turns();
  found.reported();
  return found;
}

test('a turn ends in a task of its own, and its port is closed', async () => {
  const closed = vi.spyOn(MessagePort.prototype, 'close');
  const { perform, reported } = barePage();
  perform(TASK_TURN, 7);
  expect(reported()).toEqual([]);
  await vi.waitFor(() => expect(reported()).toEqual([[REPORT_TURNED, 7]]));
  expect(closed).toHaveBeenCalledTimes(1);
});

test('a turn ends where there are no ports', async () => {
  vi.stubGlobal('MessageChannel', undefined);
  const { perform, reported } = barePage();
  perform(TASK_TURN, 7);
  expect(reported()).toEqual([]);
  await vi.waitFor(() => expect(reported()).toEqual([[REPORT_TURNED, 7]]));
});

test('a record is written, read and removed under the name of the session', () => {
  const { perform, ask, localStorage } = barePage();
  perform(TASK_WRITE, 0, 0, ':G:1', 'record');
  expect([...localStorage.items]).toEqual([[`${KEY}:G:1`, 'record']]);
  expect([ask(TASK_READ, ':G:1'), ask(TASK_READ, ':G:2'), ask(TASK_READ, EPOCH_SUFFIX)]).toEqual([
    'record',
    undefined,
    '',
  ]);
  perform(TASK_WRITE, 0, 0, ':G:1', '');
  expect(localStorage.items.size).toBe(0);
  localStorage.fails = ['getItem'];
  expect(ask(TASK_READ, ':G:1')).toBe(undefined);
});

test('what could not be written is removed, which is told once until something could be written', () => {
  const { page, perform, told, localStorage } = barePage();
  perform(TASK_WRITE, 0, 0, ':G:1', 'old');
  localStorage.fails = ['setItem'];
  perform(TASK_WRITE, 0, 0, ':G:1', 'new');
  expect([localStorage.items.size, page.isUnwritten, told()]).toEqual([0, true, [['storageDegraded']]]);
  perform(TASK_WRITE, 0, 0, ':G:1', 'newer');
  // A removal says nothing about what can be written.
  perform(TASK_WRITE, 0, 0, ':G:1', '');
  expect([page.isUnwritten, told()]).toEqual([true, []]);
  localStorage.fails = [];
  perform(TASK_WRITE, 0, 0, ':G:1', 'newest');
  expect([page.isUnwritten, told()]).toEqual([false, []]);
  localStorage.fails = ['removeItem'];
  perform(TASK_WRITE, 0, 0, ':G:1', '');
  expect([page.isUnwritten, page.isDegraded, told()]).toEqual([true, false, [['storageDegraded']]]);
});

test('a question goes with its lines, and an answer with the sealed set besides', async () => {
  const { perform, channels } = await joined();
  perform(TASK_POST, 0, 0, 'n1\ns1\n5\nkey', 'sealed');
  perform(TASK_POST, 0, 0, 'n2', 'sealed');
  expect(channels.map(({ name, sent }) => [name, sent])).toEqual([
    [
      KEY,
      [
        { v: 1, nonce: 'n1', sid: 's1', gen: '5', key: 'key', sealed: 'sealed' },
        { v: 1, nonce: 'n2' },
      ],
    ],
  ]);
  channels[0].postMessage = () => {
    throw new Error('closed');
  };
  expect(() => perform(TASK_POST, 0, 0, 'n3', '')).not.toThrow();
});

test('a message is reported by its lines, and what is none of this version is not', async () => {
  const { reported, channels } = await joined();
  const hostile = {
    v: 1,
    get nonce() {
      throw new Error('no');
    },
  };
  const hear = (data) => channels[0].onmessage({ data });
  hear({ v: 1, nonce: 'n1', sid: 's1', gen: '5', key: 'key', sealed: 'sealed', more: 'x' });
  hear({ v: 1, nonce: 7, sid: null, gen: {}, key: ['k'] });
  hear(hostile);
  expect(reported()).toEqual([
    [REPORT_MESSAGE, 0, 'n1\ns1\n5\nkey\nsealed'],
    [REPORT_MESSAGE, 0, '\n\n\n\n'],
    [REPORT_MESSAGE, 0, '\n\n\n\n'],
  ]);
  for (const data of [undefined, null, 'text', 1, [], { nonce: 'n' }, { v: 2, nonce: 'n' }, { v: '1' }])
    expect(() => hear(data)).not.toThrow();
  expect(reported()).toEqual([]);
});

test('an open channel does not keep a process from ending', async () => {
  const unref = vi.fn();
  const { channels, happens } = await joined();
  channels[0].constructor.prototype.unref = unref;
  happens('pagehide');
  happens('pageshow');
  expect([channels.length, unref.mock.contexts]).toEqual([2, [channels[1]]]);
});

test('a page that goes away closes its channel, and one that comes back has one', async () => {
  const { reported, channels, happens } = await joined();
  for (const [away, back] of [
    ['pagehide', 'pageshow'],
    ['freeze', 'resume'],
  ]) {
    const before = channels.length;
    happens(away);
    happens(away);
    expect([channels.at(-1).isClosed, reported()]).toEqual([
      true,
      [
        [REPORT_HIDE, 0],
        [REPORT_HIDE, 0],
      ],
    ]);
    happens(back);
    happens(back);
    expect([channels.length - before, channels.at(-1).isClosed]).toEqual([1, false]);
    expect(reported()).toEqual([
      [REPORT_SHOW, 0],
      [REPORT_SHOW, 0],
    ]);
  }
});

test('a page without channels shares by what else there is', async () => {
  const page = barePage();
  vi.stubGlobal('BroadcastChannel', undefined);
  page.perform(TASK_JOIN);
  page.happens('pagehide');
  page.happens('pageshow');
  expect(() => page.perform(TASK_POST, 0, 0, 'n', '')).not.toThrow();
  expect(page.reported()).toEqual([
    [REPORT_HIDE, 0],
    [REPORT_SHOW, 0],
  ]);
});

test('a channel that cannot be closed is given up', async () => {
  const { channels, happens, perform } = await joined();
  channels[0].close = () => {
    throw new Error('no');
  };
  happens('pagehide');
  perform(TASK_POST, 0, 0, 'n', '');
  happens('pageshow');
  expect([channels.length, channels[0].sent]).toEqual([2, []]);
});

test('it looks when the user comes, and when a record of the session or the whole storage has changed', async () => {
  const { reported, happens, channels } = await joined();
  happens('focus');
  happens('storage', { key: null });
  happens('storage', { key: `${KEY}:E` });
  expect(reported()).toEqual(Array(3).fill([REPORT_LOOK, 0]));
  happens('storage', { key: 'everfetch:other:E' });
  happens('storage', { key: `of ${KEY}` });
  expect([reported(), channels.length]).toEqual([[], 1]);
});

test('a page that is hidden hands its timers over, and reports nothing', async () => {
  const { reported, happens, perform, document } = await joined();
  const posted = [];
  vi.stubGlobal(
    'Worker',
    class {
      postMessage = (message) => posted.push(message);
      terminate() {}
    },
  );
  URL.createObjectURL = () => 'blob:';
  perform(TASK_TIMER, 3, 60_000);
  document.visibilityState = 'hidden';
  happens('visibilitychange');
  expect([posted.map(([op]) => op), reported()]).toEqual([[3], []]);
});

test('who joins twice hears each thing once', async () => {
  const { reported, happens, perform, channels } = await joined();
  perform(TASK_JOIN);
  await turns();
  reported();
  happens('focus');
  expect(reported()).toEqual([[REPORT_LOOK, 0]]);
  expect(channels.map(({ isClosed }) => isClosed)).toEqual([true, false]);
});

test('a page whose document or window has no events shares all the same', async () => {
  const page = barePage();
  vi.stubGlobal('addEventListener', undefined);
  page.document.addEventListener = undefined;
  expect(() => page.perform(TASK_JOIN)).not.toThrow();
  expect(page.channels).toHaveLength(1);
});

const unshared = async ({ page, channels, reported, told }) => {
  await turns();
  expect([channels, page.isDegraded, told()]).toEqual([[], true, [['storageDegraded']]]);
  expect(reported()).toEqual([[REPORT_UNSHARE, 0]]);
};

test('what the trial writes is gone after it, and says whether a storage takes anything', async () => {
  const written = vi.fn();
  const page = barePage();
  const { setItem } = page.localStorage;
  page.localStorage.setItem = (...args) => (written(...args), setItem(...args));
  page.perform(TASK_JOIN);
  expect(written.mock.calls).toEqual([[`${KEY}:?`, '1']]);
  expect([page.localStorage.items.size, page.page.isUnwritten, page.channels.length]).toEqual([0, false, 1]);
});

test('without random bytes nothing is shared', async () => {
  const page = barePage();
  vi.stubGlobal('crypto', undefined);
  expect([page.perform(TASK_JOIN), page.joined.mock.calls]).toEqual([false, []]);
  await unshared(page);
  // Not even when it is shown again.
  page.happens('pageshow');
  expect([page.channels, page.reported()]).toEqual([[], []]);
});

for (const [what, change] of [
  ['without locks', (page) => ((page.locks.query = undefined), vi.stubGlobal('navigator', {}))],
  [
    'with a getter of locks that throws',
    () =>
      vi.stubGlobal('navigator', {
        get locks() {
          throw new Error('opaque');
        },
      }),
  ],
  ['in a worker', () => vi.stubGlobal('document', undefined)],
])
  test(`where localStorage takes nothing, nothing is shared ${what}`, async () => {
    const page = barePage();
    page.localStorage.fails = ['setItem'];
    change(page);
    page.perform(TASK_JOIN);
    await unshared(page);
  });

test('a storage that forgets is one that takes nothing', async () => {
  const page = barePage();
  page.localStorage.setItem = () => {};
  page.perform(TASK_JOIN);
  expect(page.page.isUnwritten).toBe(true);
});

for (const [what, place] of [
  ['the shared records tell', 'localStorage'],
  ['this tab’s record tells', 'sessionStorage'],
])
  test(`where localStorage takes nothing, ${what} of a session that tabs share`, async () => {
    const page = barePage();
    page[place].items.set(place === 'localStorage' ? KEY + EPOCH_SUFFIX : KEY, '1\n5\nlive');
    page.localStorage.fails = ['setItem'];
    expect(page.perform(TASK_JOIN)).toBe(false);
    expect([page.channels.length, page.page.isUnwritten, page.page.isDegraded]).toEqual([1, true, false]);
    expect(page.told()).toEqual([['storageDegraded']]);
  });

/** A page whose localStorage takes nothing, and which looks for tabs by their locks. */
const looking = async (held, setUp) => {
  const page = barePage(setUp);
  page.localStorage.fails = ['setItem'];
  page.locks.answer = async () => ({ held });
  expect(page.perform(TASK_JOIN)).toBe(true);
  expect([page.channels, page.told()]).toEqual([[], []]);
  await turns();
  return page;
};

test('the tabs that are found by their locks are joined: their session stands in for the record', async () => {
  const names = [
    `${KEY}:P:0:`,
    `${KEY}:P:x5:1`,
    `${KEY}:P::1`,
    'other:P:9:1',
    `${KEY}:P:77:3`,
    `${KEY}:P:78:3`,
  ];
  const page = await looking(names.map((name) => ({ name })));
  expect(page.ask(TASK_READ, EPOCH_SUFFIX)).toBe('1\n77\nlive');
  expect(page.ask(TASK_READ, ':G:1')).toBe(undefined);
  expect([page.channels.length, page.told()]).toEqual([1, [['storageDegraded']]]);
  expect([page.page.isUnwritten, page.page.isDegraded]).toEqual([true, false]);
  // What is said of the shared record from now on counts.
  page.perform(TASK_WRITE, 0, 0, EPOCH_SUFFIX, '');
  expect(page.ask(TASK_READ, EPOCH_SUFFIX)).toBe('');
});

test('a session that this tab is in by then is newer than those of the others', async () => {
  const page = barePage();
  page.localStorage.fails = ['setItem'];
  page.locks.answer = async () => ({ held: [{ name: `${KEY}:P:77:3` }] });
  page.perform(TASK_JOIN);
  page.perform(TASK_PRESENT, 4, 0, '90:1');
  await turns();
  expect([page.ask(TASK_READ, EPOCH_SUFFIX), page.channels.length]).toEqual(['', 1]);
});

test('and one that it is in later, too', async () => {
  const page = await looking([{ name: `${KEY}:P:77:3` }]);
  page.perform(TASK_PRESENT, 4, 0, '90:1');
  expect(page.ask(TASK_READ, EPOCH_SUFFIX)).toBe('');
});

test('where locks cannot be listed, who has shared is not known, and nothing is', async () => {
  const page = barePage();
  page.localStorage.fails = ['setItem'];
  page.locks.answer = () => Promise.reject(new Error('no'));
  page.perform(TASK_JOIN);
  await unshared(page);
  expect(page.page.isUnwritten).toBe(false);
});

test('a session that has begun before anybody was found is this tab’s alone', async () => {
  const page = barePage();
  page.localStorage.fails = ['setItem'];
  page.perform(TASK_JOIN);
  page.perform(TASK_PRESENT, 1, 0, '90:1');
  await unshared(page);
});

test('but not one that is over by then', async () => {
  const page = barePage();
  page.localStorage.fails = ['setItem'];
  page.perform(TASK_JOIN);
  page.perform(TASK_PRESENT, 1, 0, '90:1');
  page.perform(TASK_ABSENT);
  await turns();
  expect(page.channels).toHaveLength(1);
});

/** @param {(page: ReturnType<typeof barePage>) => void} change */
const begins = async (change) => {
  const page = await looking([]);
  expect([page.channels.length, page.page.isDegraded, page.page.isUnwritten]).toEqual([1, true, false]);
  expect(page.told()).toEqual([['storageDegraded']]);
  change(page);
  page.reported();
  page.perform(TASK_WRITE, 0, 0, EPOCH_SUFFIX, 'epoch');
  // After what wrote it has ended.
  expect(page.reported()).toEqual([]);
  await turns();
  return [page.reported().filter(([report]) => report === REPORT_UNSHARE).length, page.page.isUnwritten];
};

test('where nobody was found, a session that begins is this tab’s alone', async () => {
  let found;
  const change = (page) => {
    found = page;
    // There is nothing to be read.
    page.ask(TASK_READ, EPOCH_SUFFIX);
  };
  expect(await begins(change)).toEqual([1, false]);
  // Not even when it is shown again does it hear the others.
  found.happens('pagehide');
  found.happens('pageshow');
  expect(found.channels.map(({ isClosed }) => isClosed)).toEqual([true]);
});

test('a tab that has joined stays with the others when its first record cannot be written', async () => {
  const { page, perform, reported, localStorage } = await joined();
  localStorage.fails = ['setItem'];
  perform(TASK_WRITE, 0, 0, EPOCH_SUFFIX, 'epoch');
  await turns();
  expect([reported(), page.isUnwritten, page.isDegraded]).toEqual([[], true, false]);
});

test('unless localStorage takes it by then', async () => {
  expect(await begins((page) => (page.localStorage.fails = []))).toEqual([0, false]);
});

test('or another tab’s session could be read', async () => {
  const change = (page) => {
    page.localStorage.items.set(KEY + EPOCH_SUFFIX, '1\n5\nlive');
    page.ask(TASK_READ, EPOCH_SUFFIX);
  };
  expect(await begins(change)).toEqual([0, true]);
});

test('or it is in one already', async () => {
  expect(await begins((page) => page.perform(TASK_PRESENT, 4, 0, '90:1'))).toEqual([0, true]);
});

test('or it was signed out since: that is decided once', async () => {
  expect(
    await begins((page) => {
      page.localStorage.fails = [];
      page.perform(TASK_WRITE, 0, 0, EPOCH_SUFFIX, '');
      page.localStorage.fails = ['setItem'];
    }),
  ).toEqual([0, true]);
});

test('tabs that have their cookies in common share in any case, but where locks cannot be listed', async () => {
  const bits = SHARES | (PLACE_SESSION << PLACE_SHIFT) | 1;
  const page = await looking([], { bits });
  expect([page.channels.length, page.page.isUnwritten, page.told()]).toEqual([
    1,
    true,
    [['storageDegraded']],
  ]);
  expect(page.ask(TASK_READ, EPOCH_SUFFIX)).toBe('');
  const other = barePage({ bits });
  other.localStorage.fails = ['setItem'];
  other.locks.answer = () => Promise.reject(new Error('no'));
  other.perform(TASK_JOIN);
  await unshared(other);
});

test('a tab alone says nothing of records that could not be written', async () => {
  const page = barePage();
  vi.stubGlobal('crypto', undefined);
  page.perform(TASK_JOIN);
  page.told();
  page.localStorage.fails = ['setItem'];
  page.perform(TASK_WRITE, 0, 0, ':G:1', 'record');
  expect([page.page.isUnwritten, page.told()]).toEqual([false, []]);
});

test('joining tries the locks, and lists them', async () => {
  const page = barePage();
  page.perform(TASK_JOIN);
  expect(page.locks.requests.map(({ name, options }) => [name, options])).toEqual([
    [`${KEY}:P:0:`, { ifAvailable: true }],
  ]);
  await turns();
  expect(page.reported()).toEqual([[REPORT_LISTED, 0, '']]);
});
