// The demo as the tests open it: Vite serves the pages, which talk to an API server that is already there.

import { createServer } from 'vite';
import { at } from '../../../scripts/lib/paths.mjs';
import { host } from '../../../scripts/lib/servers.mjs';
import { packageDir } from './package.js';

/** @param {string} api the URL of the API server @returns {Promise<{ url: string, close(): Promise<void> }>} */
export async function startDemoForTests(api) {
  // Vite hands variables with this prefix to the page as import.meta.env.
  process.env.VITE_API_URL = api;
  const demo = await createServer({
    root: at('www-demo'),
    // A file that changes during the tests must not reload the page under test.
    server: { host, port: 0, hmr: false, watch: null, fs: { allow: [at('www-demo'), packageDir] } },
    resolve: { alias: [{ find: /^everfetch$/, replacement: `${packageDir}/index.js` }] },
    clearScreen: false,
    logLevel: 'warn',
  });
  await demo.listen();
  return { url: demo.resolvedUrls.local[0], close: () => demo.close() };
}
