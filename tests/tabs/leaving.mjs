// Four tabs that are reloaded, left and closed in the middle of 300 refreshes, at a server that gives no grace period; then
// processes that are killed in the middle of one:
//
//   npm run leaving -- [--refreshes N] [--kills N] [--oidc] [--alone]
//
// No session may be lost by a tab that goes away, and no token sent twice at once; what a killed process costs is counted
// apart. `--oidc` is a certified OAuth server, `oidc-provider`, instead of the API server. `--alone` has the pages make the
// calls, as in a browser without workers that outlive them: then sessions are lost.

import { parseArgs } from 'node:util';
import { createServer } from '../../www-demo/server/index.js';
import { UNTHROTTLED, startChromium } from './lib/chromium.js';
import { apiServer, oidcProvider } from './lib/leaving-servers.js';
import { keepKilling, keepLeaving } from './lib/leaving.js';
import { createOpener } from './lib/opener.js';
import { createSandbox } from './lib/server.js';
import { startSite } from './lib/site.js';

const { values } = parseArgs({
  options: {
    refreshes: { type: 'string', default: '300' },
    kills: { type: 'string', default: '5' },
    oidc: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
});
const api = await createServer();
await api.listen();
const judge = values.oidc
  ? await oidcProvider()
  : apiServer(createSandbox(api.url, `leaving-${process.pid}`));
const site = await startSite();
const browser = await startChromium({ flags: UNTHROTTLED });
const lab = createOpener(async () => browser, { base: judge.base, origin: site.url });
const common = { lab, judge, stubs: values.alone ? [] : ['undriven'], say: console.log };

const left = await keepLeaving({ ...common, refreshes: Number(values.refreshes) });
const killed = await keepKilling({ ...common, kills: Number(values.kills) });
await browser.close();
await site.close();
await api.close();
await judge.close?.();

const isLost = left.lost > 0 || left.ends.length > 0 || left.outcomes.some((one) => one[200] !== 2);
console.log(`
refreshes                     ${left.refreshes}
tabs that went away           ${left.left}
  of them in mid-refresh      ${left.inMidRefresh}
sessions lost                 ${left.lost}${left.ends.length ? `, ${left.ends.length} tabs told of an end` : ''}
tokens used a second time     ${left.reuse}
processes killed              ${killed.killed}
  sessions lost with them     ${killed.lost}
  calls at once               ${killed.twice}
afterwards                    ${JSON.stringify(left.outcomes)}`);
process.exit(isLost || killed.twice ? 1 : 0);
