// An application's own test in Vitest: the fake server of `everfetch/testing`, MSW, and axios-mock-adapter.
import MockAdapter from 'axios-mock-adapter';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterEach, expect, test } from 'vitest';
import everfetch from 'everfetch';
import { createFakeServer } from 'everfetch/testing';

const ORIGIN = 'https://api.example.com';
let undo = () => {};
afterEach(() => undo());

const client = () => everfetch.create({ baseURL: ORIGIN, session: { refresh: '/auth/refresh' } });

const storm = async (api) => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => api.get(`/items/${index}`)));
  return answers.filter(({ status }) => status === 200).length;
};

test('the fake server: fifty requests, one refresh', async () => {
  const server = createFakeServer({ origin: ORIGIN });
  undo = server.install();
  const api = client();
  await api.session.signIn(server.signIn());
  server.expireAccessTokens();
  expect(await storm(api)).toBe(50);
  expect(server.counters.refreshes).toBe(1);
});

test('MSW: fifty requests, one refresh', async () => {
  let token = 'new';
  let refreshes = 0;
  const server = setupServer(
    http.post(`${ORIGIN}/auth/refresh`, () => {
      refreshes += 1;
      token = 'newer';
      return HttpResponse.json({ accessToken: token, refreshToken: 'r2', expiresIn: 300 });
    }),
    http.get(`${ORIGIN}/items/:id`, ({ request, params }) =>
      request.headers.get('authorization') === `Bearer ${token}`
        ? HttpResponse.json({ id: params.id })
        : new HttpResponse(null, { status: 401 }),
    ),
  );
  server.listen({ onUnhandledRequest: 'error' });
  undo = () => server.close();
  const api = client();
  await api.session.signIn({ accessToken: 'old', refreshToken: 'r1' });
  expect(await storm(api)).toBe(50);
  expect(refreshes).toBe(1);
});

test('axios-mock-adapter: fifty requests, one refresh', async () => {
  let token = 'new';
  const api = client();
  const mock = new MockAdapter(api);
  const refreshing = createFakeServer({ origin: ORIGIN });
  undo = refreshing.install();
  const tokens = refreshing.signIn();
  token = tokens.accessToken;
  mock
    .onGet(/items/)
    .reply(({ headers }) =>
      headers.Authorization && headers.Authorization !== `Bearer ${token}` ? [200, { ok: true }] : [401],
    );
  await api.session.signIn(tokens);
  expect(await storm(api)).toBe(50);
  expect(refreshing.counters.refreshes).toBe(1);
});
