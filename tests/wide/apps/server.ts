// What the applications' servers do while they render: a client for each request, as docs/recipes/next.md has it, which
// asks the API in a session of its own. Without an address nothing is asked.

import everfetch from 'everfetch';

export async function rendered(baseURL: string | null | undefined): Promise<string> {
  if (!baseURL) return 'nobody';
  const api = everfetch.create({ baseURL, session: { refresh: '/auth/refresh' } });
  const { data } = await api.post('/auth/login', { user: 'render', mode: 'bearer' }, { session: false });
  await api.session.signIn(data);
  return (await api.get<{ user: string }>('/api/me')).data.user;
}
