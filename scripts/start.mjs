// `npm start`: set-up, a build if sources have changed, then the API server and the demo page until Ctrl-C.
// PORT and API_PORT choose the ports.

import { buildPackage } from './build.mjs';
import { endOnSignals, main } from './lib/run.mjs';
import { checkPort, portFrom, startApi, startDemo } from './lib/servers.mjs';
import { setUp } from './setup.mjs';

await main(async () => {
  const open = [];
  endOnSignals(async () => {
    console.log('\nending …');
    await Promise.all(open.map((server) => server.close()));
  });
  const page = portFrom('PORT', 4544);
  const server = portFrom('API_PORT', 4545);
  await checkPort(page);
  await checkPort(server);
  await setUp();
  await buildPackage({ ifChanged: true });
  const api = await startApi(server);
  open.push(api);
  const demo = await startDemo(page, api.url);
  open.push(demo);
  console.log(`\n  everfetch demo   ${demo.url}\n  its API server   ${api.url}\n\n  Ctrl-C ends both.\n`);
});
