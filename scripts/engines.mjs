// The main job in browsers that are named: fifty requests meet an expired token, there is one refresh, and all are
// answered, with each way of loading the package.
//
//   npm run engines -- --chromium PATH [--chromium PATH …]
//
// It needs no driver, so any Chromium will do, however old: a page tells its server what came of it. Prints one row of
// the table in docs/engines.md for each.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { finished, mainJob } from '../tests/package/lib/page.mjs';
import { Failure, main, stop } from './lib/run.mjs';
import { startTestApi } from './lib/servers.mjs';

const PATIENCE = 60_000;
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

const JOB = `${mainJob} finish({ answered: await storm(await signedIn()), agent: navigator.userAgent });`;
const WAYS = {
  'default entry': { load: "import everfetch from '/index.js';" },
  'streaming entry': { load: "import everfetch from '/streaming.js';" },
  'classic script': { classic: ['/everfetch.min.js'] },
};

const { values } = parseArgs({ options: { chromium: { type: 'string', multiple: true, default: [] } } });

/** What is to be done when a job is over, as a test would have it. */
function ends() {
  const acts = [];
  return { after: (act) => acts.push(act), end: () => Promise.all(acts.reverse().map((act) => act())) };
}

const opener = (file) => async (t, address) => {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-engines-'));
  const browser = spawn(file, [...FLAGS, `--user-data-dir=${folder}`, '--remote-debugging-port=0', address], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((resolve) => browser.once('exit', resolve).once('error', resolve));
  t.after(async () => {
    stop(browser, 'SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return [];
};

/** What came of one way, `yes` or what was wrong, and what the browser says of its version. */
async function outcome(api, file, { load, classic }, name) {
  const base = `${api.url}/s/${name}`;
  // A token lives longer than a busy machine takes to send fifty requests again.
  await fetch(`${base}/control/knobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessTtl: 600_000 }),
  });
  const job = load ? `${load} ${JOB}` : `(async () => { ${JOB} })();`;
  const t = ends();
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, { late: true })));
  try {
    const found = await Promise.race([finished(t, job, { base, classic, open: opener(file) }), late]);
    if (found.late) return { said: `no outcome within ${PATIENCE / 1000} s` };
    const { answered, errors, agent } = found;
    const { refresh, reuseDetected } = await (await fetch(`${base}/control/counters`)).json();
    const isRight = answered === 50 && refresh.calls === 1 && reuseDetected === 0 && errors.length === 0;
    const said = isRight ? 'yes' : JSON.stringify({ answered, errors, refreshes: refresh.calls });
    return { said, version: /Chrom\w+\/[\d.]+/.exec(agent)?.[0] };
  } catch (error) {
    return { said: error.message.split('\n')[0] };
  } finally {
    clearTimeout(timer);
    await t.end();
  }
}

await main(async () => {
  if (!values.chromium.length) throw new Failure('npm run engines -- --chromium PATH: no browser was named.');
  const lost = values.chromium.find((file) => !existsSync(file));
  if (lost) throw new Failure(`--chromium names ${lost}, which does not exist.`);
  const api = await startTestApi();
  let isRed = false;
  console.log(`| version | ${Object.keys(WAYS).join(' | ')} |`);
  for (const [index, file] of values.chromium.entries()) {
    const found = [];
    for (const [way, how] of Object.entries(WAYS))
      found.push(await outcome(api, file, how, `engines-${index}-${way.replaceAll(' ', '-')}`));
    isRed ||= found.some(({ said }) => said !== 'yes');
    const version = found.map((one) => one.version).find(Boolean) ?? file;
    console.log(`| ${[version, ...found.map(({ said }) => said)].join(' | ')} |`);
  }
  await api.close();
  process.exit(isRed ? 1 : 0);
});
