// @ts-check
// The guard of protected resources: judges the token when the request arrives, lets slowness and faults act,
// and answers 401 (RFC 6750 §3) or 403. The resource decides what an accepted request gets.

import { provesOrigin, readCookie } from './cookies.js';
import { cut, held, pause } from './faults.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'QUERY'];
const REASONS = {
  missing: 'no access token was sent',
  malformed: 'the access token is malformed',
  expired: 'the access token expired',
  revoked: 'the access token was revoked',
  rejected: 'the access token is never good enough here',
};

/** @param {string} value @param {string} text quoted as RFC 9110 asks */
const quoted = (value, text) => `${value}="${text.replaceAll(/["\\]/g, '\\$&')}"`;

/**
 * @param {import('fastify').FastifyReply} reply
 * @param {keyof typeof REASONS} why
 */
export function refuse(reply, why) {
  const { sandbox, entry } = reply.request;
  sandbox.counters.now.unauthorized += 1;
  entry.note = why;
  // A request without credentials gets the bare challenge, without an error code (RFC 6750 §3.1).
  const details =
    why === 'missing' ? [] : [quoted('error', 'invalid_token'), quoted('error_description', REASONS[why])];
  return reply
    .code(sandbox.knobs.take('unauthorizedStatus'))
    .header('WWW-Authenticate', `Bearer ${[quoted('realm', 'everfetch demo'), ...details].join(', ')}`)
    .send({ error: 'unauthorized', why, message: REASONS[why] });
}

/** @param {import('fastify').FastifyReply} reply @param {number} status */
export function fault(reply, status) {
  const retryAfter = reply.request.sandbox.knobs.take('retryAfter');
  if (retryAfter !== null) reply.header('Retry-After', String(retryAfter));
  reply.request.entry.note = 'fault';
  return status === 401 ? refuse(reply, 'rejected') : reply.code(status).send({ error: 'fault', status });
}

/**
 * @param {import('fastify').FastifyRequest} request
 * @returns {Promise<import('fastify').FastifyRequest['judged']>}
 */
async function judge(request) {
  const { authorization } = request.headers;
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const cookie = authorization === undefined ? readCookie('access', request) : undefined;
  const token = bearer ?? cookie;
  if (token === undefined)
    return { verdict: null, why: authorization ? 'malformed' : 'missing', byCookie: false };
  const verdict = await request.sandbox.access.verify(token, request.server.now());
  return { verdict, why: verdict.ok ? null : verdict.why, byCookie: cookie !== undefined };
}

/**
 * Guards every route of the given instance. A route's config may say `late: true`: its 401 takes as long as
 * its answer would (`?ms=`), and the knob `hold` holds it back.
 * @param {import('fastify').FastifyInstance} app
 */
export function guard(app) {
  app.decorateRequest('judged', /** @type {any} */ (null));

  app.addHook('onRequest', async (request) => {
    const judged = await judge(request);
    request.judged = judged;
    const label = judged.verdict?.ok ? judged.verdict.access.label : judged.verdict?.label;
    if (label !== undefined) {
      request.sandbox.counters.tokenUsed(label, judged.why === null);
      request.entry.token = label;
    }
  });

  app.addHook('preHandler', async (request, reply) => {
    const { knobs } = request.sandbox;
    const { verdict, why, byCookie } = request.judged;
    const isLate = /** @type {any} */ (request.routeOptions.config).late;
    await pause(request, knobs.take('apiLatency') + (isLate ? msOf(request) : 0));
    if (isLate) await held(request, 'late401');
    const status = knobs.take('apiStatus');
    if (status !== null) return fault(reply, status);
    if (!verdict?.ok) return refuse(reply, why ?? 'missing');
    request.access = verdict.access;
    if (byCookie && !SAFE.includes(request.method) && !provesOrigin(request, verdict.access.familyId)) {
      request.entry.note = 'csrf';
      return reply
        .code(403)
        .send({ error: 'csrf', message: 'X-XSRF-TOKEN does not repeat the cookie of this session' });
    }
    if (knobs.take('slide')) await slide(request, reply);
  });

  // After the handler: what it did is done, only the answer is lost.
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.access !== null && request.sandbox.knobs.take('dropApiAnswer')) cut(reply);
    return payload;
  });
}

/**
 * A sliding session: every accepted answer brings a fresh access token in a header.
 * @param {import('fastify').FastifyRequest} request
 * @param {import('fastify').FastifyReply} reply
 */
async function slide(request, reply) {
  const { access, families, knobs } = request.sandbox;
  const family = families.family(request.access.familyId);
  if (!family) return;
  reply.header('X-Access-Token', await access.mint(family, knobs.take('accessTtl'), request.server.now()));
}

/** @param {import('fastify').FastifyRequest} request */
export function msOf(request, fallback = 200) {
  const ms = Number(/** @type {any} */ (request.query).ms ?? fallback);
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 120_000) : fallback;
}
