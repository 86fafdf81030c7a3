import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer } from './client.js';

let server;
let api;
let serial = 0;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => {
  api = server.sandbox(`oauth-${(serial += 1)}`);
});
afterAll(() => server.close());

const grant = (refreshToken, more) => ({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more });

test('the refresh grant answers as RFC 6749 writes it', async () => {
  const { refreshToken } = await api.login();
  const { status, data, headers } = await api.form(
    '/oauth/token',
    grant(refreshToken, { client_id: 'web', scope: 'read' }),
  );
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('pragma')).toBe('no-cache');
  expect(data).toMatchObject({ token_type: 'Bearer', expires_in: 5, scope: 'read' });
  expect((await api.get('/api/me', data.access_token)).status).toBe(200);
  expect((await api.form('/oauth/token', grant(data.refresh_token))).status).toBe(200);
});

test('a refresh token may have characters that a form, a query and a cookie must encode', async () => {
  await api.knobs({ oddTokens: true });
  const { refreshToken } = await api.login();
  expect(refreshToken).toMatch(/[+/=%&;]/);
  const form = await api.form('/oauth/token', grant(refreshToken));
  const query = await api.post(`/auth/refresh?refreshToken=${encodeURIComponent(form.data.refresh_token)}`);
  expect((await api.refresh(query.data.refreshToken)).status).toBe(200);
  await api.login('split');
  expect((await api.post('/auth/refresh', {})).status).toBe(200);
});

test('each mistake has its RFC error', async () => {
  const { refreshToken } = await api.login();
  const cases = [
    [{ refresh_token: refreshToken }, 400, 'invalid_request'],
    [grant(''), 400, 'invalid_request'],
    [{ ...grant(refreshToken), grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [grant(refreshToken, { scope: 'read admin' }), 400, 'invalid_scope'],
    [grant('unknown'), 400, 'invalid_grant'],
  ];
  for (const [form, status, error] of cases) {
    const answer = await api.form('/oauth/token', form);
    expect([answer.status, answer.data.error]).toEqual([status, error]);
    expect(typeof answer.data.error_description).toBe('string');
  }
  const json = await api.post('/oauth/token', grant(refreshToken));
  expect([json.status, json.data.error]).toEqual([400, 'invalid_request']);
  const twice = await api.form('/oauth/token', [
    ...Object.entries(grant(refreshToken)),
    ['grant_type', 'refresh_token'],
  ]);
  expect([twice.status, twice.data.error]).toEqual([400, 'invalid_request']);
  expect((await api.form('/oauth/token', grant(refreshToken))).status).toBe(200);
});

test('an unknown client is refused where a client is asked for', async () => {
  await api.knobs({ clientId: 'web' });
  const { refreshToken } = await api.login();
  const answer = await api.form('/oauth/token', grant(refreshToken, { client_id: 'other' }));
  expect([answer.status, answer.data.error]).toEqual([401, 'invalid_client']);
  expect((await api.form('/oauth/token', grant(refreshToken, { client_id: 'web' }))).status).toBe(200);
});

test('reuse through the grant kills the family of the JSON endpoint too', async () => {
  const { refreshToken } = await api.login();
  const second = (await api.refresh(refreshToken)).data;
  expect((await api.form('/oauth/token', grant(refreshToken))).data.error).toBe('invalid_grant');
  expect((await api.refresh(second.refreshToken)).data.why).toBe('dead');
});

test('revoking a refresh token ends its family; an unknown token is no error', async () => {
  const { accessToken, refreshToken } = await api.login();
  expect(
    (await api.form('/oauth/revoke', { token: refreshToken, token_type_hint: 'refresh_token' })).status,
  ).toBe(200);
  expect((await api.form('/oauth/revoke', { token: 'unknown' })).status).toBe(200);
  expect((await api.form('/oauth/revoke', {})).data.error).toBe('invalid_request');
  expect((await api.get('/api/me', accessToken)).data.why).toBe('revoked');
  expect((await api.refresh(refreshToken)).data.why).toBe('dead');
});

test('revoking an access token ends that token alone', async () => {
  const { accessToken, refreshToken } = await api.login();
  await api.form('/oauth/revoke', { token: accessToken });
  expect((await api.get('/api/me', accessToken)).data.why).toBe('revoked');
  expect((await api.refresh(refreshToken)).status).toBe(200);
});
