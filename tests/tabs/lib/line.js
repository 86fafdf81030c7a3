// The network between the tabs and the server: a request that has left a tab arrives, whatever becomes of the tab.
// A server alone cannot show that, since it sees a hung-up connection at once. Decides how long calls are on their
// way, which are lost or answered twice, and keeps a book of the refresh tokens that went over the line; tokens
// appear in it as numbers.

import { createServer, request as send } from 'node:http';

const isRefresh = ({ method, url }) => method === 'POST' && /\/(auth\/refresh|oauth\/token)$/.test(url);

const isCall = ({ method, url }) => method !== 'OPTIONS' && /\/api\//.test(url);

/** The headers of an answer that are not about the connection that it came on. */
const kept = ({ connection: _, 'keep-alive': __, ...rest }) => rest;

/** An answer as it goes over the wire. */
const raw = ({ statusCode, statusMessage, headers }, received) => {
  const { 'transfer-encoding': _, ...rest } = kept(headers);
  const lines = Object.entries({ ...rest, 'content-length': received.length });
  const head = lines.flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`)).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${head}\r\n`), received]);
};

/** What lets a page of any origin read an answer. */
export const allowed = ({ headers: { origin = '*' } }) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Credentials': 'true',
});

const body = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

const field = (text, name) => {
  try {
    return JSON.parse(text)[name];
  } catch {
    return undefined;
  }
};

/** @param {string} target URL of the API server */
export async function startLine(target) {
  const { hostname, port } = new URL(target);
  const began = performance.now();
  const now = () => performance.now() - began;
  const numbers = new Map();
  const numberOf = (token) => {
    if (token === undefined) return undefined;
    if (!numbers.has(token)) numbers.set(token, numbers.size + 1);
    return numbers.get(token);
  };
  /** @type {any[]} */
  const calls = [];
  /** @typedef {{ transit: number | Promise<void>, back: number, lost?: boolean, twice?: boolean, redirect?: string }} Plan */
  /** @type {Plan[]} for the next refresh calls, in order */
  const plans = [];
  /** @type {Plan[]} for the next API calls */
  const callPlans = [];

  /** @param {import('node:http').IncomingMessage} request @param {Buffer} sent */
  const forward = (request, sent) =>
    new Promise((resolve, reject) => {
      const { method, url, headers } = request;
      const outgoing = send({ hostname, port, method, path: url, headers }, async (answer) => {
        try {
          resolve({ answer, received: await body(answer) });
        } catch (error) {
          reject(error);
        }
      });
      outgoing.once('error', reject);
      outgoing.end(sent);
    });

  const pause = (ms) => (typeof ms === 'number' ? new Promise((resolve) => setTimeout(resolve, ms)) : ms);

  const server = createServer(async (request, response) => {
    let entry;
    // Chromium sends a request again by itself when a connection that it has used before is closed without a word;
    // an answer that contradicts itself is one lost answer, and no more.
    const cut = () => {
      const { socket } = response;
      if (!socket || socket.destroyed) return;
      const broken = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n';
      socket.end(broken, () => socket.destroy());
    };
    try {
      const sent = await body(request);
      const list = isRefresh(request) ? plans : isCall(request) ? callPlans : [];
      const plan = list.shift() ?? { transit: 0, back: 0 };
      if (isRefresh(request)) {
        entry = { token: numberOf(field(sent, 'refreshToken')), sent: now(), ...plan };
        calls.push(entry);
        response.once('close', () => {
          entry.over = now();
          entry.delivered = response.writableFinished;
        });
      }
      await pause(plan.transit);
      if (plan.lost) return cut();
      if (plan.redirect) {
        response.writeHead(307, { Location: plan.redirect, ...allowed(request) });
        return response.end();
      }
      if (entry) entry.arrived = now();
      const { answer, received } = await forward(request, sent);
      if (entry) {
        entry.status = answer.statusCode;
        entry.successor = numberOf(field(received, 'refreshToken'));
      }
      await pause(plan.back);
      const { socket } = response;
      if (plan.twice) {
        // On the last use of the connection: a browser that sends its next request on it would take the second copy
        // for the answer to that one, and every later answer for the one before.
        response.setHeader('Connection', 'close');
        response.prependOnceListener('finish', () => socket?.write(raw(answer, received)));
      }
      response.writeHead(answer.statusCode, plan.twice ? kept(answer.headers) : answer.headers);
      response.end(received);
    } catch {
      // The server cut the connection, or the tab is gone.
      cut();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    /**
     * The next refresh call is on its way for `transit` ms, or until that promise resolves, its answer for `back` ms; or it never arrives, or its
     * answer comes twice, or it is sent to another address.
     */
    next: (plan) => plans.push({ transit: 0, back: 0, ...plan }),
    /** The same for the next API call. */
    nextCall: (plan) => callPlans.push({ transit: 0, back: 0, ...plan }),
    /** Plans no more. */
    clear() {
      plans.length = callPlans.length = 0;
    },
    /**
     * What must never be seen on the line.
     * @param {(call: any) => boolean} [isExcused] whether the tab of a call came to an end before it could keep the answer
     * @returns {string[]}
     */
    violations(isExcused = () => false) {
      const found = [];
      for (const [index, call] of calls.entries()) {
        const other = calls.slice(index + 1).find(({ token }) => token !== undefined && token === call.token);
        if (!other) continue;
        const pair = `token ${call.token} at ${Math.round(call.sent)} and ${Math.round(other.sent)} ms`;
        const isKnown = call.delivered && call.successor && call.successor !== call.token;
        if (!(call.over < other.sent)) found.push(`${pair}: two flights at once`);
        else if (isKnown && !isExcused(call)) found.push(`${pair}: it had a successor, and a tab knew it`);
        else if (!call.lost && !(call.arrived < other.sent))
          found.push(`${pair}: the first might arrive last`);
      }
      return found;
    },
    now,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
