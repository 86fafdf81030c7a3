// Who is told what of a session, and the snapshot that subscribers compare.
import { describe, expect, test, vi } from 'vitest';
import { bareSession, starts } from './support/bare-session.js';

describe('the snapshot', () => {
  test('is the same frozen object while state and reason are the same', () => {
    const { session, start } = bareSession();
    const { rust } = start();
    const seen = [];
    for (const [state, reason] of [
      ['active'],
      ['active'],
      ['ended', 'refused'],
      ['ended', 'refused'],
      ['ended', 'signedOut'],
      ['anonymous'],
      ['active'],
    ]) {
      Object.assign(rust, { state, reason });
      const snapshot = session.getSnapshot();
      expect(Object.isFrozen(snapshot)).toBe(true);
      if (seen.at(-1) !== snapshot) seen.push(snapshot);
    }
    expect(seen).toStrictEqual([
      { state: 'active' },
      { state: 'ended', reason: 'refused' },
      { state: 'ended', reason: 'signedOut' },
      { state: 'anonymous' },
      { state: 'active' },
    ]);
  });

  test('has no reason but of an end', () => {
    const { session, start } = bareSession();
    Object.assign(start().rust, { state: 'active', reason: 'refused' });
    expect(session.getSnapshot()).toStrictEqual({ state: 'active' });
  });
});

describe('on and subscribe', () => {
  test('a listener hears of its event, a subscriber of each change', () => {
    const { session, host } = starts();
    const [ended, any] = [vi.fn(), vi.fn()];
    const off = session.on('ended', ended);
    const unsubscribe = session.subscribe(any);
    host.notify('refreshed');
    host.notify('ended', 'refused');
    expect(ended.mock.calls).toEqual([[{ type: 'ended', reason: 'refused' }]]);
    expect(any.mock.calls).toEqual([[undefined], [undefined]]);
    off();
    unsubscribe();
    host.notify('ended', 'refused');
    expect([ended.mock.calls.length, any.mock.calls.length]).toEqual([1, 2]);
  });

  test('what is no listener is refused by name, and is not shown', () => {
    const { session } = starts();
    for (const wrong of ['access-1', undefined, {}]) {
      const error = (name) =>
        expect.objectContaining({
          isAxiosError: true,
          code: 'ERR_BAD_OPTION_VALUE',
          message: `session.${name} takes a function as its listener`,
        });
      expect(() => session.on('ended', wrong)).toThrow(error('on'));
      expect(() => session.subscribe(wrong)).toThrow(error('subscribe'));
    }
  });

  test('an event that does not exist is refused by name', () => {
    const { session } = starts();
    for (const event of ['Ended', 'end', 'endedd', '', 'restored'])
      expect(() => session.on(event, () => {})).toThrow(
        expect.objectContaining({
          code: 'ERR_BAD_OPTION_VALUE',
          message:
            `session.on event is "${event}"; it takes ` +
            'signedIn, refreshed, refreshFailed, replaced, ended, stepUpRequired, storageDegraded',
        }),
      );
  });
});

describe('listeners', () => {
  test('each gets a copy of its own', () => {
    const { handle, session } = bareSession();
    const seen = [];
    for (let i = 0; i < 2; i++)
      session.on('ended', (event) => {
        seen.push(event.reason);
        event.reason = 'changed';
      });
    const detail = { type: 'ended', reason: 'lost' };
    handle.tell('ended', detail);
    expect([seen, detail.reason]).toEqual([['lost', 'lost'], 'lost']);
  });

  test('one that throws is reported, and the next is told', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const { handle, session } = bareSession();
    const second = vi.fn();
    session.subscribe(() => {
      throw new Error('mine');
    });
    session.subscribe(second);
    handle.changed();
    expect([report.mock.calls[0][0].message, second.mock.calls.length]).toEqual(['mine', 1]);
  });

  test('those that were there when it happened are told, whatever the first one does', () => {
    const { handle, session } = bareSession();
    const late = vi.fn();
    const seen = [];
    session.subscribe(() => {
      seen.push('first');
      session.subscribe(late);
      off();
    });
    const off = session.subscribe(() => seen.push('second'));
    handle.changed();
    expect([seen, late.mock.calls.length]).toEqual([['first', 'second'], 0]);
    handle.changed();
    expect([seen, late.mock.calls.length]).toEqual([['first', 'second', 'first'], 1]);
  });

  test('the same function twice is told twice, and taken away once each', () => {
    const { handle, session } = bareSession();
    const listener = vi.fn();
    const off = session.on('refreshed', listener);
    session.on('refreshed', listener);
    handle.tell('refreshed', { type: 'refreshed' });
    expect(off()).toBe(undefined);
    off();
    handle.tell('refreshed', { type: 'refreshed' });
    handle.tell('ended', { type: 'ended' });
    handle.changed();
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
