// Starts the API server and the demo page (Vite) on free ports before the first test, unless they are given, and
// ends them after the last one. Workers learn the addresses from the environment.

import { startApi } from '../../../scripts/lib/servers.mjs';
import { startDemoForTests } from './demo-server.js';

export default async function setUp() {
  const running = [];
  if (!process.env.EVERFETCH_API) {
    const api = await startApi({ variable: 'API_PORT', port: 0 });
    running.push(api);
    process.env.EVERFETCH_API = api.url;
  }
  if (!process.env.EVERFETCH_DEMO) {
    const demo = await startDemoForTests(process.env.EVERFETCH_API);
    running.push(demo);
    process.env.EVERFETCH_DEMO = demo.url;
  }
  return () => Promise.all(running.map((server) => server.close()));
}
