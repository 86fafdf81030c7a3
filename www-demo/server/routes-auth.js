// @ts-check
// Sign-in, refresh and sign-out as an application's own API has them (JSON). Every name may sign in, and
// there are no passwords.

import { clearCookies, provesOrigin, readCookie } from './cookies.js';
import { bodyOf } from './http.js';
import { deliver, issue, refresh } from './refresh.js';

const MODES = ['bearer', 'cookie', 'split'];

/** @param {unknown} value */
const textOr = (value) => (typeof value === 'string' && value !== '' ? value : undefined);

/** @param {import('fastify').FastifyInstance} app */
export async function authRoutes(app) {
  app.post('/auth/login', async (request, reply) => {
    const { user = 'ada', mode = 'bearer' } = bodyOf(request);
    if (typeof user !== 'string' || !/^.{1,64}$/u.test(user)) {
      return reply
        .code(400)
        .send({ error: 'invalid_request', message: '"user" takes a name of 1 to 64 characters' });
    }
    if (!MODES.includes(String(mode))) {
      return reply
        .code(400)
        .send({ error: 'invalid_request', message: `"mode" takes one of ${MODES.join(', ')}` });
    }
    const { sandbox } = request;
    const token = sandbox.families.start(
      user,
      /** @type {any} */ (mode),
      app.now(),
      sandbox.knobs.take('oddTokens'),
    );
    sandbox.counters.now.logins += 1;
    request.entry.token = token.label;
    return deliver(reply, token.family, await issue(request, token, token.token));
  });

  app.post('/auth/refresh', (request, reply) => {
    const body = bodyOf(request);
    const presented =
      textOr(body.refreshToken) ??
      textOr(body.refresh_token) ??
      textOr(request.headers['x-refresh-token']) ??
      textOr(/^Bearer (rt_\S+)$/.exec(request.headers.authorization ?? '')?.[1]) ??
      textOr(/** @type {any} */ (request.query).refreshToken);
    const cookie = presented === undefined ? readCookie('refresh', request) : undefined;
    return refresh(request, reply, presented ?? cookie, {
      shape: (tokens) => ({ ...tokens }),
      refuse: (reply, why) => reply.code(401).send({ error: 'invalid_grant', why, message: 'sign in again' }),
      allow: ({ family }) => {
        if (cookie === undefined || family.mode !== 'cookie' || provesOrigin(request, family.id))
          return undefined;
        request.entry.note = 'csrf';
        return reply
          .code(403)
          .send({ error: 'csrf', message: 'X-XSRF-TOKEN does not repeat the cookie of this session' });
      },
    });
  });

  // Ends the session that the request names, by whichever credential; an unknown one is already signed out.
  app.post('/auth/logout', async (request, reply) => {
    const { sandbox } = request;
    const body = bodyOf(request);
    const cookie = readCookie('refresh', request);
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    /** @param {string | undefined} token of either kind, expired or not */
    const sessionOf = async (token) => {
      if (token === undefined) return undefined;
      const found = sandbox.families.find(token)?.family;
      if (found) return found;
      const verdict = await sandbox.access.verify(token, app.now());
      return sandbox.families.family((verdict.ok ? verdict.access.familyId : verdict.familyId) ?? '');
    };
    const named = await sessionOf(textOr(body.refreshToken) ?? textOr(body.token) ?? bearer);
    // A token that names no session must not hide the cookie that does.
    const family = named ?? (await sessionOf(cookie));
    if (family?.mode === 'cookie' && !named && !provesOrigin(request, family.id)) {
      return reply
        .code(403)
        .send({ error: 'csrf', message: 'X-XSRF-TOKEN does not repeat the cookie of this session' });
    }
    if (family && sandbox.families.kill(family, 'signedOut')) sandbox.counters.now.familiesKilled += 1;
    sandbox.counters.now.logouts += 1;
    clearCookies(reply);
    return reply.code(204).send();
  });
}
