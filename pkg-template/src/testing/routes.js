// @ts-check
// What the fake server does with a call that has reached it: sign-in, refresh (an application's own JSON, or the
// refresh grant of RFC 6749 §6), sign-out, and resources that want an access token (RFC 6750).

import { fail } from './fail.js';

/** @typedef {import('../../testing.d.ts').Carrier} Carrier */
/** @typedef {import('../../testing.d.ts').IssuedTokens} IssuedTokens */
/** @typedef {Record<string, any>} Fields of a body, which may be anything */

const CARRIERS = ['bearer', 'cookie', 'split'];
const ONE = `one of ${CARRIERS.join(', ')}`;

/** @param {unknown} value @param {Record<string, string>} [headers] */
export const json = (value, status = 200, headers = {}) =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

/** The fields of a JSON or form body. @param {Request} request @returns {Promise<Fields>} */
const readFields = async (request) => {
  const text = await request.text();
  if (/urlencoded/i.test(String(request.headers.get('content-type'))))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
};

/**
 * @param {import('./options.js').Options} options @param {ReturnType<typeof import('./tokens.js').createTokens>} tokens
 * @param {import('../../testing.d.ts').Counters} counters
 */
export const createRoutes = ({ paths, publicPaths, rotate, handler }, tokens, counters) => {
  /** A browser's cookies for this server. Nothing but its network could set real ones. @type {{ access?: string, refresh?: string }} */
  let jar = {};

  /**
   * The tokens that the body holds; the carrier says which go into the jar.
   * @param {import('./tokens.js').Grant} grant @returns {IssuedTokens}
   */
  const deliver = ({ family, tokens: all }) => {
    const { accessToken, refreshToken, expiresIn } = all;
    if (family.carrier === 'bearer') return all;
    jar.refresh = refreshToken;
    if (family.carrier === 'split') return { accessToken, expiresIn };
    jar.access = accessToken;
    return { expiresIn };
  };

  /** @type {import('../../testing.d.ts').FakeServer['signIn']} */
  const signIn = (user = 'ada', { carrier = 'bearer' } = {}) => {
    if (typeof user !== 'string' || !user) fail('user', user, 'a name');
    if (!CARRIERS.includes(carrier)) fail('carrier', carrier, ONE);
    counters.signIns++;
    return deliver(tokens.start(user, carrier));
  };

  /** @param {Fields} fields */
  const signInCall = ({ user, carrier, mode = carrier }) => {
    if (typeof user !== 'string' || !user || (mode !== undefined && !CARRIERS.includes(mode)))
      return json(
        { error: 'invalid_request', error_description: `"user" takes a name, "carrier" ${ONE}` },
        400,
      );
    return json(signIn(user, { carrier: mode }));
  };

  /** @param {Fields} fields @param {boolean} isGrant */
  const refresh = (fields, isGrant) => {
    counters.refreshes++;
    const result = tokens.refresh(fields.refreshToken ?? fields.refresh_token ?? jar.refresh);
    if (result.refused !== undefined) {
      counters.refused++;
      if (result.refused === 'reused') counters.reused++;
      const error = { error: 'invalid_grant', error_description: `the refresh token is ${result.refused}` };
      return json(error, isGrant ? 400 : 401);
    }
    if (rotate && !result.graced) counters.rotated++;
    const { accessToken, refreshToken, expiresIn } = deliver(result);
    return json(
      isGrant
        ? {
            token_type: 'Bearer',
            access_token: accessToken,
            refresh_token: refreshToken,
            expires_in: expiresIn,
          }
        : { accessToken, refreshToken, expiresIn },
    );
  };

  /** @param {Fields} fields @param {string | undefined} bearer */
  const signOut = (fields, bearer) => {
    counters.signOuts++;
    const named = [fields.refreshToken, fields.refresh_token, fields.token, bearer, jar.refresh];
    const family = named.map(tokens.familyOf).find(Boolean);
    if (family) family.isLive = false;
    jar = {};
    return new Response(null, { status: 204 });
  };

  /** @param {Request} request @param {string} path @param {string | undefined} bearer */
  const resource = async (request, path, bearer) => {
    const { family, refused } = tokens.check(bearer ?? jar.access);
    if (!family && !publicPaths.some((prefix) => path.startsWith(prefix))) {
      counters.unauthorized++;
      // A request without credentials gets the bare challenge (RFC 6750 §3.1).
      const why =
        refused === 'missing'
          ? ''
          : `, error="invalid_token", error_description="the access token is ${refused}"`;
      return json({ error: 'unauthorized', why: refused }, 401, {
        'www-authenticate': `Bearer realm="fake"${why}`,
      });
    }
    counters.answered++;
    const user = family?.user ?? null;
    const made = await handler?.(request, { user, path });
    return made instanceof Response ? made : json(made === undefined ? { path, user } : made);
  };

  /** @param {string} path @returns {import('../../testing.d.ts').CallKind} */
  const kindOf = (path) => {
    if (path === paths.signIn) return 'signIn';
    if (path === paths.refresh || path === paths.token) return 'refresh';
    return path === paths.signOut || path === paths.revoke ? 'signOut' : 'api';
  };

  return {
    signIn,
    kindOf,
    /** @param {Request} request @param {string} path */
    async serve(request, path) {
      const kind = kindOf(path);
      const bearer = /^Bearer (\S+)$/i.exec(String(request.headers.get('authorization')))?.[1];
      if (kind === 'api') return resource(request, path, bearer);
      const fields = await readFields(request);
      if (kind === 'refresh') return refresh(fields, path === paths.token);
      return kind === 'signOut' ? signOut(fields, bearer) : signInCall(fields);
    },
  };
};
