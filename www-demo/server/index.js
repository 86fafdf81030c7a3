// @ts-check
// The embedded API server: everything in memory, one process, 127.0.0.1 only. It is what the demo page talks
// to and what the tests break on purpose; it is no identity provider for production.

import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { rewriteUrl, setUpHttp } from './http.js';
import { apiRoutes, graphqlRoute, publicRoutes } from './routes-api.js';
import { authRoutes } from './routes-auth.js';
import { bodyRoutes } from './routes-bodies.js';
import { controlRoutes } from './routes-control.js';
import { oauthRoutes } from './routes-oauth.js';
import { plainRoutes } from './routes-plain.js';
import { createSandboxes } from './sandboxes.js';

const HOST = '127.0.0.1';

/**
 * @typedef {object} Options
 * @property {Record<string, unknown>} [knobs] knobs that every sandbox starts with
 * @property {() => number} [now] the clock, in ms since the epoch
 * @property {number} [sandboxLimit]
 * @property {number} [sandboxIdle] ms after which an unused sandbox is forgotten
 * @property {import('fastify').FastifyPluginAsync[]} [plugins] routes of the caller, on the same origin
 */

/** @param {Options} [options] */
export async function createServer({ knobs, now = Date.now, sandboxLimit, sandboxIdle, plugins = [] } = {}) {
  const sandboxes = createSandboxes({ now, knobs, limit: sandboxLimit, idle: sandboxIdle });
  // Open connections must not hold up `close`: browsers keep them for minutes.
  const app = Fastify({
    rewriteUrl,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    routerOptions: { ignoreTrailingSlash: true },
  });
  await setUpHttp(app, { sandboxes, now });
  await app.register(formbody);
  for (const routes of [
    authRoutes,
    oauthRoutes,
    publicRoutes,
    graphqlRoute,
    apiRoutes,
    bodyRoutes,
    plainRoutes,
    controlRoutes,
    ...plugins,
  ]) {
    await app.register(routes);
  }
  await app.ready();
  let url = '';
  return {
    /** @param {{ port?: number }} [where] port 0 takes a free one */
    async listen({ port = 0 } = {}) {
      url = await app.listen({ port, host: HOST });
      return url;
    },
    get url() {
      return url;
    },
    close: () => app.close(),
  };
}
