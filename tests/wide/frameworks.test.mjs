// The packed package in applications of the frameworks that bring their own build, each as its documentation makes one and
// with its recipe of docs/recipes. It is built and served by its own tools, rendered by its server where it has one, and
// opened: fifty requests on an expired token cost one refresh, and what is loaded first does not hold the core.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { runQuietly } from '../../scripts/lib/run.mjs';
import { mainJob, sandbox } from '../matrix/lib/job.mjs';
import { workshop } from '../matrix/lib/project.mjs';
import { PATIENCE } from '../e2e/lib/patience.js';
import { newPage, serve } from '../package/lib/browser.mjs';
import { started } from './lib/server.mjs';
import { module, node, versionOf } from './lib/tools.mjs';

const { project } = workshop('tests', 'wide');

/**
 * `build` is what builds, `client` the folder of what browsers get, `start` what serves (nothing: the folder itself).
 * @type {Record<string, { title: string, package: string, build: string[], client: string, start?: string[] }>}
 */
const frameworks = {
  angular: {
    title: 'Angular',
    package: '@angular/build',
    build: [module('@angular', 'cli', 'bin', 'ng.js'), 'build'],
    client: 'dist/app/browser',
  },
  nuxt: {
    title: 'Nuxt',
    package: 'nuxt',
    build: [module('nuxt', 'bin', 'nuxt.mjs'), 'build'],
    client: '.output/public',
    start: ['.output/server/index.mjs'],
  },
  sveltekit: {
    title: 'SvelteKit',
    package: '@sveltejs/kit',
    build: [module('vite', 'bin', 'vite.js'), 'build'],
    client: 'build/client',
    start: ['build'],
  },
  'react-router': {
    title: 'React Router',
    package: '@react-router/dev',
    build: [module('@react-router', 'dev', 'bin.cjs'), 'build'],
    client: 'build/client',
    start: [module('@react-router', 'serve', 'bin.cjs'), './build/server/index.js'],
  },
  astro: {
    title: 'Astro',
    package: 'astro',
    build: [module('astro', 'bin', 'astro.mjs'), 'build'],
    client: 'dist/client',
    start: ['dist/server/entry.mjs'],
  },
};

/** How the text begins in which the core is packed. */
const [, mark] = /^var text = "(\w{40})/m.exec(readFileSync(at('pkg', 'core.js'), 'utf8'));
const holdsCore = (text) => text.includes(mark);

const quiet = { CI: '1', NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };

/**
 * The scripts that an opened application has loaded when it shows that nobody is signed in. What a `<link rel="prefetch">`
 * brings is not among them: the browser loads it when it has nothing better to do, and nothing waits for it.
 */
async function loadedFirst(t, address) {
  const page = await newPage(t);
  const scripts = [];
  page.on('response', (response) => /\.m?js(\?|$)/.test(response.url()) && scripts.push(response));
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.getByText('anonymous').waitFor({ timeout: PATIENCE });
  const texts = scripts.map(async (response) => {
    const { 'sec-purpose': purpose = '' } = await response.request().allHeaders();
    return { url: response.url(), isPrefetched: /prefetch/.test(purpose), text: await response.text() };
  });
  return (await Promise.all(texts)).filter(({ isPrefetched }) => !isPrefetched);
}

for (const [name, { title, package: packageName, build, client, start }] of Object.entries(frameworks))
  test(`${title} ${versionOf(packageName)}`, { timeout: 900_000 }, async (t) => {
    const shared = Object.fromEntries(
      ['session.ts', 'server.ts'].map((file) => [
        file,
        readFileSync(new URL(`apps/${file}`, import.meta.url), 'utf8'),
      ]),
    );
    const root = await project(`tests/wide/apps/${name}`, shared);
    await runQuietly(node(), build, { cwd: root, env: quiet }).catch(({ message, log }) =>
      assert.fail(`${message}\n${log}`),
    );

    const files = readdirSync(join(root, client), { recursive: true }).filter((file) => /\.m?js$/.test(file));
    const chunks = files.filter((file) => holdsCore(readFileSync(join(root, client, file), 'utf8')));
    assert.equal(chunks.length, 1, `the core is in ${chunks.join() || 'no file'}`);

    const { address } = start
      ? await started(t, [node(), ...start], root)
      : { address: `${await serve(t, join(root, client))}/index.html` };
    const first = await loadedFirst(t, address);
    assert.ok(first.length, 'it loads scripts');
    assert.deepEqual(
      first.filter(({ text }) => holdsCore(text)).map(({ url }) => url),
      [],
    );

    const base = sandbox();
    const opened = await mainJob(t, address, { base });
    if (start) assert.equal(await opened.locator('#rendered').textContent(), 'render');
    // Opened again, the page has a session that its server knew nothing of when it rendered.
    await opened.goto(`${address}?look&api=${encodeURIComponent(base)}`);
    await opened.getByText('active').waitFor({ timeout: PATIENCE });
    await opened.getByRole('button', { name: 'Sign out' }).click({ timeout: PATIENCE });
    await opened.getByText('ended').waitFor({ timeout: PATIENCE });
    assert.equal(await opened.getByRole('button').count(), 0);
    assert.deepEqual(opened.errors, []);
    assert.deepEqual(
      opened.log.filter((line) => /hydrat|mismatch/i.test(line)),
      [],
    );
  });
