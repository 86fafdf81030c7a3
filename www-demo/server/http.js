// @ts-check
// What applies to every request: which sandbox it belongs to, how it is counted, CORS, body formats, and the
// shape of errors. No route is defined here.

import { METHODS as nodeMethods } from 'node:http';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import { cut } from './faults.js';
import { DEFAULT_SANDBOX, splitPrefix } from './sandboxes.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'];
const EXPOSED = [
  'WWW-Authenticate',
  'Retry-After',
  'Date',
  'ETag',
  'Location',
  'X-Request-Id',
  'X-Access-Token',
];

const prefixes = new WeakMap();

/** Takes `/s/name` off the URL before routing. @param {import('node:http').IncomingMessage} raw */
export function rewriteUrl(raw) {
  const { sandbox, url } = splitPrefix(raw.url ?? '/');
  if (sandbox !== undefined) prefixes.set(raw, sandbox);
  return url;
}

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {{ sandboxes: ReturnType<typeof import('./sandboxes.js').createSandboxes>, now: () => number }} context
 */
export async function setUpHttp(app, { sandboxes, now }) {
  app.decorate('now', now);
  app.decorate('sandboxes', sandboxes);
  app.decorateRequest('sandbox', /** @type {any} */ (null));
  app.decorateRequest('entry', /** @type {any} */ (null));
  app.decorateRequest('access', /** @type {any} */ (null));
  app.decorateRequest('prefixed', false);
  // Node 20 parses QUERY only from its later releases on.
  if (nodeMethods.includes('QUERY')) app.addHttpMethod('QUERY', { hasBody: true, overrideExisting: true });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
    const header = request.headers['x-sandbox'];
    const prefix = prefixes.get(request.raw);
    const name = prefix ?? (typeof header === 'string' ? header : DEFAULT_SANDBOX);
    const sandbox = sandboxes.get(name);
    request.prefixed = prefix !== undefined;
    // Assigned before the refusal too: the hooks that follow rely on it.
    request.sandbox = sandbox ?? /** @type {any} */ (sandboxes.get(DEFAULT_SANDBOX));
    count(request);
    if (!sandbox)
      return reply
        .code(400)
        .send({ error: 'bad_sandbox', message: 'a sandbox is named by 1 to 64 of A-Z a-z 0-9 _ . -' });
  });

  // The network as a whole is down for this sandbox: nothing but its controls is answered, preflights included.
  app.addHook('onRequest', async (request, reply) => {
    const control = request.routeOptions.url?.startsWith('/control/') ?? false;
    const preflightOfControl = request.method === 'OPTIONS' && request.url.startsWith('/control/');
    if (!control && !preflightOfControl && request.sandbox.knobs.take('offline')) return cut(reply);
  });

  /** @param {import('fastify').FastifyRequest} request */
  function count(request) {
    const { counters } = request.sandbox;
    const path = request.routeOptions.url ?? '(unknown)';
    const id = request.headers['x-request-id'];
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
      counters.now.preflights += 1;
      request.entry = /** @type {any} */ ({});
    } else if (path.startsWith('/control/')) request.entry = /** @type {any} */ ({});
    else
      request.entry = counters.arrive(
        request.method,
        path,
        typeof id === 'string' ? id.slice(0, 100) : undefined,
        now(),
      );
  }

  app.addHook('onSend', async (request, reply) => {
    const id = request.headers['x-request-id'];
    if (typeof id === 'string') reply.header('X-Request-Id', id.slice(0, 100));
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    request.entry.status = reply.statusCode;
    request.entry.ms = Math.round(now() - request.entry.at);
  });

  await app.register(cors, {
    origin: true,
    credentials: true,
    methods: METHODS,
    exposedHeaders: EXPOSED,
    maxAge: 600,
  });
  await app.register(cookie);

  // Lenient where clients differ: an empty JSON body is an absent one, and a body of another type is ignored.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));

  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: 'not_found', message: `no route ${request.method} ${request.url.split('?')[0]}` }),
  );
  app.setErrorHandler((error, request, reply) => {
    const { statusCode = 500, message } = /** @type {any} */ (error);
    if (statusCode >= 500) console.error(`${request.method} ${request.routeOptions.url}:`, error);
    return reply
      .code(statusCode)
      .send({ error: statusCode < 500 ? 'invalid_request' : 'server_error', message });
  });
}

/**
 * The JSON object of a body, or an empty one.
 * @param {import('fastify').FastifyRequest} request
 * @returns {Record<string, unknown>}
 */
export function bodyOf({ body }) {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? /** @type {any} */ (body) : {};
}
