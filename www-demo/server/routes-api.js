// @ts-check
// Resources: what an application would ask for once it is signed in. Each is as small as the tests and the
// demo page need. The guard in front of them is `guard.js`.

import { Readable } from 'node:stream';
import { bodyOf } from './http.js';
import { guard, msOf, refuse } from './guard.js';
import { pause } from './faults.js';

const CATALOGUE = Array.from({ length: 200 }, (_, i) => ({
  id: i + 1,
  name: `Item ${i + 1}`,
  price: ((i * 37) % 90) + 10,
}));
const MAX_STREAM = 64 * 1024 * 1024;

/** @param {unknown} value @param {number} fallback @param {number} max */
function whole(value, fallback, max) {
  const n = Number(value ?? fallback);
  return Number.isInteger(n) && n >= 0 ? Math.min(n, max) : fallback;
}

/** @param {import('fastify').FastifyInstance} app */
export async function publicRoutes(app) {
  // `credential` tells whether a request that should have gone without a token carried one.
  app.get('/public/ping', async (request) => ({
    pong: true,
    at: app.now(),
    credential: request.headers.authorization !== undefined,
  }));
}

/** @param {import('fastify').FastifyInstance} app */
export async function apiRoutes(app) {
  guard(app);

  app.get('/api/me', async ({ access, sandbox }) => ({
    user: access.user,
    token: access.label,
    mode: sandbox.families.family(access.familyId)?.mode,
  }));

  app.get('/api/items', async (request) => {
    const query = /** @type {Record<string, string>} */ (request.query);
    const added = request.sandbox.items.map((name, i) => ({ id: CATALOGUE.length + i + 1, name, price: 0 }));
    const found = [...CATALOGUE, ...added].filter(({ name }) =>
      name.toLowerCase().includes((query.q ?? '').toLowerCase()),
    );
    const limit = whole(query.limit, 20, 500);
    const page = Math.max(whole(query.page, 1, 1_000_000), 1);
    return { items: found.slice((page - 1) * limit, page * limit), total: found.length, page, limit };
  });

  app.post('/api/items', async (request, reply) => {
    const { name } = bodyOf(request);
    if (typeof name !== 'string' || name === '')
      return reply.code(422).send({ error: 'invalid', message: '"name" is missing' });
    const { items } = request.sandbox;
    if (items.length >= 10_000) return reply.code(507).send({ error: 'full', message: 'reset the sandbox' });
    items.push(name);
    return reply.code(201).send({ id: CATALOGUE.length + items.length, name });
  });

  app.get('/api/slow', async (request) => {
    const ms = msOf(request);
    await pause(request, ms);
    return { waited: ms, user: request.access.user };
  });

  // The token is judged on arrival, and the answer, a 401 included, is given `ms` later.
  app.get('/api/late401', { config: { late: true } }, async (request) => ({
    waited: msOf(request),
    user: request.access.user,
  }));

  app.get('/api/stream', async (request, reply) => {
    const query = /** @type {Record<string, string>} */ (request.query);
    const bytes = whole(query.bytes, 1024, MAX_STREAM);
    const chunk = Math.max(whole(query.chunk, 16_384, 1024 * 1024), 1);
    const gap = whole(query.ms, 0, 10_000);
    async function* chunks() {
      for (let sent = 0; sent < bytes; sent += chunk) {
        if (sent > 0 && gap > 0 && !(await pause(request, gap))) return;
        yield Buffer.alloc(Math.min(chunk, bytes - sent), 'everfetch ');
      }
    }
    return reply
      .type('application/octet-stream')
      .header('Content-Length', bytes)
      .send(Readable.from(chunks()));
  });

  app.get('/api/always401', async (_request, reply) => refuse(reply, 'rejected'));

  app.get('/api/forbidden', async (_request, reply) =>
    reply
      .code(403)
      .header('WWW-Authenticate', 'Bearer realm="everfetch demo", error="insufficient_scope", scope="admin"')
      .send({ error: 'forbidden', message: 'this takes the scope "admin"' }),
  );

  // Step-up authentication (RFC 9470): the token is good, the sign-in was not strong enough.
  app.get('/api/stepup', async (_request, reply) =>
    reply
      .code(401)
      .header(
        'WWW-Authenticate',
        'Bearer realm="everfetch demo", error="insufficient_user_authentication", acr_values="mfa", max_age="5"',
      )
      .send({ error: 'step_up', message: 'sign in with a second factor' }),
  );
}

/**
 * An API that answers 200 to everything and says in the body that the token is bad, as GraphQL servers do.
 * @param {import('fastify').FastifyInstance} app
 */
export async function graphqlRoute(app) {
  app.post('/api/graphql', async (request) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const verdict = token === undefined ? null : await request.sandbox.access.verify(token, app.now());
    if (verdict?.ok) return { data: { me: { name: verdict.access.user } } };
    return {
      data: null,
      errors: [{ message: 'not authenticated', extensions: { code: 'UNAUTHENTICATED' } }],
    };
  });
}
