// The small application of the package's tests, written as a user would: a plain GET, then the main job, in which
// fifty requests meet an expired token. The address of the API server comes in the query string.

import everfetch from 'everfetch';

const base = new URLSearchParams(location.search).get('api');
const count = 50;

async function plainGet() {
  const { data, status } = await everfetch.get(`${base}/public/ping`);
  if (status !== 200 || data.pong !== true) throw new Error(`the plain GET gave ${status}`);
}

async function mainJob() {
  const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
  // Tokens of the server live for five seconds; a busy machine may need as long for fifty requests.
  await everfetch.post(`${base}/control/knobs`, { accessTtl: 600_000 });
  const login = await everfetch.post(`${base}/auth/login`, { user: 'ada', mode: 'bearer' });
  await api.session.signIn(login.data);
  await everfetch.post(`${base}/control/expire`);
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      api.get('/api/items', { params: { page: index + 1, limit: 1 } }),
    ),
  );
  return answers.filter(({ status, data }, index) => status === 200 && data.page === index + 1).length;
}

async function run() {
  await plainGet();
  return mainJob();
}

run().then(
  (answers) => (document.body.dataset.outcome = `done ${answers}`),
  (error) => (document.body.dataset.outcome = `failed ${error.stack}`),
);
