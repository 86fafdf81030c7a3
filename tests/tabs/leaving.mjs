// Four tabs that are reloaded, left and closed in the middle of 300 refreshes, at a server that gives no grace period:
//
//   npm run leaving -- [--refreshes N] [--alone]
//
// No session may be lost. `--alone` has the pages make the calls, as in a browser without workers that outlive them: then
// some are.

import { parseArgs } from 'node:util';
import { createServer } from '../../www-demo/server/index.js';
import { UNTHROTTLED, startChromium } from './lib/chromium.js';
import { keepLeaving } from './lib/leaving.js';
import { createOpener } from './lib/opener.js';
import { createSandbox } from './lib/server.js';
import { startSite } from './lib/site.js';

const { values } = parseArgs({
  options: {
    refreshes: { type: 'string', default: '300' },
    alone: { type: 'boolean', default: false },
  },
});
const api = await createServer();
await api.listen();
const server = createSandbox(api.url, `leaving-${process.pid}`);
const site = await startSite();
const browser = await startChromium({ flags: UNTHROTTLED });
const lab = createOpener(async () => browser, { base: server.base, origin: site.url });
const found = await keepLeaving({
  lab,
  server,
  refreshes: Number(values.refreshes),
  stubs: values.alone ? [] : ['undriven'],
  say: console.log,
});
console.log(found);
await browser.close();
await site.close();
await api.close();
process.exit(found.lost || found.ends.length ? 1 : 0);
