// The end of a session as a page takes it: `onSessionEnd`, and the way to the login page with an address to come back to.
import { describe, expect, test, vi } from 'vitest';
import { sessionEnded } from '../../pkg-template/src/session/ending.js';

/** Where a page at `href` goes when its session ends. @param {string} href @param {object} options */
const goes = (href, options, reason = 'refused') => {
  const { protocol, host, pathname, search, hash } = new URL(href);
  const assign = vi.fn();
  vi.stubGlobal('location', { href, protocol, host, pathname, search, hash, assign });
  sessionEnded(options, reason);
  expect(assign.mock.calls.length).toBeLessThan(2);
  return assign.mock.calls[0]?.[0];
};
const PAGE = 'https://app.example/inbox?tab=1#top';
const RETURN = 'returnTo=%2Finbox%3Ftab%3D1%23top';

describe('a login page that is declared', () => {
  test('of the same origin is told where to come back to', () => {
    for (const [loginUrl, expected] of [
      ['/login', `https://app.example/login?${RETURN}`],
      ['login', `https://app.example/login?${RETURN}`],
      ['/login?lang=de#form', `https://app.example/login?lang=de&${RETURN}#form`],
      ['https://app.example/login', `https://app.example/login?${RETURN}`],
      // What it brings itself stays, empty too.
      ['/login?returnTo=/home', 'https://app.example/login?returnTo=/home'],
      ['/login?returnTo=', 'https://app.example/login?returnTo='],
      ['/login?ReturnTo=x', `https://app.example/login?ReturnTo=x&${RETURN}`],
      ['/inbox/x', `https://app.example/inbox/x?${RETURN}`],
      ['/', `https://app.example/?${RETURN}`],
    ])
      expect(goes(PAGE, { loginUrl })).toBe(expected);
  });

  test('of any other host or scheme is told nothing', () => {
    for (const url of [
      'https://login.example/start',
      'https://app.example:8443/login',
      'https://app.example.evil.example/login',
      'http://app.example/login',
      'https://app.example@evil.example/inbox',
      'myapp://app.example/login',
    ])
      expect(goes(PAGE, { loginUrl: url })).toBe(url);
    // All of these have the origin "null".
    expect(goes('myapp://one/inbox', { loginUrl: 'myapp://two/login' })).toBe('myapp://two/login');
    expect(goes('myapp://one/inbox', { loginUrl: 'myapp://one/login' })).toBe(
      'myapp://one/login?returnTo=%2Finbox',
    );
  });

  test('gets no address from who signed out', () => {
    expect(goes(PAGE, { loginUrl: '/login' }, 'signedOut')).toBe('https://app.example/login');
    for (const reason of ['refused', 'inDoubt', 'lost'])
      expect(goes(PAGE, { loginUrl: '/login' }, reason)).toBe(`https://app.example/login?${RETURN}`);
  });

  test('that is this page already is not gone to', () => {
    for (const [href, loginUrl] of [
      ['https://app.example/login?returnTo=%2Finbox', '/login'],
      ['https://app.example/login#x', '/login?lang=de'],
      ['https://app.example/#/login', '/#/login'],
      ['https://app.example/#/login?x=1', '/#/login'],
    ])
      expect(goes(href, { loginUrl })).toBe(undefined);
    for (const [href, loginUrl, expected] of [
      ['https://app.example/#/inbox', '/#/login', 'https://app.example/?returnTo=%2F%23%2Finbox#/login'],
      [
        'https://app.example/#/x/login',
        '/#/login',
        'https://app.example/?returnTo=%2F%23%2Fx%2Flogin#/login',
      ],
      ['https://app.example/#/', '/login#/', 'https://app.example/login?returnTo=%2F%23%2F#/'],
      ['https://app.example/login', 'https://b.example/login', 'https://b.example/login'],
      ['https://app.example/login/', '/login', 'https://app.example/login?returnTo=%2Flogin%2F'],
    ])
      expect(goes(href, { loginUrl })).toBe(expected);
  });
});

describe('the address to come back to', () => {
  test('is a path with one slash at its beginning, which no page can make another origin of', () => {
    for (const [href, expected] of [
      [PAGE, '/inbox?tab=1#top'],
      ['https://app.example/', '/'],
      ['https://app.example//evil.example/x', '/evil.example/x'],
      ['https://app.example////evil.example//x', '/evil.example//x'],
      ['https://app.example/\\evil.example', '/evil.example'],
      ['https://app.example/a//b', '/a//b'],
      // A scheme of an application's own may have no path.
      ['myapp://one?tab=1', '/?tab=1'],
      ['myapp:inbox', '/inbox'],
    ]) {
      const loginUrl = vi.fn();
      expect(goes(href, { loginUrl })).toBe(undefined);
      expect(loginUrl.mock.calls).toEqual([[{ reason: 'refused', returnTo: expected }]]);
    }
  });
});

describe('a function for the login page', () => {
  test('decides alone what is added to its address', () => {
    for (const [given, expected] of [
      ['/login', 'https://app.example/login'],
      ['https://login.example/x?a=1', 'https://login.example/x?a=1'],
      [new URL('https://app.example/sso'), 'https://app.example/sso'],
    ])
      expect(goes(PAGE, { loginUrl: () => given })).toBe(expected);
  });

  test('that gives nothing stays', () => {
    for (const given of [undefined, null, '', false])
      expect(goes(PAGE, { loginUrl: () => given })).toBe(undefined);
  });

  test('that gives no address has that thrown, by name', () => {
    for (const [given, shown] of [
      [5, '5'],
      [true, 'true'],
      [['/login'], '["/login"]'],
      [{ href: '/login' }, 'an object with href'],
      [Promise.resolve('/login'), 'a promise'],
      [Promise.reject(new Error('mine')), 'a promise'],
    ])
      expect(() => goes(PAGE, { loginUrl: () => given })).toThrow(
        expect.objectContaining({
          code: 'ERR_BAD_OPTION_VALUE',
          message: `session.loginUrl() is ${shown}; it takes a URL, or nothing to stay`,
        }),
      );
  });

  test('that gives an address which would run, or is none, stays and is told once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const given of [
      'javascript:alert(1)',
      'JAVAscript:alert(1)',
      ' \tjava\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'blob:https://app.example/1',
      new URL('javascript:alert(1)'),
      'http://[bad',
      'https://',
    ])
      expect([given, goes(PAGE, { loginUrl: () => given })]).toEqual([given, undefined]);
    expect(warn.mock.calls).toEqual([
      ['everfetch: session.loginUrl gave something that is no URL of a page; the page stays where it is'],
    ]);
  });
});

describe('onSessionEnd', () => {
  test('gets the reason, with a login page and without', () => {
    for (const loginUrl of ['/login', undefined]) {
      const onSessionEnd = vi.fn();
      goes(PAGE, { onSessionEnd, loginUrl }, 'lost');
      expect(onSessionEnd.mock.calls).toEqual([['lost']]);
    }
    expect(goes(PAGE, {})).toBe(undefined);
  });

  test('that throws does not keep the page from going', () => {
    const assign = vi.fn();
    vi.stubGlobal('location', { ...locationOf(PAGE), assign });
    const onSessionEnd = () => {
      throw new Error('mine');
    };
    expect(() => sessionEnded({ onSessionEnd, loginUrl: '/login' }, 'refused')).toThrow('mine');
    expect(assign.mock.calls).toEqual([[`https://app.example/login?${RETURN}`]]);
  });
});

const locationOf = (href) => {
  const { protocol, host, pathname, search, hash } = new URL(href);
  return { href, protocol, host, pathname, search, hash };
};

test('where there is no page to leave, a login page is not asked for', () => {
  for (const location of [undefined, locationOf('https://app.example/worker.js')]) {
    vi.stubGlobal('location', location);
    const loginUrl = vi.fn(() => '/login');
    const onSessionEnd = vi.fn();
    sessionEnded({ loginUrl, onSessionEnd }, 'refused');
    expect([loginUrl.mock.calls.length, onSessionEnd.mock.calls.length]).toEqual([0, 1]);
  }
});
