// @ts-check
// The OAuth 2.0 face of the same sessions: the refresh grant (RFC 6749 §6, errors §5.2) and revocation
// (RFC 7009). There is no authorization endpoint; sessions start at /auth/login.

import { refresh } from './refresh.js';

const GRANTED = ['read', 'write'];

/** @typedef {{ error: string, error_description: string, status?: number }} Problem */

/** @param {import('fastify').FastifyReply} reply @param {Problem} problem */
function refuse(reply, { status = 400, ...body }) {
  if (status === 401) reply.header('WWW-Authenticate', 'Basic realm="everfetch demo"');
  return reply.code(status).header('Cache-Control', 'no-store').header('Pragma', 'no-cache').send(body);
}

/**
 * The parameters of a form, each at most once (RFC 6749 §3.2).
 * @param {import('fastify').FastifyRequest} request
 * @returns {Record<string, string> | Problem}
 */
function formOf(request) {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
    return {
      error: 'invalid_request',
      error_description: 'the body takes application/x-www-form-urlencoded',
    };
  }
  const form = /** @type {Record<string, string | string[]>} */ (request.body ?? {});
  const twice = Object.keys(form).find((name) => Array.isArray(form[name]));
  if (twice) return { error: 'invalid_request', error_description: `"${twice}" is given more than once` };
  // A parameter without a value counts as left out.
  return Object.fromEntries(
    Object.entries(/** @type {Record<string, string>} */ (form)).filter(([, value]) => value !== ''),
  );
}

/**
 * @param {Record<string, string>} form
 * @param {string | null} clientId
 * @returns {Problem | null}
 */
function problemOf(form, clientId) {
  if (form.grant_type === undefined)
    return { error: 'invalid_request', error_description: '"grant_type" is missing' };
  if (clientId !== null && form.client_id !== clientId) {
    return { error: 'invalid_client', error_description: 'the client is unknown', status: 401 };
  }
  if (form.grant_type !== 'refresh_token') {
    return { error: 'unsupported_grant_type', error_description: 'only "refresh_token" is supported' };
  }
  if (form.refresh_token === undefined)
    return { error: 'invalid_request', error_description: '"refresh_token" is missing' };
  if (form.scope?.split(' ').some((scope) => !GRANTED.includes(scope))) {
    return { error: 'invalid_scope', error_description: `the scope exceeds "${GRANTED.join(' ')}"` };
  }
  return null;
}

/** @param {import('fastify').FastifyInstance} app */
export async function oauthRoutes(app) {
  app.post('/oauth/token', (request, reply) => {
    const form = formOf(request);
    const problem =
      'error' in form
        ? /** @type {Problem} */ (form)
        : problemOf(form, request.sandbox.knobs.take('clientId'));
    if (problem) return refuse(reply, problem);
    const { refresh_token: presented, scope = GRANTED.join(' ') } = /** @type {Record<string, string>} */ (
      form
    );
    return refresh(request, reply, presented, {
      shape: ({ accessToken, refreshToken, expiresIn }) => ({
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: expiresIn,
        refresh_token: refreshToken,
        scope,
      }),
      refuse: (reply, why) =>
        refuse(reply, { error: 'invalid_grant', error_description: `the refresh token is ${why}` }),
    });
  });

  app.post('/oauth/revoke', async (request, reply) => {
    const form = formOf(request);
    if ('error' in form) return refuse(reply, /** @type {Problem} */ (form));
    const { token } = /** @type {Record<string, string>} */ (form);
    if (token === undefined)
      return refuse(reply, { error: 'invalid_request', error_description: '"token" is missing' });
    const { families, access, counters } = request.sandbox;
    counters.now.revocations += 1;
    const refreshToken = families.find(token);
    if (refreshToken) {
      request.entry.token = refreshToken.label;
      if (families.kill(refreshToken.family, 'revoked')) counters.now.familiesKilled += 1;
    } else {
      const verdict = await access.verify(token, app.now());
      if (verdict.ok) access.revoke(verdict.access.label);
    }
    // An unknown token is not an error (RFC 7009 §2.2).
    return reply.code(200).send();
  });
}
