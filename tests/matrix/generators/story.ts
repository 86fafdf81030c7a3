// Uses a generated client, and prints what came of it. If its axios is everfetch, a session follows: twenty requests meet an
// expired token. The argument is the address of a server.
import { clientFor } from 'client';

const failure = (error: any) => ({
  name: error?.name,
  status: error?.response?.status ?? error?.status,
  data: error?.response?.data ?? error?.body,
});
const outcome = (promise: PromiseLike<unknown>) => Promise.resolve(promise).catch(failure);

async function storm() {
  const name = 'everfetch/testing';
  const { createFakeServer } = await import(name);
  const server = createFakeServer({ origin: 'https://api.example.com' });
  server.install();
  const options: any = { baseURL: server.origin, session: { refresh: '/auth/refresh' } };
  const { api, list }: any = clientFor(options, server.origin);
  await api.session.signIn(server.signIn('ada'));
  server.expireAccessTokens();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, page) => list(page, ['a'], 't')));
  const { refreshes, reused } = server.counters;
  return { answered: answers.filter(({ path }) => path === '/users').length, refreshes, reused };
}

const { api, list, create, get, login }: any = clientFor({}, process.argv[2]!);
const main = {
  list: await outcome(list(2, ['admin', 'a b'], 'seven')),
  create: await outcome(create('eve')),
  get: await outcome(get('1')),
  nobody: await outcome(get('no/body')),
  login: await outcome(login('ada', 'read write')),
};
console.log(JSON.stringify({ main, session: api.session && (await storm()) }));
process.exit(0);
