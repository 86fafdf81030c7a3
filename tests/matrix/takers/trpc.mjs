import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { api, equal, job, routes, server } from './api.mjs';

const t = initTRPC.create();
const router = t.router({
  me: t.procedure.query(() => 'ada'),
  rename: t.procedure.mutation(() => 'ada'),
});
routes['/trpc'] = (req) => fetchRequestHandler({ endpoint: '/trpc', req, router, createContext: () => ({}) });
const client = createTRPCClient({
  links: [httpBatchLink({ url: `${server.url}/trpc`, fetch: api, maxItems: 2 })],
});
await job(
  (n) => (n % 2 ? client.me.query() : client.rename.mutate()),
  async () => {
    const error = await client.me.query().catch((error) => error);
    equal(error.meta.response.status, 401);
  },
);
