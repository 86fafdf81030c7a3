// `npm start`: set-up, a build if sources have changed, then the API server and the demo page until Ctrl-C.
// PORT and API_PORT choose the ports.

import { buildPackage } from './build.mjs';
import { endOnSignals, main } from './lib/run.mjs';
import { checkPort, portFrom, startApi, startDemo } from './lib/servers.mjs';
import { setUp, setUpTakes } from './setup.mjs';

/** Of compiling the core for the first time, in seconds. */
const BUILD = 100;

/** The first line: how long it will be until the demo is there. */
async function howLong() {
  const takes = await setUpTakes();
  if (takes === 0) return 'everfetch demo: some seconds, or half a minute if the package has to be built.';
  const minutes = Math.max(1, Math.round((takes + BUILD) / 60));
  return `everfetch demo: about ${minutes === 1 ? 'a minute' : `${minutes} minutes`} this time, on an idle machine; some seconds from then on.`;
}

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
  console.log(await howLong());
  await setUp();
  await buildPackage({ ifChanged: true });
  const api = await startApi(server);
  open.push(api);
  const demo = await startDemo(page, api.url);
  open.push(demo);
  console.log(`\n  everfetch demo   ${demo.url}\n  its API server   ${api.url}\n\n  Ctrl-C ends both.\n`);
});
