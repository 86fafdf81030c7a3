// @ts-check
// Access tokens: signed JWTs (RFC 9068 in shape). This module decides whether a token is good at a given
// moment, to the millisecond. It knows neither where the token came from nor what the answer looks like.

import { randomBytes } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import { trim } from './counters.js';

const ISSUER = 'everfetch-demo';
const SCOPE = 'read write';

/**
 * @typedef {{ label: string, user: string, familyId: string }} Access
 * @typedef {{ ok: true, access: Access } | { ok: false, why: 'malformed' | 'expired' | 'revoked', label?: string, familyId?: string }} Verdict
 */

/** @param {{ isAlive: (familyId: string) => boolean }} families */
export function createAccess({ isAlive }) {
  const key = randomBytes(32);
  const revoked = new Set();
  /** The refresh token that each access token came with. @type {Map<string, import('./families.js').RefreshToken>} */
  const companions = new Map();
  let minted = 0;
  let version = 1;

  return {
    /**
     * @param {import('./families.js').Family} family
     * @param {number} ttl ms
     * @param {number} now ms
     * @param {import('./families.js').RefreshToken} [companion] the refresh token that goes out with it
     */
    async mint(family, ttl, now, companion) {
      minted += 1;
      if (companion) companions.set(`a${minted}`, companion);
      trim(companions);
      const token = await new SignJWT({ sid: family.id, ver: version, scope: SCOPE })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setSubject(family.user)
        .setJti(`a${minted}`)
        .setIssuedAt(now / 1000)
        .setExpirationTime((now + ttl) / 1000)
        .sign(key);
      family.lastAccess = token;
      return token;
    },
    /**
     * @param {string} token
     * @param {number} now ms
     * @returns {Promise<Verdict>}
     */
    async verify(token, now) {
      let claims;
      try {
        // The library compares whole seconds; the exact comparison follows below.
        claims = (await jwtVerify(token, key, { issuer: ISSUER, typ: 'at+jwt', currentDate: new Date(0) }))
          .payload;
      } catch {
        return { ok: false, why: 'malformed' };
      }
      const label = String(claims.jti);
      const familyId = String(claims.sid);
      const companion = companions.get(label);
      // A client that has the access token has received the answer that it came in.
      if (companion) companion.isKnown = true;
      if (Number(claims.exp) * 1000 <= now || claims.ver !== version)
        return { ok: false, why: 'expired', label, familyId };
      if (revoked.has(label) || !isAlive(familyId)) return { ok: false, why: 'revoked', label, familyId };
      return { ok: true, access: { label, user: String(claims.sub), familyId } };
    },
    /** Every access token minted so far is expired from now on; refresh tokens are untouched. */
    expireAll() {
      version += 1;
    },
    /** @param {string} label */
    revoke(label) {
      revoked.add(label);
    },
  };
}
