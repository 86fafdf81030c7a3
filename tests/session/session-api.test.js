// `api.session`: what is answered at once, by the core or without it, and what waits for the core.
import { describe, expect, test, vi } from 'vitest';
import { ACT_OPEN } from '../../src/web/boundary.js';
import { sessionOf } from '../../pkg-template/src/session/api.js';
import { barePage, bareSession, recordText, starts } from './support/bare-session.js';
import { later, rejection, turns } from './support/fake.js';

/** A page with the record of a session, whose core is late. */
const stored = (options) => {
  const { sessionStorage } = barePage();
  const made = bareSession({ shareTabs: false, ...options }, { isLate: true });
  sessionStorage.setItem(made.handle.key, recordText());
  return made;
};
const ACTIONS = ['signIn', 'update', 'signOut', 'refresh', 'getAccessToken'];

describe('an action', () => {
  test('gets what it was given, and its result is handed on', async () => {
    const { handle, session } = starts();
    for (const name of ACTIONS) {
      const result = {};
      const act = vi.spyOn(handle.engine.actions, name).mockResolvedValue(result);
      expect(await session[name]('given')).toBe(result);
      expect(act.mock.calls).toEqual([[/refresh|get/.test(name) ? undefined : 'given']]);
    }
  });

  test('begins before the call returns where the core is there', () => {
    const { methods, session } = starts();
    session.signIn('access-2');
    expect(methods.setTokens.mock.calls).toEqual([['access-2', false]]);
  });

  test('waits for a core that is on its way, and requests wait for it meanwhile', async () => {
    const { handle, session, arrives, made } = bareSession({}, { isLate: true });
    const signedIn = session.signIn('access-2');
    expect(handle.wanted).toBe(1);
    const other = session.signIn('access-3');
    expect(handle.wanted).toBe(2);
    arrives();
    await Promise.all([signedIn, other]);
    expect(handle.wanted).toBe(0);
    expect(made[0].methods.setTokens.mock.calls.map(([tokens]) => tokens)).toEqual(['access-2', 'access-3']);
  });

  test('rejects where the core does not come, and requests wait no longer', async () => {
    for (const name of ACTIONS) {
      const { handle, session, fails } = bareSession({}, { isLate: true });
      const refused = rejection(session[name]());
      fails();
      expect(await refused).toMatchObject({
        isAxiosError: true,
        code: 'ERR_CORE_UNAVAILABLE',
        retryable: true,
      });
      expect(handle.wanted).toBe(0);
    }
  });

  test('rejects in the shape of axios, whatever goes wrong and whenever', async () => {
    const { handle, session } = starts();
    const fail = (thrown) => () => {
      throw thrown;
    };
    for (const thrown of [new TypeError('mine'), 'mine'])
      for (const act of [fail(thrown), async () => fail(thrown)()]) {
        vi.spyOn(handle.engine.actions, 'refresh').mockImplementation(act);
        expect(await rejection(session.refresh())).toMatchObject({ isAxiosError: true, message: 'mine' });
      }
  });
});

describe('ready', () => {
  test('resolves with the state once it is known, and never rejects', async () => {
    const { rust, session, handle } = starts();
    const gate = later();
    vi.spyOn(handle.engine.actions, 'ready').mockReturnValue(gate.promise);
    const ready = session.ready();
    rust.state = 'stale';
    gate.reject(new Error('offline'));
    expect(await ready).toBe('stale');
  });

  test('waits also where the core is there and says active', async () => {
    const { handle, session } = starts();
    const act = vi.spyOn(handle.engine.actions, 'ready');
    expect(await session.ready()).toBe('active');
    expect(act).toHaveBeenCalledTimes(1);
  });

  test('needs no core where the storages say it', async () => {
    const active = stored();
    expect([await active.session.ready(), active.loads.length]).toEqual(['active', 0]);
    const none = bareSession({}, { isLate: true });
    expect([await none.session.ready(), none.loads.length]).toEqual(['anonymous', 0]);
  });

  test('waits for the core where only that can tell', async () => {
    barePage();
    const { session, arrives, loads } = bareSession({ carrier: 'cookie' }, { isLate: true });
    const ready = session.ready();
    await turns();
    expect(loads).toHaveLength(1);
    arrives();
    expect(await ready).toBe('active');
  });
});

describe('what is known at once', () => {
  test('of the core: the state, the end of the token, its claims; the session is opened for it', () => {
    const { session, rust, methods } = starts();
    for (const [state, isSignedIn] of [
      ['anonymous', false],
      ['restoring', false],
      ['active', true],
      ['refreshing', true],
      ['stale', true],
      ['ended', false],
    ]) {
      rust.state = state;
      expect([session.state, session.isSignedIn]).toEqual([state, isSignedIn]);
    }
    methods.expires.mockReturnValue(1234);
    methods.act.mockClear();
    expect(session.expiresAt).toBe(1234);
    expect(methods.act.mock.calls).toEqual([[ACT_OPEN]]);
    methods.expires.mockReturnValue(NaN);
    expect(session.expiresAt).toBe(undefined);
    methods.act.mockClear();
    session.guarantees();
    expect(methods.act.mock.calls).toEqual([[ACT_OPEN]]);
  });

  test('of the storage, where there is no core yet', () => {
    const { sessionStorage } = barePage();
    const { session, handle, loads } = bareSession({ shareTabs: false }, { isLate: true });
    const token = `e30.${btoa('{"sub":"ada"}')}.x`;
    sessionStorage.setItem(handle.key, recordText({ token, end: 9e12 }));
    expect([session.state, session.expiresAt, session.claims()]).toEqual(['active', 9e12, { sub: 'ada' }]);
    expect(loads).toHaveLength(0);
    sessionStorage.setItem(handle.key, 'another record');
    expect([session.expiresAt, session.claims()]).toEqual([undefined, undefined]);
  });

  test('a core that has broken knows nothing, and the storage is not believed in its place', () => {
    const { sessionStorage } = barePage();
    const { session, handle, cores } = starts({ shareTabs: false });
    sessionStorage.setItem(handle.key, recordText({ token: `e30.${btoa('{"sub":"ada"}')}.x` }));
    cores.isBroken = true;
    handle.engine.broke(new Error());
    expect([session.expiresAt, session.claims(), session.state]).toEqual([undefined, undefined, 'restoring']);
  });

  test('the api of a session is one, and its snapshot needs no owner', () => {
    const { session, defaults } = starts();
    expect(sessionOf(defaults)).toBe(session);
    expect(sessionOf({ ...defaults })).toBe(session);
    expect(bareSession().session).not.toBe(session);
    const { getSnapshot } = session;
    expect(getSnapshot()).toEqual({ state: 'active' });
  });
});
