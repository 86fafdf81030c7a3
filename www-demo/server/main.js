#!/usr/bin/env node
// The API server alone: `node www-demo/server/main.js`, with API_PORT (default 4545). Ctrl-C ends it.

import { createServer } from './index.js';

const DEFAULT_PORT = 4545;

function fail(message) {
  console.error(message);
  process.exit(1);
}

const port = Number(process.env.API_PORT || DEFAULT_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  fail(`API_PORT takes a port number, got "${process.env.API_PORT}".`);

const server = await createServer();
try {
  await server.listen({ port });
} catch (error) {
  if (error.code === 'EADDRINUSE')
    fail(`Port ${port} is taken: end the program that uses it, or choose another with API_PORT.`);
  if (error.code === 'EACCES') fail(`Port ${port} may not be used: choose one above 1023 with API_PORT.`);
  throw error;
}
console.log(`everfetch demo API: ${server.url}`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await server.close();
    process.exit(0);
  });
}
