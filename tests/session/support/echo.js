// A server on a socket that notes what it gets, byte for byte, and accepts one access token at a time. Tokens are
// `access-n` and `refresh-n`.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** @param {(call: any, response: import('node:http').ServerResponse, self: any) => boolean | void} [answer] true: it has */
export async function openEcho(answer) {
  const echo = {
    base: '',
    generation: 1,
    isExpired: false,
    isEnded: false,
    calls: [],
    expire() {
      echo.isExpired = true;
    },
    tokens: () => ({
      accessToken: `access-${echo.generation}`,
      refreshToken: `refresh-${echo.generation}`,
      expiresIn: 3600,
    }),
    isAccepted: ({ headers }) =>
      !echo.isExpired && headers.authorization === `Bearer access-${echo.generation}`,
    get refreshes() {
      return echo.calls.filter(({ path }) => path === '/auth/refresh');
    },
    get requests() {
      return echo.calls.filter(({ path }) => path !== '/auth/refresh');
    },
  };
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The caller has gone.
      return;
    }
    const call = {
      method,
      url,
      path: url.split('?')[0],
      headers,
      body: Buffer.concat(chunks).toString('latin1'),
    };
    echo.calls.push(call);
    const reply = (status, value) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (answer?.(call, response, echo)) return;
    if (call.path === '/auth/refresh') {
      if (echo.isEnded) return reply(400, { error: 'invalid_grant' });
      echo.generation++;
      echo.isExpired = false;
      return reply(200, echo.tokens());
    }
    if (/^\/moved/.test(url)) return response.writeHead(302, { location: '/x' }).end();
    if (/^\/open/.test(url) || echo.isAccepted(call)) return reply(200, { ok: true, path: call.path });
    reply(401, { why: 'expired' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  echo.base = `http://127.0.0.1:${server.address().port}`;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return echo;
}
