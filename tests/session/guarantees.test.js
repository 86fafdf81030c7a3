// What `guarantees()` says of a session: what Rust and the page know, and what follows from it.
import { describe, expect, test, vi } from 'vitest';
import { NO_LOCKS, NO_LOCK_LIST, SHARING } from '../../src/web/boundary.js';
import { barePage, bareSession } from './support/bare-session.js';

const STORE = { load() {}, save() {}, clear() {} };
/** Of a page's session with these options, whose instance of Rust and whose page say this. */
const guarantees = (options, { bits = 0, engine, ...page } = {}) => {
  barePage();
  const { session, start } = bareSession(options);
  const { rust } = start();
  Object.assign(rust, { bits, engine });
  Object.assign(rust.page, page);
  return session.guarantees();
};

test('of a page where all is as usual', () => {
  expect(guarantees()).toEqual({
    shareTabs: false,
    survivesReload: true,
    refreshOutlivesPage: false,
    storage: 'session',
    degraded: [],
    engine: 'wasm',
  });
});

test('tabs share where Rust says so', () => {
  expect(guarantees({}, { bits: SHARING }).shareTabs).toBe(true);
  expect(guarantees({}, { bits: NO_LOCKS | NO_LOCK_LIST }).shareTabs).toBe(false);
});

test('the core has its form named', () => {
  expect(guarantees({}, { engine: 'js' }).engine).toBe('js');
});

test('what is missing is named, in one order', () => {
  for (const [known, name] of [
    [{ isDegraded: true }, 'storage'],
    [{ isUnwritten: true }, 'ledger'],
    [{ bits: NO_LOCKS }, 'locks'],
    [{ bits: NO_LOCK_LIST }, 'lockList'],
    [{ isLate: true }, 'timers'],
  ])
    expect(guarantees({}, known).degraded).toEqual([name]);
  const all = { isDegraded: true, isUnwritten: true, bits: NO_LOCKS | NO_LOCK_LIST | SHARING, isLate: true };
  expect(guarantees({}, all).degraded).toEqual(['storage', 'ledger', 'locks', 'lockList', 'timers']);
});

test('a storage of the application that does not work is missing as well', () => {
  const { handle, session, start } = bareSession({ storage: STORE });
  start();
  expect(session.guarantees()).toMatchObject({ degraded: [], survivesReload: true });
  handle.engine.store.degrade();
  expect(session.guarantees()).toMatchObject({ degraded: ['storage'], survivesReload: false });
});

describe('a reload', () => {
  for (const [options, known, survives] of [
    [{ storage: 'session' }, {}, true],
    [{ storage: 'local' }, {}, true],
    [{ storage: STORE }, {}, true],
    [{ storage: 'memory' }, {}, false],
    // The cookie is the browser's.
    [{ storage: 'memory', carrier: 'cookie' }, {}, true],
    [{ storage: 'memory', carrier: 'split' }, {}, true],
    [{ storage: 'session', carrier: 'cookie' }, {}, true],
    [{ storage: 'session' }, { isDegraded: true }, false],
    [{ storage: 'local' }, { isDegraded: true }, false],
    // What localStorage does not take is lost where the record is there too.
    [{ storage: 'local' }, { isUnwritten: true }, false],
    [{ storage: 'session' }, { isUnwritten: true }, true],
    [{ storage: 'local' }, { bits: NO_LOCKS }, true],
  ])
    test(`${JSON.stringify([options, known])} ${survives ? 'is' : 'is not'} survived`, () => {
      expect(guarantees(options, known).survivesReload).toBe(survives);
    });
});

describe('a refresh call without its page', () => {
  test('of a bearer goes on where a worker makes it', () => {
    expect(guarantees({}, { isOutlived: true }).refreshOutlivesPage).toBe(true);
    expect(guarantees({}, { isOutlived: false }).refreshOutlivesPage).toBe(false);
  });

  test('of cookies goes on where fetch knows keepalive', () => {
    class WithKeepalive {
      get keepalive() {
        return true;
      }
    }
    for (const carrier of ['cookie', 'split'])
      for (const [Request, outlives] of [
        [WithKeepalive, true],
        [class {}, false],
        [undefined, false],
      ]) {
        vi.stubGlobal('Request', Request);
        for (const isOutlived of [true, false])
          expect(guarantees({ carrier }, { isOutlived }).refreshOutlivesPage).toBe(outlives);
      }
  });
});

test('while no instance of Rust can be had, nothing that only Rust knows is said', () => {
  barePage();
  const { handle, session, start, cores } = bareSession();
  const { rust } = start();
  Object.assign(rust.page, { isDegraded: true, isUnwritten: true, isLate: true, isOutlived: true });
  cores.isBroken = true;
  handle.engine.broke(new Error());
  expect(session.guarantees()).toEqual({
    shareTabs: false,
    survivesReload: true,
    refreshOutlivesPage: false,
    storage: 'session',
    degraded: [],
    engine: undefined,
  });
});

test('without the core they are what the options say, and what the browser keeps by itself', () => {
  barePage();
  for (const [options, survivesReload] of [
    [{ storage: 'session' }, true],
    [{ storage: 'local' }, true],
    [{ storage: 'memory' }, false],
    [{ storage: 'memory', carrier: 'cookie' }, true],
    [{ storage: 'memory', carrier: 'split' }, true],
  ])
    expect(bareSession(options, { isLate: true }).session.guarantees()).toEqual({
      shareTabs: false,
      survivesReload,
      refreshOutlivesPage: false,
      storage: options.storage,
      degraded: [],
    });
});
