// `npm run compare`: what each client makes of the same situations, in Chromium, against the API server of this
// repository with rotation, reuse detection and no grace. It writes the table of docs/comparison.md, and is no part of
// `npm test`: how others behave is theirs.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { at } from '../../scripts/lib/paths.mjs';
import { createServer as createApi } from '../../www-demo/server/index.js';

const bundle = await build({
  entryPoints: [at('tests', 'peers', 'clients.js')],
  bundle: true,
  format: 'iife',
  write: false,
  logLevel: 'error',
});
const script = bundle.outputFiles[0].text;
const site = createServer((request, response) => {
  const isScript = request.url === '/clients.js';
  response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
  response.end(
    isScript ? script : '<!doctype html><meta charset="utf-8"><script src="/clients.js"></script>',
  );
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
const api = await createApi();
await api.listen();
const browser = await chromium.launch({ executablePath: findBrowser().chromium, args: ['--no-sandbox'] });

let sandboxes = 0;
/** A fresh profile, a fresh sandbox, signed in. */
async function begin(name) {
  const base = `${api.url}/s/peers-${++sandboxes}`;
  const control = async (path, body) =>
    (
      await fetch(`${base}/control/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: body && { 'Content-Type': 'application/json' },
        body: body && JSON.stringify(body),
      })
    ).json();
  await control('knobs', { accessTtl: 600_000, ...{ expiresIn: 3600 } });
  const context = await browser.newContext();
  const open = async () => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${site.address().port}/?base=${encodeURIComponent(base)}`);
    await page.evaluate((which) => void window.make(which), name);
    return page;
  };
  const page = await open();
  const login = await fetch(`${base}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'ada', mode: 'bearer' }),
  });
  await page.evaluate((data) => window.client.signIn(data), await login.json());
  return { page, open, control, end: () => context.close() };
}
const expire = (control) => control('expire', {});
/** Every step has an end. */
const within = (promise, ms) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error('this took too long')), ms).unref()),
  ]);
const refreshes = async (control) => {
  const { refresh, reuseDetected } = await control('counters');
  return `${refresh.calls} refresh${refresh.calls === 1 ? '' : 'es'}${reuseDetected ? ', **reuse: the session is dead**' : ''}`;
};

/** What is done, and how it is put into words. */
const situations = {
  'fifty requests are refused at once': async ({ page, control }) => {
    await expire(control);
    const answered = await page.evaluate(() => window.ask(50));
    return `${answered} of 50 answered, ${await refreshes(control)}`;
  },
  'a 401 for the old token comes after the refresh': async ({ page, control }) => {
    await control('knobs', { hold: 'late401' });
    await expire(control);
    const late = page.evaluate(() => window.ask(1, '/api/late401?ms=0'));
    const answered = await page.evaluate(() => window.ask(3));
    await control('knobs', { hold: null });
    return `${answered + (await late)} of 4 answered, ${await refreshes(control)}`;
  },
  'the refresh is answered 429 once, and five more requests follow after a pause': async ({
    page,
    control,
  }) => {
    await control('knobs', { refreshStatus: { value: 429, times: 1 }, retryAfter: 1 });
    await expire(control);
    const first = await page.evaluate(() => window.ask(5));
    // everfetch pauses for between one and two seconds then, as chance has it, so that clients do not come back together.
    await page.waitForTimeout(2500);
    const second = await page.evaluate(() => window.ask(5));
    return `${first} of 5, then ${second} of 5, ${await refreshes(control)}`;
  },
  'the request that started the refresh is aborted': async ({ page, control }) => {
    await control('knobs', { refreshLatency: 600 });
    await expire(control);
    const answered = await page.evaluate(async () => {
      const controller = new AbortController();
      const refused = new Promise((resolve) => {
        setTimeout(resolve, 5000);
        new PerformanceObserver((list, observer) => {
          if (list.getEntries().some((entry) => entry.name.includes('/api/me')))
            (observer.disconnect(), resolve());
        }).observe({ type: 'resource' });
      });
      const first = window.client.get('/api/me', controller.signal).catch(() => {});
      await refused;
      const others = window.ask(5);
      await new Promise((resolve) => setTimeout(resolve, 200));
      controller.abort();
      await first;
      return others;
    });
    return `${answered} of 5 others answered, ${await refreshes(control)}`;
  },
  'two tabs meet the expired token at once': async ({ page, open, control }) => {
    const other = await open();
    await other.evaluate(() => window.client.ready?.());
    await control('knobs', { refreshLatency: 300 });
    await expire(control);
    const answered = await Promise.all([page, other].map((tab) => tab.evaluate(() => window.ask(5))));
    return `${answered[0] + answered[1]} of 10 answered, ${await refreshes(control)}`;
  },
};

const versionOf = (name) =>
  JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8')).version;
const probe = await begin('everfetch');
const names = await probe.page.evaluate(() => window.names);
await probe.end();

const rows = [];
for (const [situation, measure] of Object.entries(situations)) {
  const cells = [];
  for (const name of names) {
    const stage = await begin(name);
    try {
      cells.push(await within(measure(stage), 60_000));
    } finally {
      await stage.end();
    }
    console.log(`${situation} | ${name}: ${cells.at(-1)}`);
  }
  rows.push([situation, ...cells]);
}
await browser.close();
await api.close();
site.close();

/** What an application ships that uses no more than the measured clients do. */
const imports = {
  'axios, hand-written interceptor': "export { default } from 'axios'",
  'axios + axios-auth-refresh':
    "export { default } from 'axios'; export { createAuthRefresh } from 'axios-auth-refresh'",
  alova:
    "export { createAlova } from 'alova'; export { createServerTokenAuthentication } from 'alova/client'; export { default } from 'alova/fetch'",
  'ky, as its readme has it': "export { default } from 'ky'",
  xior: "export { default } from 'xior'; export { default as r } from 'xior/plugins/error-retry'; export { default as t } from 'xior/plugins/token-refresh'",
  everfetch: "export { default } from 'everfetch'",
};
const kilobytes = (files) =>
  `${(files.reduce((sum, { contents }) => sum + brotliCompressSync(contents).length, 0) / 1000).toFixed(1)} kB`;

/** The first load: the entry with what it imports statically; and the core, which everfetch loads after it. */
async function sizeOf(name) {
  if (!imports[name]) return 'the same';
  const { outputFiles, metafile } = await build({
    stdin: { contents: imports[name], resolveDir: at() },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: at('target', 'peers'),
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([path, { imports }]) => [basename(path), imports]),
  );
  const first = new Set(['stdin.js']);
  for (const file of first)
    for (const { kind, path } of outputs.get(file))
      if (kind === 'import-statement') first.add(basename(path));
  const isFirst = ({ path }) => first.has(basename(path));
  const core = outputFiles.filter((file) => !isFirst(file) && basename(file.path).startsWith('core-'));
  const size = kilobytes(outputFiles.filter(isFirst));
  return core.length ? `${size}, and ${kilobytes(core)} later` : size;
}
rows.push(['first load, minified by esbuild, brotli', ...(await Promise.all(names.map(sizeOf)))]);

const packages = ['axios', 'axios-auth-refresh', 'alova', 'ky', 'xior'];
const table = names.map(
  (name, index) => `| ${name} | ${rows.map((cells) => cells[index + 1]).join(' | ')} |`,
);
const text = [
  `Measured on ${new Date().toISOString().slice(0, 10)} in Chromium ${browser.version()} with ${packages.map((name) => `${name} ${versionOf(name)}`).join(', ')}.`,
  '',
  `| | ${rows.map(([situation]) => situation).join(' | ')} |`,
  `|${' --- |'.repeat(rows.length + 1)}`,
  ...table,
].join('\n');

const page = at('docs', 'comparison.md');
const [BEGIN, END] = ['<!-- measured: written by npm run compare -->', '<!-- end -->'];
const [before, rest] = readFileSync(page, 'utf8').split(BEGIN);
writeFileSync(page, `${before}${BEGIN}\n\n${text}\n\n${END}${rest.split(END)[1]}`);
