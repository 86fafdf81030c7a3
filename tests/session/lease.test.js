// What a page may do before the core runs: for each line of a record, and of what the tabs share, what it allows.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { glance, recordOf } from '../../pkg-template/src/session/lease.js';
import { EPOCH_LIVE } from '../../src/web/boundary.js';
import { fakeClock } from './support/clock.js';
import { recordWith, storages } from './support/record.js';

const KEY = 'everfetch:a';
const EPOCH = `12 3${EPOCH_LIVE}`;
const LEDGER = '1 spent\n2 free';

beforeEach(() => {
  storages();
  fakeClock();
});

const handleWith = ({ data, ...other } = {}) => ({
  key: KEY,
  options: {},
  data: { carrier: 'bearer', storage: 'session', shareTabs: false, ...data },
  ...other,
});

/** A tab alone, with this record. */
const alone = (lines, handle) => {
  sessionStorage.setItem(KEY, recordWith(lines));
  return glance(handleWith(handle));
};
/** A tab among others, with this record and what they share. */
const among = (lines, { epoch = EPOCH, ledger = LEDGER, ...handle } = {}) => {
  localStorage.setItem(`${KEY}:E`, epoch);
  localStorage.setItem(`${KEY}:G:12`, ledger);
  sessionStorage.setItem(
    KEY,
    recordWith({ live: EPOCH.replace('\n', ' '), undoubted: '1 spent 2', ...lines }),
  );
  return glance(handleWith({ ...handle, data: { shareTabs: true, ...handle.data } }));
};
const ACTIVE = { state: 'active', name: '12\n3', expiresAt: 1234567890123, token: 'access-1' };

describe('the record of the tab', () => {
  test('is in the storage that the options name', () => {
    localStorage.setItem(KEY, 'shared');
    sessionStorage.setItem(KEY, 'own');
    expect(
      ['local', 'session', 'memory', 'custom'].map((storage) => recordOf(handleWith({ data: { storage } }))),
    ).toEqual(['shared', 'own', '', '']);
    expect(recordOf({ ...handleWith(), key: 'other' })).toBe('');
  });
});

describe('a lease', () => {
  test('gives the session, its generation, its token and when that ends', () => {
    expect(alone()).toEqual({ ...ACTIVE, record: recordWith() });
    expect(alone({ sid: '10', generation: '0' }).name).toBe('10\n0');
    expect(alone({ sid: '1001', generation: '20010' }).name).toBe('1001\n20010');
    expect(alone({ sid: '000', generation: '00100' }).name).toBe('0\n100');
    expect(alone({ end: '' }).expiresAt).toBeUndefined();
    expect(alone({ end: '0' }).expiresAt).toBeUndefined();
  });

  test('is of the format that this version knows', () => {
    for (const head of ['everfetch 1', 'everfetch 20', 'Everfetch 2', ''])
      expect(alone({ head })).toBeUndefined();
  });

  test('is whole', () => {
    const lines = recordWith().split('\n');
    for (let count = 1; count < 11; count++) {
      sessionStorage.setItem(KEY, lines.slice(0, count).join('\n'));
      expect([count, glance(handleWith())]).toEqual([count, undefined]);
    }
  });

  test('holds from its begin to its end', () => {
    const now = Date.now();
    for (const [since, until, holds] of [
      [now - 1, now + 1, true],
      [now + 1, now + 2, false],
      [now - 2, now - 1, false],
      ['', now + 1, false],
      [now - 1, '', false],
      ['x', now + 1, false],
      [now - 1, 'x', false],
    ])
      expect([since, until, alone({ since, until })?.state]).toEqual([
        since,
        until,
        holds ? 'active' : undefined,
      ]);
  });

  test('needs a token, unless the session is one of cookies', () => {
    expect(alone({ token: '' })).toBeUndefined();
    expect(alone({ token: '' }, { data: { carrier: 'split' } })).toBeUndefined();
    expect(alone({ token: '' }, { data: { carrier: 'cookie' } })).toMatchObject({
      state: 'active',
      token: '',
    });
  });

  test('is that of the requests that have left already, or none', () => {
    expect(alone({}, { leased: { name: '12\n3' } })).toMatchObject({ state: 'active' });
    for (const name of ['12\n4', '1\n23', '123', '12\n30'])
      expect(alone({}, { leased: { name } })).toBeUndefined();
  });

  test('of a tab that shared its session is none for one that does not, and the other way round', () => {
    expect(alone({ live: 'epoch live' })).toBeUndefined();
    expect(among({ live: '' })).toBeUndefined();
  });
});

describe('a lease of a session that tabs share', () => {
  test('holds while all stands as it stood', () => {
    expect(among()).toMatchObject(ACTIVE);
    expect(among({ undoubted: '' })).toMatchObject(ACTIVE);
    expect(among({ undoubted: LEDGER.replace('\n', ' ') })).toMatchObject(ACTIVE);
  });

  test('ends with the epoch: another session has begun, or this one has ended', () => {
    for (const epoch of [`13 3${EPOCH_LIVE}`, '12 3\nended', `${EPOCH}\n`, ''])
      expect([epoch, among({}, { epoch })]).toEqual([epoch, undefined]);
  });

  test('ends when a token of it has been spent', () => {
    for (const ledger of ['', '1 free\n2 free', '1', 'x' + LEDGER])
      expect([ledger, among({}, { ledger })]).toEqual([ledger, undefined]);
    expect(among({}, { ledger: LEDGER + '\n3' })).toMatchObject(ACTIVE);
  });

  test('has the epoch and the ledger in several lines', () => {
    const epoch = `a\nb\nc${EPOCH_LIVE}`;
    expect(among({ live: epoch.replaceAll('\n', ' ') }, { epoch })).toMatchObject(ACTIVE);
    expect(among({ undoubted: '1 2 3' }, { ledger: '1\n2\n3\n4' })).toMatchObject(ACTIVE);
  });

  test('needs nothing of these where the tab is alone', () => {
    const get = vi.spyOn(localStorage, 'getItem');
    expect(alone()).toMatchObject(ACTIVE);
    expect(get).not.toHaveBeenCalled();
  });
});

describe('without a record', () => {
  const NOBODY = { state: 'anonymous' };

  test('there is no session, where nothing could be one', () => {
    expect(glance(handleWith())).toEqual(NOBODY);
    expect(glance(handleWith({ data: { storage: 'memory' } }))).toEqual(NOBODY);
    expect(glance(handleWith({ data: { shareTabs: true } }))).toEqual(NOBODY);
  });

  test('only the core can tell where a cookie, the application’s storage, its function or another tab may have one', () => {
    for (const handle of [
      { data: { carrier: 'cookie' } },
      { data: { carrier: 'split' } },
      { data: { storage: 'custom' } },
      { options: { initial: () => {} } },
      { leased: { name: '12\n3' } },
    ])
      expect(glance(handleWith(handle))).toBeUndefined();
    for (const [epoch, known] of [
      [EPOCH, undefined],
      [`${EPOCH} \n`, undefined],
      ['12 3\nended', NOBODY],
      [`${EPOCH}r`, NOBODY],
      ['live', NOBODY],
    ]) {
      localStorage.setItem(`${KEY}:E`, epoch);
      expect([epoch, glance(handleWith({ data: { shareTabs: true } }))]).toEqual([epoch, known]);
      expect(glance(handleWith())).toEqual(NOBODY);
    }
  });

  test('or where the storage cannot be read', () => {
    for (const name of ['sessionStorage', 'localStorage']) {
      vi.stubGlobal(name, {
        getItem() {
          throw new DOMException('blocked', 'SecurityError');
        },
      });
      expect(glance(handleWith({ data: { shareTabs: true } }))).toBeUndefined();
      storages();
    }
  });
});
