// Tokens that an application hands over, and a sign-out: what Rust is told, and how its answers become promises and
// errors.
import { describe, expect, test } from 'vitest';
import { ACT_REVOKE, ACT_SIGN_OUT } from '../../src/web/boundary.js';
import { isSettled, onAct, starts, waitsFor } from './support/bare-session.js';
import { fakeClock } from './support/clock.js';
import { later, rejection, turns } from './support/fake.js';

const FAILED = { code: 'ERR_REFRESH_FAILED', retryable: true };

describe('signIn and update', () => {
  test('signIn hands the tokens over at once', () => {
    const { actions, methods } = starts();
    expect(actions.signIn('access-2')).toBe(undefined);
    expect(methods.setTokens.mock.calls).toEqual([['access-2', false]]);
  });

  test('update hands them over as those of the same session, before the call returns', async () => {
    const { actions, methods } = starts();
    const updating = actions.update('access-2');
    expect(methods.setTokens.mock.calls).toEqual([['access-2', true]]);
    expect(await updating).toBe(undefined);
  });

  test('update of a session that is not known yet waits for all of it', async () => {
    const session = starts();
    const { actions, methods, rust } = session;
    rust.state = 'restoring';
    const gates = [later(), later()];
    waitsFor(session, gates, 'active');
    const updating = actions.update('access-2');
    gates[0].resolve();
    await turns();
    expect(methods.setTokens).not.toHaveBeenCalled();
    gates[1].resolve();
    await updating;
    expect(methods.setTokens).toHaveBeenCalledTimes(1);
  });

  test('update does not wait for a refresh', async () => {
    const session = starts();
    session.rust.state = 'refreshing';
    waitsFor(session, [later()]);
    await session.actions.update('access-2');
    expect(session.methods.setTokens).toHaveBeenCalledTimes(1);
  });

  test('update does not wait where Rust waits for nothing', async () => {
    const { actions, methods, rust } = starts();
    rust.state = 'restoring';
    await actions.update('access-2');
    expect(methods.setTokens).toHaveBeenCalledTimes(1);
  });

  test('update without a session is refused, and takes over nothing', async () => {
    for (const [state, reason] of [['anonymous'], ['ended', 'signedOut']]) {
      const { actions, methods, rust } = starts();
      Object.assign(rust, { state, reason });
      const error = await rejection(actions.update('access-2'));
      expect([error.code, error.reason]).toEqual(['ERR_SESSION_ENDED', reason]);
      expect(error.message).toBe('The session has ended');
      expect(methods.setTokens).not.toHaveBeenCalled();
    }
  });

  test('what is no token is refused by name and not shown', async () => {
    for (const [problem, message] of [
      [1, 'no token; it takes { accessToken, refreshToken, expiresIn } or a text'],
      [2, 'a text that is no token; an unusual one goes into { accessToken }'],
    ]) {
      const { actions, methods } = starts();
      methods.setTokens.mockReturnValue(problem);
      const error = {
        isAxiosError: true,
        code: 'ERR_BAD_OPTION_VALUE',
      };
      expect(() => actions.signIn('x y')).toThrow(
        expect.objectContaining({ ...error, message: `session.signIn got ${message}` }),
      );
      expect(await rejection(actions.update('x y'))).toMatchObject({
        ...error,
        message: `session.update got ${message}`,
      });
    }
  });
});

describe('signOut', () => {
  /** Rust signs out, and revokes where it is asked to. */
  const signsOut = (options) => {
    const session = starts(options);
    onAct(session.methods, { [ACT_REVOKE]: () => true });
    return session;
  };

  test('waits for the revocation that Rust has made, and says how it ended', async () => {
    const { actions, handle, methods } = signsOut({ revoke: '/revoke' });
    const error = new Error('offline');
    for (const outcome of [{ revoked: true }, { revoked: false, error }]) {
      const out = actions.signOut();
      expect(methods.act.mock.calls.splice(0)).toEqual([[ACT_REVOKE]]);
      expect(await isSettled(out)).toBe(false);
      const { signOuts } = handle.engine;
      expect(signOuts.size).toBe(1);
      for (const done of signOuts) (signOuts.delete(done), done(outcome));
      expect(await out).toBe(outcome);
    }
  });

  test('revokes unless revoke is false, whatever else it gets', () => {
    for (const options of [
      undefined,
      null,
      {},
      { revoke: undefined },
      { revoke: true },
      new Event('click'),
    ]) {
      const { actions, methods } = starts();
      actions.signOut(options);
      expect(methods.act.mock.calls).toEqual([[ACT_REVOKE]]);
    }
    const { actions, methods } = starts();
    actions.signOut({ revoke: false });
    expect(methods.act.mock.calls).toEqual([[ACT_SIGN_OUT]]);
  });

  test('where nothing is revoked that is said at once, and nobody waits', () => {
    const { actions, handle } = starts();
    expect(actions.signOut()).toEqual({ revoked: false });
    expect(handle.engine.signOuts.size).toBe(0);
  });

  test('does not wait longer than for the session, and rejects never', async () => {
    const clock = fakeClock();
    const { actions, handle } = signsOut();
    const out = actions.signOut();
    clock.advance(handle.bound - 1);
    expect(await isSettled(out)).toBe(false);
    clock.advance(1);
    expect(await out).toEqual({ revoked: false, error: expect.objectContaining(FAILED) });
  });
});

test('where the core cannot be had an action throws what says so', () => {
  const { handle, cores, actions } = starts();
  cores.isBroken = true;
  handle.engine.broke(new Error());
  expect(() => actions.signIn('access-2')).toThrow(expect.objectContaining(FAILED));
});
