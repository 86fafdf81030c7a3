// The state of a session before there is a core, while there is none to be had, and with one: what is told to whom, and
// when the core is loaded for it.
import { describe, expect, test, vi } from 'vitest';
import { barePage, bareSession, recordText } from './support/bare-session.js';
import { turns } from './support/fake.js';
import { coreNow, setLoader } from '../../pkg-template/src/wasm/loader.js';

/** A page whose core is late, with this record in its storage. */
const early = (record = recordText(), options) => {
  const page = barePage();
  const made = bareSession({ shareTabs: false, ...options }, { isLate: true });
  if (record) page.sessionStorage.setItem(made.handle.key, record);
  return { ...page, ...made };
};

describe('before there is a core', () => {
  test('the storages say it, and nothing is loaded', () => {
    for (const [record, state] of [
      [recordText(), 'active'],
      ['', 'anonymous'],
    ]) {
      const { session, loads } = early(record);
      expect([session.state, session.getSnapshot(), loads.length]).toEqual([state, { state }, 0]);
    }
  });

  test('where only the core can tell, it is loaded once, and subscribers hear of it', async () => {
    const { session, arrives, loads, made } = early('another record');
    const changed = vi.fn();
    session.subscribe(changed);
    expect([session.state, session.state, loads.length]).toEqual(['restoring', 'restoring', 1]);
    arrives();
    await turns();
    expect(changed).toHaveBeenCalledTimes(1);
    expect([session.state, made.length, loads.length]).toEqual(['active', 1, 1]);
  });

  for (const [what, change] of Object.entries({
    'a sign-in on its way': { wanted: 1 },
    'a lease that was refused': { isSpent: true },
  }))
    test(`${what} is the core’s to judge, whatever the storages say`, () => {
      const { session, handle, loads } = early();
      Object.assign(handle, change);
      expect([session.state, loads.length]).toEqual(['restoring', 1]);
    });

  test('the page holds the lock of the session that it shares', () => {
    const request = vi.fn(() => new Promise(() => {}));
    vi.stubGlobal('navigator', { locks: { request } });
    const shared = early('', { shareTabs: true, storage: 'local' });
    expect([shared.session.state, request.mock.calls.length]).toEqual(['anonymous', 0]);
    const { handle, session, localStorage } = shared;
    // The epoch and the ledger are what the record was written under.
    const record = recordText().split('\n');
    record[6] = record[7] = 'live';
    localStorage.setItem(handle.key, record.join('\n'));
    localStorage.setItem(`${handle.key}:E`, 'live');
    localStorage.setItem(`${handle.key}:G:1`, 'live');
    expect(session.state).toBe('active');
    expect(request.mock.calls).toEqual([[`${handle.key}:P:1:2`, { mode: 'shared' }, expect.any(Function)]]);
    handle.leave();
  });
});

describe('another tab', () => {
  test('that changes what is stored of the session has the core loaded, and subscribers told', async () => {
    for (const keyOf of [(key) => key, (key) => `${key}:E`, () => null]) {
      const { session, handle, happens, loads, arrives } = early();
      const changed = vi.fn();
      session.subscribe(changed);
      expect(session.state).toBe('active');
      happens('storage', { key: keyOf(handle.key) });
      expect(loads).toHaveLength(1);
      expect(changed).not.toHaveBeenCalled();
      arrives();
      await turns();
      expect(changed).toHaveBeenCalledTimes(1);
    }
  });

  test('is not listened to because of other keys, before somebody asked, or once there is a core', async () => {
    const { session, handle, happens, loads, arrives } = early();
    happens('storage', { key: handle.key });
    expect(session.state).toBe('active');
    for (const key of ['other', handle.key.slice(0, -1), `x${handle.key}`]) happens('storage', { key });
    expect(loads).toHaveLength(0);
    happens('storage', { key: null });
    arrives();
    await turns();
    const changed = vi.fn();
    session.subscribe(changed);
    happens('storage', { key: handle.key });
    await turns();
    expect([loads.length, changed.mock.calls.length]).toEqual([1, 0]);
  });

  test('is listened to once, however often the state is asked for, and also where nobody can listen', () => {
    const listens = vi.fn();
    const { session } = early();
    vi.stubGlobal('addEventListener', listens);
    expect([session.state, session.state]).toEqual(['active', 'active']);
    expect(listens.mock.calls.map(([type]) => type)).toEqual(['storage']);
    const other = early();
    vi.stubGlobal('addEventListener', undefined);
    expect(other.session.state).toBe('active');
  });

  test('a core that does not come for it is told as well, and rejects nowhere', async () => {
    const { session, handle, happens, fails } = early();
    const changed = vi.fn();
    session.subscribe(changed);
    expect(session.state).toBe('active');
    happens('storage', { key: handle.key });
    fails();
    await turns();
    expect(changed).toHaveBeenCalledTimes(1);
  });
});

describe('a core that does not come', () => {
  test('leaves a session that is stored as stale, and one that is not as none; nobody loads it again for that', async () => {
    for (const [record, state] of [
      ['another record', 'stale'],
      ['', 'anonymous'],
    ]) {
      const { session, loads, fails } = early(record, { carrier: 'cookie' });
      const changed = vi.fn();
      session.subscribe(changed);
      expect(session.state).toBe('restoring');
      fails();
      await turns();
      expect([session.state, changed.mock.calls.length, loads.length]).toEqual([state, 1, 1]);
      expect(session.isSignedIn).toBe(state === 'stale');
    }
  });

  test('h128_and_a_storage_that_is_blocked_are_no_session_and_no_error', async () => {
    const { session, sessionStorage, fails } = early();
    sessionStorage.fails.push('getItem');
    expect(session.state).toBe('restoring');
    fails();
    await turns();
    expect([session.state, session.getSnapshot()]).toEqual(['anonymous', { state: 'anonymous' }]);
    expect(await session.ready()).toBe('anonymous');
  });

  test('and may come yet: then the session is what it says', async () => {
    const { session, fails, arrives } = early('another record');
    void session.state;
    fails();
    await turns();
    const refreshing = session.getAccessToken();
    arrives();
    await refreshing;
    expect(session.state).toBe('active');
  });
});

describe('a core that cannot be had at all', () => {
  /** What the loader says where WebAssembly is refused, and nothing takes its place. */
  const hopeless = (record) => {
    const page = barePage();
    const made = bareSession({ shareTabs: false, carrier: 'cookie' });
    if (record) page.sessionStorage.setItem(made.handle.key, record);
    vi.stubGlobal('WebAssembly', undefined);
    setLoader({ make() {}, sync: () => new Uint8Array(), async: () => new Uint8Array() });
    expect(coreNow).toThrow(expect.objectContaining({ code: 'ERR_CORE_UNAVAILABLE' }));
    return { ...page, ...made };
  };

  test('is no session, and is not asked for', async () => {
    for (const record of ['', 'another record']) {
      const { session, handle } = hopeless(record);
      const ready = vi.spyOn(handle, 'ready');
      expect([session.state, session.getSnapshot()]).toEqual(['anonymous', { state: 'anonymous' }]);
      expect(ready).not.toHaveBeenCalled();
    }
  });

  test('leaves what the storages say by themselves', () => {
    const { session } = hopeless(recordText());
    expect(session.state).toBe('active');
  });
});

describe('a core that has broken', () => {
  test('is started again at the next use; until it can be, the session is being restored', () => {
    const { session, handle, cores, start } = bareSession();
    start();
    cores.isBroken = true;
    handle.engine.broke(new Error());
    expect(session.state).toBe('restoring');
    cores.isBroken = false;
    expect(session.state).toBe('active');
  });
});
