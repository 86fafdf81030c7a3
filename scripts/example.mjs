// `npm run example`: builds the Yew application in examples/yew and shows it, with an API server, until Ctrl-C.
// `npm run example -- leptos` and `-- dioxus` do the same with the others. PORT and API_PORT choose the ports.

import { buildExample, frameworks } from './lib/example.mjs';
import { at } from './lib/paths.mjs';
import { endOnSignals, Failure, main } from './lib/run.mjs';
import { checkPort, portFrom, startApi, startPage } from './lib/servers.mjs';
import { setUp } from './setup.mjs';

await main(async () => {
  const framework = process.argv[2] ?? frameworks[0];
  if (!frameworks.includes(framework)) {
    throw new Failure(`There is no application with ${framework}, only with ${frameworks.join(', ')}.`);
  }
  const open = [];
  endOnSignals(async () => {
    console.log('\nending …');
    await Promise.all(open.map((server) => server.close()));
  });
  const page = portFrom('PORT', 4546);
  const server = portFrom('API_PORT', 4547);
  await checkPort(page);
  await checkPort(server);
  await setUp();
  if ((await buildExample(framework)) !== 0) throw new Failure('The example could not be built: see above.');
  const api = await startApi(server);
  open.push(api);
  const shown = await startPage(at('examples', framework), page);
  open.push(shown);
  console.log(`\n  the example   ${shown.url}?api=${encodeURIComponent(api.url)}\n\n  Ctrl-C ends it.\n`);
});
