// A tap between page and API server: it passes everything on, keeps what came in, byte for byte, and holds calls
// until a test lets them go. So tests order events by events, never by time.

import { createHash } from 'node:crypto';
import { Agent, createServer, request as send } from 'node:http';
import { createSecureServer } from 'node:http2';
import { makeCertificate } from './certificate.js';
import { PATIENCE } from './patience.js';

// They belong to one connection, not to the message.
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'http2-settings'];

/**
 * @typedef {object} Call
 * @property {string} method
 * @property {string} path without the sandbox and the query
 * @property {URLSearchParams} query
 * @property {Record<string, any>} headers
 * @property {Buffer} body
 * @property {number} at when it arrived, in ms since 1970
 * @property {{ status: number, headers: Record<string, any>, body: Buffer }} [answer] of the API server
 */

/** @param {import('node:stream').Readable} stream @returns {Promise<Buffer>} */
async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const without = (headers, names) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(':') && !names.includes(name)),
  );

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Rejects, with a sentence, when something does not happen in good time. */
function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not happen within ${PATIENCE} ms`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @param {(call: Call) => boolean} match @param {'request' | 'answer'} stage */
function createGate(match, stage) {
  let open;
  let arrive;
  const opened = new Promise((resolve) => (open = resolve));
  const arrived = new Promise((resolve) => (arrive = resolve));
  return {
    match,
    stage,
    isOpen: false,
    /** What has been stopped here. @type {Call[]} */
    calls: [],
    /** @param {Call} call */
    pass(call) {
      this.calls.push(call);
      arrive(call);
      return opened;
    },
    /** The first call that is held. @returns {Promise<Call>} */
    arrived: () => within(arrived, 'the call that a gate waits for'),
    release() {
      this.isOpen = true;
      open();
    },
  };
}

/**
 * @param {string} target origin of the API server
 * @param {{ secure?: boolean }} [options] secure: HTTP/2, which Chromium asks of bodies that are streams
 */
export async function createTap(target, { secure = false } = {}) {
  const agent = new Agent({ keepAlive: true });
  /** @type {Call[]} */
  const calls = [];
  const gates = [];
  const answers = [];
  const preflights = [];

  const forward = ({ method, headers, body }, url) =>
    new Promise((resolve, reject) => {
      const call = send(
        new URL(url, target),
        { agent, method, headers: { ...headers, host: new URL(target).host } },
        (response) =>
          readAll(response).then(
            (bytes) => resolve({ status: response.statusCode, headers: response.headers, body: bytes }),
            reject,
          ),
      );
      call.on('error', reject);
      call.end(body);
    });

  async function handle(request, response) {
    const { pathname, searchParams: query } = new URL(request.url, 'http://tap');
    /** @type {Call} */
    const call = {
      method: request.method,
      path: pathname.replace(/^\/s\/[^/]+/, ''),
      query,
      headers: without(request.headers, HOP_BY_HOP),
      body: await readAll(request),
      at: Date.now(),
    };
    const isPreflight = call.method === 'OPTIONS';
    (isPreflight ? preflights : calls).push(call);
    const held = (stage) => {
      const gate = isPreflight
        ? undefined
        : gates.find((one) => !one.isOpen && one.stage === stage && one.match(call));
      return gate?.pass(call);
    };
    await held('request');
    const own = isPreflight ? undefined : answers.find(({ match }) => match(call));
    if (own) return own.answer(call, response);
    call.answer = await forward(call, request.url);
    await held('answer');
    response.writeHead(call.answer.status, without(call.answer.headers, HOP_BY_HOP));
    response.end(call.answer.body);
  }

  /** An answer that was lost stays lost: the browser must see that at once, and must not send again by itself. */
  function lose(response) {
    if (response.stream) response.stream.close();
    else
      response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', () =>
        response.socket?.destroy(),
      );
  }

  const listener = (request, response) => {
    handle(request, response).catch(() => lose(response));
  };
  const server = secure
    ? createSecureServer({ ...makeCertificate('127.0.0.1'), allowHTTP1: false }, listener)
    : createServer(listener);
  const sessions = new Set();
  server.on('session', (session) => sessions.add(session));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();

  return {
    port,
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    calls,
    preflights,
    /** The calls of one method and path. */
    to: (method, path) => calls.filter((call) => call.method === method && call.path === path),
    /** Holds calls before they reach the server. @param {(call: Call) => boolean} match */
    holdRequest(match) {
      const gate = createGate(match, 'request');
      gates.push(gate);
      return gate;
    },
    /** Holds answers: the server has processed the call, the page does not know it. */
    holdAnswer(match) {
      const gate = createGate(match, 'answer');
      gates.push(gate);
      return gate;
    },
    /** Answers in place of the server. @param {(call: Call, response: any) => void} answer */
    answer(match, answer) {
      answers.push({ match, answer });
    },
    async close() {
      for (const gate of gates) gate.release();
      for (const session of sessions) session.destroy();
      server.closeAllConnections?.();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
