/** @jest-environment jest-fixed-jsdom */
// An application's own test in Jest, whose modules are CommonJS. Jest's own jsdom environment hides fetch and its like from
// the test; jest-fixed-jsdom gives them back.
const everfetch = require('everfetch');
const { createFakeServer } = require('everfetch/testing');

test('fifty requests, one refresh', async () => {
  const server = createFakeServer({ origin: 'https://api.example.com' });
  const uninstall = server.install();
  const api = everfetch.create({ baseURL: server.origin, session: { refresh: '/auth/refresh' } });
  await api.session.signIn(server.signIn());
  server.expireAccessTokens();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => api.get(`/items/${index}`)));
  expect(answers.map(({ data }) => data.user)).toEqual(answers.map(() => 'ada'));
  expect(server.counters).toMatchObject({ refreshes: 1, answered: 50 });
  uninstall();
});
