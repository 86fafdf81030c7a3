// A program without a page: fifty requests on an expired token, and two users in one process, who never meet. Tells by a
// line of JSON what came of it.

import everfetch from 'everfetch';

const [baseURL] = (globalThis.Deno?.args ?? process.argv).slice(-1);
const options = { baseURL, session: { refresh: '/auth/refresh' } };
const COUNT = 50;

async function signedIn(user) {
  const api = everfetch.create(options);
  const before = await api.session.ready();
  const { data } = await api.post('/auth/login', { user, mode: 'bearer' }, { session: false });
  await api.session.signIn(data);
  return { api, before };
}

const { api: ada } = await signedIn('ada');
await ada.post('/control/expire', null, { session: false });
const answers = await Promise.all(
  Array.from({ length: COUNT }, (_, index) =>
    ada.get('/api/items', { params: { page: index + 1, limit: 1 } }),
  ),
);
const { api: bob, before } = await signedIn('bob');
const users = await Promise.all([ada, bob].map(async (api) => (await api.get('/api/me')).data.user));

console.log(
  JSON.stringify({
    answered: new Set(answers.map(({ data }) => data.page)).size,
    before,
    users,
    engine: ada.session.guarantees().engine,
  }),
);
