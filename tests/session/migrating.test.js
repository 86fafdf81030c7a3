// @vitest-environment jsdom
// What docs/migrating.md promises to those who come from an interceptor of their own. The storage is the page's own code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BASE, alone, fakeServer, json, turns } from './support/fake.js';
import { freshId, reload } from './support/page.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/migrating.md'), 'utf8');

/** The storage over an application's old keys, as the page has it. */
const oldKeys = () => {
  const [, code] = /\n(const keys = [^]*?\n)\nexport const api/.exec(page);
  return new Function(`${code}; return storage;`)();
};
const tokens = () => [localStorage.getItem('accessToken'), localStorage.getItem('refreshToken')];

test('a storage over the old keys takes the signed-in user over, and the keys always hold the current tokens', async () => {
  const server = fakeServer();
  localStorage.setItem('accessToken', 'access-1');
  localStorage.setItem('refreshToken', 'refresh-1');
  const id = freshId();
  const api = server.create({ id, storage: oldKeys() });
  expect(await api.session.ready()).toBe('active');
  expect((await api.get('/x')).status).toBe(200);
  await api.session.refresh();
  await turns();
  expect(tokens()).toEqual(['access-2', 'refresh-2']);

  const options = { refresh: '/auth/refresh', ...alone(), id, storage: oldKeys() };
  const again = (await reload()).create({ baseURL: BASE, session: options });
  expect((await again.get('/x')).status).toBe(200);
  await again.session.refresh();
  await turns();
  expect(tokens()).toEqual(['access-3', 'refresh-3']);
  await again.session.signOut();
  await turns();
  expect([...tokens(), localStorage.length]).toEqual([null, null, 0]);
});

test('localStorage.clear() is no sign-out', async () => {
  const server = fakeServer();
  const api = await server.signedIn({ id: freshId(), storage: 'local' });
  localStorage.clear();
  expect((await api.get('/x')).status).toBe(200);
  expect(api.session.isSignedIn).toBe(true);
});

test('a URL as refresh sends JSON, and as revoke a form; an object sends JSON in both places', async () => {
  const sent = [];
  const send = async (session) => {
    const server = fakeServer({ request: () => json({}) });
    const api = await server.signedIn({ id: freshId(), ...session });
    await api.session.refresh();
    await api.session.signOut();
    sent.push(...server.refreshes, ...server.requests);
  };
  await send({ refresh: '/auth/refresh', revoke: '/auth/revoke' });
  await send({
    refresh: { url: '/auth/refresh', format: 'form', clientId: 'web' },
    revoke: { url: '/auth/logout', tokenField: 'refreshToken' },
  });
  expect(sent.map(({ body }) => body)).toEqual([
    '{"refreshToken":"refresh-1"}',
    'token=refresh-2&token_type_hint=refresh_token',
    'grant_type=refresh_token&client_id=web&refresh_token=refresh-1',
    '{"refreshToken":"refresh-2","token_type_hint":"refresh_token","client_id":"web"}',
  ]);
});
