// What happens to a session, and what the face makes of it: the timeline, the listeners, its age, sign-outs that wait.
import { expect, test, vi } from 'vitest';
import { happened } from '../../pkg-template/src/session/happening.js';
import { later, turns } from './support/fake.js';
import { fakeClock } from './support/clock.js';

const handleWith = (rust) => ({
  engine: { signOuts: new Set(), peek: () => rust },
  timeline: { add: vi.fn() },
  age: 5,
  failure: 'before',
  tell: vi.fn(),
  changed: vi.fn(),
});
const TYPES = [
  ...[
    'signedIn',
    'refreshed',
    'refreshFailed',
    'replaced',
    'ended',
    'anonymous',
    'restored',
    'refreshStarted',
  ],
  ...['stepUpRequired', 'storageDegraded'],
];
/** The types for which it is so. */
const those = (is) =>
  TYPES.filter((type) => {
    const handle = handleWith();
    happened(handle, { type, failure: 'now' });
    return is(handle);
  });

test('the timeline has it with what there is to tell, and the listeners get it as it is', () => {
  const clock = fakeClock();
  clock.advance(7);
  const handle = handleWith();
  const event = { type: 'ended', reason: 'refused' };
  happened(handle, event);
  expect(handle.timeline.add.mock.calls).toEqual([[7, 'ended', { reason: 'refused' }]]);
  expect(handle.tell.mock.calls).toEqual([['ended', event]]);
  // Whoever is told of a change sees the event's listeners served.
  expect(handle.tell.mock.invocationCallOrder[0]).toBeLessThan(handle.changed.mock.invocationCallOrder[0]);
  expect(handle.changed).toHaveBeenCalledTimes(1);
});

test('a session that begins or ends makes what was asked before it older', () => {
  expect(those(({ age }) => age === 6)).toEqual(['signedIn', 'replaced', 'ended', 'anonymous']);
  expect(those(({ age }) => age !== 5 && age !== 6)).toEqual([]);
});

test('the failure of the last refresh is known until something makes up for it', () => {
  expect(those(({ failure }) => failure === 'now')).toEqual(['refreshFailed']);
  expect(those(({ failure }) => failure === undefined)).toEqual([
    'signedIn',
    'refreshed',
    'replaced',
    'ended',
  ]);
});

test('a name that only contains that of an event is another one', () => {
  for (const type of [
    'signedInAgain',
    'notended',
    'unrefreshed',
    'refreshedAll',
    'preanonymous',
    'endedly',
  ]) {
    const handle = handleWith();
    happened(handle, { type });
    expect([type, handle.age, handle.failure]).toEqual([type, 5, 'before']);
  }
});

test('a sign-in revokes nothing any more of a sign-out before it', () => {
  for (const type of TYPES) {
    const handle = handleWith();
    const [one, two] = [vi.fn(), vi.fn()];
    handle.engine.signOuts.add(one).add(two);
    happened(handle, { type });
    const told = type === 'signedIn' ? [[{ revoked: false }]] : [];
    expect([type, one.mock.calls, two.mock.calls]).toEqual([type, told, told]);
    expect(handle.engine.signOuts.size).toBe(type === 'signedIn' ? 0 : 2);
  }
});

test('the end of a refresh is a change, also where there is nothing else to tell', async () => {
  const gate = later();
  const rust = { waiting: vi.fn(() => gate.promise) };
  for (const type of TYPES.filter((type) => type !== 'refreshStarted')) happened(handleWith(rust), { type });
  expect(rust.waiting).not.toHaveBeenCalled();
  const handle = handleWith(rust);
  happened(handle, { type: 'refreshStarted' });
  await turns();
  expect(handle.changed).toHaveBeenCalledTimes(1);
  gate.resolve();
  await turns();
  expect(handle.changed).toHaveBeenCalledTimes(2);
  // One that has ended already gives no promise; and without Rust there is none to wait for.
  const over = handleWith({ waiting: () => undefined });
  happened(over, { type: 'refreshStarted' });
  await turns();
  expect(over.changed).toHaveBeenCalledTimes(2);
  const none = handleWith(undefined);
  happened(none, { type: 'refreshStarted' });
  await turns();
  expect(none.changed).toHaveBeenCalledTimes(1);
});
