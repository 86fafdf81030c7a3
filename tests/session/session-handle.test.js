// One session as the page holds it: loading the core for it, waiting without one, and the origins of its token.
import { describe, expect, test, vi } from 'vitest';
import { ACT_OPEN } from '../../src/web/boundary.js';
import { bareSession } from './support/bare-session.js';
import { fakeClock } from './support/clock.js';
import { rejection, turns } from './support/fake.js';

const late = (options) => bareSession(options, { isLate: true });
const without = () => late({ initial: () => null });

describe('the core', () => {
  test('is used at once where it is there, and else when it has come', async () => {
    const now = bareSession();
    expect(now.handle.peek()).toBe(undefined);
    expect(now.handle.rust()).toBe(now.made[0].rust);
    expect(now.handle.peek()).toBe(now.made[0].rust);

    const { handle, arrives, made, loads } = late();
    expect([handle.rust(), handle.peek(), loads.length]).toEqual([undefined, undefined, 0]);
    const ready = handle.ready();
    arrives();
    expect(await ready).toBe(made[0].rust);
    expect([handle.rust() === made[0].rust, made.length]).toEqual([true, 1]);
  });

  test('that does not come is lost until it comes', async () => {
    const { handle, fails, arrives } = late();
    const refused = rejection(handle.ready());
    expect(handle.isLost).toBe(false);
    fails();
    expect((await refused).code).toBe('ERR_CORE_UNAVAILABLE');
    expect(handle.isLost).toBe(true);
    const ready = handle.ready();
    expect(handle.isLost).toBe(true);
    arrives();
    await ready;
    expect(handle.isLost).toBe(false);
  });
});

describe('warming up', () => {
  test('loads the core once, and opens the session when it has come', async () => {
    const { handle, loads, arrives, made } = without();
    handle.warm();
    handle.warm();
    expect(loads).toHaveLength(1);
    arrives();
    await turns();
    expect(made[0].methods.act.mock.calls).toEqual([[ACT_OPEN]]);
    handle.warm();
    await turns();
    expect(made[0].methods.act.mock.calls).toEqual([[ACT_OPEN]]);
  });

  test('that fails is nobody’s failure, and is not tried again', async () => {
    const { handle, loads, fails } = without();
    const state = vi.spyOn(handle, 'state');
    handle.warm();
    fails();
    await turns();
    handle.warm();
    expect([loads.length, state.mock.calls.length]).toEqual([1, 0]);
  });

  test('does nothing where the core is in use', async () => {
    const { handle, start } = bareSession();
    const { methods } = start();
    handle.warm();
    await turns();
    expect(methods.act).not.toHaveBeenCalled();
  });
});

describe('waiting', () => {
  test('ends without a core too', async () => {
    const clock = fakeClock();
    const { handle } = without();
    const waiting = rejection(handle.wait(new Promise(() => {}), performance.now() + 5, (why) => ({ why })));
    clock.advance(5);
    expect((await waiting).why.message).toMatch('took longer than refreshTimeout');
  });

  test('longer than any refresh takes has the core started anew, which hears why', async () => {
    const clock = fakeClock();
    const { handle, start } = bareSession();
    start();
    const broke = vi.spyOn(handle.engine, 'broke');
    const waiting = rejection(handle.wait(new Promise(() => {}), performance.now() + 400_000, (why) => why));
    clock.advance(400_000);
    expect(broke.mock.calls[0][0]).toBe(await waiting);
    expect(handle.peek()).toBe(undefined);
  });

  test('gives what the promise gives', async () => {
    expect(await without().handle.wait(Promise.resolve(1), Infinity, () => {})).toBe(1);
  });

  test('ends with the request’s own time and its own cancellation', async () => {
    const clock = fakeClock();
    const { handle } = without();
    const never = new Promise(() => {});
    const controller = new AbortController();
    const { signal } = controller;
    const canceled = rejection(handle.wait(never, Infinity, () => {}, { signal }));
    controller.abort();
    expect((await canceled).code).toBe('ERR_CANCELED');
    const timed = rejection(handle.wait(never, 9e9, () => {}, { timeout: 7 }, performance.now() + 7));
    clock.advance(7);
    expect((await timed).message).toBe('timeout of 7ms exceeded');
  });
});

describe('the options', () => {
  test('name the session, and what it keeps', () => {
    const { handle } = late({ id: 'mine' });
    expect(handle).toMatchObject({ id: 'mine', key: 'everfetch:mine https://api.example /auth/refresh' });
  });

  test('that are newer are told to the core', () => {
    const { handle, start } = bareSession();
    const { methods } = start();
    handle.adopt({ ...handle.data, refreshTimeout: 1000 });
    expect(methods.adjust.mock.calls).toEqual([[expect.any(Number), 30_000, 1000, '401']]);
  });

  test('the newest ones count, also before there is a core', () => {
    const { handle } = without();
    expect([handle.bound, handle.headerName]).toEqual([63_000, 'authorization']);
    handle.adopt({ ...handle.data, refreshTimeout: 1000, header: 'X-Token' });
    expect([handle.bound, handle.headerName]).toEqual([4000, 'x-token']);
  });

  test('nothing has happened yet: no session began or ended, no request was made, nothing precedes one', () => {
    const { age, requests, wanted, isLost, isSpent, leased } = without().handle;
    expect({ age, requests, wanted, isLost, isSpent, leased }).toEqual({
      age: 0,
      requests: 0,
      wanted: 0,
      isLost: false,
      isSpent: false,
      leased: undefined,
    });
  });
});

describe('the origins that may have the token', () => {
  test('are the base’s or the options’, and are made once for each of them', () => {
    const { handle } = without();
    const origins = handle.origins();
    expect(origins).toEqual(['https://api.example']);
    expect(handle.origins()).toBe(origins);
    handle.home.baseURL = 'https://b.example/v1';
    expect(handle.origins()).toEqual(['https://b.example']);
    handle.options = { ...handle.options, origins: ['https://c.example'] };
    const named = handle.origins();
    expect(named).toEqual(['https://c.example']);
    expect(handle.origins()).toBe(named);
  });

  test('that are others have what Rust said forgotten, once', () => {
    const { handle, start } = bareSession();
    const { methods } = start();
    const ask = () => handle.engine.allows('https://api.example');
    ask();
    ask();
    handle.home.baseURL = 'https://b.example';
    ask();
    ask();
    handle.options = { ...handle.options };
    ask();
    ask();
    expect(methods.allows.mock.calls.map(([, list]) => list)).toEqual([
      'https://api.example',
      'https://b.example',
      'https://b.example',
    ]);
  });
});
