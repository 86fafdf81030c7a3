// Runs a project as its users would: signed in for a while, twenty requests on an expired token, a reload, sign-out,
// sign-in, an expired token again, a refresh endpoint that is down, one that refuses. Gives what was seen.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { scriptBlocks } from '../../src/source/blocks.js';
import { PATIENCE } from '../../../../tests/e2e/lib/patience.js';
import { startServer } from './server.mjs';
import { openWorker } from './worker.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const STAND_INS = [
  'zustand',
  'pinia',
  '@reduxjs/toolkit',
  'js-cookie',
  'qs',
  'react-hot-toast',
  'vue',
  'vue-router',
  'svelte/store',
];
const alias = Object.fromEntries(
  STAND_INS.map((name) => [name, here(`../stand-ins/${name.replace(/^@|\//g, '_')}.js`)]),
);

/** ky in the version that a project is written for: beside version 1 of the repository there is version 2. */
export const ownPackages = ({ ky }) =>
  ky === 2 ? { ky: here('../../node_modules/ky/distribution/index.js') } : {};

/** The scripts of a component, as a module that exports its functions. */
const components = {
  name: 'components',
  setup({ onLoad }) {
    onLoad({ filter: /\.(vue|svelte)$/ }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      const text = await readFile(path, 'utf8');
      const blocks = scriptBlocks(path, text);
      const code = blocks.map(({ start, end }) => text.slice(start, end)).join('\n');
      const names = [...code.matchAll(/^\s{0,2}(?:async )?function (\w+)/gm)].map(([, name]) => name);
      return {
        contents: `${code}\nexport { ${names.join(', ')} };`,
        loader: blocks.some(({ lang }) => lang === 'ts') ? 'ts' : 'js',
      };
    });
  },
};

/** @param {Map<string, string>} files @param {string} folder */
export async function bundle(files, folder, entry, own = {}) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // The repository's own package.json would make every file a module.
  if (!files.has('package.json')) writeFileSync(join(folder, 'package.json'), '{}');
  const outfile = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(folder, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['module', 'main'],
    alias: { ...alias, ...own, '@': join(folder, 'src') },
    loader: { '.js': 'jsx' },
    jsx: 'transform',
    jsxFactory: 'String',
    define: {
      'import.meta.env.VITE_API_URL': '"https://api.example.com"',
      'process.env.REACT_APP_API': '"https://api.example.com"',
    },
    plugins: [components],
    logLevel: 'silent',
  });
  return pathToFileURL(outfile).href;
}

export const fill = (given, values) =>
  Object.fromEntries(
    Object.entries(given ?? {}).map(([key, value]) => [
      key,
      value.replaceAll('$access', values.$access).replaceAll('$refresh', values.$refresh),
    ]),
  );

/**
 * @param {string} file of the bundle @param {any} project @param open gives the page that the project runs in
 * @param {any} [before] what was seen of the project before it was moved: where it went, it must go now
 */
export async function use(file, project, phase, open = openWorker, before = undefined) {
  const server = await startServer(project.server);
  const seen = { phase };
  const tokens = server.seed();
  const stored = {
    local: fill(project.local, tokens),
    session: fill(project.session, tokens),
    jar: fill(project.jar, tokens),
  };
  seen.isStored = Boolean(project.local ?? project.session ?? project.jar);
  // Some applications never answer a request whose refresh was refused, and some go in circles. What ends too early in
  // the phase before makes the comparison milder; what is under test has the time that a slow machine needs.
  const limits = { before: project.isWorseBefore ? 4_000 : 20_000, after: PATIENCE };
  const limit = limits[phase];
  const start = { bundle: file, base: server.url, limit };
  let page;
  try {
    page = await open({ ...start, ...stored });
    if (!seen.isStored) await page.ask('login');
    server.expire();
    const sends = () => server.state.log.filter((line) => line.startsWith('GET /items')).length;
    const sent = sends();
    seen.burst = await page.ask('load', 20);
    seen.burstSends = sends() - sent;
    seen.burstRefreshes = server.state.refreshes;
    seen.kept = await page.ask('state');
    await page.reload(seen.kept);
    const refreshesBefore = server.state.refreshes;
    seen.reload = await page.ask('load', 3);
    seen.reloadRefreshes = server.state.refreshes - refreshesBefore;
    if (server.state.valid !== undefined && project.server?.sliding === 'header') {
      server.state.slides = true;
      seen.slide = await page.ask('load', 1);
      server.state.slides = false;
      seen.slid = await page.ask('load', 1);
    }
    const signOutVisits = (await page.ask('state')).visits.length;
    await page.ask('logout').catch((error) => (seen.logoutError = error.message));
    if (before?.signOutVisits.length) await page.left?.(signOutVisits, true);
    seen.signedOut = await page.ask('state');
    seen.signOutVisits = seen.signedOut.visits.slice(signOutVisits);
    seen.afterLogout = await page.ask('load', 1);
    seen.leaked = /\ba\.\d/.test(server.state.lastCredential ?? '');
    seen.wrongPassword = await page.ask('login', 'wrong').then(
      () => 'signed in',
      () => 'refused',
    );
    await page.ask('login');
    seen.login = await page.ask('load', 2);
    server.expire();
    const again = server.state.refreshes;
    seen.second = await page.ask('load', 20);
    seen.secondRefreshes = server.state.refreshes - again;
    server.expire();
    server.kill();
    const visits = (await page.ask('state')).visits.length;
    const sentBefore = sends();
    seen.refused = await page.ask('load', 3);
    seen.endSends = sends() - sentBefore;
    await page.left?.(visits, Boolean(before?.endVisits.length));
    seen.ended = await page.ask('state');
    seen.endVisits = seen.ended.visits.slice(visits);
    await page.ask('login');
    seen.relogin = await page.ask('load', 2);
    if (phase === 'after') {
      server.expire();
      server.state.isDown = true;
      seen.down = await page.ask('load', 2);
      seen.downState = await page.ask('state');
    }
    seen.lastRefresh = server.state.lastRefresh;
    return seen;
  } finally {
    await page?.close();
    await server.close();
  }
}
