// A refresh, `ready` and `getAccessToken` as an application has them made: what they wait for, and how Rust's answers
// become values and errors.
import { describe, expect, test } from 'vitest';
import {
  ACTION_DELIVER,
  ACTION_REJECT,
  ACTION_SEND_WITH_TOKEN,
  ACTION_WAIT,
  ACT_LOOK,
  ACT_OPEN,
  ACT_REFRESH,
  SERIAL_SHIFT,
} from '../../src/web/boundary.js';
import { barePage, isSettled, onAct, starts, waitsFor } from './support/bare-session.js';
import { fakeClock } from './support/clock.js';
import { later, rejection, turns } from './support/fake.js';

const FAILED = { code: 'ERR_REFRESH_FAILED', retryable: true };

describe('refresh', () => {
  /** A refresh that begins and ends with this outcome. */
  const refreshes = (outcome, options) => {
    const session = starts(options);
    onAct(session.methods, {
      [ACT_REFRESH]: () => {
        session.methods.waiting.mockReturnValue(Promise.resolve(outcome));
        return true;
      },
    });
    return session;
  };

  test('resolves with nothing when the token was renewed, or is the same again', async () => {
    for (const outcome of [undefined, 'unchanged'])
      expect(await refreshes(outcome).actions.refresh()).toBe(undefined);
  });

  test('rejects with what the wait ended by, and with why the refresh failed', async () => {
    const cause = new Error('status 503');
    for (const [code, retryable] of [
      ['ERR_REFRESH_FAILED', true],
      ['ERR_SESSION_ENDED', false],
      ['ERR_REFRESH_MISCONFIGURED', false],
      ['ERR_SESSION_CHANGED', false],
    ]) {
      const { actions, page } = refreshes(code);
      page.cause = cause;
      const error = await rejection(actions.refresh());
      expect([error.code, error.retryable, error.cause]).toEqual([code, retryable, cause]);
    }
  });

  test('that does not begin says why: no session, a call that is refused, or a failure', async () => {
    for (const [state, failure, code] of [
      ['anonymous', undefined, 'ERR_SESSION_ENDED'],
      ['ended', 'misconfigured', 'ERR_SESSION_ENDED'],
      ['stale', 'misconfigured', 'ERR_REFRESH_MISCONFIGURED'],
      ['stale', 'transient', 'ERR_REFRESH_FAILED'],
      ['active', undefined, 'ERR_REFRESH_FAILED'],
    ]) {
      const { actions, rust, handle, methods } = starts();
      rust.state = state;
      handle.failure = failure;
      // Somebody else is waited for.
      methods.waiting.mockReturnValue(Promise.resolve());
      expect([state, failure, (await rejection(actions.refresh())).code]).toEqual([state, failure, code]);
    }
  });

  test('one that has begun and ended at once is no success', async () => {
    const { actions, methods } = starts();
    onAct(methods, { [ACT_REFRESH]: () => true });
    expect(await rejection(actions.refresh())).toMatchObject(FAILED);
  });

  test('of a session that is not known yet begins when it is', async () => {
    const session = refreshes();
    session.rust.state = 'restoring';
    const gates = [later(), later()];
    waitsFor(session, gates, 'active');
    const refreshing = session.actions.refresh();
    gates[0].resolve();
    await turns();
    expect(session.methods.act.mock.calls.flat()).not.toContain(ACT_REFRESH);
    gates[1].resolve();
    await refreshing;
    expect(session.methods.act.mock.calls.flat()).toContain(ACT_REFRESH);
  });

  test('of a known session begins before the call returns', () => {
    const { actions, methods } = refreshes();
    actions.refresh();
    expect(methods.act.mock.calls.flat()).toContain(ACT_REFRESH);
  });

  test('all of its waiting has one end, which is a failure that can be tried again', async () => {
    const clock = fakeClock();
    clock.advance(500_000);
    const session = refreshes(undefined, { refreshTimeout: 1000 });
    session.rust.state = 'restoring';
    const gate = later();
    waitsFor(session, [gate], 'active');
    const refreshing = rejection(session.actions.refresh());
    clock.advance(3000);
    session.methods.act.mockImplementation(() => {
      session.methods.waiting.mockReturnValue(new Promise(() => {}));
      return true;
    });
    gate.resolve();
    await turns();
    clock.advance(999);
    expect(await isSettled(refreshing)).toBe(false);
    clock.advance(1);
    const error = await refreshing;
    expect(error).toMatchObject(FAILED);
    expect(error.cause.message).toMatch('waiting for the session took longer');
  });
});

describe('ready', () => {
  test('opens the session and waits until no refresh is under way', async () => {
    const session = starts();
    const { actions, methods } = session;
    const gates = [later(), later()];
    waitsFor(session, gates);
    const ready = actions.ready();
    expect(methods.act.mock.calls).toEqual([[ACT_OPEN]]);
    gates[0].resolve();
    expect(await isSettled(ready)).toBe(false);
    gates[1].resolve();
    expect(await ready).toBe(undefined);
    expect(methods.act.mock.calls.flat()).not.toContain(ACT_REFRESH);
  });

  test('tries a refresh where only that tells whether there is a session, and waits for it', async () => {
    const { actions, methods, rust } = starts();
    rust.state = 'restoring';
    const gate = later();
    onAct(methods, {
      [ACT_REFRESH]: () => {
        methods.waiting.mockReturnValue(gate.promise);
        return true;
      },
    });
    const ready = actions.ready();
    expect(await isSettled(ready)).toBe(false);
    gate.resolve('ERR_REFRESH_FAILED');
    expect(await rejection(ready)).toMatchObject(FAILED);
  });
});

describe('getAccessToken', () => {
  test('is the token of a request that may be sent with it', async () => {
    fakeClock();
    const { actions, methods } = starts();
    methods.begin.mockReturnValue(ACTION_SEND_WITH_TOKEN | (5 << SERIAL_SHIFT));
    expect(await actions.getAccessToken()).toBe('access-1');
    // As a request without any flag.
    expect(methods.begin.mock.calls).toEqual([[0, performance.now(), Date.now()]]);
  });

  test('is nothing where a request would be sent without', async () => {
    for (const ticket of [0, ACTION_DELIVER, 4]) {
      const { actions, methods } = starts();
      methods.begin.mockReturnValue(ticket);
      expect(await actions.getAccessToken()).toBe(undefined);
    }
  });

  test('waits as often as Rust says, and goes on with the ticket', async () => {
    fakeClock();
    const session = starts();
    const { actions, methods } = session;
    const gates = [later(), later()];
    waitsFor(session, gates);
    const [first, second] = [1, 2].map((serial) => ACTION_WAIT | (serial << SERIAL_SHIFT));
    methods.begin.mockReturnValue(first);
    methods.resume.mockReturnValueOnce(second).mockReturnValueOnce(ACTION_SEND_WITH_TOKEN);
    const got = actions.getAccessToken();
    await turns();
    expect(methods.resume).not.toHaveBeenCalled();
    gates[0].resolve();
    await turns();
    expect(methods.resume.mock.calls).toEqual([[first, performance.now(), Date.now()]]);
    gates[1].resolve();
    expect(await got).toBe('access-1');
    expect(methods.resume.mock.lastCall).toEqual([second, performance.now(), Date.now()]);
  });

  test('is refused with the code that Rust names', async () => {
    for (const [index, code] of [
      'ERR_SESSION_ENDED',
      'ERR_SESSION_CHANGED',
      'ERR_REFRESH_FAILED',
      'ERR_REFRESH_MISCONFIGURED',
    ].entries()) {
      const { actions, methods, rust } = starts();
      rust.reason = 'lost';
      methods.begin.mockReturnValue((ACTION_REJECT + index) | (9 << SERIAL_SHIFT));
      const error = await rejection(actions.getAccessToken());
      expect([error.code, error.reason]).toEqual([code, index ? undefined : 'lost']);
      expect(methods.token).not.toHaveBeenCalled();
    }
  });

  test('looks what other tabs have done before it is asked for, and after each wait', async () => {
    const { localStorage } = barePage();
    const { actions, methods, handle } = starts();
    const gate = later();
    methods.waiting.mockReturnValue(gate.promise);
    methods.begin.mockReturnValue(ACTION_WAIT);
    const looks = () => methods.act.mock.calls.splice(0).filter(([act]) => act === ACT_LOOK).length;
    const got = actions.getAccessToken();
    expect([looks(), methods.begin.mock.calls.length]).toEqual([1, 1]);
    expect(methods.act.mock.invocationCallOrder[0]).toBeLessThan(methods.begin.mock.invocationCallOrder[0]);
    localStorage.setItem(`${handle.key}:E`, 'another');
    gate.resolve();
    await got;
    expect(looks()).toBe(1);
    expect(methods.act.mock.invocationCallOrder[1]).toBeLessThan(methods.resume.mock.invocationCallOrder[0]);
  });
});
