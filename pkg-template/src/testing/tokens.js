// @ts-check
// The tokens of the fake identity server. A sign-in starts a family; each refresh replaces the family's refresh token,
// and one that comes back after it was replaced ends the family (reuse detection, RFC 9700 §4.14.2). Access tokens look
// like JWTs, so that code which reads claims from them works; they are not signed.

/** @typedef {{ user: string, carrier: import('../../testing.d.ts').Carrier, isLive: boolean }} Family */
/** @typedef {{ accessToken: string, refreshToken: string, expiresIn: number }} Tokens */
/** @typedef {{ family: Family, tokens: Tokens, graced?: boolean, refused?: undefined }} Grant */
/** @typedef {{ family?: undefined, refused: string }} Refusal */

/** @param {string} text */
const base64url = (text) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replaceAll('=', '');

/** @param {import('./options.js').Options} options */
export const createTokens = ({ clock, accessTokenLifetime: lifetime, rotate, reuseDetection, grace }) => {
  let issued = 0;
  /** @type {Set<Family>} */
  const families = new Set();
  /** @type {Map<string | undefined, { family: Family, expires: number }>} */
  const accesses = new Map();
  /** @type {Map<string | undefined, { family: Family, replaced?: { at: number, by: string } }>} */
  const refreshes = new Map();

  /** Unlike that of any other token, also of another server or before a reset. */
  const unique = () => `${++issued}-${Math.random()}`;
  /** @param {Family} family */
  const mintAccess = (family) => {
    const expires = clock.now() + lifetime * 1000;
    const claims = {
      sub: family.user,
      iat: Math.floor(clock.now() / 1000),
      exp: Math.floor(expires / 1000),
      jti: unique(),
    };
    const token = `${base64url('{"alg":"none","typ":"at+jwt"}')}.${base64url(JSON.stringify(claims))}.fake`;
    accesses.set(token, { family, expires });
    return token;
  };
  /** @param {Family} family */
  const mintRefresh = (family) => {
    const token = `fake-refresh-${unique()}`;
    refreshes.set(token, { family });
    return token;
  };
  /** @param {Family} family @param {string} refreshToken @returns {Grant} */
  const give = (family, refreshToken) => ({
    family,
    tokens: { accessToken: mintAccess(family), refreshToken, expiresIn: lifetime },
  });

  return {
    /** @param {string} user @param {Family['carrier']} carrier */
    start(user, carrier) {
      const family = { user, carrier, isLive: true };
      families.add(family);
      return give(family, mintRefresh(family));
    },
    /** @param {string | undefined} token @returns {Grant | Refusal} */
    refresh(token) {
      const found = refreshes.get(token);
      if (!found) return { refused: token ? 'unknown' : 'missing' };
      const { family } = found;
      if (!family.isLive) return { refused: 'ended' };
      if (found.replaced) {
        const { at, by } = found.replaced;
        if (clock.now() - at < grace) return { ...give(family, by), graced: true };
        if (reuseDetection) family.isLive = false;
        return { refused: 'reused' };
      }
      if (!rotate) return give(family, /** @type {string} */ (token));
      found.replaced = { at: clock.now(), by: mintRefresh(family) };
      return give(family, found.replaced.by);
    },
    /** @param {string | undefined} token @returns {{ family: Family, refused?: undefined } | Refusal} */
    check(token) {
      const access = accesses.get(token);
      if (!access) return { refused: token ? 'unknown' : 'missing' };
      if (!access.family.isLive) return { refused: 'ended' };
      return clock.now() < access.expires ? { family: access.family } : { refused: 'expired' };
    },
    /** The family of a token of either kind. @param {string | undefined} token */
    familyOf: (token) => (refreshes.get(token) ?? accesses.get(token))?.family,
    expireAll() {
      for (const access of accesses.values()) access.expires = -Infinity;
    },
    endAll() {
      for (const family of families) family.isLive = false;
    },
  };
};
