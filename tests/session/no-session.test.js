// `api.session` of a client without a session.
import { describe, expect, test } from 'vitest';
import { sessionOf } from '../../pkg-template/src/session/api.js';
import { rejection } from './support/fake.js';

const ACTIONS = ['signIn', 'update', 'signOut', 'refresh', 'getAccessToken'];

describe('a client without a session', () => {
  const none = () => sessionOf({ session: undefined });
  const MISSING = {
    isAxiosError: true,
    code: 'ERR_BAD_OPTION',
    message: 'this client has no session; create it with { session: { refresh: … } }',
  };

  test('is anonymous, and says so to whoever only asks', async () => {
    for (const given of [undefined, false, null, true]) {
      const session = sessionOf({ session: given });
      expect(session).toBe(none());
      expect([session.id, session.state, session.isSignedIn]).toEqual(['', 'anonymous', false]);
      expect([session.expiresAt, session.claims(), session.timeline()]).toEqual([undefined, undefined, []]);
      expect(session.getSnapshot()).toEqual({ state: 'anonymous' });
      expect(Object.isFrozen(session.getSnapshot())).toBe(true);
      expect(await session.ready()).toBe('anonymous');
    }
  });

  test('has whatever needs a session refused, with what to do', async () => {
    for (const name of ACTIONS) expect(await rejection(none()[name]())).toMatchObject(MISSING);
    for (const act of [
      () => none().on('ended', () => {}),
      () => none().subscribe(() => {}),
      () => none().guarantees(),
    ])
      expect(act).toThrow(expect.objectContaining(MISSING));
  });
});
