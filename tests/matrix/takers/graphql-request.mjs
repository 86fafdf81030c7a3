import { GraphQLClient } from 'graphql-request';
import { api, equal, job, server } from './api.mjs';

const client = new GraphQLClient(`${server.url}/graphql`, { fetch: api });
const call = async (n) => (await client.request(`query Me${n} { me { id name } }`)).me.name;
await job(call, async () => {
  const error = await call(99).catch((error) => error);
  equal(error.response.errors[0].extensions.code, 'UNAUTHENTICATED');
});
