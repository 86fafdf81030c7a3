// `npm run demo:build`: the demo as static files in www-demo/dist/, for any host, under any path. A service worker
// stands in for the API server.

import { buildPackage } from './build.mjs';
import { at } from './lib/paths.mjs';
import { endOnSignals, main } from './lib/run.mjs';
import { setUp } from './setup.mjs';

await main(async () => {
  endOnSignals();
  await setUp();
  await buildPackage({ ifChanged: true });
  // Loaded here, since it needs the node modules that set-up may just have installed.
  const { buildDemo } = await import('./lib/demo.mjs');
  await buildDemo({ outDir: at('www-demo', 'dist') });
  console.log('\n  The demo is in www-demo/dist/: put it on any host that serves https.\n');
});
