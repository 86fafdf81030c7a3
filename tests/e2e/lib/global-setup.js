// Starts the API server and the demo page (Vite) on free ports before the first test, unless they are given, and
// ends them after the last one. Workers learn the addresses from the environment.

import { createServer } from 'vite';
import { at } from '../../../scripts/lib/paths.mjs';
import { host, startApi } from '../../../scripts/lib/servers.mjs';
import { packageDir } from './package.js';

export default async function setUp() {
  const running = [];
  if (!process.env.EVERFETCH_API) {
    const api = await startApi({ variable: 'API_PORT', port: 0 });
    running.push(api);
    process.env.EVERFETCH_API = api.url;
  }
  if (!process.env.EVERFETCH_DEMO) {
    process.env.VITE_API_URL = process.env.EVERFETCH_API;
    const demo = await createServer({
      root: at('www-demo'),
      // A file that changes during the tests must not reload the page under test.
      server: { host, port: 0, hmr: false, watch: null, fs: { allow: [at('www-demo'), packageDir] } },
      resolve: { alias: [{ find: /^everfetch$/, replacement: `${packageDir}/index.js` }] },
      clearScreen: false,
      logLevel: 'warn',
    });
    await demo.listen();
    running.push(demo);
    process.env.EVERFETCH_DEMO = demo.resolvedUrls.local[0];
  }
  return () => Promise.all(running.map((server) => server.close()));
}
