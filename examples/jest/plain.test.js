/** @jest-environment jsdom */
// Jest's own jsdom has XMLHttpRequest but no fetch and no TextDecoder: plain requests work as axios's do, and a session
// says what is missing.
const { createServer } = require('node:http');
const everfetch = require('everfetch');

let server;
let base;
beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ path: request.url }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a plain request goes over XMLHttpRequest', async () => {
  const { data, status } = await everfetch.get(`${base}/items`, { params: { page: 2 } });
  expect([status, data]).toEqual([200, { path: '/items?page=2' }]);
});

test('a session says what is missing', async () => {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
  const error = await api.session.signIn({ accessToken: 'token' }).catch((caught) => caught);
  expect(error.message).toMatch(/TextDecoder/);
});
