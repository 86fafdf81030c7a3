// The options of `createFetch`: which there are, and which function sends.
import { expect, test, vi } from 'vitest';
import { createFetch } from 'everfetch/fetch';
import { BASE, alone, fakeServer, json } from './support/fake.js';

const session = () => ({ refresh: '/auth/refresh', ...alone() });

test('an option that there is not is refused by its name, with the names that there are', () => {
  const names =
    'baseURL, session, fetch, debug, withCredentials, xsrfCookieName, xsrfHeaderName, withXSRFToken';
  for (const name of ['baseUrl', 'headers', 'env', 'timeout', 'Session', 'sessions', ''])
    expect(() => createFetch({ [name]: undefined })).toThrow(
      expect.objectContaining({
        code: 'ERR_BAD_OPTION',
        message: `${name} is no option of createFetch; there are ${names}`,
      }),
    );
  const all = { session: session(), baseURL: BASE, fetch: () => {}, debug: false, withCredentials: true };
  expect(createFetch({ ...all, xsrfCookieName: 'a', xsrfHeaderName: 'b', withXSRFToken: true })).toBeTypeOf(
    'function',
  );
  for (const given of [5, null, 'fetch', {}])
    expect(() => createFetch({ fetch: given })).toThrow(
      expect.objectContaining({
        code: 'ERR_BAD_OPTION_VALUE',
        message: expect.stringMatching(/^fetch is .*; it takes a function/),
      }),
    );
  expect(() => createFetch({ session: { refresh: 5 } })).toThrow(
    expect.objectContaining({ code: 'ERR_BAD_OPTION_VALUE' }),
  );
});

test('its own function sends, else the global one of the moment', async () => {
  const answer = (name) => async (url) => new Response(`${name} ${url}`);
  const own = createFetch({ baseURL: BASE, fetch: answer('own') });
  vi.stubGlobal('fetch', answer('first'));
  const fetch = createFetch({ baseURL: BASE });
  const text = async (one) => (await one('x')).text();
  expect([await text(own), await text(fetch)]).toEqual([`own ${BASE}/x`, `first ${BASE}/x`]);
  vi.stubGlobal('fetch', answer('second'));
  expect([await text(own), await text(fetch)]).toEqual([`own ${BASE}/x`, `second ${BASE}/x`]);
});

test('put in the place of the global one, it calls the one that was there', async () => {
  vi.stubGlobal('fetch', async (url) => new Response(`first ${url}`));
  const fetch = createFetch({ baseURL: BASE });
  vi.stubGlobal('fetch', fetch);
  expect(await (await globalThis.fetch('x')).text()).toBe(`first ${BASE}/x`);
  // Another one around it calls it in turn.
  vi.stubGlobal('fetch', async (url) => new Response(`second ${url}`));
  expect(await (await fetch('x')).text()).toBe(`second ${BASE}/x`);
});

test('without options it is fetch', async () => {
  vi.stubGlobal('fetch', async (url, { method }) => new Response(`${method} ${url}`));
  expect(await (await createFetch()(`${BASE}/x`, { method: 'PUT' })).text()).toBe(`PUT ${BASE}/x`);
  expect(await (await createFetch({ fetch: undefined })(`${BASE}/y`, { method: 'GET' })).text()).toBe(
    `GET ${BASE}/y`,
  );
});

test('the session is a member that can be seen, and not replaced', async () => {
  const server = fakeServer();
  const fetch = createFetch({ baseURL: BASE, session: session() });
  expect(Object.keys(fetch)).toEqual(['session']);
  expect(fetch.session).toBe(fetch.session);
  expect(() => {
    fetch.session = 5;
  }).toThrow(TypeError);
  await fetch.session.signIn(server.tokens());
  expect((await fetch('/x')).status).toBe(200);
});

test('h118 a polluted prototype gives no options', async () => {
  const evil = { fetch: async () => json({ evil: 1 }), baseURL: 'https://evil.example', session: session() };
  vi.stubGlobal('fetch', async (url) => new Response(String(url)));
  Object.assign(Object.prototype, evil);
  try {
    for (const options of [undefined, {}, { debug: false }]) {
      const fetch = createFetch(options);
      expect(await (await fetch('x')).text()).toBe('x');
      expect(await (await fetch('x', {})).text()).toBe('x');
    }
  } finally {
    for (const name of Object.keys(evil)) delete Object.prototype[name];
  }
});
