// @vitest-environment jsdom
// The end of a session: told once, and once to the login page.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeServer, json, later, rejection, turns } from './support/fake.js';
import { freshId } from './support/page.js';

let assign;
const visit = (href) => {
  const url = new URL(href);
  assign = vi.fn();
  vi.stubGlobal('location', {
    href,
    origin: url.origin,
    protocol: url.protocol,
    host: url.host,
    pathname: url.pathname,
    search: url.search,
    hash: url.hash,
    assign,
  });
};
beforeEach(() => visit('https://app.example/inbox?tab=1#top'));

const refused = () => json({ error: 'invalid_grant' }, 400);
/** Ends the session of a client with these options by a refusal. */
const end = async (session) => {
  const server = fakeServer({ refresh: refused });
  const api = await server.signedIn({ id: freshId(), ...session });
  server.expire();
  await rejection(api.get('/x'));
  return api;
};

test('h22_many_failures_of_one_session_are_one_event_one_call_and_one_redirect', async () => {
  const gate = later();
  const onSessionEnd = vi.fn();
  const ended = vi.fn();
  const server = fakeServer({ refresh: () => gate.promise });
  const api = await server.signedIn({ id: freshId(), loginUrl: '/login', onSessionEnd });
  api.session.on('ended', ended);
  server.expire();
  const errors = Promise.all(Array.from({ length: 20 }, (_, i) => rejection(api.get(`/q${i}`))));
  await turns();
  gate.resolve(refused());
  expect(new Set((await errors).map(({ code }) => code))).toEqual(new Set(['ERR_SESSION_ENDED']));
  await rejection(api.get('/later'));
  await api.session.signOut();
  expect(onSessionEnd.mock.calls).toEqual([['refused']]);
  expect(ended.mock.calls).toEqual([[{ type: 'ended', reason: 'refused' }]]);
  expect(assign.mock.calls).toEqual([['https://app.example/login?returnTo=%2Finbox%3Ftab%3D1%23top']]);
});

test('each session that ends is told, the next one again', async () => {
  const onSessionEnd = vi.fn();
  const server = fakeServer();
  const api = await server.signedIn({ id: freshId(), onSessionEnd });
  await api.session.signOut();
  await api.session.signIn(server.tokens());
  await api.session.signOut();
  expect(onSessionEnd.mock.calls).toEqual([['signedOut'], ['signedOut']]);
});

describe('h92_loginUrl', () => {
  test('keeps a query of its own, and a returnTo that is there', async () => {
    await end({ loginUrl: '/login?lang=de' });
    expect(assign.mock.calls[0][0]).toBe(
      'https://app.example/login?lang=de&returnTo=%2Finbox%3Ftab%3D1%23top',
    );
    await end({ loginUrl: '/login?returnTo=/home' });
    expect(assign.mock.lastCall[0]).toBe('https://app.example/login?returnTo=/home');
  });

  test('whoever signed out is not sent back to where they were', async () => {
    const server = fakeServer();
    await (await server.signedIn({ id: freshId(), loginUrl: '/login' })).session.signOut();
    expect(assign.mock.calls).toEqual([['https://app.example/login']]);
  });

  test('another origin’s login page gets no returnTo', async () => {
    await end({ loginUrl: 'https://login.example/start' });
    expect(assign.mock.calls).toEqual([['https://login.example/start']]);
  });

  test('may be a function of the reason and a path that is safe to come back to', async () => {
    const loginUrl = vi.fn(({ reason, returnTo }) => `/sso/${reason}?next=${encodeURIComponent(returnTo)}`);
    await end({ loginUrl });
    expect(loginUrl.mock.calls).toEqual([[{ reason: 'refused', returnTo: '/inbox?tab=1#top' }]]);
    expect(assign.mock.calls).toEqual([['https://app.example/sso/refused?next=%2Finbox%3Ftab%3D1%23top']]);
  });

  test('a function may give a URL object, and of anything else it is told', async () => {
    await end({ loginUrl: () => new URL('https://app.example/login?a=1') });
    expect(assign.mock.calls).toEqual([['https://app.example/login?a=1']]);
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    for (const value of [5, true, ['/login'], { href: '/login' }]) await end({ loginUrl: () => value });
    expect(assign).toHaveBeenCalledTimes(1);
    expect(report.mock.calls.map(([{ message }]) => message)).toEqual(
      ['5', 'true', '["/login"]', 'an object with href'].map(
        (shown) => `session.loginUrl() is ${shown}; it takes a URL, or nothing to stay`,
      ),
    );
  });

  test('a function that gives nothing stays on the page', async () => {
    for (const value of [undefined, null]) await end({ loginUrl: () => value });
    expect(assign).not.toHaveBeenCalled();
  });

  test('a javascript: or data: address of a function is refused, with a warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const value of [
      'javascript:alert(1)',
      'JAVAscript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      'http://[bad',
      'vbscript:x',
      'blob:null/x',
    ])
      await end({ loginUrl: () => value });
    expect(assign).not.toHaveBeenCalled();
    expect(warn.mock.calls.flat().join()).toMatch(/session\.loginUrl/);
  });

  test('the page that is the login page already stays', async () => {
    visit('https://app.example/login?returnTo=%2Finbox');
    await end({ loginUrl: '/login' });
    expect(assign).not.toHaveBeenCalled();
  });

  test('an odd path of the page is returned to as a path, never as another origin', async () => {
    visit('https://app.example//evil.example/x');
    await end({ loginUrl: '/login' });
    const returnTo = new URL(assign.mock.calls[0][0]).searchParams.get('returnTo');
    expect(new URL(returnTo, 'https://app.example').origin).toBe('https://app.example');
  });
});

test('an onSessionEnd or loginUrl that throws is told, and requests settle all the same', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const fail = () => {
    throw new Error('mine');
  };
  await end({ onSessionEnd: fail, loginUrl: '/login' });
  expect(assign).toHaveBeenCalledTimes(1);
  const api = await end({ loginUrl: fail });
  expect(api.session.state).toBe('ended');
  expect(report.mock.calls.map(([{ message }]) => message)).toEqual(['mine', 'mine']);
});

test('without a session there is no end: an anonymous 401 and a sign-out go nowhere', async () => {
  const onSessionEnd = vi.fn();
  const server = fakeServer();
  const api = server.create({ id: freshId(), loginUrl: '/login', onSessionEnd });
  await rejection(api.get('/x'));
  await api.session.signOut();
  expect([assign.mock.calls, onSessionEnd.mock.calls, api.session.state]).toEqual([[], [], 'anonymous']);
});
