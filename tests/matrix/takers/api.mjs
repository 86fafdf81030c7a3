// An API for the libraries that take a `fetch`: GraphQL, REST, tRPC and a chat that streams, behind one access token. It
// counts, and `job` is the same for each library: twenty calls on an expired token, one refresh.
import { createServer } from 'node:http';
import { createFetch } from 'everfetch/fetch';

const tokens = () => ({
  accessToken: `access-${server.generation}`,
  refreshToken: `refresh-${server.generation}`,
  expiresIn: 3600,
});

/** What this server answers, and what it has counted. */
export const server = { generation: 1, isExpired: false, isEnded: false, refreshes: 0, refused: 0, url: '' };

/** Handlers by path; each gets the request as the platform has it. @type {Record<string, (request: Request) => any>} */
export const routes = {
  '/me': () => Response.json({ name: 'ada' }),
  async '/graphql'(request) {
    const { query } = await request.json();
    if (!/me/.test(query)) return Response.json({ errors: [{ message: 'what?' }] });
    return Response.json({ data: { me: { __typename: 'User', id: '1', name: 'ada' } } });
  },
};

const isAccepted = (headers) =>
  !server.isExpired && headers.get('authorization') === `Bearer access-${server.generation}`;

async function answer(request) {
  const { pathname } = new URL(request.url);
  if (pathname === '/auth/refresh') {
    server.refreshes++;
    if (server.isEnded) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    server.generation++;
    server.isExpired = false;
    return Response.json(tokens());
  }
  // GraphQL servers say it in a 200.
  if (!isAccepted(request.headers)) {
    server.refused++;
    return pathname === '/graphql'
      ? Response.json({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] })
      : Response.json({ error: 'expired' }, { status: 401 });
  }
  const [, route] = Object.entries(routes).find(([path]) => pathname.startsWith(path)) ?? [];
  return route ? route(request) : new Response(null, { status: 404 });
}

const http = createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method, url, headers } = incoming;
  const body = chunks.length ? Buffer.concat(chunks) : undefined;
  const response = await answer(new Request(server.url + url, { method, headers, body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  for await (const chunk of response.body ?? []) outgoing.write(chunk);
  outgoing.end();
});
await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
server.url = `http://127.0.0.1:${http.address().port}`;

export const api = createFetch({
  baseURL: server.url,
  session: {
    refresh: '/auth/refresh',
    refreshOn: ({ status, data }) =>
      status === 401 || !!data?.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED'),
  },
});
await api.session.signIn(tokens());

export const equal = (one, two) => {
  if (JSON.stringify(one) !== JSON.stringify(two))
    throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(two)}`);
};

/** @param {(n: number) => Promise<string>} call gives the user's name @param {() => Promise<unknown>} [ended] what is expected once the session is over */
export async function job(call, ended) {
  equal(await call(0), 'ada');
  server.isExpired = true;
  const names = await Promise.all(Array.from({ length: 20 }, (_, n) => call(n + 1)));
  equal([names, server.refreshes], [Array(20).fill('ada'), 1]);
  equal(server.refused > 0, true);
  server.isExpired = server.isEnded = true;
  await ended?.();
  equal(api.session.state, 'ended');
  console.log('told');
  process.exit();
}
