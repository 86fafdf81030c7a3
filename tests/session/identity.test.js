// @vitest-environment jsdom
// Which pages share a session: those with the same id *and* the same grant, that is, the same endpoint, client, carrier
// and origin. Two copies of the package are two pages here; where the second keeps sessionStorage, one tab has moved on.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BASE, fakeServer, json, turns } from './support/fake.js';
import { fakeLocks } from './support/locks.js';
import { freshId, reload } from './support/page.js';

let warn;
beforeEach(() => {
  fakeLocks();
  localStorage.clear();
  sessionStorage.clear();
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** Another page of the origin, with other options for the session of this id. */
const page = async (session, { baseURL = BASE, keeps = false } = {}) => {
  if (!keeps) sessionStorage.clear();
  return (await reload()).create({ baseURL, session });
};
const said = () => warn.mock.calls.map(([text]) => text);
/** Every token that was sent, with where it went. */
const sent = (server) =>
  server.calls.flatMap(({ url, headers, body }) =>
    [headers.authorization, body].filter(Boolean).map((what) => `${url} ${what}`),
  );

const first = { refresh: { url: '/auth/refresh', clientId: 'web' } };
/** What another page has otherwise, and what the warning calls it. */
const others = {
  'another endpoint': ['session.refresh', { refresh: { url: '/admin/auth/refresh', clientId: 'web' } }],
  'another client': ['session.refresh.clientId', { refresh: { url: '/auth/refresh', clientId: 'app' } }],
  'another carrier': ['session.carrier', { ...first, carrier: 'split' }],
  'another origin': ['baseURL', first, 'https://other.example'],
};

describe('c12_two_applications_of_one_origin_with_the_same_id_are_two_sessions', () => {
  for (const [title, [option, session, baseURL]] of Object.entries(others))
    for (const storage of ['session', 'local'])
      for (const keeps of [false, true])
        test(`c12_${title}_${storage}_${keeps ? 'in the same tab' : 'in another tab'}`, async () => {
          const server = fakeServer({ refresh: () => json({}, 401), request: () => json({}) });
          const id = freshId();
          const refresh =
            baseURL && session === first
              ? { refresh: { ...first.refresh, url: `${BASE}/auth/refresh` } }
              : first;
          const shop = await page({ ...refresh, id, storage });
          const told = vi.fn();
          for (const name of ['replaced', 'ended']) shop.session.on(name, told);
          await shop.session.signIn({ accessToken: 'of-shop', refreshToken: 'secret-of-shop' });
          await turns();

          const own = baseURL ? refresh : session;
          const admin = await page({ ...own, id, storage }, { baseURL, keeps });
          await admin.get('/x');
          expect(await admin.session.ready()).toBe('anonymous');
          expect(sent(server).filter((what) => what.includes('of-shop'))).toEqual([]);
          await admin.session.signIn({ accessToken: 'of-admin', refreshToken: 'secret-of-admin' });
          await vi.waitFor(() => expect(admin.session.state).toBe('active'));
          await shop.get('/y');
          expect(sent(server).at(-1)).toBe(`${BASE}/y Bearer of-shop`);
          expect([shop.session.state, told.mock.calls]).toEqual(['active', []]);

          // One warning in each page, which names the option and shows nothing of the other page.
          await (await page({ ...own, id, storage }, { baseURL })).session.ready();
          const about = said().filter((text) => text.includes(`"${id}"`));
          expect(about).toEqual([expect.stringContaining(option)]);
          expect(about[0]).not.toMatch(/secret|of-shop|admin\/auth/);
        });
});

test('h152_options_that_resolve_to_the_same_are_one_session_in_all_pages', async () => {
  const server = fakeServer();
  const id = freshId();
  const one = await page({ id, refresh: '/auth/refresh' });
  await one.session.signIn(server.tokens());
  await turns();
  const same = { id, refresh: `${BASE}/auth/refresh`, refreshAhead: 60 };
  const two = await page(same, { baseURL: `${BASE}/` });
  expect(await two.session.getAccessToken()).toBe('access-1');
  expect(said()).toEqual([]);
});

test('h152_a_named_session_with_named_origins_may_have_several_bases', async () => {
  const server = fakeServer();
  const session = { id: freshId(), refresh: `${BASE}/auth/refresh`, origins: [BASE, 'https://two.example'] };
  const one = await page(session);
  await one.session.signIn(server.tokens());
  await turns();
  const two = await page(session, { baseURL: 'https://two.example' });
  expect(await two.session.getAccessToken()).toBe('access-1');
  expect(said()).toEqual([]);
});

test('h152_two_functions_cannot_be_told_apart', async () => {
  const server = fakeServer();
  const id = freshId();
  const one = await page({ id, refresh: () => undefined });
  await one.session.signIn(server.tokens());
  await turns();
  const two = await page({ id, refresh: async () => null });
  expect(await two.session.getAccessToken()).toBe('access-1');
});
