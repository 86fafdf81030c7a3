// @ts-check
// Cookies of the `cookie` and `split` modes, and the proof against forged requests (a signed double-submit
// token). HTTP-only cookies are scoped to the sandbox; the readable one is on `/`, since the page that reads
// it lives on another path.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const csrfKey = randomBytes(32);

/** @param {import('fastify').FastifyRequest} request */
const pathOf = (request) => (request.prefixed ? `/s/${request.sandbox.name}/` : '/');
/** @param {'access' | 'refresh'} kind @param {import('fastify').FastifyRequest} request */
const nameOf = (kind, request) => `ef_${kind}_${request.sandbox.name}`;

/** @param {'access' | 'refresh'} kind @param {import('fastify').FastifyRequest} request @returns {string | undefined} */
export const readCookie = (kind, request) => request.cookies[nameOf(kind, request)];

/** @param {string} familyId @param {string} nonce */
const sign = (familyId, nonce) =>
  createHmac('sha256', csrfKey).update(`${familyId}.${nonce}`).digest('base64url');

/**
 * @param {import('fastify').FastifyReply} reply
 * @param {{ access?: string, refresh?: string, csrfFor?: string }} values
 */
export function setCookies(reply, { access, refresh, csrfFor }) {
  const { request } = reply;
  const secret = /** @type {const} */ ({ httpOnly: true, sameSite: 'lax', path: pathOf(request) });
  if (access !== undefined) reply.setCookie(nameOf('access', request), access, secret);
  if (refresh !== undefined) reply.setCookie(nameOf('refresh', request), refresh, secret);
  if (csrfFor !== undefined) {
    const nonce = randomBytes(12).toString('base64url');
    reply.setCookie(request.sandbox.knobs.take('xsrfCookieName'), `${nonce}.${sign(csrfFor, nonce)}`, {
      sameSite: 'lax',
      path: '/',
    });
  }
}

/** @param {import('fastify').FastifyReply} reply */
export function clearCookies(reply) {
  const { request } = reply;
  for (const kind of /** @type {const} */ (['access', 'refresh'])) {
    if (readCookie(kind, request) !== undefined)
      reply.clearCookie(nameOf(kind, request), { path: pathOf(request) });
  }
  const xsrf = request.sandbox.knobs.take('xsrfCookieName');
  if (request.cookies[xsrf] !== undefined) reply.clearCookie(xsrf, { path: '/' });
}

/**
 * Whether a request that cookies authenticated proves that the page itself made it: the header repeats the
 * cookie, and the value was issued for this very session.
 * @param {import('fastify').FastifyRequest} request
 * @param {string} familyId
 */
export function provesOrigin(request, familyId) {
  const { knobs, counters } = request.sandbox;
  if (!knobs.take('csrf')) return true;
  const cookie = request.cookies[knobs.take('xsrfCookieName')] ?? '';
  const [nonce = '', signature = ''] = cookie.split('.');
  const expected = Buffer.from(sign(familyId, nonce));
  const given = Buffer.from(signature);
  const good =
    cookie === request.headers['x-xsrf-token'] &&
    given.length === expected.length &&
    timingSafeEqual(given, expected);
  if (!good) counters.now.csrfRefused += 1;
  return good;
}
