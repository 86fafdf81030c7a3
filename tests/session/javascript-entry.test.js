// `everfetch/javascript`: the whole package where there is no WebAssembly, and nothing is loaded later.
import { expect, test, vi } from 'vitest';
import everfetch from '../../pkg/javascript.js';
import { fakeServer } from './support/fake.js';

test('a session works at once, without WebAssembly and without a request for the core', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  const server = fakeServer();
  const api = everfetch.create({ baseURL: 'https://api.example', session: { refresh: '/auth/refresh' } });
  api.session.signIn(server.tokens());
  expect([api.session.isSignedIn, server.calls.length]).toEqual([true, 0]);
  server.expire();
  expect((await api.get('/x')).status).toBe(200);
  expect(server.calls.map(({ path }) => path)).toEqual(['/x', '/auth/refresh', '/x']);
});

test('what few requests need is there as well', async () => {
  const server = fakeServer({ request: () => new Response('{"a":1}') });
  const schema = { '~standard': { validate: (value) => ({ value: [value] }) } };
  expect((await everfetch.get('https://api.example/x', { schema })).data).toEqual([{ a: 1 }]);
  expect(server.calls).toHaveLength(1);
});
