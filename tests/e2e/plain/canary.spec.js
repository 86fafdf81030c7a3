// h109: whatever a session goes through, no token is in anything that others can read: errors, their toJSON and
// config, events, the timeline, the console, messages between tabs, localStorage, lock names, addresses.

/* global ask, attempt, rest, noteOutput -- what `watched` and the recorder put into the page */

import { expect, isRefresh, joined, test } from '../lib/fixtures.js';
import { recordOutputs, tracesOf } from '../lib/outputs.js';

/** Every token that ever crossed the wire. */
const tokensOf = (tap) => {
  const found = new Set();
  for (const { body, answer, headers } of tap.calls)
    for (const text of [String(body), String(answer?.body ?? ''), headers.authorization ?? ''])
      for (const [token] of text.matchAll(/rt_[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]+/g)) found.add(token);
  return [...found];
};

/** A client whose every output is noted. */
const watched = (session) => {
  const api = t.client({ id: 'canary', revoke: '/oauth/revoke', ...session });
  for (const name of [
    'signedIn',
    'refreshed',
    'refreshFailed',
    'replaced',
    'ended',
    'stepUpRequired',
    'storageDegraded',
  ])
    api.session.on(name, (event) => noteOutput('event', event));
  api.session.subscribe(() => noteOutput('snapshot', api.session.getSnapshot()));
  window.ask = (...args) =>
    api(...args).then(
      ({ config, request, headers, status }) => noteOutput('answer', { config, request, headers, status }),
      (error) => noteOutput('error', [error, error.stack, error.toJSON?.(), error.cause, error.config]),
    );
  window.attempt = (promise) => promise.then(undefined, (error) => noteOutput('error', [error, error.stack]));
  window.rest = () => {
    noteOutput('timeline', api.session.timeline());
    noteOutput('session', [api.session, api.session.guarantees(), api.defaults, everfetch.defaults]);
    noteOutput(
      'registry',
      Object.getOwnPropertyNames(window).filter((name) => /everfetch/i.test(name)),
    );
  };
};

test('h109 no output of a session holds a token, its beginning or its base64, whatever happens', async ({
  context,
  open,
  page,
  server,
  site,
  tap,
}) => {
  await server.knobs({ grace: 600_000 });
  const outputs = [await recordOutputs(page)];
  await open();
  await page.evaluate(watched);

  // The ordinary life: sign-in, requests, refreshes of both causes, a body that is sent again.
  await page.evaluate(async () => {
    await t.signIn();
    await ask('/api/me');
    await fetch(`${t.base}/control/expire`, { method: 'POST' });
    await Promise.all([ask('/api/me'), ask({ url: '/api/items', method: 'post', data: { a: 1 } })]);
    await ask({ url: '/api/me', adapter: 'fetch' });
    await ask({ url: '/api/me', onDownloadProgress: () => {} });
    await attempt(api.session.refresh());
    await ask('/api/always401');
    await ask('/api/stepup');
    await ask('/api/forbidden');
    await ask({ url: '/api/me', headers: { Authorization: 'Bearer of-the-caller' } });
    await ask({ url: 'http://evil.test:9/x?y=1', timeout: 300 });
  });

  const isAnswered = () => page.evaluate(() => t.settle(api.get('/api/me')).then(({ ok }) => ok));
  // Where every new token is refused nothing is renewed for a while; what follows needs refreshes.
  await server.expire();
  await expect.poll(isAnswered).toBe(true);

  // Failures: refused for now, spoilt answers, lost answers, aborted and late requests.
  const failures = () =>
    page.evaluate(() => api.session.timeline().filter(({ event }) => event === 'refreshFailed').length);
  for (const knobs of [
    { refreshStatus: { value: 503, times: 1 }, retryAfter: 0 },
    { refreshBody: { value: 'malformed', times: 1 } },
    { refreshBody: { value: 'crlf', times: 1 } },
    { refreshBody: { value: 'cut', times: 1 } },
    { refreshBody: { value: 'html', times: 1 } },
    { dropRefreshAnswer: 1 },
  ]) {
    await server.knobs(knobs);
    await server.expire();
    const before = await failures();
    await page.evaluate(async () => {
      // Ends the pause after the failure before.
      dispatchEvent(new Event('online'));
      const controller = new AbortController();
      const all = [
        ask('/api/me'),
        ask('/api/me', { timeout: 5 }),
        ask('/api/me', { signal: controller.signal }),
      ];
      controller.abort();
      await Promise.all(all);
      await attempt(api.session.getAccessToken());
      rest();
    });
    expect(await failures(), JSON.stringify(knobs)).toBeGreaterThan(before);
  }
  await server.knobs({ retryAfter: null });
  await page.evaluate(() => void dispatchEvent(new Event('online')));
  await expect.poll(isAnswered).toBe(true);

  // A blank tab joins by messages, renews, and signs out for both in the middle of a refresh.
  const other = await context.newPage();
  outputs.push(await recordOutputs(other));
  await joined(other, site, server, async () => {
    await other.evaluate(watched);
    return other.evaluate(() => api.session.ready());
  });
  await other.evaluate(async () => {
    await ask('/api/me');
    await attempt(api.session.refresh());
  });
  await server.expire();
  const gate = tap.holdAnswer(isRefresh);
  await page.evaluate(() => void (window.pending = Promise.all([ask('/api/me'), ask('/api/items')])));
  await gate.arrived();
  await other.evaluate(() => attempt(api.session.signOut()));
  gate.release();
  await page.evaluate(() => window.pending);
  await expect.poll(() => page.evaluate(() => api.session.state)).toBe('ended');

  // Somebody else, with tokens that cannot be used first; then a grant that is dead; then no storage.
  await page.evaluate(async () => {
    const { data } = await everfetch.post(`${t.base}/auth/login`, { user: 'bob', mode: 'bearer' });
    await attempt(api.session.signIn({ accessToken: `${data.accessToken}\r\nX: 1` }));
    await attempt(api.session.signIn({ wrong: data.accessToken }));
    try {
      api.session.on('refreshed', data.accessToken);
    } catch (error) {
      noteOutput('error', [error, error.stack]);
    }
  });
  await page.evaluate(() => t.signIn('bob'));
  await server.kill();
  await page.evaluate(async () => {
    await Promise.all([ask('/api/me'), ask('/api/items')]);
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await t.signIn('eve');
    await ask('/api/me');
    rest();
  });
  await other.evaluate(() => rest());

  const secrets = tokensOf(tap);
  expect(secrets.length, 'tokens were really in play').toBeGreaterThan(15);
  const said = (await Promise.all(outputs.map((output) => output.all()))).flat();
  const kinds = new Set(said.map(([where]) => where));
  for (const kind of [
    'event',
    'error',
    'answer',
    'timeline',
    'localStorage',
    'postMessage',
    'request',
    'console',
  ])
    expect([...kinds], 'the recorder works').toContain(kind);
  const traces = [...new Set(secrets.flatMap(tracesOf))];
  const leaks = said.flatMap(([where, text]) =>
    traces
      .filter((trace) => text.includes(trace))
      .map((trace) => {
        const at = text.indexOf(trace);
        return `${where}: …${text.slice(Math.max(0, at - 60), at + 30)}…`;
      }),
  );
  expect(leaks.slice(0, 5)).toEqual([]);
  // Nor does an address of any request hold one.
  const addresses = tap.calls.map(({ path, query, headers }) => `${path}?${query} ${headers.referer ?? ''}`);
  expect(addresses.filter((address) => traces.some((trace) => address.includes(trace)))).toEqual([]);
});

test('h109 the recorder of outputs notices a token wherever it is', async ({ open, page, tap, server }) => {
  const output = await recordOutputs(page);
  await open();
  await page.evaluate(watched);
  await page.evaluate(async () => {
    await t.signIn();
    const token = await api.session.getAccessToken();
    console.warn(token);
    localStorage.setItem('x', btoa(`xx${token}`));
    new BroadcastChannel('x').postMessage({ deep: { down: [new TextEncoder().encode(token)] } });
    const error = new Error('x');
    Object.defineProperty(error, 'hidden', { value: { [Symbol('deep')]: token.slice(0, 8) } });
    noteOutput('error', error);
    // Awaited, so that it is released before the locks are listed.
    await navigator.locks.request(token, () => {});
    localStorage.clear();
  });
  const traces = tokensOf(tap).flatMap(tracesOf);
  const found = (await output.all()).filter(([, text]) => traces.some((trace) => text.includes(trace)));
  expect(new Set(found.map(([where]) => where))).toEqual(
    new Set(['console', 'localStorage', 'postMessage', 'error', 'request']),
  );
  await server.expectCounters({ reuseDetected: 0 });
});
