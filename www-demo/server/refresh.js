// @ts-check
// One refresh, through any endpoint: what the knobs do to it, the rotation, and the answer's contents. The endpoint says
// how a refusal or a token reply is written (`refuse`, `shape`).
//
// Order: on its way (refreshTransit) → refused or faulted before processing (refreshStatus) → rotated → held back (hold) →
// answered late (refreshLatency) → answer lost (dropRefreshAnswer) or spoilt (refreshBody) → answered.

import { setCookies } from './cookies.js';
import { cut, cutBody, held, pause } from './faults.js';
import { fault } from './guard.js';

/**
 * @typedef {{ accessToken?: string, refreshToken?: string, expiresIn?: number }} TokenReply
 * @typedef {{
 *   refuse: (reply: import('fastify').FastifyReply, why: string) => unknown,
 *   shape: (tokens: TokenReply) => Record<string, unknown>,
 *   allow?: (token: import('./families.js').RefreshToken) => unknown,
 * }} Endpoint
 */

/**
 * @param {import('fastify').FastifyRequest} request
 * @param {import('fastify').FastifyReply} reply
 * @param {string | undefined} presented
 * @param {Endpoint} endpoint
 */
export async function refresh(request, reply, presented, endpoint) {
  const { refresh: counts } = request.sandbox.counters.now;
  counts.calls += 1;
  counts.running += 1;
  counts.peak = Math.max(counts.peak, counts.running);
  try {
    return await run(request, reply, presented, endpoint, counts);
  } finally {
    counts.running -= 1;
  }
}

/**
 * @param {import('fastify').FastifyRequest} request
 * @param {import('fastify').FastifyReply} reply
 * @param {string | undefined} presented
 * @param {Endpoint} endpoint
 * @param {ReturnType<typeof import('./counters.js').createCounters>['now']['refresh']} counts
 */
async function run(request, reply, presented, { refuse, shape, allow }, counts) {
  const { knobs, families } = request.sandbox;
  const { entry } = request;
  reply.header('Cache-Control', 'no-store').header('Pragma', 'no-cache');
  if (knobs.take('dropRefreshRequest')) {
    counts.dropped += 1;
    return cut(reply);
  }
  await pause(request, knobs.take('refreshTransit'));

  const status = knobs.take('refreshStatus');
  const spoil = knobs.take('refreshBody');
  const rotates = knobs.take('refreshRotates') ?? status === null;
  let token;
  const before = families.find(presented);
  const previousAccess = before?.family.lastAccess ?? null;
  if (rotates) {
    const refusal = before && allow?.(before);
    if (refusal) return refusal;
    const outcome = rotate(request, presented);
    if (!outcome.ok) {
      counts.refused += 1;
      await pause(request, knobs.take('refreshLatency'));
      return refuse(reply, outcome.why);
    }
    token = outcome.token;
    counts[outcome.graced ? 'graced' : 'rotated'] += 1;
    entry.token = `${before?.label}→${token.label}`;
    entry.note = outcome.graced ? 'within grace' : 'rotated';
  }
  await held(request, 'refresh');
  await pause(request, knobs.take('refreshLatency'));

  if (token && knobs.take('dropRefreshAnswer')) {
    counts.dropped += 1;
    return cut(reply);
  }
  if (status !== null || spoil !== null) counts.faulted += 1;
  if (spoil === null && (status !== null || !token)) return fault(reply, status ?? 503);
  // Without rotation the reply names no refresh token: the old one stays good (RFC 6749 §6).
  const tokens = token
    ? await issue(request, token, token === before ? undefined : token.token)
    : { accessToken: '' };
  if (spoil !== null || !token)
    return spoilt(reply.code(status ?? 200), spoil ?? 'empty', tokens, shape, previousAccess);
  return reply.send(shape(deliver(reply, token.family, tokens)));
}

/**
 * @param {import('fastify').FastifyRequest} request
 * @param {string | undefined} presented
 * @returns {import('./families.js').Rotation | { ok: false, why: 'missing' }}
 */
function rotate(request, presented) {
  const { knobs, counters, families } = request.sandbox;
  const rules = {
    now: request.server.now(),
    rotate: knobs.take('rotate'),
    grace: knobs.take('grace'),
    ttl: knobs.take('refreshTtl'),
    odd: knobs.take('oddTokens'),
  };
  /** @type {import('./families.js').Rotation | { ok: false, why: 'missing', isLost?: boolean }} */
  const outcome = presented === undefined ? { ok: false, why: 'missing' } : families.rotate(presented, rules);
  if (!outcome.ok) {
    if (outcome.why === 'reused') counters.now.reuseDetected += 1;
    if (outcome.isLost) counters.now.successorsLost += 1;
    if (outcome.why === 'reused' || outcome.why === 'expired') counters.now.familiesKilled += 1;
    request.entry.note = outcome.why;
  }
  return outcome;
}

/**
 * Makes the contents of a token reply.
 * @param {import('fastify').FastifyRequest} request
 * @param {import('./families.js').RefreshToken} token
 * @param {string | undefined} refreshToken
 * @returns {Promise<TokenReply>}
 */
export async function issue(request, token, refreshToken) {
  const { access, knobs } = request.sandbox;
  const ttl = knobs.take('accessTtl');
  const claim = knobs.take('expiresIn');
  const accessToken = await access.mint(token.family, ttl, request.server.now(), token);
  const expiresIn = claim === false ? undefined : (claim ?? ttl / 1000);
  return { accessToken, refreshToken, expiresIn };
}

/**
 * Puts the tokens where the session's mode wants them: what goes into cookies leaves the body.
 * @param {import('fastify').FastifyReply} reply
 * @param {import('./families.js').Family} family
 * @param {TokenReply} tokens
 */
export function deliver(reply, family, { accessToken, refreshToken, expiresIn }) {
  if (family.mode === 'bearer') return { accessToken, refreshToken, expiresIn };
  if (family.mode === 'split') {
    setCookies(reply, { refresh: refreshToken });
    return { accessToken, expiresIn };
  }
  setCookies(reply, { access: accessToken, refresh: refreshToken, csrfFor: family.id });
  return { expiresIn };
}

/**
 * @param {import('fastify').FastifyReply} reply
 * @param {string} kind one of BODY_FAULTS
 * @param {TokenReply} tokens
 * @param {Endpoint['shape']} shape
 * @param {string | null} previousAccess
 */
function spoilt(reply, kind, tokens, shape, previousAccess) {
  const json = (/** @type {TokenReply} */ reply) => JSON.stringify(shape(reply));
  reply.type('application/json');
  switch (kind) {
    case 'html':
      return reply
        .type('text/html')
        .send('<!doctype html><title>Wi-Fi sign-in</title><h1>Accept the terms</h1>');
    case 'empty':
      return reply.send('');
    case 'notoken':
      return reply.send('{"ok":true}');
    case 'error200':
      return reply.send('{"error":"invalid_grant"}');
    case 'malformed':
      return reply.send('{"accessToken":');
    case 'crlf':
      return reply.send(json({ ...tokens, accessToken: `${tokens.accessToken}\r\nX-Injected: 1` }));
    case 'same':
      return reply.send(json({ ...tokens, accessToken: previousAccess ?? '' }));
    default:
      return cutBody(reply, json(tokens));
  }
}
