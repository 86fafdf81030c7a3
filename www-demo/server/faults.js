// @ts-check
// Faults made on purpose: late answers and connections that break. When they happen is decided by the caller.

/** ms between two looks at the knob `hold`. */
const HELD_STEP = 15;

/**
 * A pause that ends early when the controls release it, and, with `false`, when the client hangs up; so a closing server
 * never waits for it.
 * @param {import('fastify').FastifyRequest} request
 * @param {number} ms
 * @returns {Promise<boolean>} whether the client is still there
 */
export function pause(request, ms) {
  const { socket } = request.raw;
  const { pauses } = request.sandbox;
  if (ms <= 0) return Promise.resolve(!socket.destroyed);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      pauses.delete(end);
      socket.off('close', end);
      resolve(!socket.destroyed);
    };
    const timer = setTimeout(end, ms);
    pauses.add(end);
    socket.once('close', end);
    if (socket.destroyed) end();
  });
}

/**
 * Waits as long as the knob `hold` names this kind of answer, and no longer than the client does. So whoever turns the
 * knob decides what comes first, and not how fast the machine is.
 * @param {import('fastify').FastifyRequest} request
 * @param {'refresh' | 'late401'} kind
 */
export async function held(request, kind) {
  while (request.sandbox.knobs.take('hold') === kind && (await pause(request, HELD_STEP)));
}

/**
 * Breaks the connection instead of answering. Browsers silently send a request again when a kept-alive
 * connection closes before the first byte of an answer; an answer that contradicts itself is an error at once
 * in every client, so the client under test sees exactly one lost answer.
 * @param {import('fastify').FastifyReply} reply
 */
export function cut(reply) {
  const { entry, sandbox, raw } = reply.request;
  entry.note = entry.note ? `${entry.note}, dropped` : 'dropped';
  sandbox.counters.now.dropped += 1;
  reply.hijack();
  raw.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', () =>
    raw.socket.destroy(),
  );
  return reply;
}

/**
 * Headers of a whole answer, half of its body, then nothing.
 * @param {import('fastify').FastifyReply} reply
 * @param {string} body
 */
export function cutBody(reply, body) {
  const { entry, sandbox, raw } = reply.request;
  entry.note = 'cut in the body';
  sandbox.counters.now.dropped += 1;
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  reply.hijack();
  reply.raw.writeHead(200, /** @type {any} */ (headers));
  reply.raw.write(body.slice(0, body.length / 2), () => raw.socket.destroy());
  return reply;
}
