// A server component: it imports the client and asks the API while it renders, each request with a session of its own.

import everfetch from 'everfetch';
import { Job } from './job.jsx';

export default async function Page({ searchParams }) {
  const { api } = await searchParams;
  const server = everfetch.create({ baseURL: api, session: { refresh: '/auth/refresh' } });
  const { data: tokens } = await server.post(
    '/auth/login',
    { user: 'render', mode: 'bearer' },
    { session: false },
  );
  await server.session.signIn(tokens);
  const { data } = await server.get('/api/me');
  return (
    <>
      <p id="rendered">{data.user}</p>
      <Job baseURL={api} />
    </>
  );
}
