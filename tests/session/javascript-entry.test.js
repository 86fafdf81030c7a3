// `everfetch/javascript`: the whole package with the core as JavaScript, and nothing is loaded later.
import { expect, test, vi } from 'vitest';
import everfetch from '../../pkg/javascript.js';

const tokens = (n) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresIn: 3600 });

test('a session works at once, with the core as JavaScript, and no request for it', async () => {
  const fetch = vi.fn(async (url, { headers }) => {
    if (/refresh$/.test(url)) return Response.json(tokens(2));
    const isAccepted = new Headers(headers).get('authorization') === 'Bearer access-2';
    return new Response('{}', { status: isAccepted ? 200 : 401 });
  });
  vi.stubGlobal('fetch', fetch);
  const api = everfetch.create({ baseURL: 'https://api.example', session: { refresh: '/refresh' } });
  api.session.signIn(tokens(1));
  expect([api.session.isSignedIn, fetch.mock.calls.length]).toEqual([true, 0]);
  expect(api.session.guarantees().engine).toBe('js');
  expect((await api.get('/x')).status).toBe(200);
  expect(fetch.mock.calls.map(([url]) => new URL(url).pathname)).toEqual(['/x', '/refresh', '/x']);
});

test('what few requests need is there as well', async () => {
  const fetch = vi.fn(async () => new Response('{"a":1}'));
  vi.stubGlobal('fetch', fetch);
  const schema = { '~standard': { validate: (value) => ({ value: [value] }) } };
  expect((await everfetch.get('https://api.example/x', { schema })).data).toEqual([{ a: 1 }]);
  expect(fetch).toHaveBeenCalledTimes(1);
});
