import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client/core';
import { api, equal, job } from './api.mjs';

const client = new ApolloClient({
  link: new HttpLink({ uri: '/graphql', fetch: api }),
  cache: new InMemoryCache(),
});
const call = async (n) => {
  const query = gql(`query Me${n} { me { id name } }`);
  const { data } = await client.query({ query, fetchPolicy: 'network-only' });
  return data.me.name;
};
await job(call, async () => {
  const error = await call(99).catch((error) => error);
  equal(error.errors[0].extensions.code, 'UNAUTHENTICATED');
});
