import createClient from 'openapi-fetch';
import { api, equal, job, routes, server } from './api.mjs';

routes['/posts'] = async (request) => Response.json({ name: (await request.json()).name });
const client = createClient({ baseUrl: server.url, fetch: api });
await job(
  async (n) =>
    // The library makes a Request of everything.
    n % 2
      ? (await client.GET('/me')).data.name
      : (await client.POST('/posts', { body: { name: 'ada' } })).data.name,
  async () => {
    const { error, response } = await client.GET('/me');
    equal([response.status, error], [401, { error: 'expired' }]);
  },
);
