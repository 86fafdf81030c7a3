// What a session keeps of what Rust said: the credential, the verdict on an origin, and the text of the epoch that all
// tabs see. And when it asks again.
import { describe, expect, test, vi } from 'vitest';
import { ACT_LOOK, ACT_ONLINE } from '../../src/web/boundary.js';
import { barePage, starts } from './support/bare-session.js';
import { BASE, turns } from './support/fake.js';

describe('the credential', () => {
  test('crosses once for each serial', () => {
    const { handle, methods } = starts();
    const { credential } = handle.engine;
    expect([credential(1), credential(1)]).toEqual(['Bearer access-1', 'Bearer access-1']);
    expect(methods.token).toHaveBeenCalledTimes(1);
    methods.token.mockReturnValue('access-2');
    expect([credential(1), credential(2), credential(2)]).toEqual([
      'Bearer access-1',
      'Bearer access-2',
      'Bearer access-2',
    ]);
    expect(methods.token).toHaveBeenCalledTimes(2);
  });

  test('has the scheme of the options, or none, and is nothing where there is no token', () => {
    for (const [scheme, value] of [
      ['Token', 'Token access-1'],
      ['', 'access-1'],
    ]) {
      const { handle, methods } = starts({ scheme });
      expect(handle.engine.credential(1)).toBe(value);
      methods.token.mockReturnValue(undefined);
      expect(handle.engine.credential(2)).toBe(undefined);
    }
  });

  test('newer options are told to Rust and change the header, of the same token too', () => {
    const { handle, methods } = starts();
    expect(handle.engine.credential(1)).toBe('Bearer access-1');
    handle.adopt({ ...handle.data, scheme: 'Token', refreshAhead: 5 });
    expect(handle.engine.credential(1)).toBe('Token access-1');
    expect(methods.adjust.mock.calls).toEqual([[expect.any(Number), 5000, 60_000, '401']]);
  });

  test('newer options while no instance is in use are those of the next one', () => {
    const { handle, made } = starts();
    handle.engine.broke(new Error());
    handle.adopt({ ...handle.data, refreshAhead: 5 });
    handle.rust();
    expect(made[1].setUp[1]).toBe(5000);
  });
});

describe('an origin', () => {
  test('is asked about once, with all that may have the token', () => {
    const { handle, methods } = starts({ origins: [BASE, 'https://b.example'] });
    methods.allows.mockImplementation((origin) => origin === BASE);
    methods.token.mockReturnValue(undefined);
    const { allows } = handle.engine;
    const verdicts = [BASE, BASE, 'https://x.example', 'https://x.example'].map(allows);
    expect(verdicts).toEqual([true, true, false, false]);
    expect(methods.allows.mock.calls).toEqual([
      [BASE, `${BASE} https://b.example`],
      ['https://x.example', `${BASE} https://b.example`],
    ]);
  });

  test('is asked about again where the base or the options are others', () => {
    const { handle, methods, defaults } = starts();
    handle.engine.allows(BASE);
    defaults.baseURL = 'https://b.example';
    methods.allows.mockReturnValue(false);
    methods.token.mockReturnValue(undefined);
    // Options that were not checked for a client have a base of their own, which is live as well.
    handle.home.baseURL = 'https://b.example';
    expect(handle.engine.allows(BASE)).toBe(false);
    expect(methods.allows.mock.lastCall).toEqual([BASE, 'https://b.example']);
  });

  test('that does not get the token is told on the console once, with the reason; without a token nothing is lost', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { handle, methods } = starts({ origins: ['http://plain.example'] });
    const { allows } = handle.engine;
    allows('https://yes.example');
    methods.allows.mockReturnValue(false);
    methods.token.mockReturnValue(undefined);
    allows('https://x.example');
    expect(warn).not.toHaveBeenCalled();
    methods.token.mockReturnValue('access-1');
    for (const origin of ['https://x.example', 'https://x.example', 'http://plain.example']) allows(origin);
    expect(warn.mock.calls).toEqual(
      [
        [
          'everfetch: the session’s token is not sent to https://x.example; if it should be, name it in session.origins',
        ],
        [
          'everfetch: the session’s token is not sent to http://plain.example; a secure page sends none over http',
        ],
      ].map(([text]) => [text.replace('’', "'")]),
    );
  });
});

describe('the epoch', () => {
  const shares = (options) => {
    const page = barePage();
    const session = starts(options);
    const looks = () => {
      const { calls } = session.methods.act.mock;
      return calls.splice(0).filter(([act]) => act === ACT_LOOK).length;
    };
    return { ...page, ...session, looks, key: `${session.handle.key}:E` };
  };

  test('has Rust look when it is another one than the last time', () => {
    const { handle, localStorage, looks, key } = shares();
    const { look } = handle.engine;
    look();
    expect(looks()).toBe(1);
    look();
    expect(looks()).toBe(0);
    localStorage.setItem(key, 'one');
    look();
    look();
    expect(looks()).toBe(1);
    localStorage.removeItem(key);
    look();
    expect(looks()).toBe(1);
  });

  test('of a storage that is blocked meanwhile is not another one', () => {
    const { handle, localStorage, looks, key } = shares();
    const { look } = handle.engine;
    localStorage.setItem(key, 'one');
    look();
    looks();
    localStorage.fails.push('getItem');
    look();
    expect(looks()).toBe(0);
    localStorage.fails.length = 0;
    look();
    expect(looks()).toBe(0);
  });

  test('is seen anew by the next instance of Rust, and by none while there is none', () => {
    const { handle, made, localStorage } = shares();
    const { look } = handle.engine;
    look();
    handle.engine.broke(new Error());
    const read = vi.spyOn(localStorage, 'getItem');
    look();
    expect(read).not.toHaveBeenCalled();
    handle.rust();
    look();
    expect(made[1].methods.act.mock.calls).toEqual([[ACT_LOOK]]);
  });

  test('is none of a session that shares with no tab', () => {
    const { handle, localStorage, looks } = shares({ shareTabs: false });
    const read = vi.spyOn(localStorage, 'getItem');
    handle.engine.look();
    expect([looks(), read.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('a page that is online again', () => {
  test('tells the instance of Rust that is in use, if there is one', async () => {
    const { happens } = barePage();
    const { handle, methods, made } = starts();
    happens('online');
    expect(methods.act.mock.calls).toEqual([[ACT_ONLINE]]);
    handle.engine.broke(new Error());
    happens('online');
    handle.rust();
    happens('online');
    expect([methods.act.mock.calls.length, made[1].methods.act.mock.calls]).toEqual([1, [[ACT_ONLINE]]]);
    // What a listener throws is told later.
    await turns();
  });

  test('is not waited for on a server, where each user would leave a listener, nor where nothing can be listened to', () => {
    const listens = vi.fn();
    vi.stubGlobal('addEventListener', listens);
    starts();
    expect(listens).not.toHaveBeenCalled();
    barePage({ addEventListener: undefined });
    expect(starts().handle.peek()).toBeDefined();
  });
});
