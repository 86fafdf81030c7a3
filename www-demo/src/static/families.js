// The part of a sandbox's sessions that has to outlive the fake server in it: their users, the tokens that the pages
// hold, and whether they live. The fake server keeps its sessions in memory and takes none from outside. So the same
// users are signed in again at a new one, and `known` maps the pages' tokens to its tokens.

const MOST_USED = 20;

/**
 * @typedef {{ user: string, carrier: string, access: string | null, expires: number, refresh: string | null, used: string[], live: boolean }} Family
 */

/** The tokens of a reply, in whichever names they come. */
const tokensIn = (reply) => ({
  access: reply.accessToken ?? reply.access_token ?? null,
  refresh: reply.refreshToken ?? reply.refresh_token ?? null,
  lifetime: reply.expiresIn ?? reply.expires_in ?? 0,
});

export function createFamilies() {
  /** @type {Family[]} */
  let families = [];
  /** The tokens that the pages hold, and those of the fake server that they stand for. @type {Map<string, string>} */
  const known = new Map();

  function take(family, reply) {
    const { access, refresh, lifetime } = tokensIn(reply);
    if (family.refresh && refresh && refresh !== family.refresh)
      family.used = [...family.used, family.refresh].slice(-MOST_USED);
    Object.assign(family, {
      access,
      expires: Date.now() + lifetime * 1000,
      refresh: refresh ?? family.refresh,
    });
    for (const token of [access, refresh]) if (token) known.set(token, token);
  }

  return {
    known,
    list: () => families,
    start(user, carrier, reply) {
      const family = { user, carrier, access: null, expires: 0, refresh: null, used: [], live: true };
      families.push(family);
      take(family, reply);
    },
    /** The family of a token that a page holds; without one, that of the cookies. @param {string | undefined} token */
    find: (token) =>
      token
        ? families.find(({ access, refresh, used }) => [access, refresh, ...used].includes(token))
        : families.findLast(({ carrier }) => carrier !== 'bearer'),
    take,
    expireAll() {
      for (const family of families) family.expires = 0;
    },
    clear() {
      families = [];
      known.clear();
    },
    /**
     * Brings a new fake server to the state of the one before.
     * @param {Family[]} saved
     * @param {any} server
     * @param {(refreshToken: string) => Promise<any>} renew refreshes there, and gives the reply
     */
    async restore(saved, server, renew) {
      families = saved.filter(({ live }) => live);
      known.clear();
      const isExpired = ({ expires }) => expires <= Date.now();
      const bringUp = async (family) => {
        const first = tokensIn(server.signIn(family.user, { carrier: family.carrier }));
        let newest = first;
        if (first.refresh && family.used.length > 0) {
          newest = tokensIn(await renew(first.refresh));
          for (const token of family.used) known.set(token, first.refresh);
        }
        if (family.refresh && newest.refresh) known.set(family.refresh, newest.refresh);
        if (family.access && newest.access && !isExpired(family)) known.set(family.access, newest.access);
      };
      for (const family of families.filter(isExpired)) await bringUp(family);
      server.expireAccessTokens();
      for (const family of families.filter((each) => !isExpired(each))) await bringUp(family);
    },
  };
}
