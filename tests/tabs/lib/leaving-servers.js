// The servers at which tabs go away in the middle of refreshes: the API server, with reuse detection and no grace period,
// and `oidc-provider`. Decides how each is set, and what of it counts as lost.

import { startOidc } from './oidc.js';

/** How long a token lives, and how long its renewal takes, in ms. */
const LIFETIME = 1_500;
const LATENCY = 600;

/**
 * `running`: how many refreshes are under way; `peak`: how many were at once; `lost`: sessions that the server has ended.
 * @typedef {{ refreshes: number, running: number, peak: number, lost: number, reuse: number }} Counts
 * @typedef {{
 *   base: string, session: object, signIn(tab: any): Promise<unknown>, begin(): Promise<unknown>,
 *   calm(): Promise<unknown>, counts(): Promise<Counts>, close?(): Promise<unknown>,
 * }} Judge
 */

/** @param {ReturnType<import('./server.js').createSandbox>} server @returns {Judge} */
export const apiServer = (server) => ({
  base: server.base,
  session: {},
  signIn: (tab) => tab.signIn('ann'),
  async begin() {
    await server.forget();
    await server.knobs({ accessTtl: LIFETIME, refreshLatency: LATENCY });
    await server.expire();
  },
  async calm() {
    await server.knobs({ accessTtl: 600_000, refreshLatency: 0 });
    await server.expire();
  },
  async counts() {
    const { refresh, familiesKilled, reuseDetected } = await server.counters();
    const { calls, running, peak } = refresh;
    return { refreshes: calls, running, peak, lost: familiesKilled, reuse: reuseDetected };
  },
});

/** @returns {Promise<Judge>} */
export async function oidcProvider() {
  const oidc = await startOidc({ lifetime: Math.ceil(LIFETIME / 1000) });
  const { counts } = oidc;
  return {
    base: oidc.url,
    session: { refresh: { url: '/token', format: 'form', clientId: oidc.clientId } },
    signIn: async (tab) => tab.run((tokens) => window.lab.api.session.signIn(tokens), await oidc.grant()),
    async begin() {
      Object.assign(counts, { refreshes: 0, revoked: 0, peak: 0, latency: LATENCY, errors: [] });
    },
    async calm() {
      counts.latency = 0;
    },
    async counts() {
      const { refreshes, running, peak, revoked, errors } = counts;
      return { refreshes, running, peak, lost: revoked, reuse: errors.length };
    },
    close: oidc.close,
  };
}
