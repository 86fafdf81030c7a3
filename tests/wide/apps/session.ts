// The client of the applications, as docs/recipes has it, in a module that servers import too. The address of the API comes
// in the query string; without one, or with `look` beside it, the application is opened and does nothing.

import everfetch from 'everfetch';

const query = () => new URLSearchParams(globalThis.location?.search);

export const api = everfetch.create({
  baseURL: query().get('api') ?? 'https://api.example.com',
  session: { refresh: '/auth/refresh' },
});

const COUNT = 50;

async function mainJob(): Promise<number> {
  const { data } = await api.post('/auth/login', { user: 'ada', mode: 'bearer' }, { session: false });
  await api.session.signIn(data);
  await api.post('/control/expire', null, { session: false });
  const answers = await Promise.all(
    Array.from({ length: COUNT }, (_, index) =>
      api.get<{ page: number }>('/api/items', { params: { page: index + 1, limit: 1 } }),
    ),
  );
  return new Set(answers.map(({ data: { page } }) => page)).size;
}

/** Fifty requests that meet an expired token; what came of them is told to the test in `data-outcome`. */
export async function run(): Promise<void> {
  if (!query().has('api') || query().has('look')) return;
  const outcome = await mainJob().then(
    (count) => `done ${count}`,
    (error: Error) => `failed ${error.message}`,
  );
  document.body.dataset.outcome = outcome;
}
