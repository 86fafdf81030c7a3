// A foreign origin: where an API may redirect to and be answered 401, and where a page's beacons go and get no answer
// for a while. Decides nothing about the session; tells how many tokens it was sent, which must be none.

import { createServer } from 'node:http';
import { allowed } from '../line.js';

export async function startElsewhere() {
  let tokens = 0;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://elsewhere');
    const { headers, method } = request;
    if (headers.authorization !== undefined) tokens += 1;
    request.resume();
    const answer = (status) => {
      response.writeHead(status, {
        ...allowed(request),
        'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
        'WWW-Authenticate': 'Bearer error="invalid_token"',
      });
      response.end();
    };
    if (method === 'OPTIONS') return answer(204);
    if (pathname === '/beacon') return void setTimeout(answer, Number(searchParams.get('ms')), 204);
    answer(401);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    get tokens() {
      return tokens;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
