// Runs one plugin's main job, with whatever `axios` is here, and prints what came of it. If it is everfetch, a session
// follows: twenty requests meet an expired token. The arguments are the name of the plugin and the address of a server.
import axios from 'axios';

const [name, base] = process.argv.slice(2);
const plugin = await import(`./${name}.mjs`);

async function storm() {
  const { createFakeServer } = await import('everfetch/testing');
  const server = createFakeServer({ origin: 'https://api.example.com' });
  server.install();
  const api = axios.create({ baseURL: server.origin, session: { refresh: '/auth/refresh' } });
  const tokens = server.signIn('ada');
  const request = await plugin.equip(api, tokens);
  await api.session.signIn(tokens);
  server.expireAccessTokens();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, page) => request(page)));
  const { refreshes, reused } = server.counters;
  return { answered: answers.filter(({ status }) => status === 200).length, refreshes, reused };
}

const main = await plugin.main(base);
const session = axios.create().session ? await storm() : undefined;
console.log(JSON.stringify({ main, session }));
process.exit(0);
