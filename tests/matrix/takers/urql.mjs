import { Client, fetchExchange } from '@urql/core';
import { api, equal, job, server } from './api.mjs';

const client = new Client({
  url: `${server.url}/graphql`,
  fetch: api,
  exchanges: [fetchExchange],
  preferGetMethod: false,
});
const ask = (n) => client.query(`query Me${n} { me { id name } }`, {}).toPromise();
await job(
  async (n) => (await ask(n)).data.me.name,
  async () => {
    const { error } = await ask(99);
    equal(error.graphQLErrors[0].extensions.code, 'UNAUTHENTICATED');
  },
);
