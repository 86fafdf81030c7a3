// @ts-check
// Open routes, for clients under test that have no session: an echo of the raw request, and answers of every
// awkward kind. Nothing here asks for a token, and nothing is remembered but how often a route has failed.

import { cut, cutBody, pause } from './faults.js';

const BODY_LIMIT = 8 * 1024 * 1024;

// What differs between two runs of one request, or between transports, whoever makes it.
const VOLATILE =
  /^(host|connection|user-agent|origin|referer|sec-.*|accept-language|accept-encoding|cache-control|pragma|priority|dnt)$/;

/** @type {WeakMap<object, Map<string, number>>} */
const failures = new WeakMap();

/** What arrived, byte for byte. Boundaries are random, so they are replaced, and lengths that contain them left out. @param {import('fastify').FastifyRequest} request */
function report({ method, url, headers, body }) {
  const sent = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !VOLATILE.test(name))
      .sort(),
  );
  let text = Buffer.isBuffer(body) ? body.toString('latin1') : '';
  const [, boundary] = /^multipart\/form-data;\s*boundary=(.*)$/i.exec(sent['content-type'] ?? '') ?? [];
  if (boundary) {
    sent['content-type'] = 'multipart/form-data; boundary=BOUNDARY';
    delete sent['content-length'];
    text = text.split(boundary).join('BOUNDARY');
  }
  return { method, url, headers: sent, body: text };
}

/** @typedef {(request: import('fastify').FastifyRequest, reply: import('fastify').FastifyReply, argument: string) => unknown} Answer */

/** @type {Record<string, Answer>} */
const ANSWERS = {
  echo: (request) => report(request),
  status: (_request, reply, code) =>
    /^(204|304)$/.test(code)
      ? reply.code(Number(code)).send()
      : reply.code(Number(code)).send({ code: Number(code), message: 'as asked' }),
  text: (_request, reply) => reply.type('text/plain').send('just text'),
  html: (_request, reply) =>
    reply.type('text/html; charset=utf-8').send('<!doctype html><title>A title</title><p id="x">p'),
  latin1: (_request, reply) =>
    reply.header('Content-Type', 'text/plain; charset=iso-8859-1').send(Buffer.from('caf\u00e9', 'latin1')),
  bom: (_request, reply) => reply.type('application/json').send('\uFEFF{"a":1}'),
  badjson: (_request, reply) => reply.type('application/json').send('{"a":'),
  form: (_request, reply) => reply.type('application/x-www-form-urlencoded').send('a=1&b=zwei'),
  empty: (_request, reply) => reply.send(),
  headers: (_request, reply) =>
    reply
      .header('X-One', ['1', '2'])
      .header('X-Two', ' padded ')
      .header('ETag', '"e"')
      .header('Link', '</a>; rel="next"')
      .header('Cache-Control', 'max-age=1, no-store')
      .send({}),
  bytes: (_request, reply, size) =>
    reply.type('application/octet-stream').send(Buffer.alloc(Math.min(Number(size), BODY_LIMIT), 'x')),
  late: async (request, reply, ms) => {
    if (await pause(request, Number(ms))) return reply.type('text/plain').send('late');
    return reply.hijack();
  },
  /** An answer that begins at once and ends late. */
  drip: async (request, reply, ms) => {
    reply.hijack();
    reply.raw.writeHead(200, /** @type {any} */ ({ ...reply.getHeaders(), 'content-type': 'text/plain' }));
    reply.raw.write('first ');
    if (await pause(request, Number(ms))) reply.raw.end('last');
  },
  half: (_request, reply) => cutBody(reply, JSON.stringify({ text: 'x'.repeat(200) })),
  drop: (_request, reply) => cut(reply),
  redirect: (_request, reply) => reply.redirect('text', 302),
  cookie: (_request, reply) => reply.header('Set-Cookie', 'seen=yes; Path=/').send({}),
  /**
   * `/plain/fail/KEY?status=503&times=2&after=1`: fails so many times, then tells how often it was asked. Status 0
   * breaks the connection; `after` is sent as Retry-After.
   */
  fail(request, reply, key) {
    const { status = '503', times = '1', after } = /** @type {Record<string, string>} */ (request.query);
    const counts = failures.get(request.sandbox) ?? new Map();
    failures.set(request.sandbox, counts);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > Number(times)) return { count, ...report(request) };
    if (status === '0') return cut(reply);
    if (after !== undefined) reply.header('Retry-After', after);
    return reply.code(Number(status)).send({ count });
  },
  /** How often `fail` was asked under a key. */
  failed: (request, _reply, key) => ({ count: failures.get(request.sandbox)?.get(key) ?? 0 }),
};

/** @param {import('fastify').FastifyInstance} app */
export async function plainRoutes(app) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'].filter((method) =>
      app.supportedMethods.includes(method),
    ),
    url: '/plain/*',
    handler: (request, reply) => {
      const [name, ...rest] = /** @type {any} */ (request.params)['*'].split('/');
      const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : ANSWERS.echo;
      return answer(request, reply, rest.join('/'));
    },
  });
}
