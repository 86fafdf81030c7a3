// The API server that the tests talk to, started once. Every test has a sandbox of its own in it.
import { createServer } from '../../../www-demo/server/index.js';

export default async function start({ provide }) {
  const server = await createServer({});
  await server.listen({ port: 0 });
  provide('api', server.url);
  return () => server.close();
}
