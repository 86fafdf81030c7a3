// The session as the frameworks are shown it: one view for each snapshot, a listener from the start to the end of the
// component, and none on a server. support/frameworks.js takes the frameworks' place; tests/matrix has the real ones.
import { expect, test, vi } from 'vitest';

/** A session whose state the test sets. */
function fakeSession(state = 'active') {
  const listeners = new Set();
  let snapshot = Object.freeze({ state });
  return {
    listeners,
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become(next) {
      snapshot = Object.freeze({ state: next });
      for (const listener of listeners) listener();
    },
  };
}

/** A module of the frameworks' part, in a page or on a server. */
const load = (name, { isServer = false } = {}) => {
  vi.resetModules();
  vi.stubGlobal('document', isServer ? undefined : {});
  return import(`../../pkg-template/src/frameworks/${name}.js`);
};
/** The stand-in that the module loaded last uses. */
const standIn = () => import('./support/frameworks.js');

const onServer = { state: 'restoring', isSignedIn: false };

test('a snapshot has one view, which says whether somebody is signed in, and cannot be changed', async () => {
  const { viewOf } = await load('view');
  const session = fakeSession();
  const view = viewOf(session);
  expect([viewOf(session), Object.isFrozen(view)]).toEqual([view, true]);
  expect(viewOf(session)).toBe(view);
  const seen = ['anonymous', 'restoring', 'active', 'refreshing', 'stale', 'ended', 'inactive', 'actively'];
  const views = seen.map((state) => (session.become(state), viewOf(session)));
  expect(views.map(({ state }) => state)).toEqual(seen);
  expect(views.map(({ isSignedIn }) => isSignedIn)).toEqual(
    seen.map((state) => ['active', 'refreshing', 'stale'].includes(state)),
  );
  const { ON_SERVER } = await load('view');
  expect([ON_SERVER, Object.isFrozen(ON_SERVER)]).toEqual([onServer, true]);
});

test('a Svelte store tells its view at once and after each change, until it is left', async () => {
  const { useSession } = await load('svelte');
  const session = fakeSession();
  const run = vi.fn();
  const stop = useSession({ session }).subscribe(run);
  session.become('ended');
  stop();
  session.become('active');
  expect(run.mock.calls).toEqual([
    [{ state: 'active', isSignedIn: true }],
    [{ state: 'ended', isSignedIn: false }],
  ]);
  expect(session.listeners.size).toBe(0);
});

test('on a server a Svelte store tells once that the session is being restored, and listens to nothing', async () => {
  const { useSession } = await load('svelte', { isServer: true });
  const session = fakeSession();
  const run = vi.fn();
  const stop = useSession({ session }).subscribe(run);
  expect([run.mock.calls, session.listeners.size, stop()]).toEqual([[[onServer]], 0, undefined]);
});

test('React is given what it subscribes to, the view, and the view of a server', async () => {
  const { useSession } = await load('react');
  const session = fakeSession();
  const [subscribe, now, server] = useSession({ session });
  expect([now(), server()]).toEqual([{ state: 'active', isSignedIn: true }, onServer]);
  expect(now()).toBe(now());
  const changed = vi.fn();
  const stop = subscribe(changed);
  session.become('ended');
  stop();
  session.become('active');
  expect(changed).toHaveBeenCalledTimes(1);
});

test('a Vue ref follows the session until its scope is over, and cannot be written', async () => {
  const { useSession } = await load('vue');
  const { disposals } = await standIn();
  const session = fakeSession();
  const view = useSession({ session });
  expect([view.isReadonly, view.value]).toEqual([true, { state: 'active', isSignedIn: true }]);
  session.become('ended');
  expect(view.value).toEqual({ state: 'ended', isSignedIn: false });
  for (const stop of disposals) stop();
  expect(session.listeners.size).toBe(0);
});

test('outside of a scope a Vue ref follows the session for good', async () => {
  const { useSession } = await load('vue');
  (await standIn()).world.hasScope = false;
  const session = fakeSession('anonymous');
  const view = useSession({ session });
  session.become('stale');
  expect(view.value).toEqual({ state: 'stale', isSignedIn: true });
});

test('on a server a Vue ref says that the session is being restored, and listens to nothing', async () => {
  const { useSession } = await load('vue', { isServer: true });
  const { disposals } = await standIn();
  const session = fakeSession();
  const view = useSession({ session });
  expect([view.isReadonly, view.value]).toEqual([true, onServer]);
  expect([session.listeners.size, disposals.length]).toEqual([0, 0]);
});

test('an Angular signal follows the session until its injector ends, and cannot be set', async () => {
  const { injectSession } = await load('angular');
  const { disposals } = await standIn();
  const session = fakeSession();
  const view = injectSession({ session });
  expect([view(), view.set]).toEqual([{ state: 'active', isSignedIn: true }, undefined]);
  session.become('ended');
  expect(view()).toEqual({ state: 'ended', isSignedIn: false });
  for (const stop of disposals) stop();
  expect(session.listeners.size).toBe(0);
});

test('on a server an Angular signal says that the session is being restored, and listens to nothing', async () => {
  const { injectSession } = await load('angular', { isServer: true });
  const { disposals } = await standIn();
  const session = fakeSession();
  const view = injectSession({ session });
  expect([view(), view.set, session.listeners.size, disposals.length]).toEqual([onServer, undefined, 0, 0]);
});
