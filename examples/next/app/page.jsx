// A server component: it imports the client and asks the API while it renders, each request with a session of its own. What
// belongs to one request lies within <Suspense>, as `cacheComponents` wants it.

import { Suspense } from 'react';
import everfetch from 'everfetch';
import { Job } from './job.jsx';

async function Rendered({ searchParams }) {
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

export default function Page({ searchParams }) {
  return (
    <Suspense fallback={<p>…</p>}>
      <Rendered searchParams={searchParams} />
    </Suspense>
  );
}
